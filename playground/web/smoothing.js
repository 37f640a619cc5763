// @ts-check
// Curves with less flicker: an exponential moving average, off unless asked for.

import { COLUMNS } from "./history.js";

/** @typedef {import("./history.js").Rows} Rows */

/**
 * Each value becomes a mean in which the one before weighs `memory` as much, and so on back; the
 * first is itself (the mean is divided by the weights that it really has). Gaps stay gaps.
 * @param {Rows} rows
 * @param {number} memory from 0, which changes nothing, to below 1
 * @returns {Rows}
 */
export function smoothRows(rows, memory) {
  if (memory <= 0 || rows.count === 0) return rows;
  const data = rows.data.slice(0, rows.count * COLUMNS);
  for (let column = 1; column < COLUMNS; column++) {
    let [sum, weight] = [0, 0];
    for (let at = column; at < data.length; at += COLUMNS) {
      if (!Number.isFinite(data[at])) continue;
      sum = memory * sum + data[at];
      weight = memory * weight + 1;
      data[at] = sum / weight;
    }
  }
  return { ...rows, data };
}
