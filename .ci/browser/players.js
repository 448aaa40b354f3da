// node players.js SOURCE FOLDER: opens mp4.mp4 and fmp4.mp4 of a folder, two results of SOURCE, an MP4 with AAC, in readers
// that Tesela has no part in, and compares what they find with the reports beside them. Ends with 0 when all is as it should be.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Player } from "./player.js";
import { parsed, wholeFragments } from "./mp4box.js";

const [source, folder] = process.argv.slice(2);
if (folder === undefined) {
  console.error("FOLDER is missing (expected: SOURCE, and a folder with mp4.mp4, fmp4.mp4 and their reports)");
  process.exit(2);
}

// A container rounds each length to its own unit, and audio ends within a packet of the video.
const SECONDS_OFF = 0.05;
// Chromium decodes ahead of what it shows, and what it cannot decode ends it.
const SECONDS_AHEAD = 0.6;

const problems = [];

function expect(what, found, expected) {
  const same = typeof expected === "number" && !Number.isInteger(expected)
    ? Math.abs(found - expected) <= SECONDS_OFF
    : found === expected;
  console.log(`${same ? "ok" : "NO"}: ${what}: ${found}${same ? "" : ` (expected: ${expected})`}`);
  if (!same) problems.push(what);
}

function report(name) {
  const { output } = JSON.parse(readFileSync(join(folder, `${name}.json`), "utf8"));
  return { frames: output.frames, seconds: output.duration_s };
}

function audioOf({ audioTracks: [track] }) {
  return { packets: track.nb_samples, seconds: track.samples_duration / track.timescale };
}

async function readByMp4box(name, bytes, fragmented) {
  const { info, samples } = await parsed(bytes);
  const { frames, seconds } = report(name);
  expect(`mp4box.js: ${name}: fragmented`, info.isFragmented, fragmented);
  expect(`mp4box.js: ${name}: frames`, samples.video, frames);
  expect(`mp4box.js: ${name}: packets of audio, as many as in the source`, samples.audio, sourceAudio.packets);
  expect(`mp4box.js: ${name}: seconds of video`, samples.seconds, seconds);
  return info.mime;
}

function readByOpencv(name) {
  const script = join(dirname(fileURLToPath(import.meta.url)), "opencv_frames.py");
  const found = JSON.parse(execFileSync(process.env.PYTHON ?? "/usr/bin/python3", [script, join(folder, `${name}.mp4`)], { encoding: "utf8" }));
  const { frames } = report(name);
  expect(`OpenCV: ${name}: frames it says there are`, found.said, frames);
  expect(`OpenCV: ${name}: frames it reads`, found.read, frames);
  expect(`OpenCV: ${name}: the frame in the middle is the same when it is sought`, found.seeks, true);
}

/** A file that grew until a byte in the middle of a fragment: as it is then, and with that part of a fragment cut off. */
async function readInterrupted(browser, fragmented) {
  for (const length of [fragmented.length >> 1, fragmented.length - 1]) {
    const whole = wholeFragments(fragmented.subarray(0, length));
    const { seconds } = (await parsed(whole)).samples;
    const cutOff = await browser.plays(whole);
    expect(`Chromium: whole fragments of ${length} bytes: play to their end`, cutOff.error, null);
    const asItIs = await browser.plays(fragmented.subarray(0, length));
    console.log(`    ${length} bytes as they are: to ${asItIs.playedTo} s, then: ${asItIs.error}`);
    expect(`Chromium: ${length} bytes: play as far as fragments are whole`, asItIs.playedTo > seconds - SECONDS_AHEAD, true);
  }
}

async function readByChromium(finished, fragmented, mime) {
  const browser = await Player.start();
  try {
    // The sound of the sample is longer than its frames.
    const seconds = Math.max(report("mp4").seconds, sourceAudio.seconds);
    const whole = await browser.plays(finished);
    expect("Chromium: finished: seconds", whole.duration, seconds);
    expect("Chromium: finished: plays to its end", whole.error, null);
    expect("Chromium: finished: has sound", whole.audioBytes > 0, true);
    expect("Chromium: finished: seeks to its middle", whole.sought, seconds / 2);
    const growing = await browser.playsWhileItGrows(fragmented, mime);
    expect("Chromium: growing: plays before all of it is there", growing.playedEarly, true);
    expect("Chromium: growing: one range without a gap", growing.ranges, 1);
    expect("Chromium: growing: seconds", growing.buffered, seconds);
    expect("Chromium: growing: has sound", growing.audioBytes > 0, true);
    await readInterrupted(browser, fragmented);
  } finally {
    await browser.close();
  }
}

const sourceAudio = audioOf((await parsed(readFileSync(source))).info);
const finished = readFileSync(join(folder, "mp4.mp4"));
const fragmented = readFileSync(join(folder, "fmp4.mp4"));
await readByMp4box("mp4", finished, false);
const mime = await readByMp4box("fmp4", fragmented, true);
readByOpencv("mp4");
await readByChromium(finished, fragmented, mime);
process.exitCode = problems.length === 0 ? 0 : 1;
