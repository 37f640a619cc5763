// @ts-check
// The presets as cards: a picture, a title, its year, its story. One click loads one.

import { drawSample } from "./controls-data.js";
import { fitCanvas, h } from "./dom.js";
import { createOverlay } from "./overlay.js";

const PICTURE = { width: 232, height: 96 };
const SAMPLE = 88;
const MOST_DOTS = 8;
const GAP = 10;

/**
 * @param {any} actions
 * @returns {import("./store.js").Part & {element: HTMLElement, open: () => void}}
 */
export function createGallery(actions) {
  const cards = h("div.cards");
  const overlay = createOverlay("Presets", cards);
  /** @type {any[]|null} */
  let shown = null;
  /** @type {any} */
  let drawnWith = null;

  /** @param {import("./store.js").State} state */
  function fill({ catalogue, palette }) {
    if (!catalogue || !palette) return;
    if (!shown) {
      shown = catalogue.presets.map((/** @type {any} */ preset) => createCard(preset, actions, overlay.close));
      cards.append(...(shown ?? []).map((card) => card.element));
    }
    if (drawnWith === palette) return;
    drawnWith = palette;
    for (const card of shown ?? []) card.draw(catalogue.datasets, palette);
  }

  return {
    element: overlay.element,
    open() {
      fill(actions.state());
      overlay.open();
    },
    render(state, before) {
      if (overlay.element.open) fill(state);
      if (!shown || state.status === before.status) return;
      for (const { element, id } of shown) {
        element.toggleAttribute("aria-current", id === state.status?.preset);
      }
    },
  };
}

/**
 * @param {any} preset
 * @param {any} actions
 * @param {() => void} close
 */
function createCard(preset, actions, close) {
  const canvas = h("canvas", { "aria-hidden": "true" });
  const year = preset.year ? h("span.year", {}, String(preset.year)) : null;
  const element = h("button.card", { type: "button", "data-preset": preset.id }, canvas,
    h("span.card-title", {}, h("strong", {}, preset.title), year),
    h("span.card-story", {}, preset.story));
  element.addEventListener("click", () => {
    close();
    actions.preset(preset.id);
  });
  return {
    id: preset.id,
    element,
    /**
     * @param {any} datasets
     * @param {any} palette
     */
    draw(datasets, palette) {
      const context = fitCanvas(canvas, PICTURE.width, PICTURE.height);
      context.clearRect(0, 0, PICTURE.width, PICTURE.height);
      context.save();
      context.translate(6, (PICTURE.height - SAMPLE) / 2);
      drawSample(context, datasets[preset.dataset], palette, SAMPLE, 1.9);
      context.restore();
      drawShape(context, preset, palette);
    },
  };
}

/**
 * The network in outline: a column of dots a layer.
 * @param {CanvasRenderingContext2D} context
 * @param {any} preset
 * @param {any} palette
 */
function drawShape(context, preset, palette) {
  const inputs = Array.isArray(preset.inputs) ? preset.inputs.length : preset.inputs ?? 2;
  const sizes = [inputs, ...preset.hidden, 1].map((size) => Math.min(MOST_DOTS, size));
  const [left, right] = [SAMPLE + 34, PICTURE.width - 18];
  const at = sizes.map((size, layer) => Array.from({ length: size }, (_, unit) => ({
    x: left + ((right - left) * layer) / (sizes.length - 1),
    y: PICTURE.height / 2 + (unit - (size - 1) / 2) * GAP,
  })));
  context.strokeStyle = palette.line;
  context.lineWidth = 1;
  context.beginPath();
  for (let layer = 1; layer < at.length; layer++) {
    for (const from of at[layer - 1]) {
      for (const to of at[layer]) {
        context.moveTo(from.x, from.y);
        context.lineTo(to.x, to.y);
      }
    }
  }
  context.stroke();
  context.fillStyle = palette.soft;
  for (const { x, y } of at.flat()) {
    context.beginPath();
    context.arc(x, y, 3, 0, 7);
    context.fill();
  }
}
