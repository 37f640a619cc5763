// @ts-check
/**
 * One point's way through the network and back, step by step, as equations: pure text, from the
 * numbers that the server worked out (live/explain.py).
 */

import { added, bracketed, MINUS, raised, short, signed, subscript } from "./reckon.js";
import { isOutput } from "./targets.js";
import { t } from "./text.js";

/** @typedef {{kind: "inputs"|"forward"|"loss"|"back"|"update", column: number}} Step */
/** @typedef {{left: string, right: string}} Sum what is worked out, and its result */
/** @typedef {{column: number, index: number, name: string, sums: Sum[]}} Row of one unit */

/**
 * The steps in their order; without a right answer there is no way back.
 * @param {any} scene
 * @param {any} told
 * @returns {Step[]}
 */
export function stepsOf(scene, told) {
  const columns = scene.layers.map((/** @type {any} */ _, /** @type {number} */ at) => at + 1).concat(scene.layers.length + 1);
  const there = [{ kind: "inputs", column: 0 }, ...columns.map((/** @type {number} */ column) => ({ kind: "forward", column }))];
  if (!told.y) return there;
  const back = [...columns].reverse().map((column) => ({ kind: "back", column }));
  return [...there, { kind: "loss", column: columns.length }, ...back, { kind: "update", column: columns.length }];
}

/**
 * A step's heading, and what happens in it, in plain words.
 * @param {any} scene
 * @param {Step} step
 * @returns {[string, string]}
 */
export function wordsOf(scene, { kind, column }) {
  const last = isOutput(scene, column);
  if (kind === "inputs") {
    const scaled = "Each input is shifted and scaled to mean 0 and spread 1 over the training points.";
    return ["Inputs", scene.standardized ? scaled : "The network sees the inputs as they are."];
  }
  if (kind === "loss") return ["Loss", "How wrong the answer is for this point: the number that training lowers."];
  if (kind === "update") {
    return ["One step downhill", "New weight = old weight − learning rate · gradient: plain gradient descent on this point alone."];
  }
  if (kind === "forward") {
    if (last) return ["Output", "The output adds up what it hears, weight times value, plus its bias."];
    return [t("Layer {n}", { n: column }), "Each neuron adds up what it hears, weight times value, plus its bias; then its activation bends the sum."];
  }
  if (last) {
    return ["Back at the output", "δ says how the loss changes with the output's sum. A weight's gradient is δ times what came in through it."];
  }
  return [t("Back in layer {n}", { n: column }), "δ: the next layer's δ, weighted and summed, times the slope of the activation. A weight's gradient: δ times what came in."];
}

/**
 * What is worked out in a step, unit by unit; `symbolic` leaves names where earlier results go.
 * @param {any} scene
 * @param {any} told
 * @param {Step} step
 * @param {{symbolic?: boolean}} [how]
 * @returns {Row[]}
 */
export function rowsOf(scene, told, { kind, column }, { symbolic = false } = {}) {
  if (kind === "inputs") return inputRows(scene, told);
  if (kind === "loss") return [lossRow(told, column)];
  const units = told.layers[column - 1]?.z.map((/** @type {any} */ _, /** @type {number} */ index) => index) ?? [];
  if (kind === "forward") return units.map((/** @type {number} */ index) => forwardRow(scene, told, column, index, symbolic));
  if (kind === "back") return units.map((/** @type {number} */ index) => backRow(scene, told, column, index, symbolic));
  return told.layers.flatMap((/** @type {any} */ layer, /** @type {number} */ at) =>
    layer.z.map((/** @type {any} */ _, /** @type {number} */ index) => updateRow(scene, told, at + 1, index, symbolic)));
}

/** How a unit is called in equations, its layer raised where there are several. @param {any} scene @param {number} column @param {number} index */
export function symbolOf(scene, column, index) {
  if (column === 0) return scene.inputs[index].label ?? scene.inputs[index].name;
  if (!isOutput(scene, column)) {
    const layer = scene.layers.length > 1 ? raised(column) : "";
    return `a${subscript(scene.layers[column - 1].shown[index] + 1)}${layer}`;
  }
  return scene.output.units > 1 ? `ŷ${subscript(index + 1)}` : "ŷ";
}

/** @param {any} scene @param {number} column @param {number} index */
const deltaOf = (scene, column, index) => symbolOf(scene, column, index).replace(/^[aŷ]/, "δ");

/** What a column answers. @param {any} told @param {number} column @returns {number[]} */
const answers = (told, column) => (column ? told.layers[column - 1].a : told.x);

/** @param {any} scene @param {any} told @returns {Row[]} */
function inputRows(scene, told) {
  return told.x.map((/** @type {number} */ value, /** @type {number} */ index) => {
    const { raw, mean, std } = told;
    const scaled = `(${short(raw[index])} ${MINUS} ${bracketed(mean[index])}) / ${short(std[index])}`;
    const sum = scene.standardized ? { left: scaled, right: short(value) } : { left: "", right: short(value) };
    return { column: 0, index, name: symbolOf(scene, 0, index), sums: [sum] };
  });
}

/**
 * A column's weighted sum in numbers.
 * @param {any} scene @param {any} told @param {number} column @param {number} index @param {boolean} symbolic
 */
