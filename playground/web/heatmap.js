// @ts-check
/** The output over the plane with the data on it; with one input, the fitted curve instead. */

import { classTable, signsOf } from "./nodemaps.js";
import { drawPlot } from "./plot1d.js";
import { drawPoints, drawWrong, pointRadius } from "./marks.js";
import {
  confidenceLeads, finerBy, finerSize, paintClasses, paintValues, paintWinners,
} from "./raster.js";
import { isStale, pixelRatio, pixelsOf, showPixels, surface } from "./surface.js";
import { drawTarget } from "./target.js";
import { linearScale, tickText } from "./ticks.js";

/** @typedef {import("./palette.js").Palette} Palette */
/** @typedef {{x: number, y: number, width: number, height: number}} Box */

const LEFT = 26; // the numbers' gutter
const LEFT_CURVE = 36;
const BELOW = 20;
const RIM = 1; // above and to the right: the outline
const FINE = 230; // pixels a side that look smooth once the browser has scaled them up

/** @type {Map<number, Uint8Array>} by the number of classes */
const LEADS = new Map();

/**
 * The plotting area inside a box: a square for the plane, the whole rest for a curve.
 * @param {any} scene
 * @param {Box} box
 * @returns {Box}
 */
export function plotBox(scene, box) {
  const curve = scene?.kind === "curve";
  const gutter = curve ? LEFT_CURVE : LEFT;
  const width = Math.floor(box.width - gutter - RIM);
  const height = Math.floor(box.height - BELOW - RIM);
  const side = Math.max(20, Math.min(width, height));
  const x = Math.round(box.x + gutter + (curve ? 0 : Math.max(0, (width - side) / 2)));
  const y = Math.round(box.y + RIM);
  if (curve) return { x, y, width: Math.max(20, width), height: Math.max(20, height) };
  return { x, y, width: side, height: side };
}

/**
 * Clears the box and draws into it. `view.showTest` (default true), `view.discretize`;
 * `view.unit` (what one neuron answers, from unitmap.js) takes the place of the network's output.
 * @param {CanvasRenderingContext2D} ctx
 * @param {{scene: any, frame: any, box: Box, palette: Palette, view?: any}} drawing
 */
