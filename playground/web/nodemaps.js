// @ts-check
/** What each neuron computes: its map over the plane, or its curve where there is one input. */

import { css, diverging } from "./palette.js";
import { signTable } from "./raster.js";
import { isStale, pixelsOf, showPixels, surface } from "./surface.js";

/** @typedef {import("./palette.js").Palette} Palette */
/** @typedef {import("./layout.js").Geometry} Geometry */

const TILES_A_ROW = 16;

/** @type {WeakMap<Uint32Array, Uint32Array[]>} */
const SIGNS = new WeakMap();
/** @type {WeakMap<Uint32Array, Uint32Array>} */
const OUTPUTS = new WeakMap();

/**
 * Which map each node shows: visit(node, codes, first code, cells, output index or -1).
 * @param {Geometry} geometry
 * @param {{inputs: any, units: any}} maps
 * @param {(node: any, codes: any, offset: number, cells: number, output: number) => void} visit
 */
function eachMap(geometry, maps, visit) {
  let unit = 0;
  for (const column of geometry.columns) {
    const source = column.kind === "inputs" ? maps.inputs : maps.units;
    const cells = source ? source.length / (source.shape[0] || 1) : 0;
    column.nodes.forEach((node, i) => {
      const index = column.kind === "inputs" ? i : unit++;
      const known = source && (index + 1) * cells <= source.length;
      visit(node, known ? source : null, index * cells, cells, column.kind === "output" ? i : -1);
    });
  }
}

/**
 * All maps go into one atlas with one putImageData; each node is then one drawImage.
 * @param {CanvasRenderingContext2D} ctx
 * @param {{scene: any, geometry: Geometry, maps: any, palette: Palette, discretize: boolean}} what
 */
export function drawNodeMaps(ctx, { scene, geometry, maps, palette, discretize }) {
  const half = geometry.size / 2;
  const source = maps.units ?? maps.inputs;
  const tile = source ? Math.round(Math.sqrt(source.length / source.shape[0])) : 1;
  const count = geometry.columns.reduce((sum, column) => sum + column.nodes.length, 0);
  const rows = Math.ceil(count / TILES_A_ROW);
  const atlas = surface(ctx, "neurons", TILES_A_ROW * tile, rows * tile);
  if (isStale(atlas, [maps.units, maps.inputs, palette, discretize, geometry])) {
    paintAtlas(atlas, { scene, geometry, maps, palette, discretize, tile });
  }
  ctx.imageSmoothingEnabled = true;
  let slot = 0;
  const inset = tile > 4 ? 0.5 : 0; // the outermost samples lie on the edge of the node
  const side = tile - 2 * inset;
  eachMap(geometry, maps, (node) => {
    const [x, y] = [(slot % TILES_A_ROW) * tile, Math.floor(slot / TILES_A_ROW) * tile];
    const [left, top] = [node.x - half, node.y - half];
    ctx.drawImage(atlas.canvas, x + inset, y + inset, side, side, left, top, node.size, node.size);
    slot++;
  });
}

/**
 * @param {import("./surface.js").Surface} atlas
 * @param {{scene: any, geometry: Geometry, maps: any, palette: Palette, discretize: boolean,
 *   tile: number}} what
 */
function paintAtlas(atlas, { scene, geometry, maps, palette, discretize, tile }) {
  const pixels = pixelsOf(atlas);
  let slot = 0;
  eachMap(geometry, maps, (_, codes, offset, cells, output) => {
    const own = scene.kind === "multiclass" && output >= 0;
    const table = own ? classTable(palette.classLut, output) : palette.lut;
    const lut = discretize ? signsOf(table, output >= 0) : table;
    paintTile(pixels, slot++, tile, cells === tile * tile ? codes : null, offset, lut);
  });
  showPixels(atlas);
}

/**
 * @param {Uint32Array} pixels
 * @param {number} slot
 * @param {number} tile
 * @param {ArrayLike<number> | null} codes
 * @param {number} offset
 * @param {Uint32Array} lut
 */
function paintTile(pixels, slot, tile, codes, offset, lut) {
  const stride = TILES_A_ROW * tile;
  let start = Math.floor(slot / TILES_A_ROW) * tile * stride + (slot % TILES_A_ROW) * tile;
  for (let row = 0; row < tile; row++, start += stride) {
    if (!codes) pixels.fill(lut[127], start, start + tile);
    else for (let x = 0; x < tile; x++) pixels[start + x] = lut[codes[offset++]];
  }
}

/** A class's output: grey up to zero, then towards the colour of the class. */
export function classTable(/** @type {Uint32Array[]} */ tints, /** @type {number} */ output) {
  const tint = tints[output % tints.length];
  const known = OUTPUTS.get(tint)
    ?? tint.map((_, code) => tint[Math.min(255, Math.max(0, 2 * (code - 127)))]);
  OUTPUTS.set(tint, known);
  return known;
}

/** Signs only: a hidden neuron may be silent, an output decides. */
export function signsOf(/** @type {Uint32Array} */ lut, /** @type {boolean} */ decided) {
  const known = SIGNS.get(lut)
    ?? [signTable(lut, { decided: false }), signTable(lut, { decided: true })];
  SIGNS.set(lut, known);
  return known[Number(decided)];
}

/**
 * One input only: each neuron as a small curve over the axis, filled towards zero.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Geometry} geometry
 * @param {{inputs: any, units: any}} maps
 * @param {Palette} palette
 */
export function drawNodeCurves(ctx, geometry, maps, palette) {
  const half = geometry.size / 2;
  const tints = [css(diverging(-0.55, palette.neg, palette.zero, palette.pos)),
    css(diverging(0.55, palette.neg, palette.zero, palette.pos))];
  const reach = (half - 4) / 127;
  eachMap(geometry, maps, (node, codes, offset, cells) => {
    ctx.fillStyle = css(palette.zero);
    ctx.fillRect(node.x - half, node.y - half, node.size, node.size);
    if (!codes || cells < 2) return;
    const x = (/** @type {number} */ i) => node.x - half + (i / (cells - 1)) * node.size;
    for (const sign of [-1, 1]) {
      ctx.beginPath();
      ctx.moveTo(x(0), node.y);
      for (let i = 0; i < cells; i++) {
        const value = codes[offset + i] - 127;
        ctx.lineTo(x(i), node.y - reach * (value * sign > 0 ? value : 0));
      }
      ctx.lineTo(x(cells - 1), node.y);
      ctx.fillStyle = tints[sign < 0 ? 0 : 1];
      ctx.fill();
    }
    ctx.beginPath();
    for (let i = 0; i < cells; i++) ctx.lineTo(x(i), node.y - reach * (codes[offset + i] - 127));
    ctx.strokeStyle = palette.ink;
    ctx.lineWidth = Math.max(1, Math.min(1.6, node.size / 28));
    ctx.stroke();
  });
}
