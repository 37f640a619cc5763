import assert from "node:assert/strict";
import { test } from "node:test";

import { percent, ranking, reached, SCORE, LOSS, settingsKey, threeOf, usualGoal, wilson } from "../../playground/web/gridmodel.js";

const near = (found, wanted) => assert.ok(Math.abs(found - wanted) < 5e-5, `${found}, not ${wanted}`);

test("Wilson's interval, against published values", () => {
  const cases = [[81, 263, 0.2553, 0.3662], [15, 148, 0.0624, 0.1605], [0, 20, 0, 0.1611], [1, 29, 0.0061, 0.1718]];
  for (const [held, of, low, high] of cases) { // Newcombe 1998, table I, method 3
    const found = wilson(held, of);
    near(found[0], low);
    near(found[1], high);
  }
  assert.deepEqual([wilson(0, 9)[0], wilson(9, 9)[1]], [0, 1]);
});

// train loss, test loss, train score, test score
const GRID = {
  values: [0, 0.1, 1, 0.99, 0, 0.5, 1, 0.8, 0, 0.05, 1, 0.95, 0, 0.01, 1, 1, 0, NaN, 0, NaN],
  alive: [1, 1, 1, 0, 1], seeds: [1, 2, 3, 4, 5],
};

test("who reaches the goal: never one that diverged", () => {
  assert.deepEqual(reached(GRID, { column: SCORE, bound: 0.95 }), [true, false, true, false, false]);
  assert.deepEqual(reached(GRID, { column: LOSS, bound: 0.05 }), [false, false, true, false, false]);
});

test("from the worst to the best by what the goal is about", () => {
  assert.deepEqual(ranking(GRID, { column: SCORE, bound: 0 }), [3, 4, 1, 2, 0]);
  assert.deepEqual(ranking(GRID, { column: LOSS, bound: 0 }), [3, 4, 1, 0, 2]);
  assert.deepEqual(threeOf([3, 4, 1, 2, 0]), [3, 1, 0]);
  assert.deepEqual(threeOf([5, 6, 7, 8]), [5, 6, 8]);
});

test("shares are never rounded to none or to all", () => {
  assert.deepEqual([0, 0.0001, 0.0148, 0.02, 0.5, 0.9799, 0.996, 0.99999, 1].map(percent), ["0", "0.1", "1.5", "2", "50", "98", "99.6", "99.9", "100"]);
});

test("another start of the same settings is the same grid", () => {
  const experiment = { noise: 0, weight_seed: 1, data_seed: 2, pace: "1e", epochs: 10, schedule: "constant" };
  const asked = { starts: 256, points: false, epoch: 10 };
  const key = settingsKey(experiment, asked);
  assert.equal(settingsKey({ ...experiment, weight_seed: 9, pace: "5e", epochs: 20 }, asked), key);
  for (const other of [{ noise: 0.1 }, { data_seed: 3 }, { schedule: "cosine" }]) assert.notEqual(settingsKey({ ...experiment, ...other }, asked), key);
  assert.notEqual(settingsKey(experiment, { ...asked, epoch: 11 }), key);
  const points = { ...asked, points: true };
  assert.equal(settingsKey({ ...experiment, data_seed: 3 }, points), settingsKey(experiment, points));
});

test("what counts as success is the preset's own bound, or the usual one", () => {
  assert.deepEqual(usualGoal({ epochs: 100 }, "binary", { goal: 0.9 }), { column: SCORE, bound: 0.9, epoch: 100 });
  assert.deepEqual(usualGoal({ epochs: 0 }, "binary", null), { column: SCORE, bound: 0.95, epoch: 200 });
  assert.equal(usualGoal({ epochs: 0 }, "curve", { goal: null }).bound, 0.9);
});
