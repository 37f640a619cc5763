// @ts-check
/** Marks in the drawing: a lock on what is frozen, and neurons that are switched off. */

import { biasDot } from "./layout.js";
import { linkPoint, traceLink } from "./linkcurve.js";

/** @typedef {import("./palette.js").Palette} Palette */
/** @typedef {import("./layout.js").Geometry} Geometry */
/** @typedef {import("./hand.js").Held} Held */

const LOCK_AT = 0.42; // of a link's way: in the middle crossing links would share it
const DIMMED = 0.74;

/**
 * Under the neurons: the links of a neuron that is off, and the locks of the others.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Geometry} geometry
 * @param {Held} held
 * @param {Palette} palette
 */
export function drawHeldLinks(ctx, geometry, held, palette) {
  const { columns } = geometry;
  ctx.strokeStyle = palette.soft;
  ctx.lineWidth = 1;
  ctx.globalAlpha = 0.55;
  ctx.setLineDash([3, 4]);
  ctx.beginPath();
  for (const { column, index } of held.off) {
    const node = columns[column].nodes[index];
    for (const to of columns[column + 1].nodes) traceLink(ctx, geometry, node, to);
  }
  ctx.stroke();
  ctx.setLineDash([]);
  ctx.globalAlpha = 1;
  const scale = Math.max(0.75, Math.min(1.25, geometry.size / 34));
  for (const { column, index, from = 0 } of held.links) {
    const [x, y] = linkPoint(geometry, columns[column - 1].nodes[from], columns[column].nodes[index], LOCK_AT);
    drawLock(ctx, x, y, scale, palette);
  }
}

/**
 * Over the neurons: those that are off look so, and frozen biases are ringed.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Geometry} geometry
 * @param {Held} held
 * @param {Palette} palette
 */
export function drawHeldNodes(ctx, { columns }, held, palette) {
  for (const { column, index } of held.off) {
    const { x, y, size } = columns[column].nodes[index];
    const [left, top, inset] = [x - size / 2, y - size / 2, size * 0.24];
    ctx.globalAlpha = DIMMED;
    ctx.fillStyle = palette.bg;
    ctx.beginPath();
    ctx.roundRect(left, top, size, size, size * 0.17);
    ctx.fill();
    ctx.globalAlpha = 1;
    ctx.strokeStyle = palette.soft;
    ctx.lineWidth = Math.max(1.2, size * 0.05);
    ctx.beginPath();
    ctx.moveTo(left + inset, top + size - inset);
    ctx.lineTo(left + size - inset, top + inset);
    ctx.stroke();
  }
  for (const { column, index } of held.biases) {
    const { x, y, radius } = biasDot(columns[column].nodes[index]);
    ctx.strokeStyle = palette.ink;
    ctx.lineWidth = 2;
    ctx.beginPath();
    ctx.arc(x, y, radius + 1, 0, 2 * Math.PI);
    ctx.stroke();
  }
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {number} x
 * @param {number} y
 * @param {number} scale
 * @param {Palette} palette
 */
function drawLock(ctx, x, y, scale, palette) {
  const [wide, high] = [7 * scale, 5.4 * scale];
  ctx.fillStyle = palette.bg;
  ctx.beginPath();
  ctx.arc(x, y, 6.4 * scale, 0, 2 * Math.PI);
  ctx.fill();
  ctx.fillStyle = ctx.strokeStyle = palette.ink;
  ctx.beginPath();
  ctx.roundRect(x - wide / 2, y - 0.8 * scale, wide, high, 1.2 * scale);
  ctx.fill();
  ctx.lineWidth = 1.3 * scale;
  ctx.beginPath();
  ctx.arc(x, y - 1.2 * scale, 2.2 * scale, Math.PI, 2 * Math.PI);
  ctx.stroke();
}
