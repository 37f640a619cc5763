// @ts-check
// What is drawn of one network of the fractal: its answers over the plane, and its loss.

import { fitCanvas } from "./dom.js";
import { pointColor } from "./palette.js";

const FIELD = 200; // pixels of a side
const CURVE = { width: 240, height: 110 };
const LOW = 1e-3; // the lowest and
export const HIGH = 1e6; // the highest share of the first loss that is drawn
const REGRESSION = { kind: "regression" };

/**
 * @param {HTMLCanvasElement} canvas
 * @param {any} arrays
 * @param {number} at
 * @param {import("./palette.js").Palette} palette
 */
export function drawAnswers(canvas, { fields, x, y }, at, palette) {
  const [, cells] = fields.shape;
  const small = new ImageData(cells, cells);
  const pixels = new Uint32Array(small.data.buffer);
  for (let cell = 0; cell < pixels.length; cell++) pixels[cell] = palette.fieldLut[fields[at * pixels.length + cell] + 127];
  const surface = new OffscreenCanvas(cells, cells);
  /** @type {any} */ (surface.getContext("2d")).putImageData(small, 0, 0);
  const context = fitCanvas(canvas, FIELD, FIELD);
  context.imageSmoothingEnabled = true;
  context.drawImage(surface, 0.5, 0.5, cells - 1, cells - 1, 0, 0, FIELD, FIELD);
  for (let point = 0; point < y.length; point++) {
    context.beginPath();
    context.arc(((x[2 * point] + 6) / 12) * FIELD, ((6 - x[2 * point + 1]) / 12) * FIELD, 4, 0, 7);
    context.fillStyle = pointColor(palette, REGRESSION, y[point]);
    context.fill();
    context.strokeStyle = palette.ring;
    context.stroke();
  }
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {any} arrays
 * @param {number} at
 * @param {import("./palette.js").Palette} palette
 */
export function drawLoss(canvas, { moments, losses }, at, palette) {
  const { width, height } = CURVE;
  const context = fitCanvas(canvas, width, height);
  const logs = Array.from(losses, (loss) => Math.log10(Math.min(HIGH, Math.max(LOW, Number.isFinite(loss) ? loss : HIGH))));
  const [low, high] = [Math.min(-1, ...logs), Math.max(0.5, ...logs)];
  const across = (/** @type {number} */ step) => 2 + ((width - 4) * step) / Math.max(1, moments[moments.length - 1]);
  const up = (/** @type {number} */ log) => 3 + ((height - 6) * (high - log)) / (high - low);
  context.clearRect(0, 0, width, height);
  context.strokeStyle = palette.line;
  context.strokeRect(0.5, up(0), width - 1, 0); // the first loss
  context.strokeStyle = palette.ink;
  context.lineWidth = 1.5;
  context.beginPath();
  logs.forEach((log, moment) => context.lineTo(across(moments[moment]), up(log)));
  context.stroke();
  context.fillStyle = palette.ink;
  context.beginPath();
  context.arc(across(moments[at]), up(logs[at]), 3.5, 0, 7);
  context.fill();
}
