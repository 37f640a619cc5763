// @ts-check
// Which values a slider can reach: pure, so that they can be tested without a page.

const MANTISSAS = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8];
const SMALL = 30; // up to here every whole number: TensorFlow Playground's batch sizes
// A whole number with more choices than this is typed, not dragged.
export const MOST_SLIDER_VALUES = 10000;

/** @typedef {{name: string, kind: string, low: number, high: number, steps?: number[],
 *   stops?: number[], scale?: string}} NumberField */

/**
 * The values of a slider, ascending. A live rate gets every value of its published list and the
 * ones between, so that dragging it is smooth and a worksheet's figure is still met exactly.
 * @param {NumberField} field
 * @param {number} [limit] the highest value that makes sense now
 * @returns {number[]}
 */
export function sliderValues(field, limit = field.high) {
  const stops = field.steps?.length ? field.steps : field.stops ?? [];
  if (field.kind === "int") return wholeValues(field, limit);
  if (stops.length > 1) return logValues(stops);
  return linearValues(field);
}

/**
 * @param {number[]} stops
 * @returns {number[]}
 */
function logValues(stops) {
  const positive = stops.filter((value) => value > 0);
  const [low, high] = [Math.min(...positive), Math.max(...positive)];
  const values = new Set(stops);
  for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high); power++) {
    for (const mantissa of MANTISSAS) {
      const value = Number((mantissa * 10 ** power).toPrecision(3));
      if (value >= low && value <= high) values.add(value);
    }
  }
  return [...values].sort((a, b) => a - b);
}

/**
 * @param {NumberField} field
 * @param {number} limit
 * @returns {number[]}
 */
function wholeValues(field, limit) {
  const high = Math.max(field.low, Math.min(field.high, Math.floor(limit)));
  if (high - field.low <= 40) {
    return Array.from({ length: high - field.low + 1 }, (_, index) => field.low + index);
  }
  const values = new Set([field.low, high]);
  for (let value = field.low; value <= SMALL; value++) values.add(value);
  for (let power = 1; 10 ** power <= high; power++) {
    for (const mantissa of MANTISSAS) {
      const value = Math.round(mantissa * 10 ** power);
      if (value > field.low && value < high) values.add(value);
    }
  }
  return [...values].sort((a, b) => a - b);
}

/**
 * @param {NumberField} field
 * @returns {number[]}
 */
function linearValues(field) {
  const span = field.high - field.low;
  const raw = span / 100;
  const power = 10 ** Math.floor(Math.log10(raw) + 1e-9);
  const step = [1, 2, 5, 10].map((m) => m * power).find((s) => s >= raw * 0.999) ?? raw;
  const values = [];
  for (let index = 0; index <= span / step + 1e-9; index++) {
    values.push(Number((field.low + index * step).toPrecision(6)));
  }
  if (values[values.length - 1] < field.high) values.push(field.high);
  return values;
}

/**
 * The position whose value is nearest; on a list over decades, nearest in ratio.
 * @param {number[]} values
 * @param {number} value
 * @returns {number}
 */
export function nearestIndex(values, value) {
  let best = 0;
  for (let index = 1; index < values.length; index++) {
    if (distance(values[index], value) < distance(values[best], value)) best = index;
  }
  return best;
}

/**
 * @param {number} a
 * @param {number} b
 * @returns {number}
 */
function distance(a, b) {
  if (a > 0 && b > 0) return Math.abs(Math.log(a / b));
  return a === b ? 0 : 1e3 + Math.abs(a - b);
}
