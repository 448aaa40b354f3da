import assert from "node:assert/strict";
import { test } from "node:test";
import { read, usual, written } from "../../ingest/src/main/resources/io/tesela/ingest/http/page/chain.js";

const CANNY = { name: "canny", parameters: [{ name: "low", default: "50" }, { name: "high", default: "150" }] };
const GRAY = { name: "gray", parameters: [] };
const FACES = { name: "faces", parameters: [{ name: "style", default: "box" }] };
const CATALOGUE = [CANNY, GRAY, FACES];

test("what is as by default is not written", () => {
  assert.equal(written([usual(CANNY), usual(GRAY)]), "canny,gray");
});

test("what is not is written by its name", () => {
  const link = usual(CANNY);
  link.values.high = "90";
  assert.equal(written([link]), "canny:high=90");
});

test("a chain is read by position, by name, and by words", () => {
  assert.equal(written(read("canny:40:90, gray,faces:style=blur", CATALOGUE)), "canny:low=40:high=90,gray,faces:style=blur");
});

test("what the catalogue does not know is left out", () => {
  assert.equal(written(read("blurr:3,canny:1:2:3:4,canny:none=3", CATALOGUE)), "canny:low=1:high=2,canny");
});

test("two links of one filter have values of their own", () => {
  const [first, second] = read("canny,canny", CATALOGUE);
  first.values.low = "1";
  assert.equal(second.values.low, "50");
});
