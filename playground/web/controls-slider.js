// @ts-check
// A slider that acts while it is dragged where the field is live, and on release where it is not.

import { describe, h, setAttributeOnce, setText } from "./dom.js";
import { formatSetting } from "./format.js";
import { nearestIndex, sliderValues } from "./scales.js";

const HOLD_MS = 1500; // how long a released value waits for the run to confirm it

/**
 * @param {any} field of the catalogue; `values` and `format` where its values are not numbers
 * @param {{set: (changes: object) => void, drag: (changes: object) => void}} actions
 */
export function createSlider(field, { set, drag }) {
  const live = field.effect === "live";
  const format = field.format ?? ((/** @type {number} */ value) => formatSetting(field, value));
  const input = h("input", { type: "range", min: 0, step: 1, "aria-label": field.label });
  const output = h("output", { "aria-live": "off" }); // the slider itself says its value
  const element = h("div.setting.slider", { "data-field": field.name },
    h("div.row", {}, h("span", { "aria-hidden": "true" }, field.label, mark(field)), output), input);
  describe(input, field.help);
  setAttributeOnce(element, "title", field.help ?? "");
  /** @type {any[]} */
  let values = field.values ?? [];
  /** @type {any} value shown; kept while the run has not answered */
  let held;
  let heldUntil = 0;

  input.addEventListener("input", () => {
    held = values[input.valueAsNumber];
    heldUntil = Infinity;
    show(held);
    if (live) drag({ [field.name]: held });
  });
  input.addEventListener("change", () => {
    held = values[input.valueAsNumber];
    heldUntil = performance.now() + HOLD_MS;
    set({ [field.name]: held });
  });

  /** @param {any} value */
  function show(value) {
    setText(output, format(value));
    setAttributeOnce(input, "aria-valuetext", format(value));
    const share = values.length > 1 ? input.valueAsNumber / (values.length - 1) : 0;
    input.style.setProperty("--share", String(share));
  }

  return {
    element,
    /**
     * @param {any} experiment
     * @param {any} [context]
     */
    render(experiment, context) {
      const value = experiment[field.name];
      if (value === undefined) return;
      if (value === held) heldUntil = 0;
      if (performance.now() < heldUntil) return;
      if (!field.values) values = sliderValues(field, limitOf(field, experiment, context));
      input.max = String(values.length - 1);
      const index = field.values ? values.indexOf(value) : nearestIndex(values, value);
      input.value = String(Math.max(0, index));
      show(value);
    },
  };
}

/**
 * The highest value that makes sense now: a batch is at most the whole training set.
 * @param {any} field
 * @param {any} experiment
 * @param {any} context
 * @returns {number}
 */
function limitOf(field, experiment, context) {
  if (field.name !== "batch_size") return field.high;
  const split = context?.scene?.points?.split;
  const train = split?.filter((/** @type {number} */ part) => part === 0).length;
  const most = train || Math.round(experiment.points * experiment.train_share) || field.high;
  return Math.max(most, experiment.batch_size);
}

/**
 * What must start the run again says so.
 * @param {any} field
 * @returns {HTMLElement|null}
 */
export function mark(field) {
  if (field.effect !== "restart") return null;
  return h("small.restarts", { "aria-hidden": "true" }, "↺");
}
