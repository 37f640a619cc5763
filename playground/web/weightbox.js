// @ts-check
// The small window of a link or a bias: type its value, drag it, freeze it.

import { describe, h, setAttributeOnce, setText } from "./dom.js";
import { isFrozen, isOff, placeOf, unitOf } from "./hand.js";
import { zoomOf } from "./pixels.js";
import { keepEscape, openBeside } from "./popup.js";
import { sameTarget, sizesOf, unitName, unitTitle, valueAt } from "./targets.js";
import { t } from "./text.js";
import { currentFrame } from "./unitmap.js";
import { PERIOD_MS } from "./valuetip.js";

/** @typedef {import("./targets.js").Target} Target */

export const MOST = 1e4;
const REACH = 3; // times the size of the value, to either side
const STEPS = 300; // to either side
const DIGITS = 4;

/**
 * @param {HTMLElement} box the drawing
 * @param {any} actions
 */
export function createWeightBox(box, actions) {
  const title = h("strong");
  const which = describe(h("select", { "aria-label": "Which number" }), "The bias or one of the weights of this neuron.");
  const number = describe(h("input", { type: "number", step: "any", min: -MOST, max: MOST, inputmode: "decimal", "aria-label": "Value" }),
    "Type the number; Enter sets it.");
  const slider = describe(h("input", { type: "range", "aria-label": "Value" }), "Drag the number and see at once what it does.");
  const freeze = describe(h("button.button.small", { type: "button", "aria-pressed": "false" }, "Freeze"), "Training leaves this number as it is.");
  const zero = describe(h("button.button.small", { type: "button" }, "Set to 0"), "As if it were not there.");
  const element = h("div.popup.weightbox", { popover: "auto", role: "dialog" }, title,
    h("div.numbers", {}, which, number), h("div.setting.slider", {}, slider), h("div.next", {}, freeze, zero));
  keepEscape(element, /** @type {HTMLElement} */ (box.querySelector("canvas")));
  box.append(element);
  let wroteAt = -Infinity;
  let dragging = false;
  let typing = false;
  /** @type {any} */
  let written = null; // the frame whose number stands there

  const target = () => /** @type {Target|null} */ (actions.state().editing);
  /** @param {number} value @param {boolean} final */
  function send(value, final) {
    const now = target();
    if (!now || !Number.isFinite(value)) return;
    const inside = Math.max(-MOST, Math.min(MOST, value));
    actions.edit(placeOf(actions.state().scene, now), inside, final);
  }

  number.addEventListener("input", () => void (typing = true));
  number.addEventListener("change", () => {
    typing = false;
    send(number.valueAsNumber, true);
  });
  number.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    if (event.key === "Enter") number.blur(); // which is what changes it
    if (event.key === "Enter") number.focus();
  });
  slider.addEventListener("input", () => {
    dragging = true;
    show(round(slider.valueAsNumber));
    send(round(slider.valueAsNumber), false);
  });
  slider.addEventListener("change", () => {
    dragging = false;
    send(round(slider.valueAsNumber), true);
  });
  zero.addEventListener("click", () => send(0, true));
  freeze.addEventListener("click", () => {
    const { scene, status } = actions.state();
    const place = placeOf(scene, /** @type {Target} */ (target()));
    actions.freeze(place, !isFrozen(status, place));
  });
  which.addEventListener("change", () => {
    const { column, index, at } = /** @type {Target} */ (target());
    const link = which.value !== "bias";
    actions.openEditor({ kind: link ? "link" : "bias", column, index, at, ...(link && { from: Number(which.value) }) });
  });
  element.addEventListener("beforetoggle", (/** @type {any} */ { newState }) => {
    if (newState === "closed") actions.closeEditor(); // before a click elsewhere opens it anew
  });

  /** @param {number} value */
  function show(value) {
    if (slider.valueAsNumber !== value) slider.value = String(value);
    slider.style.setProperty("--share", String((slider.valueAsNumber - slider.min) / (slider.max - slider.min)));
    if (typing || number.value === String(round(value))) return;
    number.value = String(round(value));
    if (number.matches(":focus")) number.select(); // what is typed next replaces it
  }

  /** @param {import("./store.js").State} state @param {number} value */
  function begin({ scene, editing }, value) {
    const { kind, column, index, from } = /** @type {Target} */ (editing);
    const reach = Math.min(MOST, REACH * Math.max(1, Math.abs(value)));
    Object.assign(slider, { min: String(-reach), max: String(reach), step: String(reach / STEPS) });
    setText(title, unitTitle(scene, column, index));
    setAttributeOnce(element, "aria-label", t(kind === "bias" ? "Bias of {name}" : "Weight of {name}", { name: unitName(scene, column, index) }));
    const sources = Array.from({ length: sizesOf(scene)[column - 1] }, (_, source) =>
      h("option", { value: source }, column > 1 ? t("from neuron {n}", { n: unitOf(scene, column - 1, source) + 1 }) : t("from {name}", { name: unitName(scene, 0, source) })));
    which.replaceChildren(h("option", { value: "bias" }, "bias"), ...sources);
    which.value = kind === "bias" ? "bias" : String(from);
    dragging = typing = false;
  }

  return {
    /** @param {import("./store.js").State} state @param {import("./store.js").State} before @param {number} now */
    render(state, before, now) {
      const [{ editing, scene, status }, frame] = [state, currentFrame(state)];
      const open = element.matches(":popover-open");
      if (!editing || !frame) {
        if (open) element.hidePopover();
        return false;
      }
      const fresh = !sameTarget(editing, before.editing) || !open;
      const pressed = status !== before.status || fresh;
      if (!fresh && !pressed && frame === written) return false;
      if (!fresh && !pressed && now - wroteAt < PERIOD_MS) return true;
      [written, wroteAt] = [frame, now];
      const value = valueAt(scene, frame.arrays, editing);
      if (fresh) begin(state, value);
      if (!dragging) show(value);
      const place = placeOf(scene, editing);
      const frozen = isFrozen(status, place);
      freeze.setAttribute("aria-pressed", String(frozen));
      setText(freeze, frozen ? "Frozen" : "Freeze");
      const silent = editing.kind === "link" && isOff(scene, status, editing.column - 1, editing.from ?? 0);
      for (const control of [number, slider, zero]) control.disabled = silent;
      if (fresh && !open) openAt(element, box, editing);
      if (fresh && !open && !editing.touch) number.select();
      return false;
    },
  };
}

/**
 * @param {HTMLElement} element
 * @param {HTMLElement} box
 * @param {Target} target
 */
function openAt(element, box, { at = [0, 0] }) {
  const { left, top } = box.getBoundingClientRect();
  const zoom = zoomOf(box);
  const [x, y] = [left + at[0] * zoom, top + at[1] * zoom];
  openBeside(element, { left: x, right: x, top: y - 4, bottom: y + 4 });
}

/** @param {number} value */
export const round = (value) => Number(value.toPrecision(DIGITS));
