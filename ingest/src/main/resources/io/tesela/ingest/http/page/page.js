// The page: hears the events of the ingest, and shows them.
import { Chart } from "./charts.js";
import { Comparison } from "./comparison.js";
import { at, button, write } from "./elements.js";
import { Heatmap } from "./heatmap.js";
import { HOLDERS, bottleneck, depths, duration, megabytes, newer, percentile, processors, rate, sum } from "./numbers.js";
import { Player } from "./player.js";
import { Sender } from "./sender.js";

const jobs = new Map();
const rows = new Map();
let before = null;
let chosen = null;
/** Whether somebody has asked for the one that is chosen. */
let picked = false;
/** Whether it is known which jobs there are: what is told first may be two minutes old. */
let loaded = false;
/** The videos that were sent from here, by their jobs. */
const sent = new Map();
/** The job that was begun from here last, until it is known. */
let awaited = null;

const AGAIN_MS = 5000;
const PATIENCE_MS = 10_000;
const UNSEEN_MS = 60_000;
const MOST_GONE = 50;

const player = new Player(at("video"), (line) => { at("video-note").textContent = line; });
const comparison = new Comparison(at("compare"), (line) => { at("compare-note").textContent = line; });
const heatmap = new Heatmap(at("tiles-cost"));
const charts = Object.fromEntries(
  ["frames", "tiles", "latency", "queues", "retries", "cpu"].map((name) => [name, new Chart(at(`chart-${name}`))]));
new Sender((job, file) => { sent.set(job, file); awaited = job; });

let events = listen();
let resting = null;
document.addEventListener("visibilitychange", () => (document.hidden ? restSoon() : wake()));

/** A browser has six connections to a service, for all its windows: one that nobody sees leaves them to others. */
function restSoon() {
  resting ??= setTimeout(() => {
    resting = "now";
    events.close();
    player.stop();
    comparison.with(null);
  }, UNSEEN_MS);
}

function wake() {
  const rested = resting === "now";
  clearTimeout(resting);
  resting = null;
  if (!rested) return;
  events = listen();
  if (chosen !== null) choose(chosen);
}

function listen() {
  const events = new EventSource("events");
  events.onopen = () => { say("live"); loadJobs(); };
  events.onerror = () => {
    say("no connection, trying again");
    // Refused, for instance because too many listen: a browser does not try that again by itself.
    if (events.readyState === EventSource.CLOSED) setTimeout(again, AGAIN_MS);
  };
  events.addEventListener("metrics", (event) => showMetrics(JSON.parse(event.data)));
  events.addEventListener("job", (event) => { update(JSON.parse(event.data)); showJobs(); });
  return events;
}

function again() {
  if (resting !== "now") events = listen();
}

function say(line) {
  write(at("connection"), line);
}

/** All of them, also those that ended before; what was missed while there was no connection is not told again. */
async function loadJobs() {
  const known = [...jobs.keys()];
  try {
    const listed = (await (await fetch("jobs")).json()).jobs;
    const there = new Set(listed.map((job) => job.job));
    known.filter((id) => !there.has(id)).forEach((id) => update({ job: id, state: "gone" }));
    listed.forEach(update);
    loaded = true;
    showJobs();
  } catch (error) {
    say(`the jobs could not be read: ${error.message}`);
  }
}

/** What is told may be older than what is known. One that is gone is still shown, as it was at last. */
function update(told) {
  const known = jobs.get(told.job);
  if (known === undefined && told.state === "gone") return;
  jobs.set(told.job, newer(known, told.state === "gone" ? { ...known, state: "gone", was: known.was ?? known.state } : told));
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
    ["Memory of all", megabytes(sum(now.meters, "process.resident.memory") + sum(now.meters, "tesela.decoder.bytes"))],
  ];
  fill(at("now"), numbers, true);
}

function drawCharts(then, now) {
  const seconds = now.t / 1000;
  const frames = (stage) => rate(then, now, "tesela.frames", { stage });
  const parts = (name) => ({ "half of them": percentile(then, now, name, 0.5), "95 %": percentile(then, now, name, 0.95) });
  charts.frames.add(seconds, { decoded: frames("decoded"), encoded: frames("encoded") });
  charts.tiles.add(seconds, parts("tesela.tile"));
  charts.latency.add(seconds, parts("tesela.frame.latency"));
  charts.queues.add(seconds, depths(now.meters));
  charts.retries.add(seconds, { "sent again": rate(then, now, "tesela.retries") });
  charts.cpu.add(seconds, Object.fromEntries(now.processes.map((process) => [process.id, cpu(process)])));
}

