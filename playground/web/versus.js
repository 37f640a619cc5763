// @ts-check
// Two experiments side by side: their frames, scenes and curves told apart, and what each is called.

import { COLUMNS } from "./history.js";
import { nameOf, valueOf } from "./runs.js";
import { layersOf } from "./shaping.js";
import { t, translate } from "./text.js";

const RIGHT = "beside_"; // before the name of an array of the right side
const MOST_NAMED = 3; // differences in a heading
// What the curves show: of one run training and test, of two the test alone.
const ALONE = { loss: "loss", accuracy: "accuracy", "R²": "R²" };
const BESIDE = { loss: "test loss", accuracy: "test accuracy", "R²": "test R²" };

/**
 * The arrays of the left side, and of the right.
 * @param {Record<string, any>} arrays
 */
function splitArrays(arrays) {
  /** @type {Record<string, any>[]} */
  const [own, other] = [{}, {}];
  for (const [name, array] of Object.entries(arrays)) {
    if (name.startsWith(RIGHT)) other[name.slice(RIGHT.length)] = array;
    else own[name] = array;
  }
  return [own, other];
}

/**
 * A frame with what is of the right side in `beside`, a frame of its own.
 * @param {any} frame
 */
export function splitFrame(frame) {
  if (!frame.beside) return frame;
  const [own, other] = splitArrays(frame.arrays);
  return { ...frame, arrays: own, beside: { ...frame, ...frame.beside, arrays: other, beside: null } };
}

/**
 * A scene whose `beside` is a scene, too: what it does not say is as on the left.
 * @param {any} scene
 */
export const splitScene = (scene) =>
  scene.beside ? { ...scene, beside: { ...scene, ...scene.beside, beside: null } } : scene;

/**
 * A scene with its inputs' maps and the tables by which neurons are worked out; what the right side
 * does not bring is as on the left.
 * @param {any} scene
 * @param {Record<string, any>} arrays
 */
export function withPictures(scene, arrays) {
  const [{ maps, ...tables }, { maps: otherMaps = maps, ...others }] = splitArrays(arrays);
  const beside = scene.beside && { ...scene.beside, inputMaps: otherMaps, tables: { ...tables, ...others } };
  return { ...scene, inputMaps: maps, tables, beside };
}

/**
 * Both sides' test losses and scores as one history: the left in the place of training.
 * @param {import("./history.js").Rows} left
 * @param {import("./history.js").Rows} right with the same epochs
 * @returns {import("./history.js").Rows}
 */
export function pairRows(left, right) {
  const count = Math.min(left.count, right.count);
  const data = new Float32Array(count * COLUMNS);
  for (let at = 0; at < data.length; at += COLUMNS) {
    const [a, b] = [left.data, right.data];
    data.set([a[at], a[at + 2], b[at + 2], a[at + 4], b[at + 4]], at);
  }
  return { count, data, generation: left.generation };
}

/**
 * What the curves show: one run, or the test curves of two.
 * @param {import("./store.js").State} state
 * @returns {{rows: import("./history.js").Rows, ghosts: import("./history.js").Rows[], names: [string, string], called: typeof ALONE}}
 */
export function curvesOf({ rows, ghosts, besideRows }) {
  if (!besideRows) return { rows, ghosts, names: ["train", "test"], called: ALONE };
  return { rows: pairRows(rows, besideRows), ghosts: [], names: ["left", "right"], called: BESIDE };
}

/**
 * In what each side differs from the other: ["no hidden layer", "8 ReLU"].
 * @param {any[]} fields of the catalogue
 * @param {any} left
 * @param {any} right
 * @returns {[string, string]} empty where nothing differs
 */
export function sideTexts(fields, left, right) {
  const differ = (/** @type {string} */ name) => JSON.stringify(left[name]) !== JSON.stringify(right[name]);
  const shape = differ("hidden");
  const named = fields.filter(({ name }) => differ(name) && !(shape && name === "activation"));
  const text = (/** @type {any} */ own) => {
    const parts = named.slice(0, MOST_NAMED).map((field) =>
      field.name === "hidden" ? shapeText(fields, own) : t("{name} {value}", { name: t(field.label).toLowerCase(), value: valueOf(field, own) }));
    if (differ("activations") && !shape) parts.push(t("layers {names}", { names: own.activations.map((/** @type {string} */ each) => t(each)).join("-") || t("alike") }));
    return [...parts, ...(named.length > MOST_NAMED ? ["…"] : [])].map(translate).join(t(", "));
  };
  return [text(left), text(right)];
}

/** @param {any[]} fields @param {any} experiment */
function shapeText(fields, experiment) {
  const { hidden, activations } = layersOf(experiment);
  if (!hidden.length) return "no hidden layer";
  const field = fields.find(({ name }) => name === "activation");
  const names = [...new Set(activations)].map((name) => t(nameOf(field, name)));
  return t("{widths} {activation}", { widths: hidden.join("-"), activation: names.join("/") });
}
