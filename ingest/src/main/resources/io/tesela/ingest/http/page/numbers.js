// What the meters of one event say, and what two of them say together. Pure: no page, no clock.

/** Upper bounds of a timer's buckets, in milliseconds, as the server has them. */
const BUCKETS_MS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000];

/** Above the last of them. */
export const BEYOND_MS = BUCKETS_MS[BUCKETS_MS.length - 1];

/**
 * Where the frames of a job may be, on their way from the decoder to the client. The window bounds those inside it, and only these can say what
 * holds a job up: what the encoder has taken, for a segment that is open, is no sign of a slow encoder.
 */
export const PARTS = [
  { label: "on the way into Kafka", inside: true, of: (job) => job.credits.decoder, words: "is on its way into Kafka: the broker or the network sets the pace." },
  { label: "waiting for a processor", inside: true, of: (job) => job.credits.tiles, words: "waits for a tile processor: another one would help." },
  { label: "being filtered", inside: true, of: (job) => job.credits.processors, words: "is being filtered: the filters set the pace, and another processor may help." },
  { label: "waiting for the encoder", inside: true, of: (job) => job.credits.results + job.before_encoder, words: "is filtered and waits for the job's encoder: more processors would give nothing." },
  { label: "being encoded", inside: false, of: (job) => Math.max(0, job.credits.encoder - job.before_encoder) },
  { label: "waiting for the client", inside: false, of: (job) => job.credits.output },
  { label: "at the client, not stored", inside: false, of: (job) => job.credits.client },
];

/** What queues are called, for people. */
const QUEUES = { tiles: "tiles with processors", turns: "tiles waiting for a filter thread", "lost-turns": "threads that do not return" };

/** A window that is less full than that has room: whoever fills it is slower than all the others. */
const FULL = 0.6;

/** How far a job is; it never goes back. */
const STATES = ["uploading", "running", "done", "failed", "gone"];

/** Returns what is known of a job when something is told of it that may be older. */
export function newer(known, told) {
  return known !== undefined && STATES.indexOf(told.state) < STATES.indexOf(known.state) ? known : told;
}

/** Returns the sum of all readings of that name with those tags. */
export function sum(meters, name, tags = {}) {
  return matching(meters, name, tags).reduce((total, reading) => total + reading.value, 0);
}

/** Returns how much that sum has grown a second between two events, over the processes that are in both; 0 of one that has begun anew. */
export function rate(before, now, name, tags = {}) {
  const seconds = (now.t - before.t) / 1000;
  if (seconds <= 0) return 0;
  return inBoth(before, now).reduce(
    (total, [then, process]) => total + Math.max(0, sum(process.meters, name, tags) - sum(then.meters, name, tags)), 0) / seconds;
}

/** Returns below how many milliseconds a part of what was timed between two events took; null where nothing was, infinite beyond the last bucket. */
export function percentile(before, now, name, part) {
  const both = inBoth(before, now);
  const total = both.reduce((count, [then, process]) => count + Math.max(0, sum(process.meters, name) - sum(then.meters, name)), 0);
  if (total === 0) return null;
  const counts = both.map(([then, process]) => grown(buckets(then.meters, name), buckets(process.meters, name))).reduce(added, NONE);
  const wanted = total * part;
  const at = counts.findIndex((count) => count >= wanted);
  if (at < 0) return Infinity;
  const below = at === 0 ? 0 : counts[at - 1];
  const low = at === 0 ? 0 : BUCKETS_MS[at - 1];
  return low + ((BUCKETS_MS[at] - low) * (wanted - below)) / (counts[at] - below);
}

/** Returns how many tiles a second each processor of a process has filtered between two events. */
export function processors(before, now, id) {
  const only = ({ t, processes }) => ({ t, processes: processes.filter((process) => process.id === id) });
  const meters = only(now).processes.flatMap((process) => process.meters);
  const names = matching(meters, "tesela.tiles", { outcome: "filtered" }).map((reading) => reading.tags.role).sort();
  return names.map((name) => ({ name, perSecond: rate(only(before), only(now), "tesela.tiles", { outcome: "filtered", role: name }) }));
}