function cpu(process) {
  return 100 * sum(process.meters, "process.cpu.usage");
}

function showProcesses(then, now) {
  const table = at("processes");
  while (table.rows.length > now.processes.length) table.deleteRow(-1);
  now.processes.forEach((process, index) => {
    const row = table.rows[index] ?? table.insertRow();
    while (row.cells.length < 6) row.insertCell();
    name([...row.cells], table);
    const tiles = processors(then, now, process.id).map(({ name, perSecond }) => `${name}: ${perSecond.toFixed(0)}`);
    const memory = sum(process.meters, "process.resident.memory") + sum(process.meters, "tesela.decoder.bytes");
    const texts = [process.role, process.host, `${cpu(process).toFixed(0)} %`, megabytes(memory), tiles.join(", "),
      duration(sum(process.meters, "process.uptime"))];
    texts.forEach((text, cell) => write(row.cells[cell], text));
    row.title = process.id;
  });
}

function showJobs() {
  const newestFirst = [...jobs.values()].sort((a, b) => b.started.localeCompare(a.started));
  newestFirst.filter(({ state }) => state === "gone").slice(MOST_GONE).forEach(({ job }) => forget(job));
  const shown = newestFirst.filter(({ job }) => jobs.has(job));
  at("no-jobs").hidden = shown.length > 0;
  shown.forEach((job, index) => {
    const row = rows.get(job.job) ?? addRow(job);
    if (at("jobs").children[index] !== row.element) at("jobs").insertBefore(row.element, at("jobs").children[index] ?? null);
    row.show(job);
  });
  if (jobs.has(awaited)) {
    // Without the focus: whoever waited for it may be at something else by now.
    picked = true;
    choose(awaited);
    awaited = null;
  }
  const working = shown.find(works);
  if (loaded && working !== undefined && (chosen === null || (!picked && !works(jobs.get(chosen))))) choose(working.job);
  if (chosen !== null) showChosen(jobs.get(chosen));
}

function forget(id) {
  if (chosen === id) return;
  jobs.delete(id);
  rows.get(id)?.element.remove();
  rows.delete(id);
}

/** What a cell is of, for where there is no room for a head. */
function name(cells, body) {
  const heads = body.parentElement.tHead.rows[0].cells;
  cells.forEach((cell, i) => { cell.dataset.head = heads[i].textContent; });
}

function works(job) {
  return job.state === "uploading" || job.state === "running";
}

/** Makes the elements of a job's row once, so that what is focused, or marked, stays so. */
function addRow(job) {
  const element = document.createElement("tr");
  const cells = Array.from({ length: 7 }, () => element.appendChild(document.createElement("td")));
  name(cells, at("jobs"));
  const bar = document.createElement("progress");
  const percent = document.createElement("span");
  bar.setAttribute("aria-label", `progress of ${job.name}`);
  cells[2].append(bar, " ", percent);
  const thumbnail = cells[0].appendChild(document.createElement("img"));
  const title = cells[0].appendChild(document.createElement("span"));
  Object.assign(thumbnail, { alt: "", width: 96, hidden: true });
  thumbnail.addEventListener("load", () => { thumbnail.hidden = false; });
  const look = button("Show", `show ${job.name}, job ${job.job}`, () => pick(job.job));
  const cancel = button("Cancel", `cancel ${job.name}, job ${job.job}`, () => cancelJob(job.job));
  const result = link("Result", `result of ${job.name}, job ${job.job}`, `jobs/${job.job}/output.mp4`);
  const report = link("Report", `report on ${job.name}, job ${job.job}`, `jobs/${job.job}/report.json`);
  const gif = link("GIF", `GIF of ${job.name}, job ${job.job}`, `jobs/${job.job}/preview.gif`);
  cells[6].append(look, cancel, result, report, gif);
  const row = { element, show: showRow };
  rows.set(job.job, row);
  return row;

  function showRow(now) {
    const done = part(now);
    const ended = !works(now);
    write(title, now.name);
    picture(thumbnail, now);
    write(cells[1], now.state === "failed" ? `failed: ${now.error ?? "no reason is known"}` : now.state);
    cells[1].className = now.state === "failed" ? "bad" : "";
    bar.hidden = ended && done === null;
    if (done === null) bar.removeAttribute("value");
    else bar.value = done;
    write(percent, done === null ? `${now.encoded} frames` : `${Math.floor(100 * done)} %`);
    write(cells[3], now.fps > 0 ? now.fps.toFixed(1) : "");
    write(cells[4], ended ? "" : duration(now.eta_s));
    write(cells[5], String(now.degraded));
    cells[5].className = now.degraded > 0 ? "warn" : "";
    if (ended && document.activeElement === cancel) look.focus();
    cancel.hidden = ended;
    result.hidden = report.hidden = gif.hidden = now.state !== "done";
    element.classList.toggle("chosen", now.job === chosen);
    if (now.job === chosen) element.setAttribute("aria-current", "true");
    else element.removeAttribute("aria-current");
  }
}

