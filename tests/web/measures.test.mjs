import assert from "node:assert/strict";
import { test } from "node:test";

import { confusion, marginOf, tally } from "../../playground/web/measures.js";

test("of two classes a wrong point was taken for the other", () => {
  const scene = { kind: "binary", classes: 2, points: { y: [1, 1, -1, -1, -1, 1], split: [0, 0, 0, 0, 0, 1] } };
  const counts = confusion(scene, [0, 1, 0, 1, 0, 1], 0);
  assert.deepEqual(counts, [[2, 1], [1, 1]]);
  assert.deepEqual(tally(counts), { right: 3, all: 5 });
  assert.deepEqual(confusion(scene, [0, 1, 0, 1, 0, 1], 1), [[0, 0], [1, 0]]);
});

test("of several classes a wrong point says what it was taken for", () => {
  const scene = { kind: "multiclass", classes: 3, points: { y: [0, 0, 1, 2, 2], split: [0, 0, 0, 0, 0] } };
  assert.deepEqual(confusion(scene, [0, 3, 1, 0, 2], 0), [[1, 0, 1], [1, 0, 0], [0, 1, 1]]);
});

test("nobody counted, nothing right", () => {
  const scene = { kind: "binary", classes: 2, points: { y: [], split: [] } };
  assert.deepEqual(tally(confusion(scene, [], 0)), { right: 0, all: 0 });
});

const table = { low: -16, high: 16, repeats: false, slopes: [1, 1] };
const sceneOf = (points, inputs, more) => ({
  layers: [], inputs: [{}], points,
  tables: { values: new Float32Array(4), points: Float32Array.from(inputs) },
  ...more,
});

test("the margin is that of the least certain training point that is right", () => {
  const points = { y: [1, 1, -1, 1, 1], split: [0, 0, 0, 0, 1] };
  const scene = sceneOf(points, [3, 0.5, -2, -1, 0.1], { kind: "binary", output: { units: 1 } });
  const frame = { arrays: { weights: [2], biases: [0], wrong: [0, 0, 0, 1, 0] } };
  assert.equal(marginOf(scene, frame), 1);
  assert.equal(marginOf(scene, { arrays: { ...frame.arrays, wrong: [1, 1, 1, 1, 0] } }), null);
  assert.equal(marginOf({ ...scene, tables: null }, frame), null);
});

test("of several classes it is a lead in probability", () => {
  const scene = sceneOf({ y: [0, 2], split: [0, 0] }, [1, 2], { kind: "multiclass", output: { units: 3 } });
  const frame = { arrays: { weights: [0, 0, 0], biases: [0, Math.log(2), Math.log(5)], wrong: [3, 0] } };
  assert.ok(Math.abs(marginOf(scene, frame) - (5 - 2) / 8) < 1e-6);
});
