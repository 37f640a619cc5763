// @ts-check
/**
 * What a neuron answers at every place of the field, from a frame's weights, so that pointing at
 * one asks no server. Inputs and activations come as tables: their catalogues are in Python alone.
 */

import { firstUnit, firstWeight, isOutput, sizesOf } from "./targets.js";

/** @typedef {{low: number, high: number, repeats: boolean, slopes: number[]}} Table */
/** @typedef {{weights: ArrayLike<number>, biases: ArrayLike<number>}} Arrays of a frame */

/**
 * Whether a frame holds all that a column's neurons depend on: of a wide layer it holds a part.
 * @param {any} scene
 * @param {number} column
 */
export function isComplete(scene, column) {
  return scene.layers.slice(0, Math.max(0, column - 1))
    .every((/** @type {any} */ layer) => layer.units === layer.shown.length);
}

/**
 * An activation that changes sums in place.
 * @param {Table} table
 * @param {ArrayLike<number>} cells the values at each cell's near and far end, in turn
 * @returns {(sums: Float32Array) => void}
 */
export function tableFunction({ low, high, repeats, slopes }, cells) {
  const count = cells.length / 2;
  const scale = count / (high - low);
  const [first, last] = [cells[0], cells[cells.length - 1]];
  return (sums) => {
    for (let i = 0; i < sums.length; i++) {
      const z = sums[i];
      let at = (z - low) * scale;
      if (repeats) at -= Math.floor(at / count) * count;
      if (at < 0) sums[i] = first + slopes[0] * (z - low);
      else if (at >= count) sums[i] = last + slopes[1] * (z - high);
      else {
        const cell = Math.floor(at);
        const near = cells[2 * cell];
        sums[i] = near + (at - cell) * (cells[2 * cell + 1] - near);
      }
    }
  };
}

/**
 * Works with one scene's tables and keeps its buffers.
 * @param {any} scene
 * @returns {(arrays: Arrays, column: number, index: number) => Float32Array} the answers, valid
 *   until the next call
 */
export function createEvaluator(scene) {
  const sizes = sizesOf(scene);
  const inputs = scene.tables.values;
  const places = inputs.length / sizes[0];
  const activate = scene.layers.map((/** @type {any} */ { activation }) =>
    tableFunction(activation, scene.tables.activations.subarray(...activation.cells)));
  const buffers = [0, 1].map(() => new Float32Array(Math.max(...sizes) * places));

  /**
   * The weighted sums of some units of a column.
   * @param {Float32Array} before what the column before answers
   * @param {Float32Array} sums
   * @param {Arrays} arrays
   * @param {number} column
   * @param {number[]} units
   */
  function addUp(before, sums, { weights, biases }, column, units) {
    const [weight, bias, fanOut] = [firstWeight(sizes, column), firstUnit(sizes, column), sizes[column]];
    units.forEach((unit, slot) => {
      const mine = sums.subarray(slot * places, (slot + 1) * places).fill(biases[bias + unit]);
      for (let from = 0; from < sizes[column - 1]; from++) {
        const strength = weights[weight + from * fanOut + unit];
        const its = before.subarray(from * places, (from + 1) * places);
        for (let place = 0; place < places; place++) mine[place] += strength * its[place];
      }
    });
    return sums.subarray(0, units.length * places);
  }

  return (arrays, column, index) => {
    if (column === 0) return inputs.subarray(index * places, (index + 1) * places);
    let before = inputs;
    for (let at = 1; at < column; at++) {
      before = addUp(before, buffers[at % 2], arrays, at, everyone(sizes[at]));
      activate[at - 1](before);
    }
    const several = isOutput(scene, column) && sizes[column] > 1;
    const units = several ? everyone(sizes[column]) : [index];
    const answers = addUp(before, buffers[column % 2], arrays, column, units);
    if (several) return share(answers, index, places);
    if (!isOutput(scene, column)) activate[column - 1](answers);
    return answers;
  };
}

/** @param {number} count */
const everyone = (count) => Array.from({ length: count }, (_, unit) => unit);

/**
 * One class's probability (softmax), in place.
 * @param {Float32Array} sums class by class
 * @param {number} index
 * @param {number} places
 */
function share(sums, index, places) {
  const mine = sums.subarray(index * places, (index + 1) * places);
  for (let place = 0; place < places; place++) {
    const own = mine[place];
    let all = 0;
    for (let at = place; at < sums.length; at += places) all += Math.exp(sums[at] - own);
    mine[place] = 1 / all;
  }
  return mine;
}
