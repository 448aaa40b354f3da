// The page: hears the events of the ingest, and shows them.
import { Chart } from "./charts.js";
import { HOLDERS, bottleneck, duration, megabytes, percentile, processors, rate, sum } from "./numbers.js";
import { Player } from "./player.js";

const at = (id) => document.getElementById(id);
const jobs = new Map();
const rows = new Map();
let before = null;
let chosen = null;

const player = new Player(at("video"), (line) => { at("video-note").textContent = line; });
const charts = {
  frames: new Chart(at("chart-frames"), [{ label: "decoded", colour: "--h4" }, { label: "encoded", colour: "--h2" }]),
  tiles: new Chart(at("chart-tiles"), [{ label: "half of them", colour: "--h2" }, { label: "95 %", colour: "--h1" }]),
  cpu: new Chart(at("chart-cpu"), [{ label: "busiest", colour: "--h3" }]),
};

listen();

function listen() {
  const events = new EventSource("events");
  events.onopen = () => { say("live"); loadJobs(); };
  events.onerror = () => say("no connection, trying again");
  events.addEventListener("metrics", (event) => showMetrics(JSON.parse(event.data)));
  events.addEventListener("job", (event) => changed(JSON.parse(event.data)));
}

function say(line) {
  at("connection").textContent = line;
}

/** All of them, also those that ended before; what was missed while there was no connection is not told again. */
async function loadJobs() {
  const response = await fetch("jobs");
  const listed = (await response.json()).jobs;
  const there = new Set(listed.map((job) => job.job));
  [...jobs.keys()].filter((id) => !there.has(id)).forEach(forget);
  listed.reverse().forEach(update);
  showJobs();
}

/** One that is gone is still shown, as it was at last: whoever looks at it sees how it ended. */
function changed(job) {
  if (job.state !== "gone") update(job);
  else if (jobs.has(job.job)) update({ ...jobs.get(job.job), state: "gone" });
  showJobs();
}

function forget(id) {
  jobs.delete(id);
  rows.get(id)?.element.remove();
  rows.delete(id);
  if (chosen === id) choose(null);
}

function update(job) {
  jobs.set(job.job, job);
}

function showMetrics(told) {
  const now = { ...told, meters: told.processes.flatMap((process) => process.meters) };
  now.jobs.forEach(update);
  showJobs();
  if (before !== null && now.t > before.t) {
    showNumbers(before, now);
    drawCharts(before, now);
    showProcesses(before, now);
  }
  before = now;
}

function showNumbers(then, now) {
  const p95 = percentile(then, now, "tesela.tile", 0.95);
  const numbers = [
    ["Frames in", `${rate(then, now, "tesela.frames", { stage: "decoded" }).toFixed(1)}/s`],
    ["Frames out", `${rate(then, now, "tesela.frames", { stage: "encoded" }).toFixed(1)}/s`],
    ["Tiles", `${rate(then, now, "tesela.tiles", { outcome: "filtered" }).toFixed(0)}/s`],
    ["Tile, 95 %", p95 === null ? "–" : `${p95.toFixed(p95 < 10 ? 1 : 0)} ms`],
    ["In flight", `${sum(now.meters, "tesela.in.flight.frames")} frames`],
    ["Sent again", String(sum(now.meters, "tesela.retries"))],
    ["Processes", String(now.processes.length)],
    ["Memory of all", megabytes(sum(now.meters, "process.resident.memory"))],
  ];
  fill(at("now"), numbers, true);
}

function drawCharts(then, now) {
  const seconds = now.t / 1000;
  charts.frames.add(seconds, ["decoded", "encoded"].map((stage) => rate(then, now, "tesela.frames", { stage })));
  charts.tiles.add(seconds, [0.5, 0.95].map((part) => percentile(then, now, "tesela.tile", part)));
  charts.cpu.add(seconds, [Math.max(...now.processes.map(cpu))]);
}

function cpu(process) {
  return 100 * sum(process.meters, "process.cpu.usage");
}

function showProcesses(then, now) {
  at("processes").replaceChildren(...now.processes.map((process) => {
    const row = document.createElement("tr");
    const earlier = then.processes.find(({ id }) => id === process.id);
    const tiles = processors(earlier && { ...earlier, t: then.t }, { ...process, t: now.t });
    const cells = [
      process.role, process.host, `${cpu(process).toFixed(0)} %`, megabytes(sum(process.meters, "process.resident.memory")),
      tiles.map(({ name, perSecond }) => `${name}: ${perSecond.toFixed(0)}`).join(", "),
      duration(sum(process.meters, "process.uptime")),
    ];
    cells.forEach((text) => { row.appendChild(document.createElement("td")).textContent = text; });
    row.title = process.id;
    return row;
  }));
}

function showJobs() {
  const newestFirst = [...jobs.values()].sort((a, b) => b.started.localeCompare(a.started));
  at("no-jobs").hidden = newestFirst.length > 0;
  newestFirst.forEach((job, index) => {
    const row = rows.get(job.job) ?? addRow(job);
    if (at("jobs").children[index] !== row.element) at("jobs").insertBefore(row.element, at("jobs").children[index] ?? null);
    row.show(job);
  });
  if (chosen === null && newestFirst.length > 0 && works(newestFirst[0])) choose(newestFirst[0].job);
  if (chosen !== null) showChosen(jobs.get(chosen));
}

