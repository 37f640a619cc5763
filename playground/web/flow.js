// @ts-check
/** Beads that run along the strong links while a network trains: signals go from left to right. */

import { crossShare } from "./linkcurve.js";

/** @typedef {import("./layout.js").Geometry} Geometry */

const STRONG = 0.9; // a weight of this size makes a link that is wide enough for beads
const APART = 30; // CSS pixels from bead to bead
const SPEED = 0.035; // CSS pixels a millisecond
const LONGEST_STEP_MS = 50; // where frames are rare, beads go on a little with each
const SIDE = 2;
const TURN = 0.618; // the golden ratio: neighbours never keep step
const STEPS = 512;
const SHARES = Array.from({ length: STEPS + 1 }, (_, step) => crossShare(step / STEPS));

/**
 * How far beads have come, moved on by the time since the last picture.
 * @param {() => boolean} still whether the person wants no motion
 */
export function createFlow(still = prefersStillness()) {
  let [way, last] = [0, 0];
  /** @param {number} now @param {boolean} running @returns {number|null} null: draw no beads */
  return (now, running) => {
    way += Math.min(LONGEST_STEP_MS, now - last) * SPEED;
    last = now;
    return running && !still() ? way : null;
  };
}

/** Whether the person wants no motion, asked anew each time. */
export function prefersStillness() {
  const query = matchMedia("(prefers-reduced-motion: reduce)");
  return () => query.matches;
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Geometry} geometry
 * @param {ArrayLike<number>} weights
 * @param {import("./palette.js").Palette} palette
 * @param {number} way in CSS pixels
 */
export function drawFlow(ctx, { columns, size, vertical }, weights, palette, way) {
  ctx.fillStyle = palette.bg;
  ctx.globalAlpha = 0.85;
  let link = 0;
  for (let column = 1; column < columns.length; column++) {
    const [before, nodes] = [columns[column - 1].nodes, columns[column].nodes];
    for (const from of before) {
      for (const to of nodes) {
        const strong = Math.abs(weights[link++]) > STRONG;
        if (!strong) continue;
        const start = (vertical ? from.y : from.x) + size / 2;
        const length = (vertical ? to.y : to.x) - size / 2 - start;
        const [side, aside] = vertical ? [from.x, to.x - from.x] : [from.y, to.y - from.y];
        for (let at = (way + link * TURN * APART) % APART; at < length; at += APART) {
          const [main, cross] = [start + at, side + aside * SHARES[Math.round((at / length) * STEPS)]];
          if (vertical) ctx.fillRect(cross - SIDE / 2, main - SIDE / 2, SIDE, SIDE);
          else ctx.fillRect(main - SIDE / 2, cross - SIDE / 2, SIDE, SIDE);
        }
      }
    }
  }
  ctx.globalAlpha = 1;
}
