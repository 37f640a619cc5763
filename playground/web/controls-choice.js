// @ts-check
// Menus, switches, numbers to type, and the chips of the inputs.

import { describe, h, setAttributeOnce, setText } from "./dom.js";
import { mark } from "./controls-slider.js";
import { columnOf, titlesIn } from "./own.js";
import { t } from "./text.js";

const MAX_FORMULA = 80;

/** @typedef {{set: (changes: object) => void}} Actions */

/**
 * @param {any} field
 * @param {Actions} actions
 */
export function createMenu(field, { set }) {
  const options = field.choices.map((/** @type {any} */ choice) =>
    h("option", { value: choice.name }, choice.label));
  const select = h("select", { "aria-label": field.label }, ...options);
  const element = h("label.setting.menu", { "data-field": field.name },
    h("span", { "aria-hidden": "true" }, field.label, mark(field)), select);
  select.addEventListener("change", () => set({ [field.name]: select.value }));
  return {
    element,
    render(/** @type {any} */ experiment) {
      const value = experiment[field.name];
      select.value = value;
      const chosen = field.choices.find((/** @type {any} */ choice) => choice.name === value);
      const help = [t(field.help), chosen?.help && t("{name}: {text}", { name: chosen.label, text: chosen.help })];
      describe(select, help.filter(Boolean).join("\n"));
      element.title = select.title;
    },
  };
}

/**
 * @param {any} field
 * @param {Actions} actions
 */
export function createSwitch(field, { set }) {
  const input = h("input", { type: "checkbox", role: "switch", "aria-label": field.label });
  const element = h("label.setting.switch", { "data-field": field.name },
    input, h("span", { "aria-hidden": "true" }, field.label, mark(field)));
  input.addEventListener("change", () => set({ [field.name]: input.checked }));
  describe(input, field.help);
  setAttributeOnce(element, "title", field.help ?? "");
  return {
    element,
    render(/** @type {any} */ experiment) {
      input.checked = Boolean(experiment[field.name]);
    },
  };
}

/**
 * @param {any} field
 * @param {Actions} actions
 */
export function createNumber(field, { set }) {
  const whole = field.kind === "int";
  const input = h("input", { type: "number", min: field.low, max: field.high,
    step: whole ? 1 : "any", inputmode: whole ? "numeric" : "decimal", "aria-label": field.label });
  const element = h("label.setting.menu", { "data-field": field.name },
    h("span", { "aria-hidden": "true" }, field.label, mark(field)), input);
  describe(input, field.help);
  setAttributeOnce(element, "title", field.help ?? "");
  let shown = NaN;
  input.addEventListener("change", () => {
    const typed = input.valueAsNumber;
    if (!Number.isFinite(typed)) return void (input.value = String(shown));
    const inside = Math.min(field.high, Math.max(field.low, whole ? Math.round(typed) : typed));
    input.value = String(inside);
    set({ [field.name]: inside });
  });
  return {
    element,
    render(/** @type {any} */ experiment) {
      if (experiment[field.name] === shown && input.valueAsNumber === shown) return;
      shown = experiment[field.name];
      input.value = String(shown);
    },
  };
}

/**
 * A formula to type; empty, the data set follows its own, which stands there faintly.
 * @param {any} field
 * @param {Actions} actions
 * @param {Record<string, any>} datasets
 */
export function createFormula(field, { set }, datasets) {
  // No tooltip on the field itself: it would cover what is said below.
  const input = h("input", { type: "text", maxlength: MAX_FORMULA, spellcheck: "false", autocomplete: "off",
    autocapitalize: "off", "aria-label": field.label, "aria-description": field.help });
  const said = h("p.refused", { role: "status" });
  const name = h("span", { "aria-hidden": "true", title: field.help }, `${field.label} =`, mark(field));
  const element = h("div.setting.formula", { "data-field": field.name }, h("label.menu", {}, name, input), said);
  let shown = "";
  input.addEventListener("change", () => set({ [field.name]: input.value.trim() }));
  return {
    element,
    render(/** @type {any} */ experiment, /** @type {any} */ { error }) {
      const refused = error?.startsWith(field.name) ? error : "";
      input.placeholder = datasets[experiment.dataset].formula;
      input.setAttribute("aria-invalid", String(Boolean(refused)));
      setText(said, refused);
      if (experiment[field.name] === shown) return; // what was refused stays, to be mended
      shown = experiment[field.name];
      input.value = shown;
    },
  };
}

/**
 * The inputs as chips: pressed ones are seen by the network.
 * @param {any} field
 * @param {Actions} actions
 */
export function createChips(field, { set }) {
  /** @type {string[]} */
  let chosen = [];
  const chips = field.choices.map((/** @type {any} */ choice) => {
    const chip = h("button.chip", { type: "button", "aria-pressed": "false" }, choice.label);
    chip.addEventListener("click", () => toggle(choice.name));
    return describe(chip, choice.help);
  });

  /** @param {string} name */
  function toggle(name) {
    const next = chosen.includes(name) ? chosen.filter((each) => each !== name) : [...chosen, name];
    set({ [field.name]: next });
  }

  const element = h("div.setting.chips",
    { "data-field": field.name, role: "group", "aria-label": field.label, "aria-description": field.help },
    ...chips);
  return {
    element,
    render(/** @type {any} */ experiment) {
      chosen = [...experiment[field.name]];
      const titles = titlesIn(experiment.own_points);
      field.choices.forEach((/** @type {any} */ choice, /** @type {number} */ index) => {
        const [chip, column] = [chips[index], columnOf(choice.name)];
        chip.setAttribute("aria-pressed", String(chosen.includes(choice.name)));
        chip.hidden = column >= titles.length;
        if (column >= 0 && !chip.hidden) setText(chip, titles[column]);
      });
    },
  };
}
