// @ts-check
/** The function that the points follow, as a faint broken line. */

import { linearScale } from "./ticks.js";

const JUMP = 12; // a step this high is a gap, as in 1/x

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {{target: (number|null)[]|null|undefined, palette: import("./palette.js").Palette,
 *   across: (v: number) => number, up: (v: number) => number, domain: number[]}} what
 */
export function drawTarget(ctx, { target, palette, across, up, domain: [low, high] }) {
  if (!target) return;
  const place = linearScale(0, target.length - 1, across(low), across(high));
  /** @type {number|null} */
  let before = null;
  ctx.beginPath();
  target.forEach((value, index) => {
    if (value !== null) {
      if (before === null || Math.abs(value - before) > JUMP) ctx.moveTo(place(index), up(value));
      else ctx.lineTo(place(index), up(value));
    }
    before = value;
  });
  ctx.save();
  ctx.strokeStyle = palette.ink;
  ctx.globalAlpha = 0.6;
  ctx.lineWidth = 1.25;
  ctx.setLineDash([5, 4]);
  ctx.stroke();
  ctx.restore();
}
