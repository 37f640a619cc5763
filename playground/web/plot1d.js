// @ts-check
/** One input: the data and the fitted curve over the axis. */

import { drawPoints, pointRadius } from "./marks.js";
import { drawTarget } from "./target.js";
import { linearScale, niceTicks, tickText } from "./ticks.js";

/** @typedef {import("./palette.js").Palette} Palette */
/** @typedef {import("./heatmap.js").Box} Box */

const HEADROOM = 0.08; // of the values' range, above and below

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {{scene: any, frame: any, plot: Box, palette: Palette, view: any}} drawing
 */
export function drawPlot(ctx, { scene, frame, plot, palette, view }) {
  const [low, high] = scene.domain ?? [-6, 6];
  const unit = view?.unit ?? null; // a neuron's answer has a scale of its own
  const [bottom, top] = valueRange(unit ? { ...scene, value_range: [-unit.reach, unit.reach] } : scene);
  const across = linearScale(low, high, plot.x, plot.x + plot.width);
  const up = linearScale(bottom, top, plot.y + plot.height, plot.y);
  drawGrid(ctx, { plot, palette, across, up, domain: [low, high], range: [bottom, top] });
  const { x } = scene.points;
  const first = (/** @type {any} */ row) => (typeof row === "number" ? row : row[0]);
  ctx.save();
  ctx.beginPath();
  ctx.rect(plot.x - 6, plot.y - 1, plot.width + 12, plot.height + 2);
  ctx.clip();
  if (!unit) {
    drawTarget(ctx, { target: scene.target, palette, across, up, domain: [low, high] });
    drawPoints(ctx, {
      scene,
      palette,
      showTest: view?.showTest !== false,
      radius: pointRadius(scene.points.y.length, Math.min(plot.width, plot.height)),
      place: (i) => [across(first(x[i])), up(scene.points.y[i])],
    });
  }
  const curve = unit?.curve ?? frame?.arrays?.curve;
  if (curve) drawFit(ctx, { curve, palette, across, up, low, high });
  ctx.restore();
}

/**
 * @param {any} scene
 * @returns {[number, number]}
 */
function valueRange(scene) {
  let [low, high] = scene.value_range ?? [Infinity, -Infinity];
  if (!(high > low)) {
    for (const y of scene.points.y) [low, high] = [Math.min(low, y), Math.max(high, y)];
  }
  if (!(high > low)) [low, high] = Number.isFinite(low) ? [low - 1, low + 1] : [-1, 1];
  const room = (high - low) * HEADROOM;
  return [low - room, high + room];
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {{plot: Box, palette: Palette, across: (v: number) => number, up: (v: number) => number,
 *   domain: number[], range: number[]}} what
 */
function drawGrid(ctx, { plot, palette, across, up, domain, range }) {
  const [right, bottom] = [plot.x + plot.width, plot.y + plot.height];
  const levels = niceTicks(range[0], range[1], Math.max(2, Math.round(plot.height / 70)));
  ctx.beginPath();
  for (const level of levels) {
    const y = Math.round(up(level)) + 0.5;
    ctx.moveTo(plot.x, y);
    ctx.lineTo(right, y);
  }
  ctx.strokeStyle = palette.line;
  ctx.lineWidth = 1;
  ctx.stroke();
  ctx.fillStyle = palette.soft;
  ctx.font = `11px ${palette.font}`;
  ctx.textAlign = "right";
  ctx.textBaseline = "middle";
  for (const level of levels) ctx.fillText(tickText(level), plot.x - 6, up(level) + 0.5);
  ctx.textBaseline = "alphabetic";
  for (let i = 0; i <= 4; i++) {
    const value = domain[0] + ((domain[1] - domain[0]) * i) / 4;
    ctx.textAlign = i === 0 ? "left" : i === 4 ? "right" : "center";
    ctx.fillText(tickText(value), across(value), bottom + 15);
  }
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {{curve: Float32Array, palette: Palette, across: (v: number) => number,
 *   up: (v: number) => number, low: number, high: number}} what
 */
function drawFit(ctx, { curve, palette, across, up, low, high }) {
  const far = 1e4; // pixels: canvas loses precision beyond
  ctx.beginPath();
  for (let i = 0; i < curve.length; i++) {
    const y = Math.max(-far, Math.min(far, up(curve[i])));
    if (Number.isNaN(y)) continue;
    ctx.lineTo(across(low + ((high - low) * i) / (curve.length - 1)), y);
  }
  ctx.lineJoin = "round";
  ctx.strokeStyle = palette.bg;
  ctx.lineWidth = 5;
  ctx.globalAlpha = 0.75;
  ctx.stroke();
  ctx.globalAlpha = 1;
  ctx.strokeStyle = palette.ink;
  ctx.lineWidth = 2.2;
  ctx.stroke();
  ctx.lineJoin = "miter";
}
