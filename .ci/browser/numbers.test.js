// What the page works out of events, without a page.
import assert from "node:assert/strict";
import test from "node:test";
import { bottleneck, duration, percentile, processors, rate, sum } from "../../ingest/src/main/resources/io/tesela/ingest/http/page/numbers.js";

const frames = (value, role = "ingest-1") => ({ name: "tesela.frames", tags: { role, stage: "decoded" }, value });
const tile = (buckets) => ({ name: "tesela.tile", tags: {}, value: buckets.at(-1), buckets });
const NONE = Array(13).fill(0);
const credits = (held) => ({ decoder: 0, tiles: 0, processors: 0, results: 0, encoder: 0, output: 0, client: 0, ...held });

test("sum adds up what has the tags", () => {
  assert.equal(sum([frames(2), frames(3, "ingest-2")], "tesela.frames", { stage: "decoded" }), 5);
  assert.equal(sum([frames(2), frames(3, "ingest-2")], "tesela.frames", { role: "ingest-2" }), 3);
  assert.equal(sum([], "tesela.frames"), 0);
});

test("rate is by the second, and 0 where a process has begun anew", () => {
  assert.equal(rate({ t: 1000, meters: [frames(10)] }, { t: 3000, meters: [frames(60)] }, "tesela.frames"), 25);
  assert.equal(rate({ t: 1000, meters: [frames(60)] }, { t: 2000, meters: [frames(10)] }, "tesela.frames"), 0);
  assert.equal(rate({ t: 1000, meters: [] }, { t: 1000, meters: [frames(10)] }, "tesela.frames"), 0);
});

test("processors are told apart by their role", () => {
  const tiles = (role, value) => ({ name: "tesela.tiles", tags: { role, outcome: "filtered" }, value });
  const before = { t: 0, meters: [tiles("processor-1", 10), tiles("processor-2", 0)] };
  const now = { t: 2000, meters: [tiles("processor-2", 8), tiles("processor-1", 30), { ...tiles("assembler", 9), tags: { outcome: "duplicate" } }] };
  assert.deepEqual(processors(before, now), [{ name: "processor-1", perSecond: 10 }, { name: "processor-2", perSecond: 4 }]);
  assert.deepEqual(processors(undefined, now).map(({ perSecond }) => perSecond), [0, 0]);
});

test("percentile lies in the bucket that holds it, of what was timed between two events", () => {
  // Ten more of at most 2 ms, ten more of 20 to 50 ms.
  const before = { meters: [tile([5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5])] };
  const now = { meters: [tile([5, 15, 15, 15, 15, 25, 25, 25, 25, 25, 25, 25, 25])] };
  assert.equal(percentile(before, now, "tesela.tile", 0.25), 1.5);
  assert.equal(percentile(before, now, "tesela.tile", 0.75), 35);
  assert.equal(percentile(now, now, "tesela.tile", 0.5), null);
  assert.equal(percentile({ meters: [] }, { meters: [tile(NONE)] }, "tesela.tile", 0.5), null);
});

test("bottleneck names whoever holds most of what the window limits", () => {
  assert.match(bottleneck({ waiting_for: null, credits: credits({ tiles: 9, encoder: 40 }) }), /wait for a tile processor/);
  assert.match(bottleneck({ waiting_for: null, credits: credits({ encoder: 40 }) }), /upload or the decoder/);
  assert.match(bottleneck({ waiting_for: "processors", credits: credits({}) }), /No tile processor/);
});

test("duration is read as on a clock, rounded up", () => {
  assert.equal(duration(0.2), "0:01");
  assert.equal(duration(61), "1:01");
  assert.equal(duration(3600), "1:00:00");
  assert.equal(duration(null), "");
});
