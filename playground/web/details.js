// @ts-check
// More about how well it does: the confusion matrices, the margin, or R².

import { h, setHidden, setText } from "./dom.js";
import { formatNumber } from "./equation.js";
import { formatScore, isClassification } from "./format.js";
import { confusion, marginOf, tally } from "./measures.js";
import { css } from "./palette.js";
import { t } from "./text.js";
import { currentFrame } from "./unitmap.js";

const PERIOD_MS = 200;
const SETS = ["Training points", "Test points"];
const MARGIN = {
  binary: "Margin: how far the output's sum is from 0 at the least certain of the training points that are right.",
  multiclass: "Margin: by how much the right class leads at the least certain of the training points that are right.",
};

/** @returns {import("./store.js").Part & {element: HTMLElement}} */
export function createDetails() {
  const body = h("div.measures");
  const element = h("section.details", { "aria-label": "Details", hidden: true }, body);
  /** @type {((frame: any) => void)|null} */
  let show = null;
  /** @type {unknown[]} */
  let built = [];
  /** @type {any} */
  let shown = null;
  let shownAt = -Infinity;

  return {
    element,
    render(state, _, now) {
      const [{ scene, palette }, frame] = [state, currentFrame(state)];
      setHidden(element, !state.details || !frame || !palette);
      if (element.hidden) return false;
      if (built[0] !== scene || built[1] !== palette) {
        show = isClassification(scene.kind) ? buildClasses(body, scene, palette) : buildScores(body);
        [built, shown] = [[scene, palette], null];
      }
      if (frame === shown) return false;
      if (shown && now - shownAt < PERIOD_MS) return true;
      [shown, shownAt] = [frame, now];
      show?.(frame);
      return false;
    },
  };
}

/**
 * @param {HTMLElement} body
 * @param {any} scene
 * @param {any} palette
 */
function buildClasses(body, scene, palette) {
  const sets = scene.points.split.includes(1) ? SETS : SETS.slice(0, 1);
  const matrices = sets.map((name) => createMatrix(name, scene, palette));
  const margin = h("p.margin", { title: MARGIN[/** @type {"binary"|"multiclass"} */ (scene.kind)] });
  body.replaceChildren(...matrices.map(({ element }) => element), margin);
  return (/** @type {any} */ frame) => {
    matrices.forEach(({ show }, split) => show(confusion(scene, frame.arrays.wrong, split)));
    const value = marginOf(scene, frame);
    setText(margin, value === null ? "" : t("margin {value}", { value: formatNumber(value, 3) }));
  };
}

/** @param {HTMLElement} body */
function buildScores(body) {
  const texts = SETS.map(() => h("p.margin", { title: "The share of the answers' spread that the network explains; 1 is perfect." }));
  body.replaceChildren(...texts);
  return (/** @type {any} */ frame) => [frame.train_score, frame.test_score].forEach((score, split) =>
    setText(texts[split], t("{set}: R² {score}", { set: SETS[split], score: formatScore(score, "regression") })));
}

/**
 * @param {string} name
 * @param {any} scene
 * @param {any} palette
 */
function createMatrix(name, scene, palette) {
  const classes = Array.from({ length: scene.classes }, (_, index) => index);
  const caption = h("caption");
  const cells = classes.map(() => classes.map(() => h("td")));
  const element = h("table.confusion", {}, caption,
    h("tr", {}, h("th", { "aria-hidden": "true" }, "is \\ said"),
      ...classes.map((index) => h("th", { scope: "col" }, ...heading("said {name}", scene, palette, index)))),
    ...classes.map((index) =>
      h("tr", {}, h("th", { scope: "row" }, ...heading("is {name}", scene, palette, index)), ...cells[index])));
  return {
    element,
    /** @param {number[][]} counts */
    show(counts) {
      const { right, all } = tally(counts);
      setText(caption, t("{set}: {right} of {all} right", { set: name, right, all }));
      counts.forEach((row, own) => {
        const most = Math.max(1, row.reduce((sum, count) => sum + count, 0));
        row.forEach((count, said) => {
          setText(cells[own][said], String(count));
          cells[own][said].style.setProperty("--part", `${Math.round((30 * count) / most)}%`);
        });
      });
    },
  };
}

/**
 * A class as its colour, named for those who do not see it.
 * @param {string} role
 * @param {any} scene
 * @param {any} palette
 * @param {number} index
 * @returns {Node[]}
 */
function heading(role, scene, palette, index) {
  const several = scene.kind === "multiclass";
  const swatch = h("i.swatch", { "aria-hidden": "true" });
  swatch.style.background = css(several ? palette.classes[index % palette.classes.length] : index ? palette.pos : palette.neg);
  const name = several ? scene.output.labels[index] ?? String(index + 1) : index ? "+1" : "−1";
  return [swatch, h("span.unseen", {}, t(role, { name }))];
}
