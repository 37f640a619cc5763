import assert from "node:assert/strict";
import { test } from "node:test";

import { lineLimit, marksOf, placeLabels } from "../../playground/web/curvemarks.js";
import { isCrossed } from "../../playground/web/curves.js";

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

const plot = { x: 40, y: 20, width: 200, height: 80 };
const nowhere = () => false;

test("labels stand above their lines, and keep out of each other's way", () => {
  assert.deepEqual(placeLabels([{ height: 50, width: 60 }], plot, nowhere), [{ x: 238, y: 46 }]);
  const [atTop] = placeLabels([{ height: 22, width: 60 }], plot, nowhere);
  assert.equal(atTop.y, 33);
  const [line, ceiling] = placeLabels([{ height: 48, width: 60 }, { height: 40, width: 60 }], plot, nowhere);
  assert.ok(line.y - 10 > 40 && ceiling.y + 3 < 40, "no line runs through them");
});

test("a label keeps clear of the curves", () => {
  const lines = [{ height: 50, width: 60 }];
  const scales = { across: (x) => 40 + x, up: (y) => y };
  // epoch, train loss, test loss, train score, test score: pixels here
  const rows = (...heights) => ({ count: heights.length, data: heights.flatMap(([x, y]) => [x, 0, 0, y, y]) });
  const place = (table) => placeLabels(lines, plot, (area) => isCrossed(table, 3, scales, area))[0];
  assert.deepEqual(place(rows([0, 90], [200, 90])), { x: 238, y: 46 });
  assert.deepEqual(place(rows([0, 90], [80, 90], [100, 45], [200, 45])), { x: 102, y: 46 }, "at the left");
  assert.deepEqual(place(rows([0, 45], [200, 45])), { x: 238, y: 61 }, "below");
  assert.deepEqual(place(rows([0, 45], [190, 45], [195, 60], [200, 60])), { x: 102, y: 61 });
  assert.deepEqual(place(rows([0, 90], [10, 0], [20, 90], [190, 90], [195, 0], [200, 90])), { x: 238, y: 46 }, "else as ever");
});