function works(job) {
  return job.state === "uploading" || job.state === "running";
}

/** Makes the elements of a job's row once, so that what is focused stays so. */
function addRow(job) {
  const element = document.createElement("tr");
  const cells = Array.from({ length: 7 }, () => element.appendChild(document.createElement("td")));
  const bar = document.createElement("progress");
  const percent = document.createElement("span");
  bar.setAttribute("aria-label", `progress of ${job.name}`);
  cells[2].append(bar, " ", percent);
  const watch = button("Watch", `watch ${job.name}`, () => choose(job.job));
  const cancel = button("Cancel", `cancel ${job.name}`, () => cancelJob(job.job));
  const result = link("Result", `result of ${job.name}`, `jobs/${job.job}/output.mp4`);
  const report = link("Report", `report on ${job.name}`, `jobs/${job.job}/report.json`);
  cells[6].append(watch, cancel, result, report);
  const row = { element, show: (now) => showRow(now) };
  rows.set(job.job, row);
  return row;

  function showRow(now) {
    const done = now.state === "done" || now.state === "gone" ? 1 : part(now);
    cells[0].textContent = now.name;
    cells[1].textContent = now.state;
    cells[1].className = now.state === "failed" ? "bad" : "";
    cells[1].title = now.error ?? "";
    if (done === null) bar.removeAttribute("value");
    else bar.value = done;
    percent.textContent = done === null ? `${now.encoded} frames` : `${Math.floor(100 * done)} %`;
    cells[3].textContent = now.fps > 0 ? now.fps.toFixed(1) : "";
    cells[4].textContent = works(now) ? duration(now.eta_s) : "";
    cells[5].textContent = now.degraded;
    cells[5].className = now.degraded > 0 ? "warn" : "";
    cancel.hidden = !works(now);
    watch.hidden = now.live || !(works(now) || now.state === "done");
    result.hidden = report.hidden = now.state !== "done";
    element.classList.toggle("chosen", now.job === chosen);
  }
}

function part(job) {
  return job.total_frames ? Math.min(1, job.encoded / job.total_frames) : null;
}

function button(text, label, pressed) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = text;
  made.setAttribute("aria-label", label);
  made.addEventListener("click", pressed);
  return made;
}

function link(text, label, href) {
  const made = document.createElement("a");
  Object.assign(made, { href, textContent: text, className: "button" });
  made.setAttribute("aria-label", label);
  return made;
}

async function cancelJob(id) {
  const response = await fetch(`jobs/${id}`, { method: "DELETE" });
  if (!response.ok) say(await response.text());
}

function choose(id) {
  chosen = id;
  at("job").hidden = id === null;
  player.stop();
  if (id === null) return;
  const job = jobs.get(id);
  showChosen(job);
  if (!job.live) player.play(`jobs/${id}/output.mp4`, job.state === "done");
}

function showChosen(job) {
  at("job-title").textContent = job.name;
  const total = HOLDERS.reduce((frames, { key }) => frames + job.credits[key], 0);
  at("credits").replaceChildren(...HOLDERS.map(({ key, label }, i) => {
    const piece = document.createElement("span");
    piece.style.flexGrow = job.credits[key];
    piece.style.background = `var(--h${i})`;
    piece.title = `${label}: ${job.credits[key]}`;
    return piece;
  }));
  at("credits").setAttribute("aria-label", `${total} frames under way: ${HOLDERS.map(({ key, label }) => `${job.credits[key]} ${label}`).join(", ")}`);
  at("credits-legend").replaceChildren(...HOLDERS.map(({ key, label }, i) => {
    const item = document.createElement("li");
    const spot = document.createElement("i");
    spot.style.background = `var(--h${i})`;
    item.append(spot, `${job.credits[key]} ${label}`);
    return item;
  }));
  at("bottleneck").textContent = works(job) ? bottleneck(job) : ending(job);
  fill(at("job-facts"), [
    ["Filters", job.filters], ["Tiles", job.tiles], ["Uploaded", megabytes(job.uploaded) + (job.size ? ` of ${megabytes(job.size)}` : "")],
    ["Result", megabytes(job.output_bytes)], ["Frames", `${job.decoded} decoded, ${job.encoded} encoded${job.total_frames ? ` of ${job.total_frames}` : ""}`],
    ["Job", job.job],
  ]);
}

function ending(job) {
  if (job.state === "gone") return "Its client has the result, or it was let go: it is not here any more.";
  return job.error ?? "It is done.";
}

/** Fills a list of terms; in boxes, where each pair is to be kept together. */
function fill(list, pairs, boxes = false) {
  list.replaceChildren(...pairs.flatMap(([term, text]) => {
    const name = document.createElement("dt");
    const value = document.createElement("dd");
    name.textContent = term;
    value.textContent = text;
    if (!boxes) return [name, value];
    const box = document.createElement("div");
    box.append(name, value);
    return [box];
  }));
}
