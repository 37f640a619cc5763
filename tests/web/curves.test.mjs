import assert from "node:assert/strict";
import { test } from "node:test";

import { curveScales, spread, table } from "../../playground/web/curvescale.js";
import { niceTicks, logTicks, tickText } from "../../playground/web/ticks.js";

const BOX = { x: 0, y: 0, width: 300, height: 180 };
const history = (losses) =>
  table(Float32Array.from(losses.flatMap((loss, epoch) => [epoch, loss, loss, 1 - loss, NaN])));

test("ticks are round numbers inside the limits", () => {
  assert.deepEqual(niceTicks(0, 1, 4), [0, 0.25, 0.5, 0.75, 1]);
  assert.deepEqual(niceTicks(-6, 6, 4), [-5, 0, 5]);
  assert.deepEqual(niceTicks(0, 0.3, 3), [0, 0.1, 0.2, 0.3]);
  assert.deepEqual(niceTicks(3, 3, 4), [3]);
  assert.deepEqual(niceTicks(NaN, NaN, 4), []);
});

test("ticks of a logarithmic axis are powers of ten", () => {
  assert.deepEqual(logTicks(0.001, 1, 5), [0.001, 0.01, 0.1, 1]);
  assert.deepEqual(logTicks(1e-6, 1, 4), [1e-6, 1e-4, 1e-2, 1]);
});

test("axis numbers are short and carry a true minus sign", () => {
  assert.equal(tickText(-3), "−3");
  assert.equal(tickText(0.1 + 0.2), "0.3");
  assert.equal(tickText(1e-6), "1e−6");
  assert.equal(tickText(0), "0");
});

test("the loss starts at zero and fits", () => {
  const { low, high, up, plot, yTicks, across } = curveScales(history([0.48, 0.2, 0.1]), BOX, {
    metric: "loss",
  });
  assert.equal(low, 0);
  assert.ok(high >= 0.48 && high <= 0.75);
  assert.equal(up(0), plot.y + plot.height);
  assert.ok(yTicks.length >= 2 && yTicks.every((tick) => up(tick) >= plot.y - 1e-6));
  assert.equal(across(0), plot.x);
  assert.equal(across(2), plot.x + plot.width);
});

test("a spike does not flatten the rest", () => {
  assert.ok(curveScales(history([0.5, 0.4, 1e30]), BOX, { metric: "loss" }).high < 5);
});

test("the score goes to one, and below zero where it must", () => {
  const { low, high } = curveScales(history([0.5, 0.1]), BOX, { metric: "score" });
  assert.deepEqual([low, high], [0, 1]);
  assert.ok(curveScales(history([1.4, 0.1]), BOX, { metric: "score" }).low < 0);
});

test("no rows, no numbers and zero losses give finite axes", () => {
  for (const losses of [[], [NaN], [0, 0]]) {
    for (const logY of [false, true]) {
      const scales = curveScales(history(losses), BOX, { metric: "loss", logY });
      const heights = scales.yTicks.map(scales.up);
      assert.ok(heights.length >= 2 && heights.every(Number.isFinite), `${losses} ${logY}`);
    }
  }
});

test("rows come flat or with a count", () => {
  assert.equal(table(null).count, 0);
  assert.equal(table(new Float32Array(12)).count, 2);
  assert.equal(table({ count: 1, data: new Float32Array(500) }).count, 1);
});

test("names at the lines' ends stay apart and in order", () => {
  const [train, test_] = spread(100, 98, 0, 200);
  assert.ok(train - test_ >= 12);
  assert.deepEqual(spread(20, 90, 0, 200), [20, 90]);
  const [low] = spread(200, 200, 0, 200);
  assert.ok(low <= 200);
  assert.deepEqual(spread(null, 4, 0, 200), [null, 4]);
});
