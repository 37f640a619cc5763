// @ts-check
// The canvases: network, field and curves, each repainted when what it shows has changed.

import { drawCurve } from "./curves.js";
import { fitCanvas, h } from "./dom.js";
import { isClassification } from "./format.js";
import { drawField } from "./heatmap.js";
import { layoutNetwork, nodeAt } from "./layout.js";
import { drawNetwork } from "./network.js";

const NARROW = 480; // below this a network runs downwards
const CURVE_TOP = 7; // room for the highest number of a fitted curve's axis
const CURVE_PERIOD_MS = 50; // a curve grows by a row an epoch: 20 pictures a second are plenty

/** @typedef {import("./store.js").State} State */

/**
 * A canvas that follows the size of its box.
 * @param {string} name
 * @param {string} label
 * @param {() => void} resized
 */
function createSurface(name, label, resized) {
  const canvas = h("canvas", { role: "img", "aria-label": label });
  const element = h(`div.figure.${name}`, {}, canvas);
  const observer = new ResizeObserver(resized);
  observer.observe(element);
  return {
    canvas,
    element,
    /** @returns {{context: CanvasRenderingContext2D, width: number, height: number}|null} */
    fit() {
      const [width, height] = [element.clientWidth, element.clientHeight];
      if (width < 8 || height < 8) return null;
      return { context: fitCanvas(canvas, width, height), width, height };
    },
    stop: () => observer.disconnect(),
  };
}

/**
 * What a frame may be drawn with: only a frame of the generation that the scene describes.
 * @param {State} state
 */
export function currentFrame({ frame, scene }) {
  return frame && scene && frame.generation === scene.generation ? frame : null;
}

/**
 * Whether anything that network and field show is another than last time.
 * @param {State} state
 * @param {State} before
 */
function changed(state, before) {
  const parts = /** @type {const} */ (["frame", "scene", "palette", "resized", "hover"]);
  if (parts.some((part) => state[part] !== before[part])) return true;
  const [view, old] = [state.status?.experiment, before.status?.experiment];
  return view?.discretize !== old?.discretize || view?.show_test !== old?.show_test;
}

/**
 * The map of the neuron pointed at, shown large in the field's place.
 * @param {State} state
 * @returns {Uint8Array|null}
 */
function codesOf({ scene, frame, hover }) {
  if (!hover || scene.kind === "curve") return null;
  const sizes = scene.layers.map((/** @type {any} */ layer) => layer.shown.length);
  const output = hover.column > sizes.length;
  if (output && scene.kind !== "multiclass") return null; // that is the field itself
  const source = hover.column === 0 ? scene.inputMaps : frame.arrays.maps;
  if (!source) return null;
  const cells = scene.map * scene.map;
  const skipped = sizes.slice(0, Math.max(0, hover.column - 1))
    .reduce((/** @type {number} */ sum, /** @type {number} */ size) => sum + size, 0);
  const start = (skipped + hover.index) * cells;
  return start + cells <= source.length ? source.subarray(start, start + cells) : null;
}

/**
 * @param {() => void} resized
 * @param {(hover: State["hover"]) => void} point tells which neuron is pointed at
 */
export function createNetwork(resized, point) {
  const surface = createSurface("network", "The network: inputs, hidden neurons, output", resized);
  /** @type {any} */
  let geometry = null;
  let shape = "";
  let unfinished = false; // some links are a frame behind
  surface.canvas.addEventListener("pointermove", (/** @type {PointerEvent} */ event) => {
    const found = geometry && nodeAt(geometry, event.offsetX, event.offsetY);
    point(found && { column: found.column, index: found.index });
  });
  surface.canvas.addEventListener("pointerleave", () => point(null));

  return {
    element: surface.element,
    stop: surface.stop,
    /** @param {State} state @param {State} before */
    render(state, before) {
      const { scene, palette, status } = state;
      if (!scene || !palette) return;
      if (!unfinished && !changed(state, before)) return;
      const fitted = surface.fit();
      if (!fitted) return;
      const { context, width, height } = fitted;
      const key = `${scene.generation}/${width}x${height}`;
      if (key !== shape || scene !== before.scene) {
        geometry = layoutNetwork(scene, width, height, { vertical: width < NARROW });
        shape = key;
      }
      const view = { hover: state.hover, discretize: Boolean(status?.experiment.discretize) };
      const frame = currentFrame(state);
      unfinished = drawNetwork(context, { scene, frame, inputMaps: scene.inputMaps, geometry, palette, view });
      return unfinished;
    },
  };
}

/** @param {() => void} resized */
export function createField(resized) {
  const surface = createSurface("field", "What the network answers at every point, with the data", resized);
  return {
    element: surface.element,
    stop: surface.stop,
    /** @param {State} state @param {State} before */
    render(state, before) {
      const { scene, palette, status } = state;
      if (!scene || !palette || !status) return;
      const { show_test: showTest, discretize } = status.experiment;
      if (!changed(state, before)) return;
      const fitted = surface.fit();
      const frame = currentFrame(state);
      if (!fitted || !frame) return;
      const { context, width, height } = fitted;
      const top = scene.kind === "curve" ? CURVE_TOP : 0;
      const box = { x: 0, y: top, width, height: height - top };
      drawField(context, { scene, frame, box, palette, view: { showTest, discretize, codes: codesOf(state) } });
    },
  };
}

/**
 * Loss and score over the epochs, the run before as a ghost.
 * @param {() => void} resized
 * @param {() => void} open
 */
export function createCurves(resized, open) {
  const loss = createSurface("curve", "Loss", resized);
  const score = createSurface("curve", "Accuracy", resized);
  const element = h("button.curves",
    { type: "button", onclick: open, "aria-label": "Curves", title: "Open the curves large, to read values and save a picture." },
    loss.element, score.element);
  let drawnAt = -Infinity;
  /** @type {unknown[]} */
  let drawn = [];

  return {
    element,
    stop() {
      loss.stop();
      score.stop();
    },
    /** @param {State} state @param {State} _ @param {number} now */
    render(state, _, now) {
      const { rows, ghost, palette, scene, resized: size } = state;
      const wanted = [rows, ghost, palette, scene?.kind, size];
      if (!palette || wanted.every((part, index) => part === drawn[index])) return false;
      if (now - drawnAt < CURVE_PERIOD_MS && size === drawn[4]) return true;
      [drawn, drawnAt] = [wanted, now];
      for (const [surface, metric] of /** @type {const} */ ([[loss, "loss"], [score, "score"]])) {
        const fitted = surface.fit();
        if (!fitted) continue;
        const { context, width, height } = fitted;
        const label = metric === "loss" ? "loss" : isClassification(scene?.kind) ? "accuracy" : "R²";
        drawCurve(context, { rows, ghost, box: { x: 0, y: 0, width, height }, palette, metric, label });
      }
      return false;
    },
  };
}
