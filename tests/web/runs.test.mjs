import assert from "node:assert/strict";
import { test } from "node:test";

import { rowAt, readingOf } from "../../playground/web/reading.js";
import { differenceOf, keepRun } from "../../playground/web/runs.js";

const FIELDS = [
  { name: "learning_rate", label: "Learning rate", kind: "number" },
  { name: "activation", label: "Activation", kind: "choice", choices: [{ name: "relu", label: "ReLU" }] },
  { name: "hidden", label: "Neurons", kind: "layers" },
  { name: "shuffle", label: "Shuffle", kind: "switch" },
  { name: "pace", label: "Speed", kind: "choice", choices: [] },
];
const NOW = { learning_rate: 0.03, activation: "tanh", hidden: [4, 2], shuffle: true, pace: "10e" };

test("an earlier run is called by what was different", () => {
  const label = (changes) => differenceOf(FIELDS, { ...NOW, ...changes }, NOW);
  assert.equal(label({}), "same settings");
  assert.equal(label({ pace: "max" }), "same settings");
  assert.equal(label({ learning_rate: 0.3 }), "Learning rate 0.3");
  assert.equal(label({ activation: "relu", hidden: [8] }), "Activation ReLU, Neurons 8");
  assert.equal(label({ activations: ["same", "relu"] }), "Layer activations same-relu");
  assert.equal(label({ hidden: [], shuffle: false }), "Neurons none, Shuffle off");
  assert.equal(label({ learning_rate: 1, activation: "relu", hidden: [1] }), "Learning rate 1, Activation ReLU, …");
});

test("eight runs are kept, the newest first", () => {
  const runs = Array.from({ length: 12 }, (_, i) => i).reduce(keepRun, []);
  assert.deepEqual(runs, [11, 10, 9, 8, 7, 6, 5, 4]);
});

const rows = { count: 3, data: [0, 0.8, 0.9, 0.5, 0.4, 2, 0.5, NaN, 0.9, 0.8, 8, 0.1, 0.2, 1, 1] };

test("the pointer reads the nearest row", () => {
  assert.deepEqual([-1, 0, 0.9, 1.1, 4.9, 5.1, 99].map((epoch) => rowAt(rows, epoch)), [0, 0, 0, 1, 1, 2, 2]);
  assert.equal(rowAt({ count: 0, data: [] }, 3), -1);
});

test("what it reads is written as the readouts write it", () => {
  assert.equal(readingOf(rows, 1, { metric: "loss", label: "loss" }), "0.500, test –");
  assert.equal(readingOf(rows, 1, { metric: "score", label: "accuracy" }), "90.0 %, test 80.0 %");
  assert.equal(readingOf(rows, 1, { metric: "score", label: "R²" }), "0.900, test 0.800");
});
