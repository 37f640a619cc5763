// @ts-check
// What the lens adds to the drawings: numbers on the neurons, a mark on the point.

import { short } from "./reckon.js";

/** @typedef {import("./palette.js").Palette} Palette */
/** @typedef {import("./layout.js").Geometry} Geometry */

const DIGITS = 2; // in the drawing; the equations have three
const ROOMY = 30; // side of a neuron whose number stands at its upper edge

/**
 * What each neuron answers as far as the step has come; on the way back, its δ on dark.
 * @param {CanvasRenderingContext2D} ctx
 * @param {{geometry: Geometry, told: any, step: import("./passes.js").Step, palette: Palette}} what
 */
export function drawLensNumbers(ctx, { geometry, told, step, palette }) {
  const { kind, column: at } = step;
  const there = kind === "inputs" ? 0 : kind === "forward" ? at : geometry.columns.length - 1;
  const back = kind === "back" ? at : kind === "update" ? 1 : Infinity;
  for (const [column, { nodes }] of geometry.columns.entries()) {
    if (column > there) break;
    const layer = told.layers[column - 1];
    const values = column >= back ? layer.delta : column ? layer.a : told.x;
    const active = column === at && kind !== "update";
    nodes.forEach((node, index) => {
      if (active) ring(ctx, node, palette);
      pill(ctx, { ...node, within: geometry.width }, short(values[index], DIGITS), column >= back, palette);
    });
  }
}

/** @param {CanvasRenderingContext2D} ctx @param {import("./layout.js").Node} node @param {Palette} palette */
function ring(ctx, { x, y, size }, palette) {
  ctx.beginPath();
  ctx.roundRect(x - size / 2 - 2, y - size / 2 - 2, size + 4, size + 4, size * 0.17 + 2);
  ctx.strokeStyle = palette.ink;
  ctx.lineWidth = 2;
  ctx.stroke();
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {import("./layout.js").Node & {within: number}} node
 * @param {string} text
 * @param {boolean} dark
 * @param {Palette} palette
 */
function pill(ctx, { x, y, size, within }, text, dark, palette) {
  const height = size < ROOMY ? 13 : 16;
  ctx.font = `600 ${size < ROOMY ? 10 : 11.5}px ${palette.font}`;
  const width = ctx.measureText(text).width + 8;
  const middle = size < ROOMY ? y : y - size / 2 + height / 2 - 3; // a bias stands at the lower edge
  const left = Math.max(1, Math.min(x - width / 2, within - width - 1)); // the outermost stay whole
  ctx.beginPath();
  ctx.roundRect(left, middle - height / 2, width, height, 4);
  ctx.fillStyle = dark ? palette.ink : palette.bg;
  ctx.fill();
  ctx.strokeStyle = dark ? palette.bg : palette.soft;
  ctx.lineWidth = 1;
  ctx.stroke();
  ctx.fillStyle = dark ? palette.bg : palette.ink;
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.fillText(text, left + width / 2, middle + 0.5);
}

/**
 * A ring around the point, a line where there is one input only.
 * @param {CanvasRenderingContext2D} ctx
 * @param {{lens: import("./lens.js").Lens, scene: any, plot: import("./heatmap.js").Box, palette: Palette}} what
 */
export function drawLensPlace(ctx, { lens, scene, plot, palette }) {
  const place = lens.point === null ? lens.at : scene.points.x[lens.point];
  if (!place) return;
  const [low, high] = scene.domain;
  const x = plot.x + ((place[0] - low) / (high - low)) * plot.width;
  const y = plot.y + ((high - place[1]) / (high - low)) * plot.height;
  for (const [width, color] of /** @type {const} */ ([[4.5, palette.bg], [2, palette.ink]])) {
    ctx.beginPath();
    if (scene.kind === "curve") {
      ctx.moveTo(x, plot.y);
      ctx.lineTo(x, plot.y + plot.height);
    } else {
      ctx.arc(x, y, 9, 0, 2 * Math.PI);
    }
    ctx.strokeStyle = color;
    ctx.lineWidth = width;
    ctx.stroke();
  }
}
