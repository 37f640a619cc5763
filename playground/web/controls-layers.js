// @ts-check
// Hidden layers and the neurons in each.

import { createMenuRow } from "./activations.js";
import { describe, h, setAttributeOnce, setText } from "./dom.js";
import { mark } from "./controls-slider.js";
import { layersOf, MOST_LAYERS, MOST_NEURONS, withLayer, withNeurons, withoutLayer } from "./shaping.js";
import { t } from "./text.js";

/**
 * The layers, and for the fold a menu of each one's activation.
 * @param {any} field
 * @param {{set: (changes: object) => void}} actions
 * @param {any} choices of an activation
 */
export function createLayers(field, actions, choices) {
  /** @type {import("./shaping.js").Layers} */
  let layers = { hidden: [], activations: [] };
  const most = field.high > 0 && field.high <= MOST_LAYERS ? field.high : MOST_LAYERS;
  const fewer = key("−", "Remove a hidden layer", () => actions.set(withoutLayer(layers, layers.hidden.length - 1)));
  const more = key("+", "Add a hidden layer", () => actions.set(withLayer(layers, layers.hidden.length)));
  const count = h("output", { "aria-label": "Hidden layers" });
  const boxes = h("div.layers", { role: "group", "aria-label": "Neurons in each hidden layer" });
  const element = h("div.setting.hidden-layers", { "data-field": field.name, role: "group", "aria-label": field.label },
    h("div.row", {}, h("span", { "aria-hidden": "true" }, field.label, mark(field)),
      h("div.stepper", {}, fewer, count, more)),
    boxes);
  describe(element.firstElementChild, field.help);
  setAttributeOnce(element, "aria-description", field.help ?? "");
  const menus = h("div.layers");
  const rare = h("div.setting.hidden-layers", { "data-field": "activations" },
    h("div.row", {}, h("span", {}, "Activation of each layer", mark(field))), menus);
  const activations = createMenuRow(menus, () => layers, actions);
  /** @type {any[]} */
  let shown = [];

  /**
   * @param {number} index
   * @param {number} neurons
   */
  function resize(index, neurons) {
    actions.set(withNeurons(layers, index, neurons));
  }

  return {
    element,
    rare,
    differs: (/** @type {any} */ experiment) => experiment.activations.length > 0,
    render(/** @type {any} */ experiment, /** @type {any} */ { status }) {
      layers = layersOf(experiment);
      const { hidden } = layers;
      setText(count, String(hidden.length));
      fewer.disabled = hidden.length === 0;
      more.disabled = hidden.length >= most;
      while (shown.length > hidden.length) shown.pop().element.remove();
      while (shown.length < hidden.length) {
        const layer = createLayer(shown.length, () => layers.hidden, resize);
        shown.push(layer);
        boxes.append(layer.element);
      }
      shown.forEach((layer, index) => layer.render(hidden[index]));
      rare.hidden = hidden.length === 0 || status.hide.includes("activation");
      activations.render(choices, experiment);
    },
  };
}

/**
 * One layer's stepper: fewer, a number to type, more.
 * @param {number} index
 * @param {() => number[]} layers
 * @param {(index: number, neurons: number) => void} resize
 */
function createLayer(index, layers, resize) {
  const layer = index + 1;
  const fewer = key("−", t("Take a neuron from layer {layer}", { layer }), () => resize(index, layers()[index] - 1));
  const more = key("+", t("Add a neuron to layer {layer}", { layer }), () => resize(index, layers()[index] + 1));
  const input = h("input", { type: "number", min: 1, max: MOST_NEURONS, step: 1, inputmode: "numeric",
    "aria-label": t("Neurons in layer {layer}", { layer }) });
  describe(input, t("How many neurons layer {layer} has, 1 to {most}.", { layer, most: MOST_NEURONS }));
  input.addEventListener("change", () => {
    const typed = input.valueAsNumber;
    if (Number.isFinite(typed)) resize(index, typed);
    else input.value = String(layers()[index]);
  });
  return {
    element: h("div.stepper.boxed", {}, fewer, input, more),
    render(/** @type {number} */ neurons) {
      if (input.valueAsNumber !== neurons) input.value = String(neurons);
      fewer.disabled = neurons <= 1;
      more.disabled = neurons >= MOST_NEURONS;
    },
  };
}

/**
 * @param {string} sign
 * @param {string} name
 * @param {() => void} onclick
 * @returns {HTMLButtonElement}
 */
export function key(sign, name, onclick) {
  const element = h("button.key", { type: "button", onclick, "aria-label": name }, sign);
  return describe(element, t("{name}.", { name }));
}
