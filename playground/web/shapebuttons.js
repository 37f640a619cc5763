// @ts-check
// The drawing's own buttons: of a hidden layer, of the inputs, and between two columns.

import { createChips } from "./controls-choice.js";
import { key } from "./controls-layers.js";
import { describe, h, setAttributeOnce, setText } from "./dom.js";
import { keepEscape, openBeside } from "./popup.js";
import { gapPlace, ghostNodes, headingPlace, newWidth } from "./shaping.js";
import { MOST_LAYERS, MOST_NEURONS, withLayer, withNeurons, withoutLayer } from "./shaping.js";
import { t } from "./text.js";

/** @typedef {import("./store.js").State} State */
/** @typedef {import("./layout.js").Geometry} Geometry */

/**
 * Fewer and more neurons, and away with the layer.
 * @param {() => import("./shaping.js").Layers} layers
 * @param {(layers: import("./shaping.js").Layers, column: number|null) => void} change to a network, and where to go on
 */
export function createLayerButtons(layers, change) {
  const hidden = () => layers().hidden;
  let column = 1;
  const resize = (/** @type {number} */ by) => change(withNeurons(layers(), column - 1, hidden()[column - 1] + by), column);
  const fewer = key("−", "Take a neuron", () => resize(-1));
  const more = key("+", "Add a neuron", () => resize(1));
  const away = key("×", "Remove", () => change(withoutLayer(layers(), column - 1), hidden().length > 1 ? Math.max(1, column - 1) : 0));
  const count = h("output");
  const element = h("div.shape.boxed", { role: "group", hidden: true }, fewer, count, more, away);
  const put = centred(element);
  return {
    element,
    /** @param {Geometry|null} geometry @param {number|null} at */
    show(geometry, at) {
      const neurons = at === null ? undefined : hidden()[at - 1];
      element.hidden = !geometry || at === null || neurons === undefined || geometry.columns[at].kind !== "hidden";
      if (element.hidden || !geometry || at === null || neurons === undefined) return;
      column = at;
      setAttributeOnce(element, "aria-label", t("Layer {layer}", { layer: column }));
      name(fewer, t("Take a neuron from layer {layer}", { layer: column }));
      name(more, t("Add a neuron to layer {layer}", { layer: column }));
      name(away, t("Remove layer {layer}", { layer: column }));
      fewer.disabled = neurons <= 1;
      more.disabled = neurons >= MOST_NEURONS;
      setText(count, String(neurons));
      put(geometry, headingPlace(geometry, column));
    },
  };
}

/**
 * The inputs' heading, opening a window with a switch for each input there is.
 * @param {any} actions
 */
export function createInputButton(actions) {
  const window = h("div.popup.switchboard", { popover: "auto", role: "dialog", "aria-label": "Inputs of the network" });
  const element = h("button.shape.pill", { type: "button", hidden: true, "aria-haspopup": "dialog" }, "inputs ±");
  describe(element, "Choose what the network sees.");
  setAttributeOnce(element, "aria-label", "Choose inputs");
  element.addEventListener("click", () => {
    openBeside(window, element.getBoundingClientRect());
    window.querySelector("button")?.focus();
  });
  keepEscape(window, element);
  const put = centred(element);
  /** @type {any} */
  let chips = null;
  return {
    element,
    window,
    /** @param {State} state */
    render({ catalogue, status }) {
      if (catalogue && !chips) {
        chips = createChips(catalogue.fields.find((/** @type {any} */ field) => field.name === "inputs"), actions);
        window.append(h("strong", {}, "Inputs"), chips.element);
      }
      if (status) chips?.render(status.experiment);
    },
    /** @param {Geometry|null} geometry @param {number|null} column */
    show(geometry, column) {
      element.hidden = !geometry || column !== 0;
      if (geometry && column === 0) put(geometry, headingPlace(geometry, 0));
    },
  };
}

/**
 * A + between two columns; pointed at, it shows the layer that it would put there.
 * @param {() => import("./shaping.js").Layers} layers
 * @param {() => number} gapNow the column before it
 * @param {() => Geometry|null} geometryNow
 * @param {any} actions
 */
export function createGapButton(layers, gapNow, geometryNow, actions) {
  const hidden = () => layers().hidden;
  const ghost = h("div.ghost", { hidden: true, "aria-hidden": "true" });
  const element = key("+", "Put in a layer", () => {
    ghost.hidden = true;
    actions.set(withLayer(layers(), gapNow()));
  });
  element.classList.add("shape", "round");
  element.hidden = true;
  const put = centred(element);

  function sketch() {
    const geometry = geometryNow();
    if (!geometry || element.hidden) return;
    const nodes = ghostNodes(geometry, gapNow(), newWidth(hidden(), gapNow()));
    ghost.replaceChildren(...nodes.map(({ x, y, size }) =>
      h("i", { style: `left:${x}px;top:${y}px;width:${size}px;height:${size}px;border-radius:${size * 0.17}px` })));
    ghost.hidden = false;
  }

  const rub = () => void (ghost.hidden = true);
  for (const event of ["pointerenter", "focus"]) element.addEventListener(event, sketch);
  for (const event of ["pointerleave", "blur"]) element.addEventListener(event, rub);
  return {
    element,
    ghost,
    /** @param {Geometry|null} geometry @param {number|null} column */
    show(geometry, column) {
      const gap = gapNow();
      const open = geometry && column !== null && gap >= 0 && gap + 1 < geometry.columns.length;
      element.hidden = !open || hidden().length >= MOST_LAYERS || hidden().length !== (geometry?.columns.length ?? 0) - 2;
      if (element.hidden || !geometry) return rub();
      const text = gap === 0 ? "Put in a layer of {n} after the inputs" : "Put in a layer of {n} after layer {layer}";
      name(element, t(text, { n: newWidth(hidden(), gap), layer: gap }));
      put(geometry, gapPlace(geometry, gap));
    },
  };
}

/** @param {HTMLElement} button @param {string} text */
function name(button, text) {
  if (button.getAttribute("aria-label") === text) return;
  button.setAttribute("aria-label", text);
  describe(button, t("{name}.", { name: text }));
}

/**
 * Lets an element be centred on a place inside the drawing. Its size is kept: to ask for it between
 * two changes would have the page laid out in the middle of a frame.
 * @param {HTMLElement} element
 * @returns {(geometry: Geometry, place: import("./shaping.js").Place) => void}
 */
function centred(element) {
  let [wide, high] = [0, 0];
  /** @type {[Geometry, import("./shaping.js").Place]|null} */
  let last = null;

  /** @param {Geometry} geometry @param {import("./shaping.js").Place} place */
  function put(geometry, place) {
    last = [geometry, place];
    const left = Math.max(0, Math.min(geometry.width - wide, place.x - wide / 2));
    const top = Math.max(0, Math.min(geometry.height - high, place.y - high / 2));
    element.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
  }

  new ResizeObserver(() => {
    [wide, high] = [element.offsetWidth, element.offsetHeight];
    if (last) put(...last);
  }).observe(element);
  return put;
}
