// @ts-check
// The canvases of network and field, each repainted when what it shows has changed.

import { fitCanvas, h } from "./dom.js";
import { ownPoints, sceneShown } from "./drawing.js";
import { createFlow } from "./flow.js";
import { heldIn } from "./hand.js";
import { drawField, plotBox } from "./heatmap.js";
import { layoutNetwork } from "./layout.js";
import { followLens } from "./lenshand.js";
import { drawLensNumbers, drawLensPlace } from "./lensmarks.js";
import { drawNetwork } from "./network.js";
import { zoomOf } from "./pixels.js";
import { drawAim, followEditingKeys, followHand } from "./pen.js";
import { stepsOf } from "./passes.js";
import { followKeys, followPointer } from "./pointer.js";
import { createShaper } from "./shaper.js";
import { unitShown } from "./targets.js";
import { answerFor } from "./told.js";
import { currentFrame, unitAnswer } from "./unitmap.js";
import { createValueTip } from "./valuetip.js";
import { createWeightBox } from "./weightbox.js";

const NARROW = 480; // below this a network runs downwards
const NETWORK_LABEL = "The network: inputs, hidden neurons, output. Arrow keys go from neuron to neuron, Enter pins one, E edits, W lists the weights, F freezes, O switches off.";
const FIELD_LABEL = "What the network answers at every point, with the data. Enter follows a point through the network, D edits the points.";
const CURVE_TOP = 7; // room for the highest number of a fitted curve's axis

/** @typedef {import("./store.js").State} State */

/**
 * A canvas that follows the size of its box.
 * @param {string} name
 * @param {string} label
 * @param {() => void} resized
 */
export function createSurface(name, label, resized) {
  const canvas = h("canvas", { role: "img", "aria-label": label });
  const element = h(`div.figure.${name}`, {}, canvas);
  // Kept, since to ask for it between two changes has the page laid out in the middle of a frame.
  let size = { width: 0, height: 0, zoom: 1 };
  const observer = new ResizeObserver(() => {
    size = { width: element.clientWidth, height: element.clientHeight, zoom: zoomOf(element) };
    resized();
  });
  observer.observe(element);
  return {
    canvas,
    element,
    /** @returns {{context: CanvasRenderingContext2D, width: number, height: number}|null} */
    fit() {
      const { width, height, zoom } = size;
      if (width < 8 || height < 8) return null;
      return { context: fitCanvas(canvas, width, height, zoom), width, height };
    },
    stop: () => observer.disconnect(),
  };
}

/**
 * Where a field stands on its canvas.
 * @param {any} scene
 * @param {number} width
 * @param {number} height
 * @returns {import("./heatmap.js").Box}
 */
export function fieldBox(scene, width, height) {
  const top = scene.kind === "curve" ? CURVE_TOP : 0;
  return { x: 0, y: top, width, height: height - top };
}

/**
 * Whether anything that network and field show is another than last time.
 * @param {State} state
 * @param {State} before
 */
function changed(state, before) {
  const parts = /** @type {const} */ (["frame", "looking", "scene", "palette", "resized", "hover", "pinned", "editing", "pen", "draft", "lens", "passes"]);
  if (parts.some((part) => state[part] !== before[part])) return true;
  return state.status !== before.status; // it says what is frozen or off, and how all is shown
}

/**
 * @param {() => void} resized
 * @param {any} actions
 */
export function createNetwork(resized, actions) {
  const surface = createSurface("network", NETWORK_LABEL, resized);
  const tip = createValueTip();
  const box = createWeightBox(surface.element, actions);
  surface.element.append(tip.element);
  /** @type {any} */
  let geometry = null;
  let shape = "";
  const flow = createFlow();
  let unfinished = false; // some links are a frame behind
  followPointer(surface.canvas, () => geometry, actions);
  followKeys(surface.canvas, () => geometry, actions);
  const shaper = createShaper(surface.element, surface.canvas, () => geometry, actions);

  return {
    element: surface.element,
    stop: surface.stop,
    /** What lies over the picture. @type {import("./store.js").Part} */
    over: {
      render(state, before, now) {
        if (!state.scene || !state.palette) return false;
        const waiting = [tip, box].map((part) => part.render(state, before, now)).some(Boolean);
        shaper.render(state, before);
        return waiting;
      },
    },
    /** @param {State} state @param {State} before @param {number} now */
    render(state, before, now) {
      const { scene, palette, status, hover, pinned, editing } = state;
      if (!scene || !palette || (!unfinished && !changed(state, before))) return;
      const fitted = surface.fit();
      if (!fitted) return;
      const { context, width, height } = fitted;
      const key = `${scene.generation}/${width}x${height}`;
      if (key !== shape || scene !== before.scene) {
        geometry = layoutNetwork(scene, width, height, { vertical: width < NARROW && !scene.beside });
        shape = key;
      }
      const marked = editing ?? (hover && hover.kind !== "unit" ? hover : null);
      const discretize = Boolean(status?.experiment.discretize);
      const view = { unit: unitShown(state), marked, pinned, held: heldIn(scene, status), discretize, flow: flow(now, status?.state === "running") };
      const frame = currentFrame(state);
      unfinished = drawNetwork(context, { scene, frame, inputMaps: scene.inputMaps, geometry, palette, view });
      const told = answerFor(state);
      const steps = told && frame ? stepsOf(scene, told) : [];
      const step = steps[Math.min(state.lens?.step ?? 0, steps.length - 1)];
      if (step) drawLensNumbers(context, { geometry, told, step, palette });
      return unfinished;
    },
  };
}

/**
 * @param {() => void} resized
 * @param {any} actions
 */
export function createField(resized, actions) {
  const surface = createSurface("field", FIELD_LABEL, resized);
  /** @type {import("./heatmap.js").Box|null} */
  let plot = null;
  /** @type {import("./heatmap.js").Box|null} */
  let drawn = null; // a curve's as well
  followHand(surface.canvas, () => plot, actions);
  followLens(surface.canvas, () => drawn, actions);
  followEditingKeys(surface.canvas, actions);
  return {
    element: surface.element,
    stop: surface.stop,
    /** @param {State} state @param {State} before */
    render(state, before) {
      const { palette, status, pen } = state;
      const scene = sceneShown(state);
      surface.canvas.classList.toggle("editing", Boolean(pen));
      if (!scene || !palette || !status) return;
      const { show_test: showTest, discretize } = status.experiment;
      if (!changed(state, before)) return;
      const fitted = surface.fit();
      const frame = currentFrame(state);
      if (!fitted || !frame) return;
      const { context, width, height } = fitted;
      context.clearRect(0, 0, width, height);
      const box = fieldBox(scene, width, height);
      const view = { showTest: showTest || Boolean(pen), discretize, unit: unitAnswer(state) };
      drawField(context, { scene, frame, box, palette, view });
      drawn = plotBox(scene, box);
      plot = scene.kind === "curve" ? null : drawn;
      if (state.lens) drawLensPlace(context, { lens: state.lens, scene, plot: drawn, palette });
      if (pen && plot) drawAim(context, { pen, own: ownPoints(state), plot, palette });
    },
  };
}
