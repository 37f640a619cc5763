import assert from "node:assert/strict";
import { test } from "node:test";

import { withColumns } from "../../playground/web/drawing.js";
import { add, along, erase, flip, inUse, move, nearestPoint, remove } from "../../playground/web/edits.js";
import { decode, encode, fromScene, linkPoints, MAX_POINTS, mostPoints, nearest, titlesIn } from "../../playground/web/own.js";

const places = [[0, 0], [-6, 6], [3, -3], [1.2345, -5.9985]];
const owned = (labels, classes) =>
  ({ points: labels.map((label, i) => ({ x: places[i][0], y: places[i][1], label })), classes });
// Written by data/own.py: tests/data/test_own.py has the same.
const VECTORS = {
  2: owned([], 2),
  "2fQPoAAAfQBu4H0BlrgAQ": owned([0, 1, 1, 0], 2),
  afQPoAAAfQJu4H0ElrgAR: owned([0, 9, 4, 1], 10),
};

test("texts are those of the server", () => {
  for (const [text, own] of Object.entries(VECTORS)) {
    assert.equal(encode(own), text);
    assert.deepEqual(decode(text), own);
  }
});

test("further columns are written and read again", () => {
  const text = "2~a b~c/µ~fQPoAfQAAAAfQB-gXP"; // tests/data/test_own.py has the same
  const own = { points: [{ x: 0, y: 0, label: 0, more: [0, -6] }, { x: -6, y: 6, label: 1, more: [6, -1.539] }],
    classes: 2, columns: ["a b", "c/µ"] };
  assert.equal(encode(own), text);
  assert.deepEqual(decode(text), own);
  assert.deepEqual(titlesIn(text), ["a b", "c/µ"]);
  assert.deepEqual(titlesIn("2fQPoA"), []);
});

test("further columns leave room for fewer points", () => {
  assert.deepEqual([mostPoints(), linkPoints()], [2000, 600]);
  const columns = ["a", "(b é)"];
  const full = { points: Array(mostPoints(columns)).fill({ x: 0, y: 0, label: 0, more: [0, 0] }), classes: 2, columns };
  assert.ok(encode(full).length <= 14_000 && encode(full).length > 13_990);
  assert.equal(linkPoints(columns), Math.floor((3001 - "2~a~%28b%20%C3%A9%29~".length) / 9));
});

test("a point drawn among others has their mean in further columns", () => {
  const own = decode("2~a b~c/µ~fQPoAfQAAAAfQB-gXP");
  const more = add(own, 1, 2, 1);
  assert.deepEqual(more.points[2], { x: 1.0005, y: 1.9995, label: 1, more: [3, -3.7695] });
  assert.deepEqual(more.columns, own.columns);
  assert.deepEqual(move(own, 0, 3, 3).points[0].more, [0, -6]);
  assert.deepEqual(add({ points: [], classes: 2, columns: ["a"] }, 0, 0, 0).points[0].more, [0]);
});

test("further columns are inputs, and only while they are there", () => {
  assert.deepEqual(withColumns(["x1", "c3"], { points: [], classes: 2, columns: ["a", "b"] }), ["x1", "c1", "c2"]);
  assert.deepEqual(withColumns(["x2", "c1"], { points: [], classes: 2 }), ["x2"]);
});

test("every place of a coordinate is written and read again", () => {
  for (let code = 0; code <= 8000; code++) {
    const value = ((code - 4000) * 15) / 10000;
    const { points } = decode(encode({ points: [{ x: value, y: -value, label: 1 }], classes: 2 }));
    assert.equal(points[0].x, value);
    assert.equal(nearest(value), value);
  }
  assert.equal(nearest(99), 6);
  assert.equal(nearest(-99), -6);
});

test("the longest set fits a message", () => {
  const points = Array.from({ length: MAX_POINTS }, () => ({ x: 1, y: 2, label: 9 }));
  assert.equal(encode({ points, classes: 10 }).length, 10001);
});

test("points on the screen become own ones", () => {
  const scene = (kind, x, y, classes = 2) => ({ kind, classes, points: { x, y } });
  assert.deepEqual(fromScene(scene("binary", [[1.5, -3], [7, 0], [3, 3]], [1, 1, -1])),
    { points: [{ x: 1.5, y: -3, label: 1 }, { x: 3, y: 3, label: 0 }], classes: 2 });
  assert.equal(fromScene(scene("multiclass", [[0, 0]], [2], 3)).classes, 3);
  assert.deepEqual(fromScene(scene("regression", [[0, 0], [0, 0]], [-0.3, 0.7])).points.map((p) => p.label), [0, 1]);
  assert.equal(fromScene(scene("curve", [[0, 0]], [0.9])).points[0].y, 4.5);
  const many = Array.from({ length: 5000 }, (_, i) => [i / 1000, 0]);
  const thinned = fromScene(scene("binary", many, many.map(() => 1))).points;
  assert.equal(thinned.length, MAX_POINTS);
  assert.ok(thinned.at(-1).x > 4.9, "from everywhere");
});

const row = decode("2fQPoAAAfQBu4H0BlrgAQ");

test("edits return new points and leave the others where they are", () => {
  const one = add(row, 2.00001, 40, 2);
  assert.equal(one.classes, 3);
  assert.deepEqual(one.points.slice(0, 4), row.points);
  assert.deepEqual(one.points[4], { x: 1.9995, y: 6, label: 2 });
  assert.deepEqual(move(row, 1, 0, 0).points[1], { x: 0, y: 0, label: 1 });
  assert.equal(flip(row, 0).points[0].label, 1);
  assert.equal(flip(row, 1).points[1].label, 0, "after the last class comes the first");
  assert.deepEqual(remove(row, 1).points, [row.points[0], row.points[3], row.points[2]]);
  assert.deepEqual(remove(row, 3).points, row.points.slice(0, 3));
  assert.equal(row.points.length, 4);
});

test("erasing takes all within reach", () => {
  assert.equal(erase(row, 0, 0, 0.5).points.length, 3);
  assert.equal(erase(row, 0, 0, 99).points.length, 0);
  assert.equal(erase(row, 5, 5, 0.1), row);
});

test("the nearest point within reach is found, the newest of equals", () => {
  assert.equal(nearestPoint(row.points, 0.1, 0, 0.3), 0);
  assert.equal(nearestPoint(row.points, 0.5, 0, 0.3), -1);
  assert.equal(nearestPoint([row.points[0], row.points[0]], 0, 0, 1), 1);
});

test("a class that no point is of falls away, two stay", () => {
  assert.equal(inUse({ points: [], classes: 7 }).classes, 2);
  assert.equal(inUse({ points: [{ x: 0, y: 0, label: 4 }], classes: 7 }).classes, 5);
  assert.equal(inUse(row), row);
});

test("a brush leaves points at even distances", () => {
  assert.deepEqual(along({ x: 0, y: 0 }, { x: 1, y: 0 }, 0.4).map(({ x }) => x), [0.4, 0.8]);
  assert.deepEqual(along({ x: 0, y: 0 }, { x: 0.3, y: 0 }, 0.4), []);
  assert.deepEqual(along({ x: 0, y: 0 }, { x: 0, y: 0 }, 0.4), []);
});

test("there are never too many", () => {
  const full = { points: Array(MAX_POINTS).fill(row.points[0]), classes: 2 };
  assert.equal(add(full, 0, 0, 0), full);
});
