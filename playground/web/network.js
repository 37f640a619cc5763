// @ts-check
/** The network: links, neurons with what they compute, biases, headings. */

import { drawNodes } from "./neurons.js";
import { css, diverging } from "./palette.js";

/** @typedef {import("./palette.js").Palette} Palette */
/** @typedef {import("./layout.js").Geometry} Geometry */

const LEVELS = 14; // strengths that links are sorted into: one path, one stroke each
const FULL_WEIGHT = 2.2; // drawn as strong as can be
const THIN = 0.6;
const THICK = 5.4;
const FAINTEST = 0.008; // of FULL_WEIGHT: below this a link is left out
const BEND = 0.46; // share of the way on which a link stays level

/** @type {Uint8Array} strength of each link, kept between frames */
let levels = new Uint8Array(0);
/** @type {WeakMap<Palette, string[]>} */
const STROKES = new WeakMap();

/**
 * Clears the geometry's rectangle and draws into it. `view.hover` (`{column, index}`) brings out
 * the links of one neuron, `view.discretize` shows signs only.
 * @param {CanvasRenderingContext2D} ctx
 * @param {{scene: any, frame: any, inputMaps?: any, geometry: Geometry, palette: Palette,
 *   view?: any}} drawing
 */
export function drawNetwork(ctx, { scene, frame, inputMaps, geometry, palette, view = {} }) {
  ctx.clearRect(0, 0, geometry.width, geometry.height);
  const weights = frame?.arrays?.weights ?? null;
  if (weights) drawLinks(ctx, geometry, weights, palette, view?.hover ?? null);
  else drawSkeleton(ctx, geometry, palette);
  const maps = inputMaps ?? scene.inputMaps;
  drawNodes(ctx, { scene, frame, inputMaps: maps, geometry, palette, view: view ?? {} });
  drawHeadings(ctx, geometry, palette);
}

/** All the links before there are any weights. */
function drawSkeleton(
  /** @type {CanvasRenderingContext2D} */ ctx,
  /** @type {Geometry} */ geometry,
  /** @type {Palette} */ palette,
) {
  ctx.beginPath();
  eachLink(geometry, (from, to) => traceLink(ctx, geometry, from, to));
  ctx.strokeStyle = palette.line;
  ctx.lineWidth = 1;
  ctx.stroke();
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Geometry} geometry
 * @param {Float32Array} weights
 * @param {Palette} palette
 * @param {{column: number, index: number} | null} hover
 */
function drawLinks(ctx, geometry, weights, palette, hover) {
  const used = sortLinks(geometry, weights, hover);
  const thickness = Math.max(0.42, Math.min(1, geometry.size / 46));
  const strokes = strokesFor(palette);
  ctx.lineCap = "butt";
  for (let level = 1; level <= 2 * LEVELS; level++) {
    if (!used[level]) continue;
    const strength = (level + 1) >> 1;
    ctx.beginPath();
    eachLink(geometry, (from, to, link) => {
      if (levels[link] === level) traceLink(ctx, geometry, from, to);
    });
    ctx.strokeStyle = strokes[level];
    ctx.lineWidth = THIN + (THICK * thickness * (strength - 1)) / (LEVELS - 1);
    ctx.stroke();
  }
}

/**
 * Sort the links into levels: 0 not drawn, then weakest to strongest, odd negative, even positive.
 * @param {Geometry} geometry
 * @param {Float32Array} weights
 * @param {{column: number, index: number} | null} hover
 * @returns {Uint8Array} 1 for each level in use
 */
export function sortLinks(geometry, weights, hover) {
  if (levels.length < weights.length) levels = new Uint8Array(weights.length);
  const used = new Uint8Array(2 * LEVELS + 1);
  eachLink(geometry, (from, to, link, column) => {
    levels[link] = linkLevel(weights[link]);
    if (hover && levels[link] > 2 && !touches(geometry, hover, column, from, to)) {
      levels[link] = levels[link] % 2 ? 1 : 2; // the faintest of its sign
    }
    used[levels[link]] = 1;
  });
  return used;
}

/** @param {number} weight */
export function linkLevel(weight) {
  const share = Math.min(1, Math.abs(weight) / FULL_WEIGHT);
  if (!(share > FAINTEST)) return 0; // also not a number
  return 2 * (1 + Math.round(share * (LEVELS - 1))) - (weight < 0 ? 1 : 0);
}

/**
 * @param {Geometry} geometry
 * @param {{column: number, index: number}} hover
 * @param {number} column the link's first column
 * @param {any} from
 * @param {any} to
 */
function touches(geometry, hover, column, from, to) {
  const node = geometry.columns[hover.column]?.nodes[hover.index];
  return (hover.column === column && node === from) || (hover.column === column + 1 && node === to);
}

/**
 * In the order of the flat weights: block by block, (from, to) row by row.
 * @param {Geometry} geometry
 * @param {(from: any, to: any, link: number, column: number) => void} visit
 */
function eachLink(geometry, visit) {
  let link = 0;
  for (let column = 0; column + 1 < geometry.columns.length; column++) {
    const targets = geometry.columns[column + 1].nodes;
    for (const from of geometry.columns[column].nodes) {
      for (const to of targets) visit(from, to, link++, column);
    }
  }
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Geometry} geometry
 * @param {any} from
 * @param {any} to
 */
function traceLink(ctx, geometry, from, to) {
  const half = geometry.size / 2;
  if (geometry.vertical) {
    const [start, end] = [from.y + half, to.y - half];
    const bend = (end - start) * BEND;
    ctx.moveTo(from.x, start);
    ctx.bezierCurveTo(from.x, start + bend, to.x, end - bend, to.x, end);
    return;
  }
  const [start, end] = [from.x + half, to.x - half];
  const bend = (end - start) * BEND;
  ctx.moveTo(start, from.y);
  ctx.bezierCurveTo(start + bend, from.y, end - bend, to.y, end, to.y);
}

/**
 * A colour for each level: weak links are nearly the page, strong ones nearly opaque.
 * @param {Palette} palette
 * @returns {string[]}
 */
function strokesFor(palette) {
  const known = STROKES.get(palette);
  if (known) return known;
  const strokes = [""];
  for (let level = 1; level <= 2 * LEVELS; level++) {
    const share = (((level + 1) >> 1) - 1) / (LEVELS - 1);
    const value = (level % 2 ? -1 : 1) * (0.35 + 0.65 * share);
    const color = diverging(value, palette.neg, palette.zero, palette.pos);
    const alpha = 0.34 + 0.54 * Math.min(1, 1.6 * share);
    strokes.push(css(color).replace(")", `,${alpha})`).replace("rgb", "rgba"));
  }
  STROKES.set(palette, strokes);
  return strokes;
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Geometry} geometry
 * @param {Palette} palette
 */
function drawHeadings(ctx, geometry, palette) {
  ctx.fillStyle = palette.soft;
  ctx.textBaseline = "alphabetic";
  for (const column of geometry.columns) {
    ctx.textAlign = column.align;
    ctx.font = `12px ${palette.font}`;
    ctx.fillText(column.label, column.labelX, column.labelY);
    if (!column.note) continue;
    ctx.font = `10.5px ${palette.font}`;
    ctx.fillText(column.note, column.labelX, column.labelY + 14);
  }
}
