// @ts-check
// What is held by hand: frozen weights and neurons switched off, as the server names and the page draws them.

/** @typedef {import("./targets.js").Target} Target */
/** @typedef {{layer: number, from: number|null, to: number}} Place a weight, or a bias where `from` is null */
/** @typedef {{links: Target[], biases: Target[], off: Target[]}} Held as targets of the drawing */

/** @type {Held} */
const NOTHING = { links: [], biases: [], off: [] };

/**
 * A unit's number in its layer: of a wide layer only some are drawn.
 * @param {any} scene
 * @param {number} column
 * @param {number} index
 * @returns {number}
 */
export const unitOf = (scene, column, index) => scene.layers[column - 1]?.shown[index] ?? index;

/**
 * @param {any} scene
 * @param {Target} target a link or a bias
 * @returns {Place}
 */
export function placeOf(scene, { kind, column, index, from = 0 }) {
  const source = kind === "bias" ? null : unitOf(scene, column - 1, from);
  return { layer: column, from: source, to: unitOf(scene, column, index) };
}

/**
 * @param {any} status
 * @param {Place} place
 * @returns {boolean}
 */
export function isFrozen(status, { layer, from, to }) {
  return (status?.frozen ?? []).some((/** @type {any[]} */ each) => each[0] === layer && each[1] === from && each[2] === to);
}

/**
 * Whether all that a neuron learns by is frozen.
 * @param {any} scene
 * @param {any} status
 * @param {number} column
 * @param {number} index
 */
export function isWhollyFrozen(scene, status, column, index) {
  const to = unitOf(scene, column, index);
  const sources = column === 1 ? scene.inputs.length : scene.layers[column - 2].units;
  const frozen = (status?.frozen ?? []).filter((/** @type {any[]} */ each) => each[0] === column && each[2] === to);
  return frozen.length === sources + 1;
}

/**
 * @param {any} scene
 * @param {any} status
 * @param {number} column
 * @param {number} index
 * @returns {boolean}
 */
export function isOff(scene, status, column, index) {
  const unit = unitOf(scene, column, index);
  return (status?.off ?? []).some((/** @type {any[]} */ each) => each[0] === column && each[1] === unit);
}

/**
 * All of it that is drawn.
 * @param {any} scene
 * @param {any} status
 * @returns {Held}
 */
export function heldIn(scene, status) {
  if (status?.generation !== scene.generation || !(status.frozen?.length || status.off?.length)) return NOTHING;
  const place = (/** @type {number} */ column, /** @type {number} */ unit) =>
    (column > 0 && scene.layers[column - 1] ? scene.layers[column - 1].shown.indexOf(unit) : unit);
  /** @type {Held} */
  const held = { links: [], biases: [], off: [] };
  for (const [column, source, target] of status.frozen) {
    const index = place(column, target);
    const from = source === null ? undefined : place(column - 1, source);
    if (index < 0 || (from !== undefined && from < 0)) continue;
    if (from === undefined) held.biases.push({ kind: "bias", column, index });
    else held.links.push({ kind: "link", column, index, from });
  }
  for (const [column, unit] of status.off) {
    const index = place(column, unit);
    if (index >= 0) held.off.push({ kind: "unit", column, index });
  }
  return held;
}
