// @ts-check
// A saved run, replayed without a server: the page's own parts, fed from the file they stand in.

import { createCaption, NEURONS_ONLY } from "./caption.js";
import { createCurves } from "./curvefigure.js";
import { h } from "./dom.js";
import { createField, createNetwork } from "./figures.js";
import { decode } from "./frames.js";
import { createLegend } from "./legend.js";
import { readPalette } from "./palette.js";
import { createReadouts } from "./readouts.js";
import { createScrubber } from "./scrubber.js";
import { createStore } from "./store.js";
import { sameTarget } from "./targets.js";
import { setTable } from "./text.js";
import { NO_MOMENTS } from "./timeline.js";
import { createTooltip } from "./tooltip.js";

/** What only a page with a server can do. */
const ABSENT = ["openEditor", "closeEditor", "edit", "freeze", "freezeUnit", "switchUnit", "toggleEditing", "toggleDetails", "openWeights",
  "openLens", "stepLens", "nextPoint", "aim", "draw", "chooseClass", "warn"];

/**
 * @param {HTMLElement} body with the run in it, as replayfile.js packs it
 */
export default async function replay(body) {
  setTable(JSON.parse(document.getElementById("words")?.textContent ?? "null"));
  const messages = await unpacked(document.getElementById("run")?.textContent ?? "");
  const root = h("div.np-stage.replay", { "data-testid": "stage" });
  body.append(root);
  const state = stateOf(messages);
  /** @type {import("./store.js").Part[]} */
  const parts = [];
  const store = createStore(state, (now, before, at) => {
    const unfinished = parts.filter((part) => part.render(now, before, at) === true);
    root.dataset.epoch = String(Math.floor((now.looking ?? now.frame).epoch));
    root.dataset.frames = String(Number(root.dataset.frames ?? 0) + 1);
    return unfinished.length > 0;
  });
  parts.push(...build(root, store, /** @type {any} */ (state).line));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => store.replace({ palette: readPalette(root) }));
  store.replace({ palette: readPalette(root) });
}

/**
 * @param {Uint8Array[]} messages
 * @returns {import("./store.js").State} without its colours
 */
function stateOf([text, inputs, losses, ...moments]) {
  const { count, ...kept } = JSON.parse(new TextDecoder().decode(text));
  const { maps, ...tables } = decode(bufferOf(inputs)).arrays;
  const frames = moments.map((message) => decode(bufferOf(message)));
  const frame = frames[frames.length - 1];
  const { generation } = kept.scene;
  return {
    ...kept, palette: null, frame, connection: "open", looking: null, hover: null, pinned: null, editing: null, pen: null, draft: null,
    error: null, ghosts: [], runs: [], resized: 0,
    scene: Object.freeze({ ...kept.scene, inputMaps: maps, tables }),
    moments: { ...NO_MOMENTS, frames, generation },
    rows: { count, data: new Float32Array(bufferOf(losses)), generation },
  };
}

/**
 * @param {HTMLElement} root
 * @param {ReturnType<typeof createStore>} store
 * @param {string} line the settings
 * @returns {import("./store.js").Part[]}
 */
function build(root, store, line) {
  const actions = actionsOf(store);
  const resized = () => store.replace({ resized: store.get().resized + 1 });
  const readouts = createReadouts(actions);
  const network = createNetwork(resized, actions);
  const caption = createCaption(actions, NEURONS_ONLY);
  const field = createField(resized, actions);
  const legend = createLegend(actions);
  const curves = createCurves(resized, () => {}, actions.wake);
  const scrubber = createScrubber(actions);
  curves.element.title = "";
  root.append(h("div.page", { role: "main" },
    h("header.top", {}, h("div.titles", {}, h("h1", {}, store.get().status.title || "Neural network"), h("p.story", {}, line)), readouts.element),
    scrubber.element,
    h("div.work", {}, h("div.left", {}, network.element),
      h("div.right", {}, h("div.plane", {}, caption.element, field.element), legend.element, curves.element))));
  root.append(createTooltip(root).element);
  return [network, field, curves, readouts, network.over, caption, legend, scrubber];
}

/** @param {ReturnType<typeof createStore>} store */
function actionsOf(store) {
  const { get, replace } = store;
  return {
    ...Object.fromEntries(ABSENT.map((name) => [name, () => {}])),
    state: get,
    wake: () => replace({}),
    look: (/** @type {any} */ looking) => replace({ looking }),
    /** @param {import("./targets.js").Target|null} hover */
    point: (hover) => void (sameTarget(get().hover, hover) || replace({ hover })),
    /** @param {import("./targets.js").Target} unit */
    pin: (unit) => replace({ pinned: sameTarget(get().pinned, unit) ? null : unit }),
    unpin: () => void (get().pinned && replace({ pinned: null })),
    /** How it is shown may change; what was trained stays. @param {object} changes */
    set(changes) {
      const { status } = get();
      replace({ status: { ...status, experiment: { ...status.experiment, ...changes } } });
    },
  };
}

/** @param {string} text base64 @returns {Promise<Uint8Array[]>} */
async function unpacked(text) {
  const bytes = Uint8Array.from(atob(text.trim()), (sign) => sign.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  const all = await new Response(stream).arrayBuffer();
  const messages = [];
  for (let at = 0; at < all.byteLength; ) {
    const length = new DataView(all).getUint32(at, true);
    messages.push(new Uint8Array(all, at + 4, length));
    at += 4 + length;
  }
  return messages;
}

/** A message in a buffer of its own: arrays want to start at its beginning. @param {Uint8Array} message */
const bufferOf = (message) => message.slice().buffer;
