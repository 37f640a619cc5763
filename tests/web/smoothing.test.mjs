import assert from "node:assert/strict";
import { test } from "node:test";

import { smoothRows } from "../../playground/web/smoothing.js";

const rowsOf = (...values) => ({
  count: values.length, generation: 1,
  data: Float32Array.from(values.flatMap((value, epoch) => [epoch, value, 1, NaN, 0])),
});
const train = ({ count, data }) => Array.from({ length: count }, (_, row) => data[row * 5 + 1]);
const near = (found, wanted) => found.forEach((value, i) => assert.ok(Math.abs(value - wanted[i]) < 1e-6, `${found}`));

test("without memory nothing changes", () => {
  const rows = rowsOf(3, 1, 2);
  assert.equal(smoothRows(rows, 0), rows);
});

test("a mean that weighs the past less and less, and begins at the first value", () => {
  near(train(smoothRows(rowsOf(4, 0, 0), 0.5)), [4, 4 / 3, 4 / 7]);
  near(train(smoothRows(rowsOf(2, 2, 2, 2), 0.9)), [2, 2, 2, 2]);
});

test("gaps stay gaps, epochs stay as they are, the rows handed in too", () => {
  const rows = rowsOf(4, NaN, 0);
  const smooth = smoothRows(rows, 0.5);
  assert.ok(Number.isNaN(train(smooth)[1]));
  near([train(smooth)[0], train(smooth)[2]], [4, 4 / 3]);
  assert.deepEqual([0, 5, 10].map((at) => smooth.data[at]), [0, 1, 2]);
  assert.deepEqual([train(rows)[0], train(rows)[2]], [4, 0]);
});

test("a buffer longer than its rows is cut", () => {
  const rows = { ...rowsOf(1, 2), count: 1 };
  assert.equal(smoothRows(rows, 0.5).data.length, 5);
});
