// @ts-check
/** The neurons of the drawing: maps, frames, biases and names. */

import { drawHeldNodes } from "./heldmarks.js";
import { biasDot } from "./layout.js";
import { drawNodeCurves, drawNodeMaps } from "./nodemaps.js";
import { css, diverging } from "./palette.js";
import { isStale, pixelRatio, surface } from "./surface.js";

/** @typedef {import("./palette.js").Palette} Palette */
/** @typedef {import("./layout.js").Geometry} Geometry */
/** @typedef {import("./targets.js").Target} Target */

const FULL_BIAS = 1; // drawn in full colour
const CORNER = 0.17; // of a node's side

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {{scene: any, frame: any, inputMaps: any, geometry: Geometry, palette: Palette,
 *   view: any}} drawing
 */
export function drawNodes(ctx, { scene, frame, inputMaps, geometry, palette, view }) {
  const curve = scene.kind === "curve";
  const maps = { inputs: inputMaps ?? null, units: frame?.arrays?.maps ?? null };
  if (curve) drawNodeCurves(ctx, geometry, maps, palette);
  else drawNodeMaps(ctx, { scene, geometry, maps, palette, discretize: view.discretize === true });
  drawFrames(ctx, geometry, palette, view.unit ?? null);
  drawBiases(ctx, geometry, frame?.arrays?.biases ?? null, palette, view.marked ?? null);
  if (view.held) drawHeldNodes(ctx, geometry, view.held, palette);
  drawPin(ctx, geometry, palette, view.pinned ?? null);
  drawNames(ctx, geometry, palette);
}

/**
 * Rounded frames: one sprite that hides the corners and carries the outline.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Geometry} geometry
 * @param {Palette} palette
 * @param {{column: number, index: number} | null} hover
 */
function drawFrames(ctx, geometry, palette, hover) {
  const { size } = geometry;
  if ("vector" in ctx) {
    for (const { nodes } of geometry.columns) for (const node of nodes) traceFrame(ctx, node, size, palette);
    return;
  }
  const ratio = pixelRatio(ctx);
  const side = size + 2; // a pixel around it for the outline
  const sprite = surface(ctx, "frame", Math.ceil(side * ratio), Math.ceil(side * ratio));
  if (isStale(sprite, [size, ratio, palette])) paintFrame(sprite.context, size, ratio, palette);
  const reach = side / 2;
  const [w, h] = [sprite.width / ratio, sprite.height / ratio];
  for (const { nodes } of geometry.columns) {
    for (const node of nodes) ctx.drawImage(sprite.canvas, node.x - reach, node.y - reach, w, h);
  }
  const node = hover && geometry.columns[hover.column]?.nodes[hover.index];
  if (!node) return;
  ctx.beginPath();
  ctx.roundRect(node.x - size / 2 - 1, node.y - size / 2 - 1, side, side, size * CORNER + 1);
  ctx.strokeStyle = palette.ink;
  ctx.lineWidth = 2;
  ctx.stroke();
}

/**
 * The same without a sprite.
 * @param {CanvasRenderingContext2D} pen
 * @param {{x: number, y: number}} node
 * @param {number} size
 * @param {Palette} palette
 */
