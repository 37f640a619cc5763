// @ts-check
// The network on the right of a comparison and its field: what can be pointed at on the left can be
// pointed at here. Training and all that a hand does stay with the left.

import { createCaption, NEURONS_ONLY } from "./caption.js";
import { h } from "./dom.js";
import { createSurface, fieldBox } from "./figures.js";
import { createFlow } from "./flow.js";
import { drawField } from "./heatmap.js";
import { layoutNetwork } from "./layout.js";
import { drawNetwork } from "./network.js";
import { followKeys, followPointer } from "./pointer.js";
import { sameTarget, stillThere, unitShown } from "./targets.js";
import { currentFrame, unitAnswer } from "./unitmap.js";
import { createValueTip } from "./valuetip.js";

const NETWORK_LABEL = "The network on the right. Arrow keys go from neuron to neuron, Enter pins one.";
const FIELD_LABEL = "What the network on the right answers at every point.";
/** What a hand does to the left network alone. */
const ABSENT = ["openEditor", "openWeights", "freeze", "freezeUnit", "switchUnit"];

/** @typedef {import("./store.js").State} State */
/** @typedef {import("./targets.js").Target} Target */

/**
 * @param {() => void} resized
 * @param {() => void} wake paints once more
 */
export function createRightSide(resized, wake) {
  /** @type {{hover: Target|null, pinned: Target|null}} */
  let pointed = { hover: null, pinned: null };
  /** @type {any} what is shown here, as the state of a page with this network alone */
  let shown = null;
  const actions = {
    ...Object.fromEntries(ABSENT.map((name) => [name, () => {}])),
    state: () => shown,
    /** @param {Target|null} hover */
    point: (hover) => void (sameTarget(pointed.hover, hover) || change({ hover })),
    /** @param {Target} unit */
    pin: (unit) => change({ pinned: sameTarget(pointed.pinned, unit) ? null : unit }),
    unpin: () => void (pointed.pinned && change({ pinned: null })),
  };

  /** @param {{hover?: Target|null, pinned?: Target|null}} other */
  function change(other) {
    pointed = { ...pointed, ...other };
    wake();
  }

  const network = createSurface("other-network", NETWORK_LABEL, resized);
  const field = createSurface("other-field", FIELD_LABEL, resized);
  const caption = createCaption(actions, NEURONS_ONLY);
  const tip = createValueTip();
  network.element.append(tip.element);
  const flow = createFlow();
  const statusOf = remembered((status) => ({ ...status, experiment: status.beside.experiment, frozen: [], off: [] }));
  /** @type {any} */
  let geometry = null;
  let shape = "";
  let unfinished = false;
  followPointer(network.canvas, () => geometry, actions);
  followKeys(network.canvas, () => geometry, actions);
  network.canvas.addEventListener("keydown", (event) => void (event.key === "Escape" && actions.unpin()));

  /** @param {State} state @param {number} now */
  function paint({ palette, status, pen }, now) {
    const { scene, hover, pinned } = shown;
    const frame = currentFrame(shown);
    const { discretize, show_test: showTest } = status.experiment; // one switch for both
    const drawing = network.fit();
    if (drawing) {
      const { context, width, height } = drawing;
      const key = `${scene.generation}/${width}x${height}`;
      if (key !== shape) [geometry, shape] = [layoutNetwork(scene, width, height), key];
      const marked = hover && hover.kind !== "unit" ? hover : null;
      const view = { unit: unitShown(shown), marked, pinned, discretize, flow: flow(now, status.state === "running") };
      unfinished = drawNetwork(context, { scene, frame, inputMaps: scene.inputMaps, geometry, palette, view });
    }
    const picture = frame && field.fit();
    if (!picture) return;
    picture.context.clearRect(0, 0, picture.width, picture.height);
    const box = fieldBox(scene, picture.width, picture.height);
    const view = { showTest: showTest || Boolean(pen), discretize, unit: unitAnswer(shown) };
    drawField(picture.context, { scene, frame, box, palette, view });
  }

  return {
    network: network.element,
    plane: h("div.other-plane", {}, caption.element, field.element),
    stop() {
      network.stop();
      field.stop();
    },
    /** @param {State} state with a right side @param {State} before @param {number} now */
    render(state, before, now) {
      const old = shown;
      const { scene, frame, looking, status } = state;
      if (old && scene.beside !== old.scene) pointed = { hover: stillThere(scene.beside, pointed.hover), pinned: stillThere(scene.beside, pointed.pinned) };
      shown = { ...state, ...pointed, scene: scene.beside, frame: frame?.beside, looking: looking?.beside ?? null, status: statusOf(status), editing: null };
      const waiting = [caption, tip].map((part) => part.render(shown, old ?? shown, now)).some(Boolean);
      const parts = /** @type {const} */ (["frame", "looking", "scene", "palette", "resized", "pen", "status"]);
      const moved = !old || shown.hover !== old.hover || shown.pinned !== old.pinned;
      if (unfinished || moved || parts.some((part) => state[part] !== before[part])) paint(state, now);
      return unfinished || waiting;
    },
  };
}

/**
 * The same answer for the same thing, as long as it is asked for nothing else.
 * @param {(of: any) => any} make
 */
function remembered(make) {
  /** @type {any[]} */
  let [of, made] = [];
  return (/** @type {any} */ asked) => {
    if (asked !== of) [of, made] = [asked, make(asked)];
    return made;
  };
}