/** Something of it as soon as there is something, and of its middle when it is done: videos begin in the dark. */
function picture(thumbnail, job) {
  const kept = job.state === "done" && job.detached;
  const there = loaded && !job.live && job.output_bytes > 0 && (works(job) || kept);
  const address = `jobs/${job.job}/frame/${kept ? Math.floor(job.encoded / 2) : 0}?width=192`;
  if (there && thumbnail.getAttribute("src") !== address) thumbnail.src = address;
}

function part(job) {
  if ((job.was ?? job.state) === "done") return 1;
  // Of a video that does not say how many frames it has, by the time that is left.
  const frames = job.total_frames ?? (job.eta_s === null ? 0 : job.encoded + job.eta_s * job.fps);
  return frames > 0 ? Math.min(1, job.encoded / frames) : null;
}

function link(text, label, href) {
  const made = document.createElement("a");
  Object.assign(made, { href, textContent: text, className: "button" });
  made.setAttribute("aria-label", label);
  return made;
}

async function cancelJob(id) {
  try {
    const response = await fetch(`jobs/${id}`, { method: "DELETE", signal: AbortSignal.timeout(PATIENCE_MS) });
    answer(response.ok ? "" : await response.text());
  } catch (error) {
    answer(`It could not be cancelled: ${error.message}`);
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

function choose(id) {
  chosen = id;
  const job = jobs.get(id);
  at("job").hidden = false;
  showChosen(job);
  const hasPicture = !job.live && (works(job) || job.state === "done");
  at("video").hidden = !hasPicture;
  if (hasPicture) player.play(`jobs/${id}/output.mp4`);
  else player.stop();
  comparison.with(hasPicture ? sent.get(id) ?? (job.input ? `jobs/${id}/input` : null) : null);
}

function showChosen(job) {
  heatmap.show(job.tile_map);
  write(at("job-title"), job.name);
  const total = HOLDERS.reduce((frames, { key }) => frames + job.credits[key], 0);
  HOLDERS.forEach(({ key, label }, i) => {
    const piece = at("credits").children[i] ?? colored(at("credits").appendChild(document.createElement("span")), i);
    piece.style.flexGrow = job.credits[key];
    piece.title = `${label}: ${job.credits[key]}`;
    const item = at("credits-legend").children[i] ?? addToLegend(i);
    write(item.lastElementChild, `${job.credits[key]} ${label}`);
  });
  at("credits").setAttribute("aria-label", `${total} frames under way: ${HOLDERS.map(({ key, label }) => `${job.credits[key]} ${label}`).join(", ")}`);
  write(at("bottleneck"), works(job) ? bottleneck(job) : ending(job));
  fill(at("job-facts"), [
    ["Filters", job.filters], ["Tiles", job.tiles], ["Uploaded", megabytes(job.uploaded) + (job.size ? ` of ${megabytes(job.size)}` : "")],
    ["Result", megabytes(job.output_bytes)], ["Frames", `${job.decoded} decoded, ${job.encoded} encoded${job.total_frames ? ` of ${job.total_frames}` : ""}`],
    ["Job", job.job],
  ]);
}

function addToLegend(i) {
  const item = at("credits-legend").appendChild(document.createElement("li"));
  colored(item.appendChild(document.createElement("i")), i);
  item.appendChild(document.createElement("span"));
  return item;
}

function colored(element, i) {
  element.style.background = `var(--h${i})`;
  return element;
}

function ending(job) {
  if (job.state === "gone") return "Its client has the result, or it was let go: it is not here any more.";
  return job.error ?? "It is done.";
}

/** Fills a list of terms; in boxes, where each pair is to be kept together. */
function fill(list, pairs, boxes = false) {
  if (list.children.length === 0) {
    pairs.forEach(([term]) => {
      const parent = boxes ? list.appendChild(document.createElement("div")) : list;
      parent.appendChild(document.createElement("dt")).textContent = term;
      parent.appendChild(document.createElement("dd"));
    });
  }
  const values = list.querySelectorAll("dd");
  pairs.forEach(([, text], i) => write(values[i], text));
}
