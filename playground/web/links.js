// @ts-check
/**
 * The links: the dearest part of the drawing where there are hundreds.
 *
 * They are kept as a picture. A frame redraws the gaps between columns whose links look different
 * now, a few at a time and in turn; those that changed a lot are redrawn at once.
 */

import { traceLink } from "./linkcurve.js";
import { css, diverging } from "./palette.js";
import { LEVELS, linkLevel, linkWidth, strokesFor } from "./strength.js";
import { isStale, pixelRatio, surface } from "./surface.js";

/** @typedef {import("./palette.js").Palette} Palette */
/** @typedef {import("./layout.js").Geometry} Geometry */

const LINKS_A_FRAME = 64; // about 1 ms where the browser has no graphics card
const FAR = 4; // two strengths: what changed by more is redrawn at once

/** @typedef {{drawn: Uint8Array, now: Uint8Array, turn: number}} Memory */
/** @type {WeakMap<object, Memory>} */
const MEMORIES = new WeakMap();

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Geometry} geometry
 * @param {ArrayLike<number>} weights flat: block by block, (from, to) row by row
 * @param {Palette} palette
 * @param {{column: number, index: number} | null} hover
 * @param {{column: number, index: number}[]} [off] neurons switched off: what leads there is faint
 * @returns {boolean} true if some links are still to be brought up to date: draw once more
 */
export function drawLinks(ctx, geometry, weights, palette, hover, off = []) {
  if ("vector" in ctx) return drawAtOnce(ctx, geometry, weights, palette, off);
  const ratio = pixelRatio(ctx);
  const [width, height] = [Math.ceil(geometry.width * ratio), Math.ceil(geometry.height * ratio)];
  const layer = surface(ctx, "links", Math.max(1, width), Math.max(1, height));
  const key = [geometry, palette, ratio, hover?.column, hover?.index];
  const all = isStale(layer, key) || !MEMORIES.has(layer);
  const gaps = gapsOf(geometry);
  const memory = remember(layer, gaps);
  sortLinks(geometry, gaps, weights, hover, memory.now, off);
  layer.context.setTransform(ratio, 0, 0, ratio, 0, 0);
  if (all) layer.context.clearRect(0, 0, geometry.width, geometry.height);
  let [budget, waiting] = [LINKS_A_FRAME, false];
  const turn = memory.turn;
  for (let i = 0; i < gaps.length; i++) {
    const index = (turn + i) % gaps.length;
    const change = all ? Infinity : largestChange(memory, gaps[index]);
    if (change === 0) continue;
    if (change <= FAR && budget <= 0) {
      if (!waiting) memory.turn = index; // the first to wait is the first to be served
      waiting = true;
      continue;
    }
    drawGap(layer.context, geometry, gaps[index], memory, palette);
    budget -= gaps[index].count;
  }
  ctx.drawImage(layer.canvas, 0, 0, width / ratio, height / ratio);
  return waiting;
}

/** Where nothing is kept from frame to frame. @type {(ctx: CanvasRenderingContext2D, geometry: Geometry, weights: ArrayLike<number>, palette: Palette, off: any[]) => boolean} */
function drawAtOnce(ctx, geometry, weights, palette, off) {
  const gaps = gapsOf(geometry);
  const now = new Uint8Array(gaps.reduce((sum, gap) => sum + gap.count, 0));
  sortLinks(geometry, gaps, weights, null, now, off);
  for (const gap of gaps) drawGap(ctx, geometry, gap, { drawn: now.slice(), now, turn: 0 }, palette);
  return false;
}

/** @typedef {{column: number, from: any[], to: any[], first: number, count: number}} Gap */

/** The links between two columns each. @param {Geometry} geometry @returns {Gap[]} */
function gapsOf({ columns }) {
  let first = 0;
  return columns.slice(1).map(({ nodes: to }, column) => {
    const from = columns[column].nodes;
    const gap = { column, from, to, first, count: from.length * to.length };
    first += gap.count;
    return gap;
  });
}

/**
 * @param {object} layer
 * @param {Gap[]} gaps
 * @returns {Memory}
 */
function remember(layer, gaps) {
  const links = gaps.reduce((sum, gap) => sum + gap.count, 0);
  const known = MEMORIES.get(layer);
  if (known?.now.length === links) return known;
  const fresh = { drawn: new Uint8Array(links), now: new Uint8Array(links), turn: 0 };
  MEMORIES.set(layer, fresh);
  return fresh;
}

