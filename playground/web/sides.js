// @ts-check
// The sides of a comparison: their headings, with what differs and how each is doing, and the right
// one's network.

import { describe, h, setAttributeOnce, setText } from "./dom.js";
import { formatLoss, formatScore, isClassification } from "./format.js";
import { createRightSide } from "./rightside.js";
import { t } from "./text.js";
import { currentFrame } from "./unitmap.js";
import { sideTexts } from "./versus.js";

const READ_PERIOD_MS = 100;
const NAMES = { left: "Left", right: "Right" };
const ALIKE = { left: "nothing differs yet", right: "a copy: change one thing in the controls" };

/** @typedef {import("./store.js").State} State */

/**
 * @param {() => void} resized
 * @param {any} actions
 * @returns {import("./store.js").Part & {element: HTMLElement, stop: () => void}}
 */
export function createSides(resized, actions) {
  const heads = /** @type {const} */ (["left", "right"]).map((side) => createHead(side, actions));
  const right = createRightSide(resized, actions.wake);
  const element = h("div.beside", { hidden: true }, ...heads.map((head) => head.element), right.network, right.plane);
  return {
    element,
    stop: right.stop,
    render(state, before, now) {
      const { scene, palette, status } = state;
      const on = Boolean(status?.beside);
      if (on !== !element.hidden) {
        element.hidden = !on;
        element.parentElement?.classList.toggle("versus", on);
      }
      if (!on) return false;
      const waiting = heads.map((head) => head.render(state, now)).some(Boolean);
      if (!scene?.beside || !palette) return waiting;
      return right.render(state, before, now) || waiting;
    },
  };
}

/**
 * @param {"left"|"right"} side
 * @param {any} actions
 */
function createHead(side, actions) {
  const text = h("span");
  const numbers = h("span.numbers");
  const keep = h("button.quiet", { type: "button", onclick: () => actions.keep(side) }, "Keep");
  describe(keep, side === "left" ? "End the comparison and go on with the left one alone." : "End the comparison and go on with the right one alone.");
  setAttributeOnce(keep, "aria-label", side === "left" ? "Keep the left one" : "Keep the right one");
  const element = h("div.side-head", { "data-side": side }, h("i.stroke", { "aria-hidden": "true" }), h("b", {}, NAMES[side]), text, numbers, keep);
  let readAt = -Infinity;
  /** @type {unknown[]} */
  let read = [];
  return {
    element,
    /** @param {State} state @param {number} now */
    render(state, now) {
      const { status, catalogue, scene } = state;
      const newest = currentFrame(state);
      const frame = side === "left" ? newest : newest?.beside;
      if (read[0] === frame && read[1] === status && read[2] === catalogue) return false;
      if (now - readAt < READ_PERIOD_MS && read[1] === status) return true;
      [readAt, read] = [now, [frame, status, catalogue]];
      const texts = catalogue ? sideTexts(catalogue.fields, status.experiment, status.beside.experiment) : ["", ""];
      setText(text, texts[side === "left" ? 0 : 1] || ALIKE[side]);
      text.title = text.textContent;
      const score = formatScore(frame?.test_score, scene?.kind);
      const loss = formatLoss(frame?.test_loss);
      setText(numbers, isClassification(scene?.kind)
        ? t("test loss {loss}, {score}", { loss, score }) : t("test loss {loss}, R² {score}", { loss, score }));
      return false;
    },
  };
}
