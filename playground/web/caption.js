// @ts-check
// Whose answer the field shows, and how that neuron works it out, in numbers.

import { describe, h, icon, ICONS, setAttributeOnce, setText } from "./dom.js";
import { equationOf } from "./equation.js";
import { formatEpoch } from "./format.js";
import { isOff } from "./hand.js";
import { isOutput, sameTarget, sliceOf, unitName, unitShown, unitTitle } from "./targets.js";
import { t } from "./text.js";
import { currentFrame, isExact } from "./unitmap.js";
import { PERIOD_MS } from "./valuetip.js";

const SAMPLE = "0.52·X₁ − 1.31·X₂ + 0.10"; // for the width of a character
const COARSE = "small map, enlarged (wide layer)";
const SPOKEN = 60; // characters: who listens wants no more
const SPARE = 4; // CSS pixels
const HINTS = ["Tap a neuron to enlarge it, a point to follow it.", "Point at a neuron to enlarge it; click a point to follow it."];
/** Where no point can be followed. */
export const NEURONS_ONLY = ["Tap a neuron to enlarge it.", "Point at a neuron to enlarge it."];

/** @typedef {import("./targets.js").Target} Target */

/**
 * @param {any} actions
 * @param {string[]} hints what can be done, by touch and with a pointer
 * @returns {import("./store.js").Part & {element: HTMLElement}}
 */
export function createCaption(actions, hints = HINTS) {
  const title = h("b");
  const text = h("span");
  const power = h("button.power", { type: "button", hidden: true });
  const unpin = h("button.quiet", { type: "button", hidden: true }, icon(ICONS.close));
  const spoken = h("div.unseen", { "aria-live": "polite" });
  const element = h("div.caption", { onclick: actions.unpin }, title, text, power, unpin, spoken);
  power.addEventListener("click", (/** @type {Event} */ event) => {
    event.stopPropagation(); // it stays pinned
    const { column, index } = actions.state().pinned;
    actions.switchUnit(column, index);
  });
  const hint = hints[matchMedia("(hover: none)").matches ? 0 : 1];
  let room = Infinity; // in characters
  let beside = ""; // what else stands in the line, on which that depends
  let wroteAt = -Infinity;
  /** @type {unknown[]} */
  let written = [];
  element.addEventListener("pointerover", (/** @type {PointerEvent} */ event) => {
    // Only on the way in: from then on the title is the tooltip's.
    if (!element.contains(/** @type {Node|null} */ (event.relatedTarget))) setAttributeOnce(element, "title", fullText(actions.state()));
  });

  return {
    element,
    render(state, before, now) {
      const [{ scene, catalogue, pinned, resized, status }, unit, frame] = [state, unitShown(state), currentFrame(state)];
      if (!scene || !catalogue) return false;
      const { looking } = state;
      const wanted = [scene, unit, pinned, resized, catalogue, status, Boolean(looking), (unit || looking) && frame];
      if (wanted.every((part, at) => part === written[at])) return false;
      const live = wanted.slice(0, -1).every((part, at) => part === written[at]); // only its numbers are new
      if (live && now - wroteAt < PERIOD_MS) return true;
      const without = pinned && !unit ? t("without {name}", { name: unitName(scene, pinned.column, pinned.index) }) : "";
      if (!live) {
        setText(title, unit ? titleOf(state, unit) : "Output");
        showPower(power, state);
        showPin(element, unpin, pinned && unitTitle(scene, pinned.column, pinned.index));
        const others = [resized, title.textContent, unpin.hidden, power.textContent, power.hidden].join("|");
        if (unit && (others !== beside || room <= 0)) [room, beside] = [charactersIn(text), others]; // has the page laid out
        // Once for each neuron, not once for each frame.
        const told = sameTarget(unit, /** @type {Target|null} */ (written[1] ?? null)) && pinned === written[2];
        if (!told || without) setText(spoken, unit ? speak(state, unit) : without);
      }
      setText(text, unit ? explain(state, unit, room) : looking ? lookingBack(state) : without || sliceOf(scene) || hint);
      [written, wroteAt] = [wanted, now];
      return false;
    },
  };
}

