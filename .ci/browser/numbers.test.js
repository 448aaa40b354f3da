// What the page works out of events, without a page.
import assert from "node:assert/strict";
import test from "node:test";
import { PARTS, bottleneck, depths, duration, inWindow, milliseconds, named, newer, outcome, percentile, processors, rate, sum } from "../../ingest/src/main/resources/io/tesela/ingest/http/page/numbers.js";

const frames = (value, stage = "decoded") => ({ name: "tesela.frames", tags: { role: "ingest", stage }, value });
const tile = (...buckets) => ({ name: "tesela.tile", tags: {}, value: buckets.at(-1), buckets });
const at = (t, ...processes) => ({ t, processes: processes.map(([id, ...meters]) => ({ id, meters })) });
const job = (held, more = {}) => ({
  waiting_for: null, window: 16, before_encoder: 0, ...more,
  credits: { decoder: 0, tiles: 0, processors: 0, results: 0, encoder: 0, output: 0, client: 0, ...held },
});

test("sum adds up what has the tags", () => {
  assert.equal(sum([frames(2), frames(3)], "tesela.frames", { stage: "decoded" }), 5);
  assert.equal(sum([frames(2), frames(3, "encoded")], "tesela.frames", { stage: "encoded" }), 3);
  assert.equal(sum([], "tesela.frames"), 0);
});

test("rate is by the second, over all processes", () => {
  assert.equal(rate(at(1000, ["a", frames(10)], ["b", frames(1)]), at(3000, ["a", frames(60)], ["b", frames(5)]), "tesela.frames"), 27);
  assert.equal(rate(at(1000), at(1000), "tesela.frames"), 0);
});

test("rate passes over processes that come, go, or begin anew", () => {
  assert.equal(rate(at(0, ["a", frames(1)]), at(1000, ["a", frames(3)], ["b", frames(2e6)]), "tesela.frames"), 2);
  assert.equal(rate(at(0, ["a", frames(1)], ["b", frames(2e6)]), at(1000, ["a", frames(3)]), "tesela.frames"), 2);
  assert.equal(rate(at(0, ["a", frames(1)], ["b", frames(50)]), at(1000, ["a", frames(3)], ["b", frames(0)]), "tesela.frames"), 2);
});

test("percentile lies in the bucket that holds it, of what was timed between two events", () => {
  // Ten more of at most 2 ms, ten more of 20 to 50 ms.
  const before = at(0, ["a", tile(5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5)]);
  const now = at(1000, ["a", tile(5, 15, 15, 15, 15, 25, 25, 25, 25, 25, 25, 25, 25)]);
  assert.equal(percentile(before, now, "tesela.tile", 0.25), 1.5);
  assert.equal(percentile(before, now, "tesela.tile", 0.75), 35);
  assert.equal(percentile(now, now, "tesela.tile", 0.5), null);
  assert.equal(percentile(at(0), now, "tesela.tile", 0.5), null, "all that a process ever timed is not of now");
});

test("percentile knows that what took longer than the last bucket was slow", () => {
  const beyond = (count, ...buckets) => ({ ...tile(...buckets), value: count });
  const before = at(0, ["a", beyond(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)]);
  const now = at(1000, ["a", beyond(10, 0, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6)]);
  assert.equal(percentile(before, now, "tesela.tile", 0.3), 1.5);
  assert.equal(percentile(before, now, "tesela.tile", 0.95), Infinity);
  assert.equal(milliseconds(Infinity), "> 10 s");
});

test("milliseconds are read as seconds where they are many", () => {
  assert.deepEqual([null, 0, 0.25, 92.4, 1000, 2500, 10000].map(milliseconds), ["–", "0 ms", "0.3 ms", "92 ms", "1 s", "2.5 s", "10 s"]);
});

test("queues have names for people, also those that are not known yet", () => {
  const queue = (name, value) => ({ name: "tesela.queue.depth", tags: { queue: name }, value });
  assert.deepEqual(depths([queue("tiles", 2), queue("tiles", 3), queue("new", 1)]), { new: 1, "tiles with processors": 5 });
});

test("named numbers the processes of one role and host, and keeps what each is called", () => {
  const [a, b, c] = ["a", "b", "c"].map((id) => ({ id, role: "processor", host: "h" }));
  const first = named([a, b]);
  assert.deepEqual([...first.values()], ["processor · h", "processor · h 2"]);
  assert.deepEqual([...named([b, c], first)], [["b", "processor · h 2"], ["c", "processor · h"]]);
});

test("processors are told apart by their role", () => {
  const tiles = (role, value, outcome = "filtered") => ({ name: "tesela.tiles", tags: { role, outcome }, value });
  const before = at(0, ["up", tiles("processor-1", 10), tiles("processor-2", 0)]);
  const now = at(2000, ["up", tiles("processor-2", 8), tiles("processor-1", 30), tiles("assembler", 9, "duplicate")]);
  assert.deepEqual(processors(before, now, "up"), [{ name: "processor-1", perSecond: 10 }, { name: "processor-2", perSecond: 4 }]);
  assert.deepEqual(processors(at(0), now, "up").map(({ perSecond }) => perSecond), [0, 0]);
});

test("bottleneck names whoever has most of a window that is full", () => {
  assert.match(bottleneck(job({ tiles: 12, processors: 4 })), /Of 16 frames in the window, the largest part \(12\) waits for a tile processor/);
  assert.match(bottleneck(job({ tiles: 4, processors: 12 })), /being filtered/);
  assert.match(bottleneck(job({ encoder: 60 }, { before_encoder: 14 })), /waits for the job's encoder/);
  assert.match(bottleneck(job({ processors: 1, encoder: 40 })), /upload or the decoder/);
  assert.match(bottleneck(job({}, { window: 0 })), /upload or the decoder/);
  assert.match(bottleneck(job({ tiles: 16 }, { waiting_for: "processors" })), /No tile processor/);
});

test("the parts of a job's frames are all of them, each once, and what its encoder has taken is not in the window", () => {
  const held = job({ decoder: 1, tiles: 2, processors: 3, results: 4, encoder: 20, output: 6, client: 7 }, { before_encoder: 5 });
  assert.equal(inWindow(held), 15);
  assert.equal(PARTS.reduce((total, { of }) => total + of(held), 0), 43);
});

test("outcome says what was made, or why nothing was", () => {
  const ended = { encoded: 150, degraded: 1, output_bytes: 1_200_000 };
  assert.equal(outcome({ ...ended, state: "done" }), "150 frames, 1 degraded tile, about 1.2 MB.");
  assert.match(outcome({ ...ended, state: "gone", was: "done" }), /was downloaded, or has expired/);
  assert.equal(outcome({ ...ended, state: "gone", was: "failed", error: "cancelled" }), "cancelled");
});

test("newer never goes back to what was", () => {
  const done = { state: "done", encoded: 9 };
  assert.equal(newer(done, { state: "running", encoded: 8 }), done);
  assert.equal(newer({ state: "running", encoded: 8 }, done), done);
  assert.deepEqual(newer(undefined, done), done);
});

test("duration is read as on a clock, rounded up", () => {
  assert.equal(duration(0.2), "0:01");
  assert.equal(duration(61), "1:01");
  assert.equal(duration(3600), "1:00:00");
  assert.equal(duration(null), "");
});