/** Returns how much waits in each queue, by what people call it. */
export function depths(meters) {
  const queues = [...new Set(matching(meters, "tesela.queue.depth", {}).map((reading) => reading.tags.queue))].sort();
  return Object.fromEntries(queues.map((queue) => [QUEUES[queue] ?? queue, sum(meters, "tesela.queue.depth", { queue })]));
}

/** Returns what each process is called, by its id; what one was called before stays, also when one of the same role and host has gone. */
export function named(processes, before = new Map()) {
  const names = new Map(processes.filter(({ id }) => before.has(id)).map(({ id }) => [id, before.get(id)]));
  processes.filter(({ id }) => !names.has(id)).forEach(({ id, role, host }) => {
    const taken = new Set(names.values());
    const name = `${role} · ${host}`;
    let free = name;
    for (let number = 2; taken.has(free); number++) free = `${name} ${number}`;
    names.set(id, free);
  });
  return names;
}

/** Returns how many frames of a job are in its window. */
export function inWindow(job) {
  return PARTS.filter(({ inside }) => inside).reduce((total, { of }) => total + of(job), 0);
}

/** Returns in words what holds a job up. */
export function bottleneck(job) {
  if (job.waiting_for === "processors") return "No tile processor is there: the job stands still until one comes.";
  if (job.waiting_for === "whole_upload") return "The index of the video is at its end: it is decoded when all of it is here.";
  if (job.waiting_for === "client") return "The client stores the result slowly: it sets the pace.";
  const held = inWindow(job);
  if (job.window === 0 || held < FULL * job.window) return "The window has room: the upload or the decoder sets the pace.";
  const most = PARTS.filter(({ inside }) => inside).reduce((a, b) => (b.of(job) > a.of(job) ? b : a));
  return `Of ${frames(held)} in the window, the largest part (${most.of(job)}) ${most.words}`;
}

/** Returns in words how a job ended. */
export function outcome(job) {
  const was = job.was ?? job.state;
  if (was !== "done") return job.error ?? "No reason is known.";
  const made = `${frames(job.encoded)}, ${job.degraded} degraded tile${job.degraded === 1 ? "" : "s"}, about ${megabytes(job.output_bytes)}.`;
  return job.state === "gone" ? `${made} The result was downloaded, or has expired.` : made;
}

/** Returns a number of frames for people. */
export function frames(count) {
  return `${count} frame${count === 1 ? "" : "s"}`;
}

/** Returns a short time for people, of a timer that does not know how long it took beyond its last bucket. */
export function milliseconds(ms) {
  if (ms === null || ms === undefined) return "–";
  if (ms > BEYOND_MS) return `> ${BEYOND_MS / 1000} s`;
  return ms >= 1000 ? `${short(ms / 1000)} s` : `${short(ms)} ms`;
}

/** Returns a number with no more digits than tell something. */
export function short(value) {
  return Number.isInteger(value) || value >= 10 ? value.toFixed(0) : value.toFixed(1);
}

/** Returns a length of time for people. */
export function duration(seconds) {
  if (seconds === null || seconds === undefined) return "";
  const whole = Math.ceil(seconds);
  const pad = (n) => String(n).padStart(2, "0");
  const minutes = Math.floor(whole / 60);
  return minutes < 60 ? `${minutes}:${pad(whole % 60)}` : `${Math.floor(minutes / 60)}:${pad(minutes % 60)}:${pad(whole % 60)}`;
}

/** Returns an amount of bytes for people. */
export function megabytes(bytes) {
  return bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

function inBoth(before, now) {
  return now.processes
    .map((process) => [before.processes.find(({ id }) => id === process.id), process])
    .filter(([then]) => then !== undefined);
}

function matching(meters, name, tags) {
  return meters.filter((reading) =>
    reading.name === name && Object.entries(tags).every(([key, value]) => reading.tags[key] === value));
}

/** The buckets of a timer are cumulative; those of several are added up. */
function buckets(meters, name) {
  return matching(meters, name, {}).map((reading) => reading.buckets ?? NONE).reduce(added, NONE);
}

const NONE = BUCKETS_MS.map(() => 0);
const added = (a, b) => a.map((count, i) => count + b[i]);
const grown = (a, b) => b.map((count, i) => Math.max(0, count - a[i]));
