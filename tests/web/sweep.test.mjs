import assert from "node:assert/strict";
import { test } from "node:test";

import { sweepIn, usualRange } from "../../playground/web/sweepaxes.js";
import { bestCell, bestOf, colorOf, csvOf, divergedAt, experimentAt, scaleOf, valueAt } from "../../playground/web/sweepmodel.js";
import { bestWords, raceWords, timeLeft } from "../../playground/web/sweepwords.js";

// Two epochs, two rows, three columns; the last column diverges, one cell is not known yet.
const losses = [0.7, 0.7, 0.7, 0.8, 0.8, 0.8, 0.5, 0.1, Infinity, 0.6, NaN, Infinity];
const scores = [0.5, 0.5, 0.5, 0.4, 0.4, 0.4, 0.8, 0.95, -Infinity, 0.7, NaN, -Infinity];
const report = {
  x: { name: "learning_rate", label: "Learning rate", values: [0.01, 0.1, 1], texts: ["0.01", "0.1", "1"], log: true },
  y: { name: "hidden", label: "Width", values: [2, 4], texts: ["2", "4"], log: false },
  seeds: 3, epochs: [0, 10], last: 10, task: "binary", classes: 2,
  experiment: { hidden: [3, 3], activations: ["relu"], learning_rate: 0.03, weight_seed: 7, noise: 0.1 },
  layers: [[2, 2], [2, 2], [2, 2], [4, 4], [4, 4], [4, 4]], query: "v=1",
  arrays: {
    values: Float32Array.from([...losses, ...losses, ...scores, ...scores]),
    diverged: Uint16Array.from([0, 0, 0, 0, 0, 0, 0, 1, 3, 0, 0, 2]), chosen: Int32Array.from([0, 2, 0, 1, -1, 0]),
  },
};
const view = { report, measure: "test_loss", mark: 1, labels: {} };

test("values are found by measure, epoch, row and column", () => {
  assert.equal(valueAt(report, "test_loss", 1, 0, 1), Math.fround(0.1));
  assert.equal(valueAt(report, "train_score", 0, 1, 2), Math.fround(0.4));
  assert.equal(divergedAt(report, 1, 5), 2);
  assert.equal(divergedAt(report, 1), 6);
});

test("a loss is coloured by its logarithm, a score by itself, the best brightest", () => {
  const { share, worst, best } = scaleOf(report, "test_loss");
  assert.deepEqual([worst, best], [Math.fround(0.8), Math.fround(0.1)]);
  assert.equal(share(worst), 0);
  assert.equal(share(best), 1);
  assert.ok(Math.abs(share(Math.sqrt(worst * best)) - 0.5) < 1e-6);
  assert.equal(share(100), 0);
  const accuracy = scaleOf(report, "test_score");
  assert.deepEqual([accuracy.worst, accuracy.best], [Math.fround(0.4), Math.fround(0.95)]);
  const light = (rgb) => rgb.match(/\d+/g).map(Number).reduce((sum, part, i) => sum + part * [0.21, 0.72, 0.07][i], 0);
  const steps = Array.from({ length: 21 }, (_, i) => light(colorOf(i / 20)));
  assert.ok(steps.every((step, i) => i === 0 || step > steps[i - 1]));
});

test("the best is finite", () => {
  assert.equal(bestOf(report, "test_loss", 1, 0), 1);
  assert.equal(bestOf(report, "test_score", 1, 1), 0);
  assert.deepEqual(bestCell(report, "test_score", 1), { row: 0, column: 1, value: Math.fround(0.95) });
  const dead = { ...report, arrays: { ...report.arrays, values: report.arrays.values.map(() => Infinity) } };
  assert.equal(bestOf(dead, "test_loss", 1, 0), -1);
  assert.equal(bestCell(dead, "test_loss", 1), null);
});

test("a cell's experiment has its values, its layers and the median network's seed", () => {
  const found = experimentAt(report, 0, 1);
  assert.deepEqual(found, { hidden: [2, 2], activations: ["relu"], learning_rate: 0.1, weight_seed: 9, noise: 0.1 });
});

test("as text, a line a cell and epoch, what diverged is empty and what is not known missing", () => {
  const lines = csvOf(report).trim().split("\n");
  assert.equal(lines[0], "hidden,learning_rate,epoch,networks,diverged,train_loss,test_loss,train_accuracy,test_accuracy");
  assert.equal(lines[1], "2,0.01,0,3,0,0.7,0.7,0.5,0.5");
  assert.equal(lines[6], "2,1,10,3,3,,,,");
  assert.equal(lines.length, 12);
});

test("in words", () => {
  assert.equal(bestWords(view), "Best test loss at epoch 10: 0.100, the median of 3 networks, at Learning rate 0.1, Width 2. 6 of 18 networks diverged.");
  assert.equal(raceWords({ ...view, measure: "test_score" }), "At epoch 10, each at its own best rate, test accuracy: 2 95.0 %, 4 70.0 %.");
  assert.equal(timeLeft(0.5, 60_000), "50 % done, about 60 s left.");
  assert.equal(timeLeft(0.25, 60_000), "25 % done, about 3 min left.");
});

test("an address names a sweep, or none", () => {
  assert.deepEqual(sweepIn("?v=1&sweep=learning_rate=0.01:1:3:log;hidden=1:4;seeds=8;epochs=50"), {
    axes: [["learning_rate", "0.01:1:3:log"], ["hidden", "1:4"]], seeds: 8, epochs: 50, race: false,
  });
  assert.equal(sweepIn("?v=1&sweep=learning_rate=1;optimizer=sgd,adam;seeds=1;epochs=5")?.race, true);
  assert.equal(sweepIn("?v=1&net=8"), null);
  assert.equal(sweepIn("?sweep=noise=1"), null);
});

test("an axis begins with values that can be", () => {
  const catalogue = {
    fields: [
      { name: "activation", kind: "choice", choices: [{ name: "relu" }, { name: "tanh" }] }, { name: "shuffle", kind: "bool", choices: [] },
      { name: "dataset", kind: "choice", choices: [] },
    ],
    datasets: { circle: { kind: "binary", classes: 2 }, xor: { kind: "binary", classes: 2 }, plane: { kind: "regression", classes: 1 }, own: { kind: "binary", classes: 2 } },
  };
  const range = (name) => usualRange(catalogue, { dataset: "xor" }, name);
  assert.equal(range("activation"), "relu,tanh");
  assert.equal(range("shuffle"), "0,1");
  assert.equal(range("dataset"), "circle,xor");
});
