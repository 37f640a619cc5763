// @ts-check
// One point under the lens: its way through the network and back, step by step, in numbers.

import { describe, h, icon, ICONS, setHidden, setText } from "./dom.js";
import { followLensKeys } from "./lenshand.js";
import { rowsOf, stepsOf, wordsOf } from "./passes.js";
import { sameTarget } from "./targets.js";
import { t } from "./text.js";
import { answerFor, titleOf } from "./told.js";
import { currentFrame } from "./unitmap.js";
import { createWorksheet } from "./worksheet.js";

const PERIOD_MS = 100; // between two questions while training changes the answer
const PATIENCE_MS = 2000; // for one that never comes
const GRIDS = [["0.1", "0.1"], ["0.25", "¼"], ["0.5", "½"], ["1", "1"]];

/** @typedef {{point: number|null, at: [number, number], step: number}} Lens a point of the scene, or a place */
/** @typedef {import("./store.js").State} State */

/**
 * @param {any} actions
 * @returns {import("./store.js").Part & {element: HTMLElement, sheet: HTMLElement}}
 */
export function createLens(actions) {
  const title = h("b");
  const worksheet = createWorksheet(actions);
  const round = describe(h("select", { "aria-label": "Round all weights" }, h("option", { value: "" }, "Round weights…"),
    ...GRIDS.map(([value, shown]) => h("option", { value }, t("to multiples of {n}", { n: shown })))),
    "Makes all weights and biases round numbers, to check the sums by hand; Undo takes it back.");
  round.addEventListener("change", () => {
    actions.roundWeights(Number(round.value));
    round.value = "";
  });
  const button = (/** @type {string} */ text, /** @type {string} */ help, /** @type {() => void} */ act) =>
    describe(h("button.button.small", { type: "button", onclick: act }, text), help);
  const before = button("Previous", "The step before (left arrow).", () => actions.stepLens(-1));
  const next = button("Next", "The next step (right arrow).", () => actions.stepLens(1));
  const close = describe(h("button.quiet", { type: "button", "aria-label": "Close", onclick: actions.closeLens }, icon(ICONS.close)),
    "Back to the whole picture (Esc).");
  const place = h("span.count");
  const heading = h("strong");
  const words = h("span");
  const rows = h("div.rows");
  const element = h("section.lens", { "aria-label": "One point, step by step", tabindex: -1, hidden: true },
    h("div.lens-top", {}, title, round, button("Worksheet", "All steps as a text to copy or print, with or without the answers.", worksheet.open), close),
    h("div.lens-step", {}, before, place, next, h("p", { "aria-live": "polite" }, heading, " ", words)), rows);
  followLensKeys(element, actions);
  let asked = "";
  let askedAt = -Infinity;
  /** @type {any} */
  let known; // the answer there was when it was asked
  /** @type {unknown[]} */
  let written = [];

  /** Ask for the numbers of what is on the screen; one question at a time. @param {State} state @param {number} now */
  function ask(state, now) {
    const [{ lens, passes, status }, frame] = [state, currentFrame(state)];
    if (!lens || !frame) return false;
    const wanted = [frame.generation, frame.seq, status?.edits, lens.point, ...lens.at].join("/");
    if (wanted === asked && passes) return false;
    const waiting = passes === known && now - askedAt < PATIENCE_MS;
    if (waiting || now - askedAt < PERIOD_MS) return true;
    [asked, askedAt, known] = [wanted, now, passes];
    actions.explain(lens, frame.generation);
    return false;
  }

  return {
    element,
    sheet: worksheet.element,
    render(state, painted, now) {
      const { lens, passes, scene, hover } = state;
      setHidden(element, !lens);
      if (!lens) {
        [asked, known] = ["", undefined];
        return false;
      }
      if (!painted.lens) element.focus({ preventScroll: true });
      const unfinished = ask(state, now);
      const told = answerFor(state);
      const wanted = [told, scene, lens, hover];
      if (!told || wanted.every((part, at) => part === written[at])) return unfinished;
      written = wanted;
      const steps = stepsOf(scene, told);
      const at = Math.min(lens.step, steps.length - 1);
      const [name, what] = wordsOf(scene, steps[at]);
      setText(title, titleOf(scene, told));
      setText(place, `${at + 1} / ${steps.length}`);
      setText(heading, name);
      setText(words, what);
      before.disabled = at === 0;
      next.disabled = at === steps.length - 1;
      rows.replaceChildren(...rowsOf(scene, told, steps[at]).map((row) => showRow(row, hover, actions)));
      return unfinished;
    },
  };
}

/**
 * @param {import("./passes.js").Row} row
 * @param {any} hover
 * @param {any} actions
 */
function showRow({ column, index, name, sums }, hover, actions) {
  const target = { kind: /** @type {const} */ ("unit"), column, index };
  const pieces = sums.map(({ left, right }) =>
    h("span.sum", {}, left, right && (left ? " = " : ""), right && h("b", {}, right)));
  const element = h("div.row", { onpointerenter: () => actions.point(target), onpointerleave: () => actions.point(null) },
    h("b.name", {}, name), h("div", {}, ...pieces));
  element.classList.toggle("marked", sameTarget(hover, target));
  return element;
}
