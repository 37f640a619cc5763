// @ts-check
// What the other starts show, in words, with the worst, the median and the best as pictures.

import { describe, h, setHidden, setText } from "./dom.js";
import { formatLoss, formatScore, isClassification } from "./format.js";
import { LOSS, percent, threeOf, wilson } from "./gridmodel.js";
import { drawStart } from "./gridpicture.js";
import { t } from "./text.js";

const PICTURE = 54; // pixels
const NAMES = ["Worst", "Median", "Best"];

/** @typedef {import("./grid.js").Grid} Grid */

/** @param {{take: (start: number) => void, point: (start: number|null) => void}} act */
export function createGridWords({ take, point }) {
  const said = h("p.rate", { role: "status" });
  const guessed = h("span");
  const claim = h("span");
  const pictures = NAMES.map((name) => createPicture(name, take, point));
  const pointed = createPicture("Pointed at", take, point);
  pointed.element.classList.add("pointed");
  const row = h("div.start-pictures", {}, ...pictures.map(({ element }) => element), pointed.element);
  const element = h("div.starts-words", {}, said, h("p.soft.more", {}, guessed, claim), row);

  return {
    element,
    /** @param {Grid} grid @param {any} palette */
    render(grid, palette) {
      setText(said, saidOf(grid));
      said.dataset.tone = grid.trouble ? "warn" : grid.reached ? "" : "quiet";
      setText(guessed, moreOf(grid));
      setText(claim, claimOf(grid));
      describe(claim, grid.preset?.claim);
      setHidden(row, !grid.reached);
      if (!grid.reached || !grid.order) return;
      threeOf(grid.order).forEach((start, i) => pictures[i].render(grid, palette, start));
      pointed.render(grid, palette, grid.at);
    },
  };
}

/**
 * @param {string} name
 * @param {(start: number) => void} take
 * @param {(start: number|null) => void} point
 */
function createPicture(name, take, point) {
  const canvas = h("canvas", { "aria-hidden": "true" });
  const value = h("span.soft");
  const element = describe(h("button.start-picture", { type: "button" }, canvas, h("span", {}, name), value),
    "What this start became; a click puts it on the stage.");
  /** @type {number|null} */
  let start = null;
  element.addEventListener("click", () => start !== null && take(start));
  if (name !== "Pointed at") {
    element.addEventListener("mouseenter", () => point(start));
    element.addEventListener("mouseleave", () => point(null));
  }
  /** @type {any[]} */
  let drawn = [];
  return {
    element,
    /** @param {Grid} grid @param {any} palette @param {number|null} at */
    render(grid, palette, at) {
      start = at;
      element.classList.toggle("nothing", at === null);
      element.tabIndex = at === null ? -1 : 0;
      element.setAttribute("aria-hidden", String(at === null));
      setText(value, at === null ? "" : valueOf(grid, at));
      const key = [grid.report, palette, at];
      if (at === null || !palette || key.every((part, i) => part === drawn[i])) return;
      drawn = key;
      describe(element, t("Seed {seed}: click to put this network on the stage.", { seed: grid.report.arrays.seeds[at] }));
      drawStart(canvas, PICTURE, palette, grid.report, at);
    },
  };
}

/** What one start has reached. @param {Grid} grid @param {number} start */
export function valueOf({ report, goal, kind }, start) {
  const { values, alive } = report.arrays;
  if (!alive[start]) return t("diverged");
  const value = values[4 * start + goal.column];
  return goal.column === LOSS ? formatLoss(value) : formatScore(value, kind);
}

/** @param {Grid} grid */
function saidOf(grid) {
  const { trouble, place, share, report, reached, guess, asked } = grid;
  if (trouble) return trouble;
  if (!asked) return "";
  if (reached) return rateOf(grid);
  if (place) return t("Waiting: {n} others come first.", { n: place });
  if (report) return guess === null ? t("All {n} are trained. What is your guess?", { n: asked.starts }) : "";
  if (share === 0) return t("Preparing {n} other starts…", { n: asked.starts });
  return t("Training {n} other starts: {share} %", { n: asked.starts, share: Math.floor(100 * share) });
}

/** @param {Grid} grid */
function rateOf({ reached, goal, kind, report }) {
  const all = /** @type {boolean[]} */ (reached);
  const held = all.filter(Boolean).length;
  const [low, high] = wilson(held, all.length);
  const values = { held, n: all.length, share: percent(held / all.length), low: percent(low), high: percent(high), epoch: report.epoch };
  if (goal.column === LOSS) {
    return t("{held} of {n} starts ({share} %, between {low} and {high} %) have a test loss of {bound} or less at epoch {epoch}.", { ...values, bound: goal.bound });
  }
  if (!isClassification(kind)) {
    return t("{held} of {n} starts ({share} %, between {low} and {high} %) reach a test R² of {bound} at epoch {epoch}.", { ...values, bound: goal.bound });
  }
  return t("{held} of {n} starts ({share} %, between {low} and {high} %) reach {bound} % test accuracy at epoch {epoch}.", { ...values, bound: Number((100 * goal.bound).toFixed(4)) });
}

/** @param {Grid} grid */
function moreOf({ guess, reached, report }) {
  if (guess === null) return "";
  const diverged = reached ? Array.from(report.arrays.alive).filter((lives) => !lives).length : 0;
  const own = t("You guessed {n}.", { n: guess });
  return diverged ? [own, t("{n} diverged.", { n: diverged })].join(" ") : own;
}

/** @param {Grid} grid */
function claimOf({ reached, claim, preset }) {
  if (!reached || !preset || !claim) return "";
  if (claim.held === undefined) return t("The preset's claim is being tried on fresh seeds…");
  return t("The preset's claim held for {held} of {n} fresh seeds today.", { held: claim.held, n: claim.seeds });
}
