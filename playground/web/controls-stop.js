// @ts-check
// When a run stops: its last epoch, and one rule by which it may end before.

import { createNumber } from "./controls-choice.js";
import { describe, h } from "./dom.js";
import { t } from "./text.js";

const DECIMALS = 6; // of a number in a rule
const SOLVED = "Stop before the last epoch when the test value has stayed at 97 % for a second.";

/** @typedef {{before: string, after: string, low: number, high: number, start: number, percent: boolean}} RuleNumber */
/** @typedef {{name: string, label: string, help: string, numbers: RuleNumber[]}} Rule */

/**
 * A rule as the experiment holds it: `plateau-0.01-50`.
 * @param {string} name
 * @param {number[]} numbers
 */
export function writeRule(name, numbers) {
  const texts = numbers.map((number) => number.toFixed(DECIMALS).replace(/\.?0+$/, ""));
  return [name, ...texts].join("-");
}

/**
 * What was typed, as the rule has it: within its bounds, a share where percent are shown.
 * @param {RuleNumber} number
 * @param {number} typed
 */
export function within({ low, high, percent }, typed) {
  const value = percent ? typed / 100 : typed;
  return Math.min(high, Math.max(low, Number.isInteger(low) && low > 0 ? Math.round(value) : value));
}

/**
 * @param {any} field of the last epoch
 * @param {{set: (changes: object) => void}} actions
 * @param {Rule[]} rules
 */
export function createStop(field, actions, rules) {
  const epochs = createNumber(field, actions);
  const select = describe(h("select", { "aria-label": "Stop when" }, h("option", { value: "" }, "solved"),
    ...rules.map(({ name, label }) => h("option", { value: name }, label))), SOLVED);
  const numbers = h("div.rule");
  const element = h("div.setting.stopping", { "data-field": "stop" }, epochs.element,
    h("label.menu", {}, h("span", { "aria-hidden": "true" }, "Stop when"), select), numbers);
  const kindOf = (/** @type {string} */ name) => rules.find((rule) => rule.name === name);
  select.addEventListener("change", () => {
    const kind = kindOf(select.value);
    actions.set({ stop: kind ? writeRule(kind.name, kind.numbers.map(({ start }) => start)) : "" });
  });
  let shown = "";
  /** @type {HTMLInputElement[]} */
  let inputs = [];

  /** @param {Rule|undefined} kind */
  function build(kind) {
    inputs = (kind?.numbers ?? []).map(({ low, high, percent, before, after }) => {
      const scale = percent ? 100 : 1;
      return h("input", { type: "number", min: low * scale, max: high * scale, step: "any", inputmode: "decimal",
        "aria-label": t("{rule}: {before} … {after}", { rule: kind?.label ?? "", before, after }) });
    });
    for (const input of inputs) input.addEventListener("change", () => kind && typed(kind));
    const parts = (kind?.numbers ?? []).map(({ before, after }, i) => h("span", {}, before, inputs[i], after));
    numbers.replaceChildren(...parts);
  }

  /** @param {Rule} kind */
  function typed(kind) {
    if (inputs.some((input) => !Number.isFinite(input.valueAsNumber))) return write(kind, shown);
    const values = kind.numbers.map((number, i) => within(number, inputs[i].valueAsNumber));
    const rule = writeRule(kind.name, values);
    write(kind, rule);
    actions.set({ stop: rule });
  }

  /** @param {Rule} kind @param {string} rule */
  function write(kind, rule) {
    const values = rule.split("-").slice(1).map(Number);
    kind.numbers.forEach(({ percent }, i) => (inputs[i].value = String(percent ? Number((100 * values[i]).toFixed(4)) : values[i])));
  }

  return {
    element,
    differs: (/** @type {any} */ experiment) => Boolean(experiment.stop),
    render(/** @type {any} */ experiment) {
      epochs.render(experiment);
      if (experiment.stop === shown && select.value === shown.split("-")[0]) return;
      const kind = kindOf(experiment.stop.split("-")[0]);
      if (kind?.name !== shown.split("-")[0]) build(kind);
      shown = experiment.stop;
      select.value = kind?.name ?? "";
      if (kind) write(kind, shown);
      describe(select, kind?.help ?? SOLVED);
    },
  };
}
