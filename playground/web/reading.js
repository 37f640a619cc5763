// @ts-check
// The numbers of a curve where the pointer is.

import { COLUMNS } from "./curvescale.js";
import { formatLoss, formatScore } from "./format.js";

/** @typedef {{count: number, data: ArrayLike<number>}} Table */

/**
 * The row whose epoch is nearest; rows are in the order of their epochs.
 * @param {Table} rows
 * @param {number} epoch
 * @returns {number} -1 without rows
 */
export function rowAt({ count, data }, epoch) {
  let [low, high] = [0, count - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (data[middle * COLUMNS] < epoch) low = middle + 1;
    else high = middle;
  }
  if (low > 0 && epoch - data[(low - 1) * COLUMNS] < data[low * COLUMNS] - epoch) low -= 1;
  return Math.min(low, count - 1);
}

/**
 * "0.107, test 0.112": what stands there of training, then of test.
 * @param {Table} rows
 * @param {number} row
 * @param {{metric: string, label: string}} what
 * @returns {string}
 */
export function readingOf({ data }, row, { metric, label }) {
  const first = row * COLUMNS + (metric === "loss" ? 1 : 3);
  const kind = label === "accuracy" ? "binary" : "regression";
  const format = (/** @type {number} */ value) => (metric === "loss" ? formatLoss(value) : formatScore(value, kind));
  return `${format(data[first])}, test ${format(data[first + 1])}`;
}
