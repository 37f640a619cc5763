// @ts-check
// What is asked of other starts: how many, what counts as success, and the guess that comes first.

import { describe, h, setHidden, setText } from "./dom.js";
import { isClassification } from "./format.js";
import { LOSS, MOST_EPOCHS, SCORE } from "./gridmodel.js";
import { t } from "./text.js";

const STARTS = [64, 256, 1024];
const DECIMALS = 4;

/** @param {{choose: (changes: object) => void, guess: (guess: number) => void}} act */
export function createGridAsk({ choose, guess }) {
  const starts = describe(h("select", { "aria-label": "Starts" }, ...STARTS.map((n) => h("option", { value: n }, String(n)))),
    "How many other starts are trained.");
  const score = h("option", { value: SCORE }, "Test accuracy");
  const column = describe(h("select", { "aria-label": "Success" }, score, h("option", { value: LOSS }, "Test loss")),
    "What a start must reach to count as a success.");
  const bound = describe(h("input", { type: "number", step: "any", min: 0, inputmode: "decimal", "aria-label": "Bound of success" }),
    "For a score: at least this much. For a loss: at most.");
  const unit = h("span.unit", { "aria-hidden": "true" }, "%");
  const atLeast = h("span", { "aria-hidden": "true" }, "At least");
  const epoch = describe(h("input", { type: "number", step: 1, min: 1, inputmode: "numeric", "aria-label": "At epoch" }),
    "All starts are measured at this epoch.");
  const points = h("input", { type: "checkbox", role: "switch" });
  const range = describe(h("input", { type: "range", min: 0, step: 1, "aria-label": "Your guess" }),
    "Guess first: a surprise teaches more than a number.");
  const number = h("output", { "aria-live": "off" });
  const question = h("span", { "aria-hidden": "true" });
  const show = describe(h("button.button.small.primary", { type: "button", onclick: () => guess(range.valueAsNumber) }, "Show"),
    "Take this guess, and see how many it really are.");
  const covered = h("div.guess", {}, h("div.slider", {}, h("div.row", {}, question, number), range), show);
  const element = h("div.starts-ask", {},
    h("div.starts-fields", {},
      h("label.menu.count", {}, h("span", { "aria-hidden": "true" }, "Starts"), starts),
      h("label.menu", {}, h("span", { "aria-hidden": "true" }, "At epoch"), epoch),
      h("label.menu.goal", {}, column), h("label.menu", {}, atLeast, bound, unit)),
    covered);
  /** @type {import("./grid.js").Grid|null} */
  let shown = null;

  starts.addEventListener("change", () => choose({ starts: Number(starts.value) }));
  points.addEventListener("change", () => choose({ points: points.checked }));
  bound.addEventListener("change", () => {
    if (!shown || !(bound.valueAsNumber >= 0)) return shown && write(shown);
    const value = bound.valueAsNumber / scaleOf(shown);
    choose({ goal: { bound: shown.goal.column === SCORE ? Math.min(1, value) : value } });
  });
  epoch.addEventListener("change", () => {
    if (!shown || !(epoch.valueAsNumber >= 1)) return shown && write(shown);
    choose({ goal: { epoch: Math.min(MOST_EPOCHS, Math.round(epoch.valueAsNumber)) } });
  });
  column.addEventListener("change", () => {
    const loss = Number(column.value) === LOSS;
    choose({ goal: { column: Number(column.value), bound: loss ? 0.1 : 0.95 } });
  });
  range.addEventListener("input", say);

  function say() {
    const most = Number(range.max);
    setText(number, range.value);
    range.setAttribute("aria-valuetext", t("{n} of {most}", { n: range.value, most }));
    range.style.setProperty("--share", String(range.valueAsNumber / most));
  }

  /** @param {import("./grid.js").Grid} grid */
  function write(grid) {
    const { goal, asked } = grid;
    starts.value = String(asked?.starts ?? 256);
    setText(score, isClassification(grid.kind) ? "Test accuracy" : "Test R²");
    setText(atLeast, goal.column === LOSS ? "At most" : "At least");
    column.value = String(goal.column);
    bound.value = String(Number((goal.bound * scaleOf(grid)).toFixed(DECIMALS)));
    setHidden(unit, scaleOf(grid) === 1);
    epoch.value = String(goal.epoch);
    points.checked = Boolean(asked?.points);
    setText(question, t("How many of {n} will make it?", { n: asked?.starts ?? 256 }));
    setHidden(covered, grid.guess !== null || Boolean(grid.trouble));
  }

  return {
    element,
    points: describe(h("label.switch", {}, points, h("span", {}, "New points too")), "Each start draws points of its own as well as first weights."),
    /** @param {import("./grid.js").Grid} grid */
    render(grid) {
      const most = grid.asked?.starts ?? 256;
      if (Number(range.max) !== most || !shown) {
        range.max = String(most);
        range.value = String(most / 2);
        say();
      }
      const before = shown;
      shown = grid;
      if (!before || before.goal !== grid.goal || before.asked !== grid.asked || before.guess !== grid.guess || before.trouble !== grid.trouble) write(grid);
    },
  };
}

/** A share is shown in percent. @param {import("./grid.js").Grid} grid */
const scaleOf = ({ goal, kind }) => (goal.column === SCORE && isClassification(kind) ? 100 : 1);
