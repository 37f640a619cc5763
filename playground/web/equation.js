// @ts-check
// What a neuron computes, in numbers: tanh(0.52·X₁ − 1.31·X₂ + 0.10).

import { firstUnit, firstWeight, isOutput, sizesOf, unitName } from "./targets.js";

const MINUS = "\u2212";
const GAP = "\u00a0"; // inside a term: lines break before a sign

/**
 * A weight or bias as a learner reads it: fewer decimals where it is large.
 * @param {number} value
 * @param {number} [decimals]
 * @returns {string}
 */
export function formatNumber(value, decimals = 2) {
  if (!Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  const fewer = size < 9.995 ? decimals : Math.max(0, decimals - (size < 99.95 ? 1 : 2));
  const text = size < 1e5 ? size.toFixed(fewer) : size.toExponential(1).replace("e+", "e");
  return value < 0 && Number(text) !== 0 ? MINUS + text : text;
}

const subscript = (/** @type {number} */ number) =>
  String(number).replace(/\d/g, (digit) => String.fromCharCode(0x2080 + Number(digit)));

/**
 * What a neuron adds up: its inputs, or the neurons of the layer before as a₁, a₂ …
 * @param {any} scene
 * @param {any} arrays of a frame
 * @param {{column: number, index: number}} target
 * @returns {{terms: {weight: number, name: string}[], bias: number, missing: number}} `missing`
 *   counts the neurons that the frame leaves out
 */
function partsOf(scene, { weights, biases }, { column, index }) {
  const sizes = sizesOf(scene);
  const first = firstWeight(sizes, column) + index;
  const before = column > 1 ? scene.layers[column - 2] : null;
  const terms = Array.from({ length: sizes[column - 1] }, (_, from) => ({
    weight: weights[first + from * sizes[column]],
    name: before ? `a${subscript(before.shown[from] + 1)}` : unitName(scene, 0, from).replace(" ", GAP),
  }));
  const missing = before ? before.units - before.shown.length : 0;
  return { terms, bias: biases[firstUnit(sizes, column) + index], missing };
}

/**
 * The sum, of as many terms as there is room for: the strongest, in their own order.
 * @param {ReturnType<typeof partsOf>} parts
 * @param {number} room in characters
 * @returns {string}
 */
export function formatSum({ terms, bias, missing }, room = Infinity) {
  const strongest = [...terms].sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight));
  const kept = new Set();
  let left = room - signed(bias, "", false).length - (missing ? 4 : 0);
  for (const term of strongest) {
    left -= signed(term.weight, term.name, false).length;
    if (left < (kept.size + 1 < terms.length ? 4 : 0)) break;
    kept.add(term);
  }
  if (!kept.size && strongest.length) kept.add(strongest[0]);
  const shown = terms.filter((term) => kept.has(term));
  const text = shown.map(({ weight, name }, place) => signed(weight, name, place === 0));
  const more = missing > 0 || shown.length < terms.length ? [` +${GAP}…`] : [];
  return [...text, ...more, signed(bias, "", !text.length)].join("");
}

/**
 * @param {number} value
 * @param {string} name
 * @param {boolean} leads the sum
 */
function signed(value, name, leads) {
  const number = formatNumber(value);
  const negative = number.startsWith(MINUS);
  const sign = leads ? (negative ? MINUS : "") : ` ${negative ? MINUS : "+"}${GAP}`;
  return sign + (negative ? number.slice(1) : number) + (name && `·${name}`);
}

/**
 * @param {any} scene
 * @param {any} arrays of a frame
 * @param {{column: number, index: number}} target a hidden neuron or an output
 * @param {number} [room] in characters
 * @returns {string}
 */
export function equationOf(scene, arrays, target, room = Infinity) {
  const { formula } = isOutput(scene, target.column) ? scene.output : scene.layers[target.column - 1].activation;
  const sum = formatSum(partsOf(scene, arrays, target), room - formula.length + 2);
  return formula.replace("{}", sum);
}
