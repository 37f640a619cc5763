import assert from "node:assert/strict";
import { test } from "node:test";

import { add, along, erase, flip, inUse, move, nearestPoint, remove } from "../../playground/web/edits.js";
import { decode, encode, fromScene, MAX_POINTS, nearest } from "../../playground/web/own.js";

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
