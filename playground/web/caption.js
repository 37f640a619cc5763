// @ts-check
// Whose answer the field shows, and how that neuron works it out, in numbers.

import { h, icon, ICONS, setText } from "./dom.js";
import { equationOf } from "./equation.js";
import { sameTarget, unitShown, unitTitle } from "./targets.js";
import { currentFrame, isExact } from "./unitmap.js";
import { PERIOD_MS } from "./valuetip.js";

const CHARACTER = 6.3; // CSS pixels, on the wide side: text is not measured here
const BESIDE = 16; // gap and button

/** @typedef {import("./targets.js").Target} Target */

/**
 * @param {any} actions
 * @returns {import("./store.js").Part & {element: HTMLElement}}
 */
export function createCaption(actions) {
  const title = h("b");
  const text = h("span");
  const unpin = h("button.quiet", { type: "button", hidden: true }, icon(ICONS.close));
  const spoken = h("div.unseen", { "aria-live": "polite" });
  const element = h("div.caption", { onclick: actions.unpin }, title, text, unpin, spoken);
  const hint = matchMedia("(hover: none)").matches
    ? "Tap a neuron to see what it answers." : "Point at a neuron to see what it answers; click to pin it.";
  let wroteAt = -Infinity;
  /** @type {unknown[]} */
  let written = [];
  element.addEventListener("pointerover", (/** @type {PointerEvent} */ event) => {
    // Only on the way in: from then on the title is the tooltip's.
    if (!element.contains(/** @type {Node|null} */ (event.relatedTarget))) element.title = fullText(actions.state());
  });

  return {
    element,
    render(state, before, now) {
      const [{ scene, catalogue, pinned, resized }, unit, frame] = [state, unitShown(state), currentFrame(state)];
      if (!scene || !catalogue) return false;
      const wanted = [scene, unit, pinned, resized, catalogue, unit && frame];
      if (wanted.every((part, at) => part === written[at])) return false;
      const live = wanted.slice(0, -1).every((part, at) => part === written[at]); // only its numbers are new
      if (live && now - wroteAt < PERIOD_MS) return true;
      const [old, oldPin] = [/** @type {Target|null} */ (written[1] ?? null), written[2]];
      [written, wroteAt] = [wanted, now];
      setText(title, unit ? unitTitle(scene, unit.column, unit.index) : "Output");
      const room = (element.clientWidth - title.offsetWidth - BESIDE) / CHARACTER;
      setText(text, unit ? explain(state, unit, room) : hint);
      if (live) return false;
      unpin.hidden = !pinned;
      element.classList.toggle("pinned", Boolean(pinned));
      if (pinned) unpin.setAttribute("aria-label", `Unpin ${unitTitle(scene, pinned.column, pinned.index)}`);
      // Once for each neuron, not once for each frame.
      if (!sameTarget(unit, old) || pinned !== oldPin) setText(spoken, unit ? speak(state, unit) : "");
      return false;
    },
  };
}

/**
 * @param {import("./store.js").State} state
 * @param {Target} unit
 * @param {number} [room] in characters
 * @returns {string}
 */
function explain(state, unit, room = Infinity) {
  const [{ scene, catalogue }, frame] = [state, currentFrame(state)];
  if (unit.column === 0) {
    const { choices } = catalogue.fields.find((/** @type {any} */ field) => field.name === "inputs");
    return choices.find((/** @type {any} */ choice) => choice.name === scene.inputs[unit.index].name)?.help ?? "";
  }
  if (!frame) return "";
  const coarse = isExact(scene, unit) ? "" : " (coarse)";
  return equationOf(scene, frame.arrays, unit, room - coarse.length) + coarse;
}

/** @param {import("./store.js").State} state @param {Target} unit */
function speak(state, unit) {
  const pinned = sameTarget(unit, state.pinned) ? ", pinned" : "";
  return `${unitTitle(state.scene, unit.column, unit.index)}${pinned}: ${explain(state, unit)}`;
}

/**
 * The whole equation and what its letters are, for the tooltip.
 * @param {import("./store.js").State} state
 */
function fullText(state) {
  const [{ scene }, unit] = [state, unitShown(state)];
  if (!unit) return "";
  const notes = [explain(state, unit)];
  if (unit.column === 1 && scene.standardized) notes.push("The inputs are standardized.");
  if (unit.column > 1) notes.push(`a₁, a₂ …: what the neurons of layer ${unit.column - 1} answer.`);
  if (!isExact(scene, unit)) notes.push("Of wide layers only a part is sent: this is the neuron's small map, enlarged.");
  return notes.join("\n");
}
