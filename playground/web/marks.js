// @ts-check
/** Data points and the marks on wrong ones. */

import { pointColor } from "./palette.js";
import { isStale, pixelRatio, surface } from "./surface.js";

/** @typedef {import("./palette.js").Palette} Palette */

const RADIUS = 4;
const FEW = 300; // up to so many points in full size
const SMALLEST = 1.7;
const GROWN = 1.4; // a wrong point, against a right one

/**
 * Points shrink where there are many, and on small plots.
 * @param {number} count
 * @param {number} side of the plot, CSS pixels
 */
export function pointRadius(count, side) {
  const crowd = Math.min(1, Math.sqrt(FEW / Math.max(1, count)));
  const room = Math.max(0.62, Math.min(1, side / 420));
  return Math.max(SMALLEST, RADIUS * crowd * room);
}

const ringWidth = (/** @type {number} */ radius) => Math.max(0.5, Math.min(1.4, 0.36 * radius));

/**
 * Training points are discs, test points diamonds; each is ringed, to read on its own colour.
 * @param {CanvasRenderingContext2D} ctx
 * @param {{scene: any, palette: Palette, showTest: boolean, radius: number,
 *   place: (index: number) => [number, number]}} what
 */
export function drawPoints(ctx, { scene, palette, showTest, radius, place }) {
  const { y, split } = scene.points;
  ctx.strokeStyle = palette.ring;
  ctx.lineWidth = ringWidth(radius);
  for (let index = 0; index < y.length; index++) {
    const test = Boolean(split?.[index]);
    if (test && !showTest) continue;
    const [left, top] = place(index);
    ctx.beginPath();
    if (test) traceDiamond(ctx, left, top, radius * 1.28);
    else ctx.arc(left, top, radius, 0, 2 * Math.PI);
    ctx.fillStyle = pointColor(palette, scene, y[index]);
    ctx.fill();
    ctx.stroke();
  }
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {number} x
 * @param {number} y
 * @param {number} reach
 */
function traceDiamond(ctx, x, y, reach) {
  ctx.moveTo(x, y - reach);
  ctx.lineTo(x + reach, y);
  ctx.lineTo(x, y + reach);
  ctx.lineTo(x - reach, y);
  ctx.closePath();
}

/**
 * Wrong points grow and carry a cross, in the colour and shape that they have anyway.
 * Each kind of mark is drawn once and then stamped.
 * @param {CanvasRenderingContext2D} ctx
 * @param {{scene: any, wrong: ArrayLike<number>, palette: Palette, showTest: boolean,
 *   radius: number, place: (index: number) => [number, number]}} what
 */
export function drawWrong(ctx, { scene, wrong, palette, showTest, radius, place }) {
  const big = radius * GROWN;
  if ("vector" in ctx) {
    for (let index = 0; index < wrong.length; index++) {
      const test = Boolean(scene.points.split?.[index]);
      if (!wrong[index] || (test && !showTest)) continue;
      ctx.save();
      ctx.translate(...place(index));
      paintStamp(ctx, { fill: pointColor(palette, scene, scene.points.y[index]), test, palette, radius: big });
      ctx.restore();
    }
    return;
  }
  const ratio = pixelRatio(ctx);
  const cell = 2 * Math.ceil((radius * GROWN * 1.28 + 2) * ratio);
  const kinds = scene.kind === "multiclass" ? palette.classes.length : 2;
  const stamps = surface(ctx, "wrong", cell * kinds, cell * 2);
  if (isStale(stamps, [scene.kind, palette, radius, ratio])) {
    paintStamps(stamps.context, { scene, palette, radius: big, ratio, cell, kinds });
  }
  const { y, split } = scene.points;
  const side = cell / ratio;
  for (let index = 0; index < wrong.length; index++) {
    const test = split?.[index] ? 1 : 0;
    if (!wrong[index] || (test && !showTest)) continue;
    const kind = kinds > 2 ? y[index] % kinds : Number(y[index] > 0);
    const [x, top] = place(index);
    const left = Math.round(x * ratio - cell / 2) / ratio; // whole device pixels: stamps stay sharp
    const high = Math.round(top * ratio - cell / 2) / ratio;
    ctx.drawImage(stamps.canvas, kind * cell, test * cell, cell, cell, left, high, side, side);
  }
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {{scene: any, palette: Palette, radius: number, ratio: number, cell: number,
 *   kinds: number}} what
 */
function paintStamps(pen, { scene, palette, radius, ratio, cell, kinds }) {
  pen.setTransform(1, 0, 0, 1, 0, 0);
  pen.clearRect(0, 0, cell * kinds, cell * 2);
  for (let kind = 0; kind < kinds; kind++) {
    for (let test = 0; test < 2; test++) {
      pen.setTransform(ratio, 0, 0, ratio, (kind + 0.5) * cell, (test + 0.5) * cell);
      paintStamp(pen, { fill: pointColor(palette, scene, kind), test: test > 0, palette, radius });
    }
  }
}

/**
 * A wrong point around the origin.
 * @param {CanvasRenderingContext2D} pen
 * @param {{fill: string, test: boolean, palette: Palette, radius: number}} what
 */
function paintStamp(pen, { fill, test, palette, radius }) {
  pen.lineCap = "round";
  pen.beginPath();
  if (test) traceDiamond(pen, 0, 0, radius * 1.28);
  else pen.arc(0, 0, radius, 0, 2 * Math.PI);
  pen.fillStyle = fill;
  pen.strokeStyle = palette.ring;
  pen.lineWidth = ringWidth(radius);
  pen.fill();
  pen.stroke();
  const arm = radius * 0.46;
  pen.beginPath();
  pen.moveTo(-arm, -arm);
  pen.lineTo(arm, arm);
  pen.moveTo(arm, -arm);
  pen.lineTo(-arm, arm);
  pen.lineWidth = Math.max(0.9, radius * 0.32);
  pen.stroke();
}
