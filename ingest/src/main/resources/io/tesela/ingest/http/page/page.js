// The page: hears the events of the ingest, and shows them.
import { Attention } from "./attention.js";
import { Chart } from "./charts.js";
import { Comparison } from "./comparison.js";
import { Details } from "./details.js";
import { asked, at, fill, name, write } from "./elements.js";
import { JobTable, works } from "./jobs.js";
import { BEYOND_MS, depths, duration, frames, megabytes, milliseconds, named, newer, percentile, processors, rate, sum } from "./numbers.js";
import { Player } from "./player.js";
import { Sender } from "./sender.js";

const AGAIN_MS = 5000;
const PATIENCE_MS = 10_000;
const MOST_GONE = 50;
const TIMES = { text: milliseconds, most: BEYOND_MS };
const CHARTS = { frames: {}, processors: {}, tiles: TIMES, latency: TIMES, queues: {}, retries: {}, cpu: {} };

const jobs = new Map();
let before = null;
/** The time of the newest event: after a rest, what is told first was known before. */
let newest = 0;
/** What the processes are called. */
let names = new Map();
let chosen = null;
/** Whether somebody has asked for the one that is chosen. */
let picked = false;
/** The jobs that were there when they were read: what is told first may be two minutes old, and of a job that is gone. */
const there = new Set();
let loading = false;
/** Which reading of the jobs is the last one that was begun. */
let reading = 0;
/** How the video stood when the page went to rest; null: it did not stop. */
let left = null;
/** The videos that were sent from here, by their jobs. */
const sent = new Map();
/** The job that was begun from here last, until it is known. */
let awaited = null;

const player = new Player(at("video"), (line) => { at("video-note").textContent = line; });
const comparison = new Comparison(at("compare"), (line) => { at("compare-note").textContent = line; });
const table = new JobTable(pick, cancelJob);
const details = new Details();
const charts = Object.fromEntries(Object.entries(CHARTS).map(([name, how]) => [name, new Chart(at(`chart-${name}`), how)]));
new Sender((job, file) => { sent.set(job, file); awaited = job; });
new Attention({
  opened(rested) {
    say("live");
    there.clear();
    if (rested) before = null;
    loadJobs();
  },
  broken: () => say("no connection, trying again"),
  told(kind, what) {
    if (kind === "metrics") showMetrics(what);
    else { update(what); showJobs(); }
  },
  rest() {
    // A reading that is under way is of before the rest.
    reading++;
    loading = false;
    if (chosen === null || player.isHeardOrSeen()) return;
    left = player.position();
    player.stop();
    comparison.with(null);
  },
});

function say(line) {
  write(at("connection"), line);
}

/** All of them, also those that ended before; what was missed while there was no connection is not told again. */
async function loadJobs() {
  const known = [...jobs.keys()];
  const mine = ++reading;
  loading = true;
  try {
    const listed = (await (await fetch("jobs")).json()).jobs;
    if (mine !== reading) return;
    loading = false;
    listed.forEach(({ job }) => there.add(job));
    known.filter((id) => !there.has(id)).forEach((id) => update({ job: id, state: "gone" }));
    listed.forEach(update);
    goOn();
    showJobs();
  } catch (error) {
    if (mine !== reading) return;
    say(`the jobs could not be read, trying again: ${error.message}`);
    setTimeout(() => { if (mine === reading) loadJobs(); }, AGAIN_MS);
  }
}

/** After a rest, where the video stopped; what became of its job is known only now. */
function goOn() {
  if (left === null) return;
  const position = left;
  left = null;
  choose(chosen, position);
}

/** What is told may be older than what is known. One that is gone is still shown, as it was at last. */
function update(told) {
  const known = jobs.get(told.job);
  if (known === undefined && told.state === "gone") return;
  jobs.set(told.job, newer(known, told.state === "gone" ? { ...known, state: "gone", was: known.was ?? known.state } : told));
}

function showMetrics(told) {
  if (told.t <= newest) return;
  newest = told.t;
  const now = { ...told, meters: told.processes.flatMap((process) => process.meters) };
  now.jobs.forEach(update);
  showJobs();
  names = named(now.processes, names);
  if (before !== null) {
    showNumbers(before, now);
    drawCharts(before, now);
    showProcesses(before, now);
  }
  before = now;
}

function showNumbers(then, now) {
  fill(at("now"), [
    ["Frames in", `${rate(then, now, "tesela.frames", { stage: "decoded" }).toFixed(1)}/s`],
    ["Frames out", `${rate(then, now, "tesela.frames", { stage: "encoded" }).toFixed(1)}/s`],
    ["Tiles", `${rate(then, now, "tesela.tiles", { outcome: "filtered" }).toFixed(0)}/s`],
    ["Tile time, p95", milliseconds(percentile(then, now, "tesela.tile", 0.95))],
    ["In flight", frames(sum(now.meters, "tesela.in.flight.frames"))],
    ["Sent again", String(sum(now.meters, "tesela.tiles", { outcome: "hedged" }))],
    ["Processes", String(now.processes.length)],
    ["Memory of all", megabytes(now.processes.reduce((total, process) => total + memory(process), 0))],
  ], true);
}

