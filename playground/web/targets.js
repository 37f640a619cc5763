// @ts-check
// What can be pointed at in the drawing: neurons, biases and links, and what they are called.

import { isOff } from "./hand.js";
import { t } from "./text.js";

/**
 * `column` counts the inputs as 0 and the output as the last; `index` is the place among the
 * neurons drawn; `from` is a link's place in the column before; `at` is where it was pointed at,
 * `touch` whether by a finger.
 * @typedef {{kind: "unit"|"bias"|"link", column: number, index: number, from?: number,
 *   at?: [number, number], touch?: boolean}} Target
 */

/** How many units of each column are drawn. @param {any} scene @returns {number[]} */
export function sizesOf({ inputs, layers, output }) {
  const hidden = layers.map((/** @type {any} */ layer) => layer.shown.length);
  return [inputs.length, ...hidden, output.units];
}

/** @param {any} scene @param {number} column */
export const isOutput = (scene, column) => column === scene.layers.length + 1;

/**
 * @param {Target|null} one
 * @param {Target|null} other
 */
export function sameTarget(one, other) {
  return one === other || Boolean(one && other && one.kind === other.kind
    && one.column === other.column && one.index === other.index && one.from === other.from);
}

/**
 * The target if another network has it as well, else null.
 * @param {any} scene
 * @param {Target|null} target
 * @returns {Target|null}
 */
export function stillThere(scene, target) {
  if (!target) return null;
  const sizes = sizesOf(scene);
  const there = target.index < sizes[target.column]
    && (target.from === undefined || target.from < sizes[target.column - 1]);
  return there ? target : null;
}

/**
 * The neuron that the field shows: the one pointed at, else the pinned one; while that is switched
 * off, the field shows what the network answers without it.
 * @param {{hover: Target|null, pinned: Target|null, scene: any, status: any}} state
 * @returns {Target|null}
 */
export function unitShown({ hover, pinned, scene, status }) {
  if (hover?.kind === "unit") return hover;
  return pinned && isOff(scene, status, pinned.column, pinned.index) ? null : pinned;
}

/**
 * Where the weights into a column begin in a frame's flat array.
 * @param {number[]} sizes
 * @param {number} column 1 or more
 */
export function firstWeight(sizes, column) {
  let first = 0;
  for (let at = 1; at < column; at++) first += sizes[at - 1] * sizes[at];
  return first;
}

/**
 * Where a column's units begin in a frame's biases and maps.
 * @param {number[]} sizes
 * @param {number} column 1 or more
 */
export const firstUnit = (sizes, column) =>
  sizes.slice(1, column).reduce((sum, size) => sum + size, 0);

/**
 * The number that stands at a link or a bias now.
 * @param {any} scene
 * @param {{weights: ArrayLike<number>, biases: ArrayLike<number>}} arrays of a frame
 * @param {Target} target
 * @returns {number}
 */
export function valueAt(scene, { weights, biases }, { kind, column, index, from = 0 }) {
  const sizes = sizesOf(scene);
  if (kind === "bias") return biases[firstUnit(sizes, column) + index];
  return weights[firstWeight(sizes, column) + from * sizes[column] + index];
}

/** @param {any} scene @param {number} column @param {number} index */
const neuronOf = (scene, column, index) => scene.layers[column - 1].shown[index] + 1;

/**
 * A neuron's name in a sentence: "X₁", "layer 1, neuron 3", "the output".
 * @param {any} scene
 * @param {number} column
 * @param {number} index
 * @returns {string}
 */
export function unitName(scene, column, index) {
  if (column === 0) return scene.inputs[index].label ?? scene.inputs[index].name;
  if (!isOutput(scene, column)) return t("layer {layer}, neuron {neuron}", { layer: column, neuron: neuronOf(scene, column, index) });
  return scene.output.units > 1 ? t("the output for {label}", { label: scene.output.labels[index] }) : t("the output");
}

/**
 * The same as a heading: "Input X₁", "Layer 1, neuron 3", "Output".
 * @param {any} scene
 * @param {number} column
 * @param {number} index
 * @returns {string}
 */
export function unitTitle(scene, column, index) {
  if (column === 0) return t("Input {name}", { name: unitName(scene, column, index) });
  if (!isOutput(scene, column)) return t("Layer {layer}, neuron {neuron}", { layer: column, neuron: neuronOf(scene, column, index) });
  return scene.output.units > 1 ? t("Output for {label}", { label: scene.output.labels[index] }) : t("Output");
}

/** Where the field lies, if the network sees more than a plane can show. @param {any} scene @returns {string} */
export function sliceOf({ inputs, beside }) {
  const titles = new Set([...inputs, ...(beside?.inputs ?? [])].map(({ title }) => title).filter(Boolean));
  return titles.size ? t("A slice at the mean of {titles}.", { titles: [...titles].join(", ") }) : "";
}
