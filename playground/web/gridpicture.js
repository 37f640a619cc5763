// @ts-check
// The grid of other starts as a canvas of cells, and single starts as small pictures.

import { fitCanvas } from "./dom.js";
import { confidenceLeads, finerBy, finerSize, paintClasses, paintValues } from "./raster.js";
import { isStale, pixelsOf, showPixels, surface } from "./surface.js";

const FINE = 120; // pixels along a small picture
const SHOWN = 0.24; // strength of a start that reaches the goal
const SHORT = 0.92; // of one that does not
const COVERED = 0.1; // of one that nobody has seen yet
const TRAINED = 0.3; // of one whose share of the work is done

/** @typedef {{side: number, step: number, gap: number}} Cells */

/** @param {number} starts a square number @param {number} size pixels @returns {Cells} */
export function cellsOf(starts, size) {
  const side = Math.round(Math.sqrt(starts));
  return { side, step: size / side, gap: side > 16 ? 1 : side > 8 ? 1.5 : 2.5 };
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {number} size
 * @param {any} palette
 * @param {{starts: number, order: number[]|null, reached: boolean[]|null, alive: ArrayLike<number>|null,
 *   share: number, at: number|null, own: number|null}} what `order` of cells; `at` is the cell pointed at
 */
export function drawCells(canvas, size, palette, { starts, order, reached, alive, share, at, own }) {
  const ctx = fitCanvas(canvas, size, size);
  const { side, step, gap } = cellsOf(starts, size);
  ctx.clearRect(0, 0, size, size);
  ctx.fillStyle = ctx.strokeStyle = palette.ink;
  const box = (/** @type {number} */ cell) => [(cell % side) * step + gap / 2, Math.floor(cell / side) * step + gap / 2];
  for (let cell = 0; cell < starts; cell++) {
    const [x, y] = box(cell);
    const start = order ? order[cell] : cell;
    ctx.globalAlpha = reached ? (reached[start] ? SHOWN : SHORT) : cell < share * starts ? TRAINED : COVERED;
    if (reached && alive && !alive[start]) ctx.strokeRect(x + 0.5, y + 0.5, step - gap - 1, step - gap - 1);
    else ctx.fillRect(x, y, step - gap, step - gap);
  }
  ctx.globalAlpha = 1;
  for (const cell of [own, at]) {
    if (cell === null) continue;
    const [x, y] = box(cell);
    for (const [color, width] of [[palette.bg, 5], [cell === at ? palette.ink : palette.soft, 2]]) { // seen on every cell
      ctx.strokeStyle = color;
      ctx.lineWidth = width;
      ctx.strokeRect(x - 1, y - 1, step - gap + 2, step - gap + 2);
    }
  }
}

/**
 * What one start answers all over the plane.
 * @param {HTMLCanvasElement} canvas
 * @param {number} size
 * @param {any} palette
 * @param {any} report
 * @param {number} start
 */
export function drawStart(canvas, size, palette, report, start) {
  const ctx = fitCanvas(canvas, size, size);
  ctx.clearRect(0, 0, size, size);
  const { field, field_class: classes, field_confidence: sure } = report.arrays;
  if (report.task === "curve") return drawCurve(ctx, size, palette, field, start);
  const [, cells] = (field ?? classes).shape;
  const part = (/** @type {any} */ codes) => codes.subarray(start * cells * cells, (start + 1) * cells * cells);
  const factor = field ? finerBy(cells, FINE) : 1;
  const side = finerSize(cells, factor);
  const picture = surface(ctx, "start", side, side);
  if (isStale(picture, [report, palette, start])) {
    const pixels = pixelsOf(picture);
    if (field) paintValues(pixels, part(field), cells, factor, palette.fieldLut);
    else paintClasses(pixels, part(classes), part(sure), confidenceLeads(report.classes), palette.classFieldLut);
    showPixels(picture);
  }
  ctx.imageSmoothingEnabled = true;
  ctx.drawImage(picture.canvas, 0, 0, size, size);
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {number} size
 * @param {any} palette
 * @param {any} field
 * @param {number} start
 */
function drawCurve(ctx, size, palette, field, start) {
  const [, cells] = field.shape;
  const values = field.subarray(start * cells, (start + 1) * cells);
  const high = Math.max(1e-6, ...Array.from(values, Math.abs));
  ctx.strokeStyle = palette.line;
  ctx.strokeRect(0.5, 0.5, size - 1, size - 1);
  ctx.strokeStyle = palette.ink;
  ctx.lineWidth = 1.5;
  ctx.beginPath();
  values.forEach((/** @type {number} */ value, /** @type {number} */ i) =>
    ctx.lineTo((i / (cells - 1)) * size, size / 2 - (value / high) * (size / 2 - 4)));
  ctx.stroke();
}