function drawCharts(then, now) {
  const seconds = now.t / 1000;
  const ofStage = (stage) => rate(then, now, "tesela.frames", { stage });
  const parts = (timer) => ({ median: percentile(then, now, timer, 0.5), p95: percentile(then, now, timer, 0.95) });
  charts.frames.add(seconds, { decoded: ofStage("decoded"), encoded: ofStage("encoded") });
  charts.processors.add(seconds, Object.fromEntries(now.processes.flatMap(({ id }) =>
    processors(then, now, id).map(({ name, perSecond }) => [now.processes.length === 1 ? name : `${name} of ${names.get(id)}`, perSecond]))));
  charts.tiles.add(seconds, parts("tesela.tile"));
  charts.latency.add(seconds, parts("tesela.frame.latency"));
  charts.queues.add(seconds, depths(now.meters));
  charts.retries.add(seconds, { "filtered again": rate(then, now, "tesela.retries"), "sent again": rate(then, now, "tesela.tiles", { outcome: "hedged" }) });
  charts.cpu.add(seconds, Object.fromEntries(now.processes.map((process) => [names.get(process.id), cpu(process)])));
}

function cpu(process) {
  return 100 * sum(process.meters, "process.cpu.usage");
}

function memory(process) {
  return sum(process.meters, "process.resident.memory") + sum(process.meters, "tesela.decoder.bytes");
}

function showProcesses(then, now) {
  const rows = at("processes");
  while (rows.rows.length > now.processes.length) rows.deleteRow(-1);
  now.processes.forEach((process, index) => {
    const row = rows.rows[index] ?? rows.insertRow();
    while (row.cells.length < 5) row.insertCell();
    name([...row.cells], rows);
    const tiles = processors(then, now, process.id).map(({ name, perSecond }) => `${name}: ${perSecond.toFixed(0)}`);
    const texts = [names.get(process.id), `${cpu(process).toFixed(0)} %`, megabytes(memory(process)), tiles.join(", "),
      duration(sum(process.meters, "process.uptime"))];
    texts.forEach((text, cell) => write(row.cells[cell], text));
    row.title = process.id;
  });
}

function showJobs() {
  const newestFirst = [...jobs.values()].sort((a, b) => b.started.localeCompare(a.started));
  newestFirst.filter(({ state }) => state === "gone").slice(MOST_GONE).forEach(({ job }) => forget(job));
  const shown = newestFirst.filter(({ job }) => jobs.has(job));
  table.show(shown, chosen, there);
  if (jobs.has(awaited)) {
    // Without the focus: whoever waited for it may be at something else by now.
    picked = true;
    choose(awaited);
    awaited = null;
  }
  const working = shown.find((job) => works(job) && there.has(job.job));
  if (working !== undefined && (chosen === null || (!picked && !works(jobs.get(chosen))))) choose(working.job);
  if (chosen !== null) details.show(jobs.get(chosen));
  if (!loading && shown.some((job) => works(job) && !there.has(job.job))) loadJobs();
}

function forget(id) {
  if (chosen === id) return;
  jobs.delete(id);
  there.delete(id);
  table.forget(id);
}

async function cancelJob(id) {
  const { name: video, state } = jobs.get(id);
  const done = state === "done";
  write(at("cancel-title"), done ? `Delete the result of ${video}?` : `Cancel ${video}?`);
  write(at("cancel-what"), done ? "Nobody can have it then." : "What was made of it so far is deleted.");
  write(at("cancel-yes"), done ? "Delete the result" : "Cancel the job");
  if (!(await asked(at("cancel"), at("cancel-yes")))) return;
  // What is not read any more does not break off when its job does.
  const shown = id === chosen;
  if (shown) {
    player.halt();
    comparison.with(null);
  }
  try {
    const response = await fetch(`jobs/${id}`, { method: "DELETE", signal: AbortSignal.timeout(PATIENCE_MS) });
    answer(response.ok ? "" : await response.text());
    if (!response.ok && shown && id === chosen) choose(id);
  } catch (error) {
    answer(`That could not be done: ${error.message}`);
    if (shown && id === chosen) choose(id);
  }
}

function answer(line) {
  write(at("answer"), line);
}

/** As somebody asked for: it stays, whatever else begins. */
function pick(id) {
  picked = true;
  choose(id);
  at("job-title").focus();
  at("job").scrollIntoView({ block: "nearest" });
}

/** @param position where its video goes on, and whether it does; by default it plays from its beginning */
function choose(id, position) {
  chosen = id;
  left = null;
  const job = jobs.get(id);
  at("job").hidden = false;
  details.show(job);
  const hasPicture = !job.live && (works(job) || job.state === "done");
  at("video").hidden = !hasPicture;
  if (hasPicture) player.play(`jobs/${id}/output.mp4`, position);
  else player.stop();
  comparison.with(hasPicture ? sent.get(id) ?? (job.input ? `jobs/${id}/input` : null) : null);
}
