// What the meters of one event say, and what two of them say together. Pure: no page, no clock.

/** Upper bounds of a timer's buckets, in milliseconds, as the server has them. */
const BUCKETS_MS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000];

/** Who may hold a frame, on its way from the decoder to the client. */
export const HOLDERS = [
  { key: "decoder", label: "on the way into Kafka" },
  { key: "tiles", label: "waiting for a processor" },
  { key: "processors", label: "being filtered" },
  { key: "results", label: "filtered, not joined" },
  { key: "encoder", label: "joined, until its segment is there" },
  { key: "output", label: "waiting for the client" },
  { key: "client", label: "at the client, not stored" },
];

/** What it means when most of the frames that a job may have under way are with one of these. */
const BOUNDS = [
  { of: (job) => job.credits.decoder, words: "Most frames are on their way into Kafka: the broker or the network sets the pace." },
  { of: (job) => job.credits.tiles, words: "Most frames wait for a tile processor: another one would help." },
  { of: (job) => job.credits.processors, words: "Most frames are being filtered: the filters set the pace, and another processor may help." },
  { of: (job) => job.credits.results + job.before_encoder, words: "Most frames are filtered and wait for the job's encoder: more processors would give nothing." },
];

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

/** Returns below how many milliseconds a part of what was timed between two events took; null where nothing was. */
export function percentile(before, now, name, part) {
  const counts = inBoth(before, now)
    .map(([then, process]) => grown(buckets(then.meters, name), buckets(process.meters, name)))
    .reduce(added, NONE);
  const total = counts[counts.length - 1];
  if (total === 0) return null;
  const wanted = total * part;
  const at = counts.findIndex((count) => count >= wanted);
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

/** Returns how much waits in each queue. */
export function depths(meters) {
  const queues = [...new Set(matching(meters, "tesela.queue.depth", {}).map((reading) => reading.tags.queue))].sort();
  return Object.fromEntries(queues.map((queue) => [queue, sum(meters, "tesela.queue.depth", { queue })]));
}

/** Returns in words what holds a job up. */
export function bottleneck(job) {
  if (job.waiting_for === "processors") return "No tile processor is there: the job stands still until one comes.";
  if (job.waiting_for === "whole_upload") return "The index of the video is at its end: it is decoded when all of it is here.";
  if (job.waiting_for === "client") return "The client stores the result slowly: it sets the pace.";
  const held = BOUNDS.reduce((total, bound) => total + bound.of(job), 0);
  if (job.window === 0 || held < FULL * job.window) return "Few frames are under way: the upload or the decoder sets the pace.";
  return BOUNDS.reduce((a, b) => (b.of(job) > a.of(job) ? b : a)).words;
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
