// @ts-check
// All that one neuron learns by, as a list: for a finger, which hits no link, and for ears.

import { describe, h, setAttributeOnce } from "./dom.js";
import { isFrozen, isOff, placeOf } from "./hand.js";
import { createOverlay } from "./overlay.js";
import { sizesOf, stillThere, unitName, unitTitle, valueAt } from "./targets.js";
import { t } from "./text.js";
import { currentFrame } from "./unitmap.js";
import { PERIOD_MS } from "./valuetip.js";
import { MOST, round } from "./weightbox.js";

/** @typedef {import("./targets.js").Target} Target */
/** @typedef {{target: Target, element: HTMLElement, number: HTMLInputElement, freeze: HTMLElement}} Row */

/**
 * @param {any} actions
 * @returns {import("./store.js").Part & {element: HTMLDialogElement, open: (unit?: Target|null) => void}}
 */
export function createWeightList(actions) {
  const menu = describe(h("select", { "aria-label": "Neuron" }), "The neuron whose weights are listed.");
  const list = h("div.weight-rows");
  const overlay = createOverlay("Weights and biases",
    h("label.menu", {}, h("span", { "aria-hidden": "true" }, "Neuron"), menu), list);
  overlay.element.classList.add("weight-list");
  /** @type {Target} */
  let unit = { kind: "unit", column: 1, index: 0 };
  /** @type {Row[]} */
  let rows = [];
  /** @type {any} */
  let built = null; // the scene whose neurons stand in the menu
  /** @type {unknown[]} */
  let written = [];
  let wroteAt = -Infinity;

  menu.addEventListener("change", () => {
    const [column, index] = menu.value.split("/").map(Number);
    unit = { kind: "unit", column, index };
    fill(actions.state());
    show(actions.state());
  });

  /** @param {any} scene */
  function offer(scene) {
    built = scene;
    unit = stillThere(scene, unit) ?? { kind: "unit", column: 1, index: 0 };
    const names = sizesOf(scene).flatMap((size, column) => Array.from({ length: column ? size : 0 }, (_, index) =>
      h("option", { value: `${column}/${index}` }, unitTitle(scene, column, index))));
    menu.replaceChildren(...names);
  }

  /** @param {import("./store.js").State} state */
  function fill({ scene }) {
    const { column, index } = unit;
    menu.value = `${column}/${index}`;
    const sources = Array.from({ length: sizesOf(scene)[column - 1] }, (_, from) => /** @type {Target} */ ({ kind: "link", column, index, from }));
    rows = [/** @type {Target} */ ({ kind: "bias", column, index }), ...sources].map((target) => createRow(scene, target, actions));
    list.replaceChildren(...rows.map(({ element }) => element));
  }

  /** @param {import("./store.js").State} state */
  function show(state) {
    const [{ scene, status }, frame] = [state, currentFrame(state)];
    for (const { target, number, freeze } of rows) {
      const frozen = isFrozen(status, placeOf(scene, target));
      setAttributeOnce(freeze, "aria-pressed", frozen);
      const silent = target.kind === "link" && isOff(scene, status, target.column - 1, target.from ?? 0);
      if (number.disabled !== silent) number.disabled = silent;
      const value = String(round(valueAt(scene, frame.arrays, target)));
      if (number.value !== value && !number.matches(":focus")) number.value = value; // or what is typed would be lost
    }
  }

  return {
    element: overlay.element,
    open(chosen) {
      const state = actions.state();
      if (!currentFrame(state)) return;
      if (chosen && chosen.column > 0) unit = { kind: "unit", column: chosen.column, index: chosen.index };
      offer(state.scene);
      fill(state);
      show(state);
      overlay.open();
    },
    render(state, _, now) {
      const frame = currentFrame(state);
      if (!overlay.element.open || !frame) return false;
      const wanted = [state.scene, state.status, frame];
      if (wanted.every((part, at) => part === written[at])) return false;
      if (state.scene === built && state.status === written[1] && now - wroteAt < PERIOD_MS) return true;
      if (state.scene !== built) {
        offer(state.scene);
        fill(state);
      }
      [written, wroteAt] = [wanted, now];
      show(state);
      return false;
    },
  };
}

/**
 * @param {any} scene
 * @param {Target} target a link or a bias
 * @param {any} actions
 * @returns {Row}
 */
function createRow(scene, target, actions) {
  const { kind, column, from = 0 } = target;
  const name = kind === "bias" ? t("bias") : t("from {name}", { name: unitName(scene, column - 1, from) });
  const number = h("input", { type: "number", step: "any", min: -MOST, max: MOST, inputmode: "decimal", "aria-label": name });
  const freeze = h("button.button.small", { type: "button", "aria-label": t("Freeze: {name}", { name }) }, "Freeze");
  describe(freeze, "Training leaves a frozen number as it is.");
  const place = placeOf(scene, target);
  number.addEventListener("change", () => {
    const value = number.valueAsNumber;
    if (Number.isFinite(value)) actions.edit(place, Math.max(-MOST, Math.min(MOST, value)), true);
  });
  number.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    if (event.key === "Enter") number.blur(); // which is what changes it
    if (event.key === "Enter") number.focus();
  });
  freeze.addEventListener("click", () => actions.freeze(place, !isFrozen(actions.state().status, place)));
  return { target, number, freeze, element: h("div.weight-row", {}, h("span", { "aria-hidden": "true" }, name), number, freeze) };
}
