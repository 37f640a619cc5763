// @ts-check
// What a hand does to points. Every edit returns new ones; the places of the others stay.

import { mostPoints, nearest, REACH } from "./own.js";

/** @typedef {import("./own.js").Own} Own */
/** @typedef {import("./own.js").Point} Point */

/**
 * The point nearest to a place, if it is within reach; of several the one drawn last.
 * @param {readonly Point[]} points
 * @param {number} x
 * @param {number} y
 * @param {number} reach
 * @returns {number} its place in the row, or -1
 */
export function nearestPoint(points, x, y, reach) {
  let [found, least] = [-1, reach];
  points.forEach((point, index) => {
    const away = Math.hypot(point.x - x, point.y - y);
    if (away <= least) [found, least] = [index, away];
  });
  return found;
}

/**
 * In further columns a new point has the mean of the others.
 * @param {Own} own
 * @param {number} x
 * @param {number} y
 * @param {number} label
 * @returns {Own}
 */
export function add(own, x, y, label) {
  if (own.points.length >= mostPoints(own.columns)) return own;
  /** @type {Point} */
  const point = { x: nearest(x), y: nearest(y), label };
  if (own.columns) point.more = own.columns.map((_, column) => meanOf(own.points, column));
  return { ...own, points: [...own.points, point], classes: Math.max(own.classes, label + 1) };
}

/** @param {readonly Point[]} points @param {number} column */
const meanOf = (points, column) =>
  points.reduce((sum, { more = [] }) => sum + more[column], 0) / Math.max(1, points.length);

/** @param {Own} own @param {number} index @param {number} x @param {number} y @returns {Own} */
export function move(own, index, x, y) {
  return replaced(own, index, { ...own.points[index], x: nearest(x), y: nearest(y) });
}

/** To the next class, and after the last to the first. @param {Own} own @param {number} index @returns {Own} */
export function flip(own, index) {
  const point = own.points[index];
  return replaced(own, index, { ...point, label: (point.label + 1) % own.classes });
}

/**
 * The last point takes the place of the one removed, so that no other point changes its place,
 * and with it the side, training or test, on which it is.
 * @param {Own} own
 * @param {number} index
 * @returns {Own}
 */
export function remove(own, index) {
  const points = own.points.slice(0, -1);
  if (index < points.length) points[index] = own.points[points.length];
  return { ...own, points };
}

/** All points within reach of a place are gone. @param {Own} own @param {number} x @param {number} y @param {number} reach */
export function erase(own, x, y, reach) {
  let left = own;
  for (let index = own.points.length - 1; index >= 0; index--) {
    const point = own.points[index];
    if (Math.hypot(point.x - x, point.y - y) <= reach) left = remove(left, index);
  }
  return left;
}

/**
 * Without the last classes that no point is of, but with two at least.
 * @param {Own} own
 * @returns {Own}
 */
export function inUse(own) {
  const used = own.points.reduce((most, { label }) => Math.max(most, label + 1), 2);
  return used === own.classes ? own : { ...own, classes: used };
}

/**
 * Where a brush leaves points on its way from one place towards another: every so far one.
 * @param {{x: number, y: number}} from the last point left
 * @param {{x: number, y: number}} to
 * @param {number} spacing
 * @returns {{x: number, y: number}[]}
 */
export function along(from, to, spacing) {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const steps = Math.floor(length / spacing + 1e-9);
  return Array.from({ length: steps }, (_, i) => {
    const share = ((i + 1) * spacing) / length;
    return { x: from.x + share * (to.x - from.x), y: from.y + share * (to.y - from.y) };
  });
}

/** Whether a place lies in the plane. @param {{x: number, y: number}} place */
export const isInside = ({ x, y }) => Math.abs(x) <= REACH && Math.abs(y) <= REACH;

/** @param {Own} own @param {number} index @param {Point} point @returns {Own} */
function replaced(own, index, point) {
  const points = [...own.points];
  points[index] = point;
  return { ...own, points };
}
