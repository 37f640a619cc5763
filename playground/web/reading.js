// @ts-check
// The numbers of a curve where the pointer is.

import { COLUMNS } from "./curvescale.js";
import { formatLoss, formatScore } from "./format.js";
import { t } from "./text.js";

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
 * "0.107, test 0.112": what stands there of training, then of test; or "left 0.107, right 0.112".
 * @param {Table} rows
 * @param {number} row
 * @param {{metric: string, label: string, names?: string[]}} what
 * @returns {string}
 */
export function readingOf({ data }, row, { metric, label, names = ["train", "test"] }) {
  const first = row * COLUMNS + (metric === "loss" ? 1 : 3);
  const kind = label.endsWith("accuracy") ? "binary" : "regression";
  const format = (/** @type {number} */ value) => (metric === "loss" ? formatLoss(value) : formatScore(value, kind));
  const [a, b] = [format(data[first]), format(data[first + 1])];
  return names[0] === "train" ? t("{a}, test {b}", { a, b }) : t("left {a}, right {b}", { a, b });
}
