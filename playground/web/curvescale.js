// @ts-check
/** The axes of the training curves: limits, scales and ticks, pure numbers. */

import { linearScale, logScale, logTicks, niceStep, niceTicks } from "./ticks.js";

/** @typedef {import("./heatmap.js").Box} Box */
/** @typedef {{count: number, data: ArrayLike<number>}} Table */
/** @typedef {Table | ArrayLike<number> | null | undefined} Rows */

export const COLUMNS = 5; // epoch, train loss, test loss, train score, test score
const LEFT = 40;
const RIGHT = 36;
const TOP = 20;
const BELOW = 20;
const APART = 13; // pixels between the two names
const SPIKE = 4; // times the first value: what shoots higher leaves the plot at the top
const DECADES = 6; // at most, on a logarithmic axis

/**
 * Rows as they come from `history.js`, or a flat array.
 * @param {Rows} rows
 * @returns {Table}
 */
export function table(rows) {
  if (!rows) return { count: 0, data: [] };
  if ("data" in rows) return rows;
  return { count: Math.floor(rows.length / COLUMNS), data: rows };
}

/**
 * @param {{count: number, data: ArrayLike<number>}} rows
 * @param {Box} box
 * @param {{metric: string, logY?: boolean}} options
 */
export function curveScales(rows, box, { metric, logY = false }) {
  const plot = {
    x: box.x + LEFT,
    y: box.y + TOP,
    width: Math.max(20, box.width - LEFT - RIGHT),
    height: Math.max(20, box.height - TOP - BELOW),
  };
  const last = rows.count ? rows.data[(rows.count - 1) * COLUMNS] : 0;
  const across = linearScale(0, Math.max(last, 1e-9), plot.x, plot.x + plot.width);
  const count = Math.max(2, Math.min(5, Math.round(plot.height / 42)));
  const [bottom, top] = [plot.y + plot.height, plot.y];
  const xTicks = niceTicks(0, last, Math.max(2, plot.width / 80));
  const log = logY && metric === "loss";
  const [low, high] = valueLimits(rows, metric, log);
  if (log) {
    const up = logScale(low, high, bottom, top);
    return { plot, last, across, up, low, high, xTicks, yTicks: logTicks(low, high, count) };
  }
  const step = niceStep((high - low) / count);
  const from = Math.floor(low / step + 1e-9) * step;
  const to = Math.ceil(high / step - 1e-9) * step;
  const up = linearScale(from, to, bottom, top);
  const yTicks = niceTicks(from, to, count);
  return { plot, last, across, up, low: from, high: to, xTicks, yTicks };
}

/**
 * @param {{count: number, data: ArrayLike<number>}} rows
 * @param {string} metric
 * @param {boolean} log
 * @returns {[number, number]}
 */
function valueLimits({ count, data }, metric, log) {
  const column = metric === "loss" ? 1 : 3;
  let [low, high, first] = [Infinity, -Infinity, NaN];
  for (let row = 0; row < count; row++) {
    for (let side = 0; side < 2; side++) {
      const value = data[row * COLUMNS + column + side];
      if (!Number.isFinite(value) || (log && value <= 0)) continue;
      if (Number.isNaN(first)) first = value;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  if (metric !== "loss") return [low < 0 ? Math.max(-1, low) : 0, 1]; // an R² may be negative
  if (Number.isNaN(first)) return log ? [1e-3, 1] : [0, 1];
  high = Math.min(high, SPIKE * Math.max(first, low)) || 1;
  if (!log) return [0, high];
  const floor = Math.max(low, high / 10 ** DECADES);
  return [10 ** Math.floor(Math.log10(floor)), 10 ** Math.ceil(Math.log10(high) + 1e-9)];
}

/**
 * How far along the epochs a place in the box is, from 0 to 1; null outside of the plot.
 * @param {number} x
 * @param {number} width of the box
 */
export function shareAt(x, width) {
  const share = (x - LEFT) / Math.max(20, width - LEFT - RIGHT);
  return share < -0.05 || share > 1.05 ? null : Math.max(0, Math.min(1, share));
}

/**
 * @param {number | null} a
 * @param {number | null} b
 * @param {number} top
 * @param {number} bottom
 * @returns {[number | null, number | null]}
 */
export function spread(a, b, top, bottom) {
  if (a === null || b === null || Math.abs(a - b) >= APART) return [a, b];
  const middle = Math.max(top + APART / 2, Math.min(bottom - APART / 2, (a + b) / 2));
  const below = a >= b ? 1 : -1;
  return [middle + (below * APART) / 2, middle - (below * APART) / 2];
}