/**
 * @param {Geometry} geometry
 * @param {Gap[]} gaps
 * @param {ArrayLike<number>} weights
 * @param {{column: number, index: number} | null} hover the neuron whose links stand out
 * @param {Uint8Array} levels filled in
 * @param {{column: number, index: number}[]} off neurons whose links are faint
 */
export function sortLinks(geometry, gaps, weights, hover, levels, off = []) {
  const node = hover ? geometry.columns[hover.column]?.nodes[hover.index] : null;
  const silent = new Set(off.map(({ column, index }) => geometry.columns[column].nodes[index]));
  for (const { from, to, first } of gaps) {
    let link = first;
    for (const start of from) {
      for (const end of to) {
        const level = linkLevel(weights[link]);
        const faded = level > 2 && (silent.has(end) || (node && start !== node && end !== node));
        levels[link++] = faded ? 2 - (level % 2) : level;
      }
    }
  }
}

/** @param {Memory} memory @param {Gap} gap */
function largestChange({ drawn, now }, { first, count }) {
  let largest = 0;
  for (let link = first; link < first + count; link++) {
    largest = Math.max(largest, Math.abs(now[link] - drawn[link]));
  }
  return largest;
}

/**
 * From the weakest to the strongest, so that these lie on top.
 * @param {CanvasRenderingContext2D} pen
 * @param {Geometry} geometry
 * @param {Gap} gap
 * @param {Memory} memory
 * @param {Palette} palette
 */
function drawGap(pen, geometry, { column, from, to, first, count }, { drawn, now }, palette) {
  const half = geometry.size / 2;
  const [a, b] = [geometry.columns[column], geometry.columns[column + 1]];
  if (geometry.vertical) pen.clearRect(0, a.y + half - 1, geometry.width, b.y - a.y - 2 * half + 2);
  else pen.clearRect(a.x + half - 1, 0, b.x - a.x - 2 * half + 2, geometry.height);
  const thickness = thicknessOf(geometry);
  const strokes = strokesFor(palette);
  for (let level = 1; level <= LEVELS; level++) {
    pen.strokeStyle = strokes[level];
    pen.lineWidth = linkWidth(level, thickness);
    for (let link = 0; link < count; link++) {
      if (now[first + link] !== level) continue;
      pen.beginPath(); // a stroke each: one long path costs the browser more
      traceLink(pen, geometry, from[Math.floor(link / to.length)], to[link % to.length]);
      pen.stroke();
    }
  }
  drawn.set(now.subarray(first, first + count), first);
}

/**
 * All the links before there are any weights.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Geometry} geometry
 * @param {Palette} palette
 */
export function drawSkeleton(ctx, geometry, palette) {
  ctx.strokeStyle = palette.line;
  ctx.lineWidth = 1;
  ctx.beginPath();
  for (const { from, to } of gapsOf(geometry)) {
    for (const start of from) for (const end of to) traceLink(ctx, geometry, start, end);
  }
  ctx.stroke();
}

/**
 * The link pointed at: edged, and never too thin or too pale to follow.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Geometry} geometry
 * @param {ArrayLike<number>} weights
 * @param {Palette} palette
 * @param {import("./targets.js").Target} link
 */
export function drawMarkedLink(ctx, geometry, weights, palette, { column, index, from = 0 }) {
  const gap = gapsOf(geometry)[column - 1];
  const weight = weights[gap.first + from * gap.to.length + index];
  const level = Math.max(2, linkLevel(weight));
  const width = Math.max(2.4, linkWidth(level, thicknessOf(geometry)));
  const value = Math.sign(weight) * Math.max(0.45, Math.min(1, Math.abs(weight)));
  ctx.lineCap = "round";
  for (const [color, thick] of /** @type {const} */ ([[palette.bg, 5.4], [palette.ink, 2.4], ["", 0]])) {
    ctx.beginPath();
    traceLink(ctx, geometry, gap.from[from], gap.to[index]);
    ctx.strokeStyle = color || css(diverging(value || 0, palette.neg, palette.zero, palette.pos));
    ctx.lineWidth = width + thick;
    ctx.stroke();
  }
  ctx.lineCap = "butt";
}

const thicknessOf = (/** @type {Geometry} */ { size }) => Math.max(0.42, Math.min(1, size / 46));
