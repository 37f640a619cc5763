// @ts-check
/**
 * Own points as one short text, the twin of data/own.py: a character for the number of classes,
 * then five for each point, 13 bits of x₁, 13 of x₂ and 4 of its class in base64url.
 */

export const MAX_POINTS = 2000;
export const MAX_CLASSES = 10;
export const MAX_LINK_POINTS = 600;
export const REACH = 6; // the plane is [-6, 6]²

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const CLASS_COUNTS = "23456789a";
const STEPS = 8000; // along each side
const CHARS = 5;

/** @typedef {{x: number, y: number, label: number}} Point a place of the plane, a class from 0 */
/** @typedef {{points: readonly Point[], classes: number}} Own */

/** A coordinate that the text can hold: one of 8,001 places. @param {number} value */
export function nearest(value) {
  return ((codeOf(value) - STEPS / 2) * 15) / 10000;
}

/** @param {number} value */
function codeOf(value) {
  return Math.max(0, Math.min(STEPS, Math.round(((value + REACH) * STEPS) / (2 * REACH))));
}

/**
 * @param {Own} own
 * @returns {string}
 */
export function encode({ points, classes }) {
  const parts = [CLASS_COUNTS[classes - 2]];
  for (const { x, y, label } of points) {
    const bits = codeOf(x) * 2 ** 17 + codeOf(y) * 16 + label; // below 2³⁰
    for (let shift = 24; shift >= 0; shift -= 6) parts.push(ALPHABET[(bits >> shift) & 63]);
  }
  return parts.join("");
}

/**
 * Read a text that the server has checked.
 * @param {string} text
 * @returns {Own}
 */
export function decode(text) {
  const classes = CLASS_COUNTS.indexOf(text[0]) + 2;
  const points = [];
  for (let at = 1; at + CHARS <= text.length; at += CHARS) {
    let bits = 0;
    for (let i = 0; i < CHARS; i++) bits = bits * 64 + ALPHABET.indexOf(text[at + i]);
    points.push({ x: placeOf(bits >> 17), y: placeOf((bits >> 4) & 8191), label: bits & 15 });
  }
  return { points, classes };
}

/** @param {number} code */
const placeOf = (code) => ((code - STEPS / 2) * 15) / 10000;

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
