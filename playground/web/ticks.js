// @ts-check
/** Scales and tick marks of the plots: pure numbers and their texts. */

const MINUS = "\u2212";

/**
 * Round numbers within [low, high], about `count` of them.
 * @param {number} low
 * @param {number} high
 * @param {number} count
 * @returns {number[]}
 */
export function niceTicks(low, high, count) {
  if (!(high > low) || !Number.isFinite(high - low)) return Number.isFinite(low) ? [low] : [];
  const step = niceStep((high - low) / Math.max(1, count));
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  const ticks = Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step);
  return ticks.map((tick) => Number(tick.toPrecision(12)) || 0);
}

/** The next of 1, 2, 2.5, 5 times a power of ten. @param {number} rough */
export function niceStep(rough) {
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 2.5, 5, 10].find((one) => one * power >= rough * (1 - 1e-9)) ?? 10;
  return factor * power;
}

/**
 * Whole powers of ten within [low, high], thinned to `count`.
 * @param {number} low above 0
 * @param {number} high
 * @param {number} count
 */
export function logTicks(low, high, count) {
  const first = Math.ceil(Math.log10(low) - 1e-9);
  const last = Math.floor(Math.log10(high) + 1e-9);
  const every = Math.max(1, Math.ceil((last - first + 1) / Math.max(1, count)));
  const ticks = [];
  for (let power = first; power <= last; power += every) ticks.push(Number(`1e${power}`));
  return ticks;
}

/**
 * An axis number, with a true minus sign.
 * @param {number} value
 */
export function tickText(value) {
  const size = Math.abs(value);
  const plain = size === 0 || (size >= 1e-3 && size < 1e5);
  const text = plain ? String(Number(value.toPrecision(6))) : value.toExponential();
  return text.replace("e+", "e").replaceAll("-", MINUS);
}

/**
 * value -> pixel, linear.
 * @param {number} low
 * @param {number} high
 * @param {number} start pixel of `low`
 * @param {number} end pixel of `high`
 * @returns {(value: number) => number}
 */
export function linearScale(low, high, start, end) {
  const slope = (end - start) / (high - low || 1);
  return (value) => start + (value - low) * slope;
}

/**
 * value -> pixel, logarithmic; what is not above `low` sits at its pixel.
 * @param {number} low above 0
 * @param {number} high
 * @param {number} start
 * @param {number} end
 * @returns {(value: number) => number}
 */
export function logScale(low, high, start, end) {
  const scale = linearScale(Math.log10(low), Math.log10(high), start, end);
  return (value) => scale(Math.log10(Math.max(low, value)));
}
