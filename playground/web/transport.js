// @ts-check
// The transport bar: play and pause, one step, both ways of starting again, speed, readouts.

import { createSlider } from "./controls-slider.js";
import { describe, h, icon, ICONS, setAttributeOnce } from "./dom.js";
import { formatPace } from "./format.js";
import { createReadouts } from "./readouts.js";
import { t } from "./text.js";

const HELP = {
  step: "Train to the end of this epoch and wait; with the speed in steps, on one batch only.",
  reset: "Start again from the same weights.",
  weights: "Start again from new weights.",
  controls: "Open the settings.",
};

/**
 * Whether the run is in motion, or will be once its program is ready.
 * @param {any} status
 * @returns {boolean}
 */
export function isPlaying(status) {
  return Boolean(status?.playing ?? status?.state === "running");
}

/**
 * @param {any} actions
 * @returns {import("./store.js").Part & {element: HTMLElement}}
 */
export function createTransport(actions) {
  const play = h("button.play", { type: "button", onclick: actions.toggle, "aria-label": "Play" },
    icon(ICONS.play, { filled: true }));
  const step = button("Step", HELP.step, ICONS.step, actions.step);
  const reset = button("Reset", HELP.reset, ICONS.reset, actions.reset);
  const weights = button("New weights", HELP.weights, ICONS.dice, actions.newWeights);
  const controls = button("Controls", HELP.controls, ICONS.sliders, actions.toggleSheet);
  controls.classList.add("only-phone");
  const speed = h("div.speed");
  const readouts = createReadouts(actions);
  const element = h("div.transport", { role: "group", "aria-label": "Training" },
    h("div.keys", {}, play, step, reset, weights, controls), speed, readouts.element);
  /** @type {any} */
  let slider = null;

  return {
    element,
    render(state, before, now) {
      if (state.catalogue && !slider) {
        slider = createPace(state.catalogue, actions);
        speed.append(slider.element);
      }
      if (state.status && (state.status !== before.status || state.catalogue !== before.catalogue)) {
        showPlay(play, isPlaying(state.status));
        play.classList.toggle("invite", state.status.state === "idle");
        slider?.render(state.status.experiment, state);
        const { hide } = state.status;
        speed.hidden = hide.includes("pace");
        play.hidden = hide.includes("play");
        step.hidden = hide.includes("step");
        reset.hidden = hide.includes("reset");
        weights.hidden = hide.includes("new_weights");
      }
      setAttributeOnce(controls, "aria-expanded", state.sheet);
      if (before.sheet && !state.sheet) controls.focus(); // where it was opened
      return readouts.render(state, before, now);
    },
  };
}

/**
 * @param {HTMLElement} play
 * @param {boolean} playing
 */
function showPlay(play, playing) {
  const name = t(playing ? "Pause" : "Play");
  if (play.getAttribute("aria-label") === name && play.title) return;
  setAttributeOnce(play, "aria-label", name);
  play.replaceChildren(icon(playing ? ICONS.pause : ICONS.play, { filled: true }));
  describe(play, playing ? "Pause training (space bar)." : "Train the network (space bar).");
}

/**
 * @param {string} label
 * @param {string} help
 * @param {string} path
 * @param {() => void} onclick
 * @returns {HTMLButtonElement}
 */
function button(label, help, path, onclick) {
  const element = h("button.button", { type: "button", onclick, "aria-label": label }, icon(path), h("span", {}, label));
  return describe(element, help);
}

/**
 * @param {any} catalogue
 * @param {any} actions
 */
function createPace(catalogue, actions) {
  const field = catalogue.fields.find((/** @type {any} */ each) => each.name === "pace");
  const paces = (catalogue.paces ?? field.choices).map((/** @type {any} */ pace) => pace.name ?? pace);
  return createSlider({ ...field, values: paces, format: formatPace }, actions);
}
