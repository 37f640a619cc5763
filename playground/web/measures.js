// @ts-check
// What can be counted of a frame: who was taken for whom, and how narrowly.

import { createEvaluator, isComplete } from "./evaluate.js";

/** @type {WeakMap<object, ReturnType<typeof createEvaluator>>} a scene's evaluator at its points */
const EVALUATORS = new WeakMap();

/**
 * Rows are the right classes, columns the answers. A frame's `wrong` is 0 where the answer is
 * right, else one more than the class answered; of two classes just 1.
 * @param {{kind: string, classes: number, points: {y: ArrayLike<number>, split: ArrayLike<number>}}} scene
 * @param {ArrayLike<number>} wrong
 * @param {number} split 0: training points, 1: test points
 * @returns {number[][]}
 */
export function confusion({ kind, classes, points }, wrong, split) {
  const counts = Array.from({ length: classes }, () => Array(classes).fill(0));
  for (let index = 0; index < wrong.length; index++) {
    if (points.split[index] !== split) continue;
    const own = kind === "multiclass" ? points.y[index] : Number(points.y[index] > 0);
    const other = kind === "multiclass" ? wrong[index] - 1 : 1 - own;
    counts[own][wrong[index] ? other : own] += 1;
  }
  return counts;
}

/** @param {number[][]} counts @returns {{right: number, all: number}} */
export function tally(counts) {
  const all = counts.flat().reduce((sum, count) => sum + count, 0);
  return { right: counts.reduce((sum, row, own) => sum + row[own], 0), all };
}

/**
 * How narrowly training points are right: of two classes the smallest size of the output's sum
 * among the right ones, of more the smallest lead of the right class's probability.
 * @param {any} scene
 * @param {any} frame
 * @returns {number|null} null where the page cannot work it out, or nothing is right
 */
export function marginOf(scene, { arrays }) {
  const output = scene.layers.length + 1;
  if (!scene.tables?.points || !isComplete(scene, output)) return null;
  const evaluate = EVALUATORS.get(scene)
    ?? createEvaluator({ ...scene, tables: { ...scene.tables, values: scene.tables.points } });
  EVALUATORS.set(scene, evaluate);
  const several = scene.kind === "multiclass";
  // The evaluator's answers hold until its next call.
  const answers = Array.from({ length: scene.output.units }, (_, unit) =>
    Float32Array.from(evaluate(arrays, output, unit)));
  let least = Infinity;
  for (let index = 0; index < scene.points.y.length; index++) {
    if (arrays.wrong[index] || scene.points.split[index]) continue;
    const own = several ? answers[scene.points.y[index]][index] : Math.abs(answers[0][index]);
    const next = several ? second(answers, scene.points.y[index], index) : 0;
    least = Math.min(least, own - next);
  }
  return Number.isFinite(least) ? least : null;
}

/**
 * The largest answer but one's own.
 * @param {Float32Array[]} answers
 * @param {number} own
 * @param {number} index
 */
function second(answers, own, index) {
  return answers.reduce((most, each, unit) => (unit === own ? most : Math.max(most, each[index])), 0);
}
