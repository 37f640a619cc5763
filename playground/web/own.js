// @ts-check
/**
 * Own points as one short text, the twin of data/own.py: a character for the number of classes,
 * then five for each point, 13 bits of x₁, 13 of x₂ and 4 of its class in base64url. With further
 * columns their titles stand between, each after a "~" and one "~" behind the last, and each point
 * has two more characters for each of them.
 */

export const MAX_POINTS = 2000;
export const MAX_CLASSES = 10;
export const MAX_COLUMNS = 7;
export const MAX_TITLE = 24;
export const REACH = 6; // the plane is [-6, 6]²

const MAX_CHARS = 14_000;
const MAX_LINK_CHARS = 3001;
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const CLASS_COUNTS = "23456789a";
const [STEPS, STEPS_MORE] = [8000, 4000]; // along each side, in a further column
const [CHARS, CHARS_MORE] = [5, 2];

/**
 * @typedef {object} Point
 * @property {number} x
 * @property {number} y
 * @property {number} label the class, from 0
 * @property {number[]} [more] values in the further columns, where there are any
 */
/** @typedef {{points: readonly Point[], classes: number, columns?: string[]}} Own */

/** A coordinate that the text can hold: one of 8,001 places. @param {number} value */
export function nearest(value) {
  return placeOf(codeOf(value, STEPS));
}

/** @param {number} value @param {number} steps */
function codeOf(value, steps) {
  return Math.max(0, Math.min(steps, Math.round(((value + REACH) * steps) / (2 * REACH))));
}

/**
 * @param {Own} own
 * @returns {string}
 */
export function encode({ points, classes, columns = [] }) {
  const parts = [headOf(classes, columns)];
  for (const { x, y, label, more = [] } of points) {
    const bits = codeOf(x, STEPS) * 2 ** 17 + codeOf(y, STEPS) * 16 + label; // below 2³⁰
    for (let shift = 24; shift >= 0; shift -= 6) parts.push(ALPHABET[(bits >> shift) & 63]);
    for (const value of more) {
      const code = codeOf(value, STEPS_MORE);
      parts.push(ALPHABET[code >> 6], ALPHABET[code & 63]);
    }
  }
  return parts.join("");
}

/** What stands before the points. @param {number} classes @param {string[]} columns */
const headOf = (classes, columns) =>
  CLASS_COUNTS[classes - 2] + columns.map((title) => `~${title}`).join("") + (columns.length ? "~" : "");

/**
 * The titles of the further columns of a text that the server has checked.
 * @param {string} text
 * @returns {string[]}
 */
export const titlesIn = (text) => text.split("~").slice(1, -1);

/** Which further column an input is, or -1. @param {string} name */
export const columnOf = (name) => (/^c[1-9]$/.test(name) ? Number(name[1]) - 1 : -1);

/**
 * Read a text that the server has checked.
 * @param {string} text
 * @returns {Own}
 */
export function decode(text) {
  const classes = CLASS_COUNTS.indexOf(text[0]) + 2;
  const columns = titlesIn(text);
  const chars = CHARS + CHARS_MORE * columns.length;
  const points = [];
  for (let at = headOf(classes, columns).length; at + chars <= text.length; at += chars) {
    const bits = digitsOf(text, at, CHARS);
    /** @type {Point} */
    const point = { x: placeOf(bits >> 17), y: placeOf((bits >> 4) & 8191), label: bits & 15 };
    if (columns.length) {
      point.more = columns.map((_, column) => valueOf(digitsOf(text, at + CHARS + CHARS_MORE * column, CHARS_MORE)));
    }
    points.push(point);
  }
  return columns.length ? { points, classes, columns } : { points, classes };
}

/** @param {string} text @param {number} at @param {number} count */
function digitsOf(text, at, count) {
  let bits = 0;
  for (let i = 0; i < count; i++) bits = bits * 64 + ALPHABET.indexOf(text[at + i]);
  return bits;
}

/** @param {number} code */
const placeOf = (code) => ((code - STEPS / 2) * 15) / 10000;

/** @param {number} code */
const valueOf = (code) => ((code - STEPS_MORE / 2) * 3) / 1000;

/** How many points there can be with these further columns. @param {string[]} [columns] */
export function mostPoints(columns = []) {
  return Math.min(MAX_POINTS, roomFor(MAX_CHARS - headOf(2, columns).length, columns));
}

/** How many points a link holds with these further columns. @param {string[]} [columns] */
export function linkPoints(columns = []) {
  const head = encodeURIComponent(headOf(2, columns)).replace(/[!'()*]/g, "%00");
  return roomFor(MAX_LINK_CHARS - head.length, columns);
}

/** @param {number} chars @param {string[]} columns */
const roomFor = (chars, columns) => Math.floor(chars / (CHARS + CHARS_MORE * columns.length));

/**
 * The points on the screen, whatever data set they are of: numbers become two classes by their
 * sign, a curve's points stand as high as they are drawn, and what lies outside is left out.
 * @param {any} scene
 * @returns {Own}
 */
export function fromScene({ kind, classes, points: { x, y } }) {
  const inside = x
    .map((/** @type {number[]} */ place, /** @type {number} */ i) => ({
      x: nearest(place[0]),
      y: nearest(kind === "curve" ? 5 * y[i] : place[1]),
      label: kind === "multiclass" ? y[i] : Number(y[i] > 0),
      out: Math.max(...place.map(Math.abs)) > REACH,
    }))
    .filter((/** @type {any} */ point) => !point.out);
  const every = Math.max(1, inside.length / MAX_POINTS); // evenly thinned where they are too many
  const count = Math.min(inside.length, MAX_POINTS);
  const points = Array.from({ length: count }, (_, i) => {
    const { x: across, y: up, label } = inside[Math.floor(i * every)];
    return { x: across, y: up, label };
  });
  return { points, classes: kind === "multiclass" ? classes : 2 };
}
