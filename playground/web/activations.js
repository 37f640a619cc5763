// @ts-check
// Menus for the activation of single hidden layers: one over each column of the drawing, one each in the panel.

import { describe, h } from "./dom.js";
import { menuPlace } from "./headings.js";
import { withActivation } from "./shaping.js";
import { t } from "./text.js";

const NARROW = 60; // CSS pixels: less has no room for a mark beside the name

/** @typedef {import("./shaping.js").Layers} Layers */

/**
 * The activations of the catalogue.
 * @param {any} catalogue
 * @returns {{name: string, label: string, help: string}[]}
 */
export const activationsOf = (catalogue) =>
  catalogue.fields.find((/** @type {any} */ field) => field.name === "activation").choices;

/**
 * The menu of one layer.
 * @param {{name: string, label: string, help: string}[]} choices
 * @param {number} layer counted from 0
 * @param {() => Layers} layers
 * @param {{set: (changes: object) => void}} actions
 */
export function createActivationMenu(choices, layer, layers, { set }) {
  const element = h("select", { "aria-label": t("Activation of layer {layer}", { layer: layer + 1 }) },
    ...choices.map(({ name, label }) => h("option", { value: name }, label)));
  element.addEventListener("change", () => set(withActivation(layers(), layer, element.value)));
  return {
    element,
    /** @param {any} experiment */
    render({ activation }) {
      const name = layers().activations[layer];
      if (element.value !== name) element.value = name;
      element.classList.toggle("own", name !== activation);
      const chosen = choices.find((choice) => choice.name === name);
      if (chosen) describe(element, t("Layer {layer}: {label}. {help}", { layer: layer + 1, label: chosen.label, help: chosen.help }));
    },
  };
}

/**
 * As many menus as there are hidden layers, in one element.
 * @param {HTMLElement} element
 * @param {() => Layers} layers
 * @param {{set: (changes: object) => void}} actions
 */
export function createMenuRow(element, layers, actions) {
  /** @type {ReturnType<typeof createActivationMenu>[]} */
  const menus = [];
  return {
    menus,
    /** @param {any} choices @param {any} experiment */
    render(choices, experiment) {
      const count = experiment.hidden.length;
      while (menus.length > count) menus.pop()?.element.remove();
      while (menus.length < count) {
        const menu = createActivationMenu(choices, menus.length, layers, actions);
        menus.push(menu);
        element.append(menu.element);
      }
      for (const menu of menus) menu.render(experiment);
    },
  };
}

/**
 * The menus of the drawing, each in its place.
 * @param {() => Layers} layers
 * @param {any} actions
 */
export function createActivationMenus(layers, actions) {
  const element = h("div.activations");
  const row = createMenuRow(element, layers, actions);
  return {
    element,
    /** @param {import("./store.js").State} state */
    render({ catalogue, status }) {
      if (catalogue && status) row.render(activationsOf(catalogue), status.experiment);
    },
    /** @param {import("./layout.js").Geometry|null} geometry null hides them */
    show(geometry) {
      element.hidden = geometry?.columns.length !== row.menus.length + 2;
      if (element.hidden || !geometry) return;
      element.classList.toggle("downwards", geometry.vertical);
      element.classList.toggle("narrow", row.menus.length > 0 && menuPlace(geometry, 1).width < NARROW);
      row.menus.forEach(({ element: { style } }, layer) => {
        const { x, y, width, height } = menuPlace(geometry, layer + 1);
        Object.assign(style, { left: `${x}px`, top: `${y}px`, maxWidth: `${width}px`, height: `${height}px` });
      });
    },
  };
}
