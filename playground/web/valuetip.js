// @ts-check
// The number at the link or bias pointed at, beside the pointer, while training changes it.

import { h, setHidden, setText } from "./dom.js";
import { formatNumber } from "./equation.js";
import { isFrozen, isOff, placeOf } from "./hand.js";
import { sameTarget, unitName, valueAt } from "./targets.js";
import { t } from "./text.js";
import { currentFrame } from "./unitmap.js";

export const PERIOD_MS = 100; // numbers that change faster cannot be read
const GAP = 12;
const DECIMALS = 3;

/** @returns {{element: HTMLElement, render: (state: import("./store.js").State,
 *   before: import("./store.js").State, now: number) => boolean}} */
export function createValueTip() {
  const number = h("b");
  const rest = h("span");
  const element = h("div.valuetip", { role: "status", "aria-live": "off", hidden: true }, number, rest);
  let wroteAt = -Infinity;
  /** @type {any} */
  let written = null; // the frame whose number stands there

  return {
    element,
    render(state, before, now) {
      const [{ hover, scene, status }, frame] = [state, currentFrame(state)];
      const target = hover && hover.kind !== "unit" && frame && !state.editing ? hover : null;
      setHidden(element, !target);
      if (!target) return false;
      const fresh = !sameTarget(hover, before.hover) || scene !== before.scene || status !== before.status || before.editing;
      if (!fresh && frame === written) return false;
      if (!fresh && now - wroteAt < PERIOD_MS) return true;
      [written, wroteAt] = [frame, now];
      const value = formatNumber(valueAt(scene, frame.arrays, target), DECIMALS);
      setText(number, target.kind === "bias" ? t("bias {value}", { value }) : t("weight {value}", { value }));
      if (fresh) {
        setText(rest, t(heldOf(scene, status, target), { place: whereOf(scene, target) }));
        place(element, target);
      }
      return false;
    },
  };
}

/** @param {any} scene @param {import("./targets.js").Target} target */
function whereOf(scene, { kind, column, index, from = 0 }) {
  const end = unitName(scene, column, index);
  return kind === "bias" ? t(" of {end}", { end }) : t(" from {start} to {end}", { start: unitName(scene, column - 1, from), end });
}

/** The place, and how the number is held there. @param {any} scene @param {any} status @param {import("./targets.js").Target} target */
function heldOf(scene, status, target) {
  const source = target.kind === "bias" ? target.column : target.column - 1;
  if (isOff(scene, status, source, target.from ?? target.index)) return "{place}, switched off";
  return isFrozen(status, placeOf(scene, target)) ? "{place}, frozen" : "{place}";
}

/**
 * Below the place pointed at, inside the drawing.
 * @param {HTMLElement} element
 * @param {import("./targets.js").Target} target
 */
function place(element, { at = [0, 0] }) {
  const room = /** @type {HTMLElement} */ (element.parentElement);
  const left = Math.max(0, Math.min(at[0] + GAP, room.clientWidth - element.offsetWidth));
  const fits = at[1] + GAP + element.offsetHeight <= room.clientHeight;
  element.style.left = `${left}px`;
  element.style.top = `${fits ? at[1] + GAP : at[1] - GAP - element.offsetHeight}px`;
}