/** @param {import("./store.js").State} state */
function lookingBack({ looking, frame }) {
  return t("epoch {epoch} of {last} – looking back", { epoch: formatEpoch(looking.epoch), last: formatEpoch(frame.epoch) });
}

/**
 * @param {HTMLElement} element
 * @param {HTMLElement} unpin
 * @param {string|null} name of the pinned neuron
 */
function showPin(element, unpin, name) {
  unpin.hidden = !name;
  setAttributeOnce(unpin, "aria-label", t("Unpin {name}", { name: name ?? "" }));
  element.classList.toggle("pinned", Boolean(name));
}

/** @param {import("./store.js").State} state @param {Target} unit */
function titleOf({ scene, status }, { column, index }) {
  const name = unitTitle(scene, column, index);
  return isOff(scene, status, column, index) ? t("{name} (off)", { name }) : name;
}

/**
 * A hidden neuron that is pinned can be switched off, to see what it did.
 * @param {HTMLElement} button
 * @param {import("./store.js").State} state
 */
function showPower(button, { scene, status, pinned, hover }) {
  const other = hover?.kind === "unit" && !sameTarget(hover, pinned); // whose name stands there
  button.hidden = !pinned || other || pinned.column === 0 || isOutput(scene, pinned.column);
  if (!pinned || button.hidden) return;
  const off = isOff(scene, status, pinned.column, pinned.index);
  setText(button, off ? "Switch on" : "Switch off");
  const name = unitName(scene, pinned.column, pinned.index);
  describe(button, off ? t("Let {name} take part again.", { name }) : t("See what the network answers without {name}.", { name }));
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
    const { title } = scene.inputs[unit.index];
    if (title) return t("The column {title} of the table; all over the field it has its mean.", { title });
    const { choices } = catalogue.fields.find((/** @type {any} */ field) => field.name === "inputs");
    return choices.find((/** @type {any} */ choice) => choice.name === scene.inputs[unit.index].name)?.help ?? "";
  }
  if (!frame) return "";
  if (!isOutput(scene, unit.column) && !isExact(scene, unit)) return COARSE;
  return equationOf(scene, frame.arrays, unit, room);
}

/**
 * How many characters of an equation its place takes.
 * @param {HTMLElement} place
 * @returns {number}
 */
function charactersIn(place) {
  const pen = /** @type {OffscreenCanvasRenderingContext2D} */ (new OffscreenCanvas(1, 1).getContext("2d"));
  const { fontSize, fontFamily } = getComputedStyle(place); // `font` is empty beside tabular numerals
  pen.font = `${fontSize} ${fontFamily}`;
  return Math.floor((SAMPLE.length * (place.clientWidth - SPARE)) / pen.measureText(SAMPLE).width);
}

/** @param {import("./store.js").State} state @param {Target} unit */
function speak(state, unit) {
  const values = { name: unitTitle(state.scene, unit.column, unit.index), text: explain(state, unit, SPOKEN) };
  return sameTarget(unit, state.pinned) ? t("{name}, pinned: {text}", values) : t("{name}: {text}", values);
}

/**
 * The whole equation and what its letters are, for the tooltip.
 * @param {import("./store.js").State} state
 */
function fullText(state) {
  const [{ scene }, unit] = [state, unitShown(state)];
  if (!unit) return scene ? sliceOf(scene) : "";
  const text = explain(state, unit);
  if (text === COARSE) return "Of a wide layer the page knows a part only: this neuron's small map, enlarged.";
  const notes = [text];
  if (unit.column === 1 && scene.standardized) notes.push(t("The inputs are standardized."));
  if (unit.column > 1) notes.push(t("a₁, a₂ …: what the neurons of layer {n} answer.", { n: unit.column - 1 }));
  return notes.join("\n");
}
