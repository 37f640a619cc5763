// @ts-check
// The window of help: what each part of the picture is, and what the keys do.

import { describe, h } from "./dom.js";
import { createOverlay } from "./overlay.js";

const PARTS = [
  ["Input", "What the network sees of a point; the small picture is its value over the plane."],
  ["Neuron", "Adds up what it hears, weight times value, and bends the sum by its activation; its picture is what it answers everywhere."],
  ["Link", "A weight: thick is strong, blue adds, orange takes away. Point at it for its value, click to edit it."],
  ["Bias", "The dot at a neuron's corner: a number added to its sum, whatever it hears."],
  ["Output", "The last neuron: its sum, turned into the answer that the big picture shows."],
  ["Field", "The network's answer at every place, in the colours of the classes; pale is unsure. Click a point to follow it through the network."],
  ["Points", "The data: discs train the network, diamonds only test it, a cross marks a wrong answer."],
  ["Loss", "How wrong the answers are, on average: the number that training lowers. Dashed: on the test points, which it never learns from."],
  ["Accuracy", "The share of points answered rightly; for numbers R², the share of their spread that is explained."],
  ["Epoch", "Once through all training points; a step is one batch of them."],
  ["Slider below the curves", "Any earlier moment of the run, to look at or to go on from."],
];
const KEYS = [
  ["Space", "Play or pause"],
  ["S", "One step"],
  ["Ctrl Z", "Undo"],
  ["Ctrl Shift Z", "Redo"],
  ["?", "This window"],
  ["Tab, arrows", "In the drawing: from neuron to neuron"],
  ["Enter", "In the drawing: pin a neuron"],
  ["E", "In the drawing: edit its bias and weights"],
  ["W", "In the drawing: all weights of a neuron as a list"],
  ["F", "In the drawing: freeze them, or let them learn"],
  ["O", "In the drawing: switch the neuron off or on"],
  ["Enter", "In the field: follow a point through the network"],
  ["← →, ↑ ↓", "While following a point: the steps; other points"],
  ["D", "In the field: edit the points, and be done"],
  ["1 … 9, Del", "While editing points: choose a class, delete a point"],
  ["Arrows", "On the slider below the curves: from moment to moment"],
  ["Esc", "Close a window, end editing, let go of a point or a pinned neuron"],
];

/** @returns {{element: HTMLDialogElement, open: () => void}} */
export function createHelp() {
  const row = (/** @type {any} */ term, /** @type {string} */ meaning) => h("div", {}, h("dt", {}, term), h("dd", {}, meaning));
  return createOverlay("Help",
    h("div.help", {},
      h("section", {}, h("h3", {}, "What is what"), h("dl.keys-list", {}, ...PARTS.map(([name, meaning]) => row(h("b", {}, name), meaning)))),
      h("section", {}, h("h3", {}, "Keys"), h("dl.keys-list", {}, ...KEYS.map(([key, meaning]) => row(h("kbd", {}, key), meaning))))));
}

/** @param {any} actions @returns {HTMLElement} */
export function createHelpButton(actions) {
  const button = h("button.button.help-button", { type: "button", "aria-label": "Help", onclick: actions.openHelp }, "?");
  return describe(button, "What each part of the picture is, and what the keys do (?).");
}
