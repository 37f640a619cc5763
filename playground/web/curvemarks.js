// @ts-check
/** Accuracies to measure by, as hairlines in the curve: the best straight line, the ceiling. */

import { t } from "./text.js";

/** @typedef {import("./palette.js").Palette} Palette */
/** @typedef {import("./heatmap.js").Box} Box */
/** @typedef {{value: number, text: string}} Mark */

const ALL = 0.9975; // what rounds to 100 % limits nobody
const ROOM = 11; // pixels that a label takes
const ABOVE = 4; // pixels between a line and the label on it

/**
 * The marks worth drawing for a scene.
 * @param {{generation: number, line: number|null, ceiling: number|null}|null} marks
 * @param {any} scene
 * @returns {Mark[]}
 */
export function marksOf(marks, scene) {
  if (!marks || marks.generation !== scene?.generation) return [];
  const named = [["line", marks.line], ["ceiling", marks.ceiling]];
  return /** @type {[string, number|null][]} */ (named)
    .filter(([, value]) => value !== null && value < ALL)
    .map(([name, value]) => ({ value: Number(value), text: t("{name} {value}", { name: t(name), value: percent(Number(value)) }) }));
}

/** @param {number} share */
const percent = (share) => `${Number((100 * share).toFixed(1))} %`;

/**
 * What cannot be passed without a hidden layer, in a sentence; empty where it does not apply.
 * @param {{generation: number, line: number|null}|null} marks
 * @param {any} scene
 * @returns {string}
 */
export function lineLimit(marks, scene) {
  if (!marks || marks.generation !== scene?.generation || scene.layers.length > 0) return "";
  const straight = scene.inputs.every((/** @type {any} */ { name }) => name === "x1" || name === "x2");
  if (!straight || marks.line === null || marks.line >= ALL) return "";
  return t("No straight line passes {share} of the training points.", { share: percent(marks.line) });
}

/**
 * Where the labels stand: above their lines, below where the plot's top or another is too near.
 * @param {number[]} heights of the lines, in pixels from the top
 * @param {number} top of the plot
 * @returns {number[]} the labels' baselines
 */
export function placeLabels(heights, top) {
  const baselines = [...heights];
  let free = top - ROOM; // where the next label may begin: beside the title there is room
  [...heights.keys()].sort((a, b) => heights[a] - heights[b]).forEach((index) => {
    const above = heights[index] - ABOVE;
    baselines[index] = above - ROOM >= free ? above : Math.max(heights[index], free) + ROOM;
    free = baselines[index] + 1;
  });
  return baselines;
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {{marks: Mark[], plot: Box, palette: Palette, up: (v: number) => number}} what
 */
export function drawMarks(ctx, { marks, plot, palette, up }) {
  const heights = marks.map(({ value }) => up(value));
  const labels = placeLabels(heights, plot.y);
  ctx.font = `10.5px ${palette.font}`;
  ctx.textAlign = "right";
  ctx.textBaseline = "alphabetic";
  ctx.lineJoin = "round";
  marks.forEach(({ text }, index) => {
    const y = Math.round(heights[index]) + 0.5;
    ctx.beginPath();
    ctx.moveTo(plot.x, y);
    ctx.lineTo(plot.x + plot.width, y);
    ctx.setLineDash([1, 3]);
    ctx.lineWidth = 1;
    ctx.strokeStyle = palette.soft;
    ctx.stroke();
    ctx.setLineDash([]);
    ctx.lineWidth = 3; // the label reads on the curves, too
    ctx.strokeStyle = palette.bg;
    ctx.strokeText(text, plot.x + plot.width - 2, labels[index]);
    ctx.fillStyle = palette.soft;
    ctx.fillText(text, plot.x + plot.width - 2, labels[index]);
  });
}
