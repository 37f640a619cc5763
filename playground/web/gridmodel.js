// @ts-check
// What the grid of other starts says, in numbers: who reaches the goal, how sure that is, who is the
// worst, the median and the best.

import { isClassification } from "./format.js";

const Z2 = 1.959964 ** 2; // two-sided 95 %
const FALLBACK_EPOCHS = 200; // of a run without an end
export const MOST_EPOCHS = 100_000; // as labs/grid.py has it
export const SCORE = 3; // columns of a grid's values: train loss, test loss, train score, test score
export const LOSS = 1;
// What no network's training depends on, as labs/questions.py has it; and the seed that a start varies.
const APART = ["pace", "show_test", "discretize", "stop", "versus", "weight_seed"];

/** @typedef {{column: number, bound: number}} Goal a score to reach, or a loss not to exceed */
/** @typedef {{values: ArrayLike<number>, alive: ArrayLike<number>, seeds: ArrayLike<number>}} Starts */

/**
 * The 95 % interval of a share, as claims.py has it (Wilson, 1927).
 * @param {number} held
 * @param {number} of
 * @returns {[number, number]}
 */
export function wilson(held, of) {
  const [share, part] = [held / of, Z2 / of];
  const reach = Math.sqrt(part * (share * (1 - share) + part / 4));
  const [low, high] = [share + part / 2 - reach, share + part / 2 + reach].map((end) => end / (1 + part));
  return [held === 0 ? 0 : low, held === of ? 1 : high];
}

/**
 * What counts as success unless somebody says otherwise: the preset's own bound, where it has one.
 * @param {any} experiment
 * @param {string} kind the task
 * @param {any} preset of the catalogue
 * @returns {Goal & {epoch: number}}
 */
export function usualGoal(experiment, kind, preset) {
  const epoch = Math.min(experiment.epochs || FALLBACK_EPOCHS, MOST_EPOCHS);
  return { column: SCORE, bound: preset?.goal ?? (isClassification(kind) ? 0.95 : 0.9), epoch };
}

/**
 * Grids of equal settings are equal, whatever start the run itself has.
 * @param {any} experiment
 * @param {{starts: number, points: boolean, epoch: number}} asked
 */
export function settingsKey(experiment, { starts, points, epoch }) {
  const apart = [...APART, ...(points ? ["data_seed"] : []), ...(experiment.schedule === "constant" ? ["epochs"] : [])];
  const own = Object.entries(experiment).filter(([name]) => !apart.includes(name));
  return JSON.stringify([own, starts, points, epoch]);
}

/**
 * @param {Starts} grid
 * @param {Goal} goal
 * @returns {boolean[]}
 */
export function reached({ values, alive }, { column, bound }) {
  return Array.from(alive, (lives, start) => {
    const value = values[4 * start + column];
    return Boolean(lives) && (column === LOSS ? value <= bound : value >= bound);
  });
}

/**
 * The starts from the worst to the best by what the goal is about; diverged ones are the worst.
 * @param {Starts} grid
 * @param {Goal} goal
 * @returns {number[]}
 */
export function ranking({ values, alive }, { column }) {
  const worth = Array.from(alive, (lives, start) => {
    const value = values[4 * start + column];
    if (!lives || Number.isNaN(value)) return -Infinity;
    return column === LOSS ? -value : value;
  });
  return worth.map((_, start) => start).sort((a, b) => (worth[a] === worth[b] ? a - b : worth[a] < worth[b] ? -1 : 1));
}

/** Worst, median and best of a ranking. @param {number[]} order */
export const threeOf = (order) => [order[0], order[(order.length - 1) >> 1], order[order.length - 1]];

/**
 * A share in percent, never rounded to none or to all.
 * @param {number} share
 */
export function percent(share) {
  const whole = Math.round(100 * share);
  if (whole > 1 && whole < 99) return String(whole);
  return share === 0 || share === 1 ? String(whole) : (Math.min(99.9, Math.max(0.1, 100 * share))).toFixed(1);
}