function traceFrame(pen, { x, y }, size, palette) {
  const [left, top] = [x - size / 2, y - size / 2];
  pen.beginPath();
  pen.rect(left - 0.5, top - 0.5, size + 1, size + 1);
  pen.roundRect(left, top, size, size, size * CORNER);
  pen.fillStyle = palette.bg;
  pen.fill("evenodd");
  pen.beginPath();
  pen.roundRect(left + 0.5, top + 0.5, size - 1, size - 1, size * CORNER - 0.5);
  pen.strokeStyle = palette.ink;
  pen.globalAlpha = 0.7;
  pen.lineWidth = size < 20 ? 0.8 : 1.1;
  pen.stroke();
  pen.globalAlpha = 1;
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {number} size
 * @param {number} ratio
 * @param {Palette} palette
 */
function paintFrame(pen, size, ratio, palette) {
  const radius = size * CORNER;
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, size + 2, size + 2);
  const corner = radius + 1; // only the corners: the links' ends stay whole
  pen.save();
  pen.beginPath();
  for (const x of [0, size + 2 - corner]) {
    for (const y of [0, size + 2 - corner]) pen.rect(x, y, corner, corner);
  }
  pen.clip();
  pen.beginPath();
  pen.rect(0, 0, size + 2, size + 2);
  pen.roundRect(1, 1, size, size, radius);
  pen.fillStyle = palette.bg;
  pen.fill("evenodd");
  pen.restore();
  pen.beginPath();
  pen.roundRect(1.5, 1.5, size - 1, size - 1, radius - 0.5);
  pen.strokeStyle = palette.ink;
  pen.globalAlpha = palette.dark ? 0.62 : 0.7;
  pen.lineWidth = size < 20 ? 0.8 : 1.1;
  pen.stroke();
  pen.globalAlpha = 1;
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Geometry} geometry
 * @param {ArrayLike<number> | null} biases shown hidden units layer by layer, then outputs
 * @param {Palette} palette
 * @param {Target | null} marked
 */
function drawBiases(ctx, geometry, biases, palette, marked) {
  let unit = 0;
  for (const [column, { kind, nodes }] of geometry.columns.entries()) {
    if (kind === "inputs") continue;
    for (const [index, node] of nodes.entries()) {
      const { x, y, radius } = biasDot(node);
      const pointed = marked?.kind === "bias" && marked.column === column && marked.index === index;
      const bias = (biases?.[unit++] ?? 0) / FULL_BIAS;
      ctx.fillStyle = css(diverging(bias || 0, palette.neg, palette.zero, palette.pos));
      ctx.beginPath();
      ctx.arc(x, y, radius + (pointed ? 1.5 : 0), 0, 2 * Math.PI);
      ctx.fill();
      ctx.strokeStyle = pointed ? palette.ink : palette.soft;
      ctx.lineWidth = pointed ? 2 : radius < 3 ? 0.7 : 1;
      ctx.stroke();
    }
  }
}

/**
 * A pin's head on the upper right corner of the neuron that the field keeps.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Geometry} geometry
 * @param {Palette} palette
 * @param {Target | null} pinned
 */
function drawPin(ctx, geometry, palette, pinned) {
  const node = pinned && geometry.columns[pinned.column]?.nodes[pinned.index];
  if (!node) return;
  const radius = Math.max(3.2, Math.min(6, node.size * 0.14));
  const [x, y] = [node.x + node.size / 2 - radius * 0.2, node.y - node.size / 2 + radius * 0.2];
  for (const [reach, color] of /** @type {const} */ ([[1.3, palette.bg], [1, palette.ink], [0.36, palette.bg]])) {
    ctx.beginPath();
    ctx.arc(x, y, radius * reach, 0, 2 * Math.PI);
    ctx.fillStyle = color;
    ctx.fill();
  }
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Geometry} geometry
 * @param {Palette} palette
 */
function drawNames(ctx, geometry, palette) {
  const half = geometry.size / 2;
  ctx.fillStyle = palette.soft;
  ctx.font = `${geometry.size < 20 ? 11 : 12.5}px ${palette.font}`;
  ctx.textBaseline = "middle";
  for (const { kind, nodes } of geometry.columns) {
    const before = kind === "inputs";
    ctx.textAlign = geometry.vertical ? "center" : before ? "right" : "left";
    for (const { x, y, label } of nodes) {
      if (!label) continue;
      if (geometry.vertical) ctx.fillText(label, x, before ? y - half - 9 : y + half + 11);
      else if (before) ctx.fillText(label, x - half - 7, y + 1, x - half - 7); // never beyond the edge
      else ctx.fillText(label, x + half + 7, y + 1);
    }
  }
}
