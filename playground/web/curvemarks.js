// @ts-check
/** Accuracies to measure by, as hairlines in the curve: the best straight line, the ceiling. */

import { t } from "./text.js";

/** @typedef {import("./palette.js").Palette} Palette */
/** @typedef {import("./heatmap.js").Box} Box */
/** @typedef {{value: number, text: string}} Mark */
/** @typedef {{left: number, right: number, top: number, bottom: number}} Area in pixels */

const ALL = 0.9975; // what rounds to 100 % limits nobody
const ABOVE = 4; // pixels between a line and the baseline of the label on it
const BELOW = 11;
const [ASCENT, DESCENT] = [10, 3]; // of a label, with a little air
const CHARACTER = 6.5; // pixels, on the wide side
const EDGE = 2;

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
 * Where the labels stand: at the right end above their lines, else at the left or below, wherever
 * no curve, no other line and no other label runs through; else at the first place.
 * @param {{height: number, width: number}[]} lines pixels from the top, and of the label
 * @param {Box} plot
 * @param {(area: Area) => boolean} isCrossed by a curve
 * @returns {{x: number, y: number}[]} where the labels end, and their baselines
 */
export function placeLabels(lines, plot, isCrossed) {
  /** @type {Area[]} */
  const taken = [];
  return lines.map(({ height, width }) => {
    const ends = [plot.x + plot.width - EDGE, plot.x + EDGE + width];
    const places = [height - ABOVE, height + BELOW].flatMap((y) => ends.map((x) => ({ x, y })));
    const areas = places.map(({ x, y }) => ({ left: x - width, right: x, top: y - ASCENT, bottom: y + DESCENT }));
    const free = areas.findIndex((area) => area.top >= plot.y - ASCENT && area.bottom <= plot.y + plot.height
      && !lines.some((line) => line.height > area.top && line.height < area.bottom)
      && !taken.some((other) => overlap(area, other)) && !isCrossed(area));
    const at = Math.max(0, free);
    taken.push(areas[at]);
    return places[at];
  });
}

/** @param {Area} a @param {Area} b */
const overlap = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {{marks: Mark[], plot: Box, palette: Palette, up: (v: number) => number,
 *   isCrossed: (area: Area) => boolean}} what
 */
export function drawMarks(ctx, { marks, plot, palette, up, isCrossed }) {
  const lines = marks.map(({ value, text }) => ({ height: up(value), width: CHARACTER * text.length }));
  const labels = placeLabels(lines, plot, isCrossed);
  ctx.font = `10.5px ${palette.font}`;
  ctx.textAlign = "right";
  ctx.textBaseline = "alphabetic";
  ctx.lineJoin = "round";
  marks.forEach(({ text }, index) => {
    const y = Math.round(lines[index].height) + 0.5;
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
    ctx.strokeText(text, labels[index].x, labels[index].y);
    ctx.fillStyle = palette.soft;
    ctx.fillText(text, labels[index].x, labels[index].y);
  });
}