export function drawField(ctx, { scene, frame, box, palette, view = {} }) {
  ctx.clearRect(box.x, box.y, box.width, box.height);
  const plot = plotBox(scene, box);
  if (scene.kind === "curve") {
    drawPlot(ctx, { scene, frame, plot, palette, view });
    return;
  }
  drawBackground(ctx, { scene, frame, plot, palette, view });
  const [low, high] = scene.domain ?? [-6, 6];
  const across = linearScale(low, high, plot.x, plot.x + plot.width);
  const up = linearScale(low, high, plot.y + plot.height, plot.y);
  drawAxes(ctx, { plot, palette, low, high, across, up });
  drawData(ctx, { scene, frame, plot, palette, view });
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {{scene: any, frame: any, plot: Box, palette: Palette, view: any}} what
 */
function drawBackground(ctx, { scene, frame, plot, palette, view }) {
  const arrays = frame?.arrays ?? {};
  const own = view?.unit ?? null;
  const codes = own?.codes ?? arrays.field ?? arrays.field_class;
  if (!codes?.length) {
    ctx.fillStyle = palette.panel;
    ctx.fillRect(plot.x, plot.y, plot.width, plot.height);
    return;
  }
  const size = Math.round(Math.sqrt(codes.length));
  const hard = view?.discretize === true;
  const several = !own && !arrays.field;
  const factor = several && !hard ? 1 : finerBy(size, FINE);
  const side = finerSize(size, factor);
  const field = surface(ctx, "field", side, side);
  if (isStale(field, [codes, palette, hard, size])) {
    const pixels = pixelsOf(field);
    const tints = palette.classFieldLut;
    const sure = arrays.field_confidence;
    const leads = leadsOf(scene.classes);
    const table = own?.output >= 0 ? classTable(tints, own.output) : palette.fieldLut;
    if (!several) paintValues(pixels, codes, size, factor, hard ? signsOf(table, true) : table);
    else if (hard) paintWinners(pixels, codes, sure, leads, size, factor, tints);
    else paintClasses(pixels, codes, sure, leads, tints);
    showPixels(field);
  }
  ctx.imageSmoothingEnabled = true;
  const inner = Math.max(1, side - 1); // the first and last samples lie on the plot's edges
  ctx.drawImage(field.canvas, 0.5, 0.5, inner, inner, plot.x, plot.y, plot.width, plot.height);
}

/** @param {number} classes @returns {Uint8Array} */
function leadsOf(classes) {
  const known = LEADS.get(classes) ?? confidenceLeads(classes);
  LEADS.set(classes, known);
  return known;
}

/**
 * Zero lines, numbers. The lowest numbers of both axes keep out of the corner.
 * @param {CanvasRenderingContext2D} ctx
 * @param {{plot: Box, palette: Palette, low: number, high: number,
 *   across: (v: number) => number, up: (v: number) => number}} what
 */
function drawAxes(ctx, { plot, palette, low, high, across, up }) {
  const [right, bottom] = [plot.x + plot.width, plot.y + plot.height];
  ctx.beginPath();
  ctx.moveTo(plot.x, Math.round(up(0)) + 0.5);
  ctx.lineTo(right, Math.round(up(0)) + 0.5);
  ctx.moveTo(Math.round(across(0)) + 0.5, plot.y);
  ctx.lineTo(Math.round(across(0)) + 0.5, bottom);
  ctx.globalAlpha = 0.3;
  ctx.strokeStyle = palette.ink;
  ctx.lineWidth = 1;
  ctx.stroke();
  ctx.globalAlpha = 1;
  const step = (high - low) / 4;
  ctx.fillStyle = palette.soft;
  ctx.font = `11px ${palette.font}`;
  for (let value = low; value <= high + 1e-9; value += step) {
    const end = value <= low ? -1 : value >= high - 1e-9 ? 1 : 0;
    const text = tickText(value);
    ctx.textBaseline = "alphabetic";
    ctx.textAlign = end < 0 ? "left" : end > 0 ? "right" : "center";
    ctx.fillText(text, across(value), bottom + 15);
    ctx.textAlign = "right";
    ctx.textBaseline = end < 0 ? "alphabetic" : end > 0 ? "top" : "middle";
    ctx.fillText(text, plot.x - 6, up(value) + (end ? 0 : 0.5));
  }
}

/**
 * Where the labels turn, if the data set says so.
 * @param {CanvasRenderingContext2D} pen
 * @param {{scene: any, palette: Palette, across: (v: number) => number, up: (v: number) => number,
 *   side: number}} what
 */
function drawCurve(pen, { scene, palette, across, up, side }) {
  pen.save();
  pen.beginPath();
  pen.rect(0, 0, side, side);
  pen.clip();
  drawTarget(pen, { target: scene.target, palette, across, up, domain: scene.domain ?? [-6, 6] });
  pen.restore();
}

/**
 * The points change with the scene only, so they are kept as a picture.
 * @param {CanvasRenderingContext2D} ctx
 * @param {{scene: any, frame: any, plot: Box, palette: Palette, view: any}} what
 */
function drawData(ctx, { scene, frame, plot, palette, view }) {
  const { x: points, y } = scene.points;
  const [low, high] = scene.domain ?? [-6, 6];
  const showTest = view?.showTest !== false;
  const radius = pointRadius(y.length, plot.width);
  const margin = Math.ceil(radius) + 3; // points on the rim are drawn whole
  const across = linearScale(low, high, 0, plot.width);
  const up = linearScale(low, high, plot.height, 0);
  const wrong = frame?.arrays?.wrong;
  // Points may have changed since the frame: then their marks wait for the next.
  const marked = wrong?.length === y.length && scene.kind !== "regression";
  if ("vector" in ctx) {
    const place = (/** @type {number} */ i) => /** @type {[number, number]} */ ([across(points[i][0]), up(points[i][1])]);
    ctx.save();
    ctx.translate(plot.x, plot.y);
    drawCurve(ctx, { scene, palette, across, up, side: plot.width });
    drawPoints(ctx, { scene, palette, showTest, radius, place });
    if (marked) drawWrong(ctx, { scene, wrong, palette, showTest, radius, place });
    ctx.restore();
    return;
  }
  const ratio = pixelRatio(ctx);
  const side = Math.ceil((plot.width + 2 * margin) * ratio);
  const layer = surface(ctx, "points", side, side);
  if (isStale(layer, [scene.points, palette, showTest, side, ratio, scene.value_range])) {
    layer.context.setTransform(1, 0, 0, 1, 0, 0);
    layer.context.clearRect(0, 0, side, side);
    layer.context.setTransform(ratio, 0, 0, ratio, margin * ratio, margin * ratio);
    const place = (/** @type {number} */ i) =>
      /** @type {[number, number]} */ ([across(points[i][0]), up(points[i][1])]);
    drawCurve(layer.context, { scene, palette, across, up, side: plot.width });
    drawPoints(layer.context, { scene, palette, showTest, radius, place });
  }
  const [left, top] = [plot.x - margin, plot.y - margin];
  ctx.drawImage(layer.canvas, left, top, side / ratio, side / ratio);
  if (!marked) return;
  const place = (/** @type {number} */ i) =>
    /** @type {[number, number]} */ ([plot.x + across(points[i][0]), plot.y + up(points[i][1])]);
  drawWrong(ctx, { scene, wrong, palette, showTest, radius, place });
}
