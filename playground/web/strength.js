// @ts-check
/** How strong a weight looks: a few levels, each with one width and one colour. */

import { css, diverging } from "./palette.js";

/** @typedef {import("./palette.js").Palette} Palette */

const STRENGTHS = 14;
export const LEVELS = 2 * STRENGTHS;
const FULL_WEIGHT = 2.2; // drawn as strong as can be
const FAINTEST = 0.008; // of FULL_WEIGHT: below this a link is left out
const THIN = 0.6;
const THICK = 5.4;

/** @type {WeakMap<Palette, string[]>} */
const STROKES = new WeakMap();

/**
 * 0 is not drawn, then from weak to strong; odd is negative, even positive.
 * @param {number} weight
 */
export function linkLevel(weight) {
  const share = Math.min(1, Math.abs(weight) / FULL_WEIGHT);
  if (!(share > FAINTEST)) return 0; // also not a number
  return 2 * (1 + Math.round(share * (STRENGTHS - 1))) - (weight < 0 ? 1 : 0);
}

/** Strength of a level, 0 to 1. */
const shareOf = (/** @type {number} */ level) => (((level + 1) >> 1) - 1) / (STRENGTHS - 1);

/** Up to a pixel is one hairline, which costs a third; weak links differ by their colour. */
export function linkWidth(/** @type {number} */ level, /** @type {number} */ thickness) {
  const width = THIN + THICK * thickness * shareOf(level) ** 1.4;
  return width < 1.15 ? Math.min(1, width) : width;
}

/**
 * A colour for each level: weak links are nearly the page, strong ones nearly opaque.
 * @param {Palette} palette
 * @returns {string[]}
 */
export function strokesFor(palette) {
  const known = STROKES.get(palette);
  if (known) return known;
  const strokes = [""];
  for (let level = 1; level <= LEVELS; level++) {
    const share = shareOf(level);
    const value = (level % 2 ? -1 : 1) * (0.35 + 0.65 * share);
    const color = diverging(value, palette.neg, palette.zero, palette.pos);
    const alpha = 0.34 + 0.54 * Math.min(1, 1.6 * share);
    strokes.push(css(color).replace(")", `,${alpha})`).replace("rgb", "rgba"));
  }
  STROKES.set(palette, strokes);
  return strokes;
}
