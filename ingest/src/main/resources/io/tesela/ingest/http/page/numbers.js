// What the meters of one event say, and what two of them say together. Pure: no page, no clock.

/** Upper bounds of a timer's buckets, in milliseconds, as the server has them. */
const BUCKETS_MS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000];

/** Who may hold a frame on its way, in that order; and what it means when most of those that a job may have under way are there. */
export const HOLDERS = [
  { key: "decoder", label: "on the way into Kafka", words: "Most frames are on their way into Kafka: the broker or the network sets the pace." },
  { key: "tiles", label: "waiting for a processor", words: "Most frames wait for a tile processor: another one would help." },
  { key: "processors", label: "being filtered", words: "Most frames are being filtered: the filters set the pace, and another processor may help." },
  { key: "results", label: "filtered, not joined", words: "Most frames are filtered and wait for the assembler, whose encoder sets the pace: more processors would give nothing." },
  { key: "encoder", label: "encoded, in a segment that is open" },
  { key: "output", label: "waiting for the client" },
  { key: "client", label: "at the client, not stored" },
];

/** Returns the sum of all readings of that name with those tags. */
export function sum(meters, name, tags = {}) {
  return matching(meters, name, tags).reduce((total, reading) => total + reading.value, 0);
}

/** Returns how much that sum has grown a second between two events; 0 where a process has begun anew. */
export function rate(before, now, name, tags = {}) {
  const seconds = (now.t - before.t) / 1000;
  return seconds <= 0 ? 0 : Math.max(0, sum(now.meters, name, tags) - sum(before.meters, name, tags)) / seconds;
}

/** Returns how many tiles a second each processor of a process has filtered since it was last heard of. */
export function processors(before, now) {
  const tags = { outcome: "filtered" };
  const names = matching(now.meters, "tesela.tiles", tags).map((reading) => reading.tags.role).sort();
  return names.map((name) => ({ name, perSecond: before ? rate(before, now, "tesela.tiles", { ...tags, role: name }) : 0 }));
}

/** Returns below how many milliseconds a part of what was timed between two events took; null where nothing was. */
export function percentile(before, now, name, part) {
  const then = buckets(before.meters, name);
  const counts = buckets(now.meters, name).map((count, i) => Math.max(0, count - then[i]));
  const total = counts[counts.length - 1];
  if (total === 0) return null;
  const wanted = total * part;
  const at = counts.findIndex((count) => count >= wanted);
  const below = at === 0 ? 0 : counts[at - 1];
  const low = at === 0 ? 0 : BUCKETS_MS[at - 1];
  return low + ((BUCKETS_MS[at] - low) * (wanted - below)) / (counts[at] - below);
}

/** Returns in words what holds a job up. */
export function bottleneck(job) {
  if (job.waiting_for === "processors") return "No tile processor is there: the job stands still until one comes.";
  if (job.waiting_for === "whole_upload") return "The index of the video is at its end: it is decoded when all of it is here.";
  if (job.waiting_for === "client") return "The client stores the result slowly: it sets the pace.";
  const limited = HOLDERS.filter(({ words }) => words !== undefined);
  const most = limited.reduce((a, b) => (job.credits[b.key] > job.credits[a.key] ? b : a));
  return job.credits[most.key] === 0 ? "No frame is under way: the upload or the decoder sets the pace." : most.words;
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

function matching(meters, name, tags) {
  return meters.filter((reading) =>
    reading.name === name && Object.entries(tags).every(([key, value]) => reading.tags[key] === value));
}

/** The buckets of a timer are cumulative; those of several are added up. */
function buckets(meters, name) {
  return matching(meters, name, {}).reduce(
    (totals, reading) => totals.map((total, i) => total + (reading.buckets?.[i] ?? 0)),
    BUCKETS_MS.map(() => 0));
}
