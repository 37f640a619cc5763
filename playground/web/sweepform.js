// @ts-check
// What a sweep asks for: two axes, or the rates of a race; networks a cell, epochs.

import { describe, h, setAttributeOnce, setHidden, setText } from "./dom.js";
import { axesOf, usualRange } from "./sweepaxes.js";
import { timeLeft } from "./sweepwords.js";
import { t } from "./text.js";

const FORM = "from:to:how many, with :log behind for equal factors; from:to for every whole number; or values as a,b,c.";
const MOST_EPOCHS = 10_000;
const MOST_SEEDS = 64;

/**
 * @param {any} actions
 * @param {() => void} pressed
 */
export function createSweepForm(actions, pressed) {
  const across = createAxis(actions, "Across", "learning_rate");
  const up = createAxis(actions, "Up", "hidden");
  const rates = values("Learning rates", "0.001:10:13:log");
  const ladder = h("label.menu.sweep-values", {}, h("span", { "aria-hidden": "true" }, "Learning rates"), rates);
  const seeds = whole("Networks a cell", 4, MOST_SEEDS, "How many networks each cell has: they differ in their first weights.");
  const epochs = whole("Epochs", 100, MOST_EPOCHS, "How long each network trains.");
  const button = describe(h("button.button.primary", { type: "submit" }, "Train"), "Train all these networks, or stop training them.");
  const progress = h("progress", { max: 1, value: 0, "aria-label": "Progress" });
  const said = h("p.sweep-said", { role: "status" });
  const element = h("form.sweep-form", { onsubmit: (/** @type {Event} */ event) => { event.preventDefault(); pressed(); } },
    across.element, up.element, ladder, seeds.element, epochs.element, h("div.sweep-progress", {}, button, progress, said));

  return {
    element,
    /** Once it is known what can be varied. @param {import("./sweepaxes.js").Asked|null} [asked] */
    fill(asked = null) {
      across.fill(asked?.axes[0]);
      up.fill(asked?.axes[1]);
      if (!asked) return;
      seeds.input.value = String(asked.seeds);
      epochs.input.value = String(asked.epochs);
      if (asked.race) rates.value = asked.axes[0][1];
    },
    /** @param {import("./sweep.js").Sweep} sweep */
    render({ race, busy, share, place, began, trouble }) {
      setHidden(across.element, race);
      setHidden(up.element, race);
      setHidden(ladder, !race);
      setText(button, busy ? "Stop" : "Train");
      setHidden(progress, !busy);
      progress.value = share;
      const left = busy ? timeLeft(share, performance.now() - began) : "";
      setText(said, trouble || (place ? t("{n} others come first.", { n: place }) : left));
      said.dataset.tone = trouble ? "warn" : "";
      setAttributeOnce(said, "aria-live", trouble ? "polite" : "off"); // how far it is, the bar says when asked
    },
    /** @param {boolean} race the lab and what it is asked */
    read(race) {
      const { experiment } = actions.state().status;
      const own = race ? { rates: rates.value } : { x: across.read(), y: up.read() };
      return { experiment, ...own, seeds: seeds.input.valueAsNumber || 1, epochs: epochs.input.valueAsNumber || 1 };
    },
  };
}

/**
 * @param {any} actions
 * @param {string} label
 * @param {string} first
 */
function createAxis(actions, label, first) {
  const select = describe(h("select", { "aria-label": label }), "The setting that changes along this axis.");
  const input = values("Values", "");
  const usual = () => {
    const { catalogue, status } = actions.state();
    input.value = usualRange(catalogue, status.experiment, select.value);
  };
  select.addEventListener("change", usual);
  return {
    element: h("div.sweep-axis", {}, h("label.menu", {}, h("span", { "aria-hidden": "true" }, label), select), h("label.menu.sweep-values", {}, input)),
    /** @param {[string, string]} [given] */
    fill(given) {
      if (!select.options.length) {
        select.append(...axesOf(actions.state().catalogue).map(({ name, label: text }) => h("option", { value: name }, text)));
        select.value = first;
        usual();
      }
      if (given) [select.value, input.value] = given;
    },
    read: () => `${select.value}=${input.value}`,
  };
}

/** @param {string} label @param {string} value */
const values = (label, value) => describe(h("input", { type: "text", spellcheck: "false", autocomplete: "off", maxlength: 500, "aria-label": label, value }), FORM);

/** @param {string} label @param {number} value @param {number} most @param {string} help */
function whole(label, value, most, help) {
  const input = describe(h("input", { type: "number", min: 1, max: most, step: 1, value, "aria-label": label }), help);
  return { input, element: h("label.menu.sweep-number", {}, h("span", { "aria-hidden": "true" }, label), input) };
}
