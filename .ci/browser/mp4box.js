// What mp4box.js finds in an MP4.
import { createFile } from "mp4box";

export function parsed(bytes) {
  return new Promise((resolve, reject) => {
    const file = createFile();
    file.onError = (module, message) => reject(new Error(`mp4box.js: ${module}: ${message}`));
    file.onReady = (info) => setImmediate(() => resolve({ info, samples: samplesOf(file, info) }));
    const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
    buffer.fileStart = 0;
    file.appendBuffer(buffer, true);
    file.flush();
  });
}

function samplesOf(file, info) {
  const of = (track) => (track === undefined ? [] : file.getTrackSamplesInfo(track.id));
  const video = of(info.videoTracks[0]);
  const first = Math.min(...video.map((sample) => sample.cts));
  const end = Math.max(...video.map((sample) => sample.cts + sample.duration));
  return {
    video: video.length,
    audio: of(info.audioTracks[0]).length,
    seconds: (end - first) / info.videoTracks[0].timescale,
  };
}

/** Returns the bytes before the fragment that is cut, if one is. */
export function wholeFragments(bytes) {
  let end = 0;
  for (let at = 0; at + 8 <= bytes.length; ) {
    const size = bytes.readUInt32BE(at);
    if (at + size > bytes.length) break;
    const type = bytes.toString("latin1", at + 4, at + 8);
    at += size;
    if (type !== "moof") end = at;
  }
  return bytes.subarray(0, end);
}
