// @ts-check
// Where a picture of rates lies, in powers of ten, and how it is moved: pure, to be tested without a page.

/** @typedef {{x: number, y: number, span: number}} Window the lower left corner and the side */

/** @type {Record<string, Window>} */
export const HOME = { rates: { x: -0.5, y: -1.75, span: 3 }, scale: { x: -1, y: -1.5, span: 2.5 } };
const FARTHEST = 8;
const MOST = 4 * FARTHEST / 3; // of a side
const ULP = 2 ** -23; // from one float32 to the next, as a share

/**
 * Narrower, and neighbouring pixels would train with the same rates.
 * @param {number} size pixels along a side
 */
export const narrowest = (size) => size * Math.log10(1 + ULP) * 1.000001;

/**
 * A window as near to the one wished for as can be.
 * @param {Window} wish
 * @param {number} size pixels along a side
 * @returns {Window}
 */
export function allowed({ x, y, span }, size) {
  const side = Math.min(MOST, Math.max(narrowest(size), span));
  const middle = (/** @type {number} */ low) => low + (span - side) / 2;
  const inside = (/** @type {number} */ low) => Math.min(FARTHEST - side, Math.max(-FARTHEST, low));
  return { x: inside(middle(x)), y: inside(middle(y)), span: side };
}

/**
 * The square between two places of a picture (0 to 1, from the left and from the top) with the longer
 * side of the rectangle dragged, inside the picture.
 * @param {{x: number, y: number}} from
 * @param {{x: number, y: number}} to
 * @returns {{left: number, top: number, side: number}}
 */
export function squareOf(from, to) {
  const room = (/** @type {number} */ at, /** @type {number} */ towards) => (towards < at ? at : 1 - at);
  const wish = Math.max(Math.abs(to.x - from.x), Math.abs(to.y - from.y));
  const side = Math.min(wish, room(from.x, to.x), room(from.y, to.y));
  return { left: to.x < from.x ? from.x - side : from.x, top: to.y < from.y ? from.y - side : from.y, side };
}

/**
 * @param {Window} window
 * @param {{left: number, top: number, side: number}} square
 * @returns {Window}
 */
export const within = ({ x, y, span }, { left, top, side }) =>
  ({ x: x + left * span, y: y + (1 - top - side) * span, span: span * side });

/**
 * A window `factor` times as wide around a place of the picture, which stays where it is.
 * @param {Window} window
 * @param {number} factor
 * @param {{x: number, y: number}} place
 * @returns {Window}
 */
export const zoomed = (window, factor, place) =>
  within(window, { left: place.x * (1 - factor), top: place.y * (1 - factor), side: factor });

/**
 * The middle of the pixel at a place, in powers of ten.
 * @param {Window} window
 * @param {{x: number, y: number}} place
 * @param {number} size
 */
export function pixelAt({ x, y, span }, place, size) {
  const cell = (/** @type {number} */ at) => Math.min(size - 1, Math.max(0, Math.floor(at * size)));
  const [column, row] = [cell(place.x), cell(place.y)];
  return { column, row, x: x + ((column + 0.5) / size) * span, y: y + ((size - row - 0.5) / size) * span };
}

/**
 * A rate, with as many digits as tell two pixels apart in a window.
 * @param {number} power of ten
 * @param {number} span of the window
 * @param {number} [parts] of the span that are told apart
 * @returns {string}
 */
export function rateText(power, span, parts = 64) {
  const digits = Math.min(9, Math.max(2, 1 + Math.ceil(-Math.log10((span * Math.LN10) / parts))));
  return String(Number((10 ** power).toPrecision(digits))).replace("-", "\u2212");
}

/**
 * How much closer than the first picture, in two digits.
 * @param {Window} window
 * @param {Window} home
 */
export const closeness = (window, home) => String(Number((home.span / window.span).toPrecision(2)));