function weighted(scene, told, column, index, symbolic) {
  const { w, b, z } = told.layers[column - 1];
  const before = answers(told, column - 1);
  const terms = before.map((value, from) =>
    `${short(w[from][index])}·${symbolic ? symbolOf(scene, column - 1, from) : bracketed(value)}`);
  const heard = before.reduce((sum, value, from) => sum + w[from][index] * value, b[index]);
  const more = hidden(scene, column - 1);
  if (more) terms.push(t("[{n} more: {sum}]", { n: more, sum: short(z[index] - heard) }));
  return added([...terms, short(b[index])]);
}

/** Units of a column that are not drawn. @param {any} scene @param {number} column */
function hidden(scene, column) {
  const layer = scene.layers[column - 1];
  return layer ? layer.units - layer.shown.length : 0;
}

/** @param {any} scene @param {any} told @param {number} column @param {number} index @param {boolean} symbolic @returns {Row} */
function forwardRow(scene, told, column, index, symbolic) {
  const { z, a } = told.layers[column - 1];
  const sum = weighted(scene, told, column, index, symbolic);
  const name = symbolOf(scene, column, index);
  const last = isOutput(scene, column);
  const { formula } = last ? scene.output : scene.layers[column - 1].activation;
  const mine = symbolic ? "z" : short(z[index]);
  const sums = [{ left: `z = ${sum}`, right: short(z[index]) }];
  if (last && scene.output.units > 1) {
    sums.push({ left: `${name} = e^${symbolic ? "z" : bracketed(z[index])} / Σ e^z`, right: short(a[index]) });
  } else {
    const body = formula === "{}" ? mine : formula.replace("{}", mine);
    sums.push({ left: `${name} = ${body}`, right: short(a[index]) });
    if (formula === "{}" && a[index] === z[index]) sums[1].left = `${name} = z`;
  }
  return { column, index, name, sums };
}

/** @param {any} told @param {number} column @returns {Row} */
function lossRow(told, column) {
  const { z } = told.layers[column - 1];
  const several = z.length > 1;
  const y = several ? t("class {n}", { n: told.y.indexOf(1) + 1 }) : signed(told.y[0]);
  const sums = z.map((/** @type {number} */ value, /** @type {number} */ at) =>
    ({ left: several ? `z${subscript(at + 1)}` : "z", right: short(value) }));
  return { column, index: 0, name: "L", sums: [{ left: told.loss_rule, right: "" }, { left: "y", right: y }, ...sums, { left: "L", right: short(told.loss) }] };
}

/** @param {any} scene @param {any} told @param {number} column @param {number} index @param {boolean} symbolic @returns {Row} */
function backRow(scene, told, column, index, symbolic) {
  const delta = told.layers[column - 1].delta[index];
  const name = deltaOf(scene, column, index);
  const came = answers(told, column - 1).map((value, from) => {
    const who = symbolOf(scene, column - 1, from);
    return { left: symbolic ? `∂L/∂w(${who}) = ${who}·${name}` : `∂L/∂w(${who}) = ${bracketed(value)}·${bracketed(delta)}`, right: short(value * delta) };
  });
  return { column, index, name, sums: [{ left: `${name} = ${reachedBy(scene, told, column, index, symbolic)}`, right: short(delta) }, ...came,
    { left: `∂L/∂b = ${name}`, right: short(delta) }] };
}

/** How δ comes about. @param {any} scene @param {any} told @param {number} column @param {number} index @param {boolean} symbolic */
function reachedBy(scene, told, column, index, symbolic) {
  if (isOutput(scene, column)) return "∂L/∂z";
  const { slope, delta } = told.layers[column - 1];
  const next = told.layers[column];
  const terms = next.delta.map((/** @type {number} */ value, /** @type {number} */ to) =>
    `${short(next.w[index][to])}·${symbolic ? deltaOf(scene, column + 1, to) : bracketed(value)}`);
  const more = hidden(scene, column + 1);
  const shown = next.delta.reduce((/** @type {number} */ sum, /** @type {number} */ value, /** @type {number} */ to) => sum + next.w[index][to] * value, 0);
  if (more) terms.push(t("[{n} more: {sum}]", { n: more, sum: short(slope[index] ? delta[index] / slope[index] - shown : null) }));
  return `${symbolic ? "f′(z)" : bracketed(slope[index])}·(${added(terms)})`;
}

/** @param {any} scene @param {any} told @param {number} column @param {number} index @param {boolean} symbolic @returns {Row} */
function updateRow(scene, told, column, index, symbolic) {
  const { w, b, delta } = told.layers[column - 1];
  const step = (/** @type {string} */ who, /** @type {number} */ old, /** @type {number} */ gradient) => ({
    left: `${who}: ${short(old)} ${MINUS} ${short(told.rate)}·${symbolic ? `∂L/∂${who === "b" ? "b" : `w(${who})`}` : bracketed(gradient)}`,
    right: short(old - told.rate * gradient),
  });
  const sums = answers(told, column - 1).map((value, from) => step(symbolOf(scene, column - 1, from), w[from][index], value * delta[index]));
  return { column, index, name: symbolOf(scene, column, index), sums: [...sums, step("b", b[index], delta[index])] };
}
