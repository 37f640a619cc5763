// @ts-check
// What the field shows of one neuron in the place of the network's output.

import { createEvaluator, isComplete } from "./evaluate.js";
import { firstUnit, isOutput, sizesOf, unitShown } from "./targets.js";

/** @typedef {import("./store.js").State} State */
/** @typedef {import("./targets.js").Target} Target */
/**
 * @typedef {object} Answer
 * @property {Uint8Array} [codes] over the plane: 0..254, 127 is zero
 * @property {ArrayLike<number>} [curve] over the axis, where there is one input only
 * @property {number} reach the size that has the full colour
 * @property {number} output the class whose colour it has, or -1
 */

/** @type {WeakMap<object, ReturnType<typeof createEvaluator>>} a scene's evaluator */
const EVALUATORS = new WeakMap();

/**
 * What network and field are drawn with: the moment looked back at or the newest, and only a frame
 * of the generation that the scene describes.
 * @param {State} state
 */
export function currentFrame({ frame: newest, looking, scene }) {
  const frame = looking ?? newest;
  return frame && scene && frame.generation === scene.generation ? frame : null;
}

/**
 * Whether a neuron can be worked out as fine as the field; else its small map is enlarged.
 * @param {any} scene
 * @param {Target} unit
 */
export const isExact = (scene, unit) => Boolean(scene.tables) && isComplete(scene, unit.column);

/**
 * The size of an answer that has the full colour.
 * @param {any} scene
 * @param {Target} unit
 * @returns {number}
 */
export function reachOf(scene, { column, index }) {
  if (isOutput(scene, column)) return scene.value_range[1];
  if (column > 0) return scene.layers[column - 1].activation.span;
  if (!scene.tables) return 1;
  const { values } = scene.tables;
  const places = values.length / scene.inputs.length;
  const own = values.subarray(index * places, (index + 1) * places);
  return own.reduce((/** @type {number} */ most, /** @type {number} */ value) => Math.max(most, Math.abs(value)), 1e-9);
}

/**
 * @param {State} state
 * @returns {Answer|null} null: the field shows the network's output
 */
export function unitAnswer(state) {
  const [{ scene }, unit, frame] = [state, unitShown(state), currentFrame(state)];
  if (!unit || !frame) return null;
  const output = isOutput(scene, unit.column);
  if (output && scene.kind !== "multiclass") return null;
  const look = { reach: reachOf(scene, unit), output: output ? unit.index : -1 };
  if (!isExact(scene, unit)) return coarse(scene, frame, unit, look);
  const evaluate = EVALUATORS.get(scene) ?? createEvaluator(scene);
  EVALUATORS.set(scene, evaluate);
  const values = evaluate(frame.arrays, unit.column, unit.index);
  if (scene.kind === "curve") return { ...look, curve: values };
  // A class's probability as its small map has it: what mere guessing reaches is zero.
  const [scale, zero] = output ? [scene.output.units / (scene.output.units - 1), 1 / scene.output.units] : [1 / look.reach, 0];
  return { ...look, codes: encode(values, scale, zero) };
}

/**
 * @param {ArrayLike<number>} values
 * @param {number} scale
 * @param {number} zero
 */
function encode(values, scale, zero) {
  const codes = new Uint8Array(values.length);
  for (let i = 0; i < codes.length; i++) {
    const code = 127.5 + 127 * scale * (values[i] - zero);
    codes[i] = code > 0 ? Math.min(254, code) : Number.isNaN(code) ? 127 : 0;
  }
  return codes;
}

/**
 * The small map that the frame carries anyway.
 * @param {any} scene
 * @param {any} frame
 * @param {Target} unit
 * @param {{reach: number, output: number}} look
 * @returns {Answer|null}
 */
function coarse(scene, frame, { column, index }, look) {
  const source = column === 0 ? scene.inputMaps : frame.arrays.maps;
  if (!source) return null;
  const cells = scene.kind === "curve" ? scene.map : scene.map ** 2;
  const place = column === 0 ? index : firstUnit(sizesOf(scene), column) + index;
  const codes = source.subarray(place * cells, (place + 1) * cells);
  if (scene.kind !== "curve") return { ...look, codes };
  const curve = Float32Array.from(codes, (/** @type {number} */ code) => ((code - 127) / 127) * look.reach);
  return { ...look, curve };
}
