import assert from "node:assert/strict";
import { test } from "node:test";

import { lineLimit, marksOf, placeLabels } from "../../playground/web/curvemarks.js";

const scene = { generation: 3, layers: [], inputs: [{ name: "x1" }, { name: "x2" }] };

test("what limits nobody, is not known or belongs to another start is no mark", () => {
  const texts = (marks) => marksOf(marks, scene).map(({ text }) => text);
  assert.deepEqual(texts({ generation: 3, line: 0.6917, ceiling: 0.92 }), ["line 69.2 %", "ceiling 92 %"]);
  assert.deepEqual(texts({ generation: 3, line: 1, ceiling: 0.9999 }), []);
  assert.deepEqual(texts({ generation: 3, line: null, ceiling: null }), []);
  assert.deepEqual(texts({ generation: 2, line: 0.5, ceiling: 0.5 }), []);
  assert.deepEqual(texts(null), []);
});

test("the limit of a line is told where the network can draw nothing else", () => {
  const marks = { generation: 3, line: 0.75, ceiling: null };
  assert.match(lineLimit(marks, scene), /No straight line passes 75 %/);
  assert.equal(lineLimit(marks, { ...scene, layers: [{}] }), "");
  assert.equal(lineLimit(marks, { ...scene, inputs: [{ name: "x1x2" }] }), "");
  assert.equal(lineLimit({ ...marks, line: 1 }, scene), "");
  assert.equal(lineLimit(null, scene), "");
});

test("labels stand above their lines, and keep out of each other's way", () => {
  assert.deepEqual(placeLabels([50], 20), [46]);
  const [atTop] = placeLabels([22], 20);
  assert.ok(atTop > 30);
  const [line, ceiling] = placeLabels([48, 40], 20);
  assert.ok(line - ceiling >= 11, `${line} ${ceiling}`);
});
