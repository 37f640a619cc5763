// @ts-check
// The page's interactive whole, mounted once into Streamlit's page and updated ever after.

import { createActions } from "./actions.js";
import { createAddress } from "./address.js";
import { createCaption } from "./caption.js";
import { createPanel } from "./controls.js";
import { h } from "./dom.js";
import { createEditBar } from "./editbar.js";
import { createCurves, createField, createNetwork } from "./figures.js";
import { createGallery } from "./gallery.js";
import { createHeader } from "./header.js";
import { createImport } from "./import.js";
import { createKeyboard } from "./keyboard.js";
import { createLegend } from "./legend.js";
import { NO_ROWS } from "./history.js";
import { readPalette } from "./palette.js";
import { createChart } from "./plotly.js";
import { receiver } from "./receive.js";
import { createStore } from "./store.js";
import { openStream } from "./stream.js";
import { createTooltip } from "./tooltip.js";
import { createTransport } from "./transport.js";
import { createVerdict } from "./verdict.js";

const STYLES = ["stage", "controls", "windows", "edit", "phone"]; // in the order of the cascade

/** @typedef {{data: any, parentElement: any}} Component */
/** @typedef {{update: (component: Component) => void, dispose: () => void}} Stage */

/** @type {WeakMap<object, Stage>} */
const STAGES = new WeakMap();

/** @type {import("./store.js").State} */
const BLANK = {
  catalogue: null, status: null, scene: null, frame: null, rows: NO_ROWS, ghost: null, connection: "connecting",
  error: null, device: "", palette: null, resized: 0, sheet: false, hover: null,
  pinned: null, pausing: false, pen: null, draft: null, own: "",
};

/**
 * Streamlit calls this again whenever data or theme change, with the same parent: the first call
 * creates, later ones update, and each returns the clean-up.
 * @param {Component} component
 * @returns {() => void}
 */
export default function mount(component) {
  const known = STAGES.get(component.parentElement);
  if (known) known.update(component);
  const stage = known ?? createStage(component);
  STAGES.set(component.parentElement, stage);
  return () => {
    stage.dispose();
    STAGES.delete(component.parentElement);
  };
}

/**
 * @param {Component} component
 * @returns {Stage}
 */
function createStage({ data, parentElement }) {
  const root = h("div.np-stage", { "data-testid": "stage", "data-state": "disconnected",
    "data-epoch": 0, "data-frames": 0, "data-train-loss": "", "data-test-loss": "" });
  /** @type {import("./store.js").Part[]} */
  const parts = [];
  let frames = 0;

  const store = createStore(BLANK, (state, before, now) => {
    actions.flush();
    const unfinished = parts.filter((part) => part.render(state, before, now) === true);
    if (state.frame && state.frame !== before.frame) {
      frames += 1;
      stream.ack(state.frame.seq);
    }
    publish(root, state, frames);
    return unfinished.length > 0;
  });
  const windows = { gallery: () => {}, chart: () => {}, table: () => {} };
  const actions = createActions(store, (intent) => stream.send(intent), windows);
  const address = createAddress(actions.send);
  const stream = openStream(data, {
    ...receiver(store, address.follow, (seq) => stream.ack(seq)),
    query: () => store.get().status?.query ?? location.search,
  });
  const layout = build(root, data, store, actions, windows);
  parts.push(...layout.parts);
  const keyboard = createKeyboard(root, actions);
  const tooltip = createTooltip(root);
  root.append(keyboard.element, tooltip.element);
  const links = showStyled(root, parentElement, () => store.replace({ palette: readPalette(root) }));
  loadCatalogue(data.base, (catalogue) => store.replace({ catalogue }));

  return {
    update(component) {
      stream.update(component.data);
      store.replace({ palette: readPalette(root) });
    },
    dispose() {
      for (const part of [stream, keyboard, tooltip, address, layout, store]) {
        if ("close" in part) part.close();
        else part.stop();
      }
      root.remove();
      links.forEach((link) => link.remove());
    },
  };
}

/**
 * Put the page together; what was made is painted by the store from then on.
 * @param {HTMLElement} root
 * @param {any} data
 * @param {ReturnType<typeof createStore>} store
 * @param {any} actions
 * @param {{gallery: () => void, chart: () => void, table: () => void}} windows
 */
function build(root, data, store, actions, windows) {
  const resized = () => store.replace({ resized: store.get().resized + 1 });
  const panel = createPanel(actions);
  const header = createHeader(actions);
  const transport = createTransport(actions);
  const verdict = createVerdict(actions);
  const network = createNetwork(resized, actions);
  const caption = createCaption(actions);
  const field = createField(resized, actions);
  const edits = createEditBar(actions);
  const table = createImport(actions);
  const legend = createLegend(actions);
  const curves = createCurves(resized, () => windows.chart());
  const gallery = createGallery(actions);
  const chart = createChart(data.base, actions);
  Object.assign(windows, { gallery: gallery.open, chart: chart.open, table: table.open });
  root.append(
    panel.element,
    h("div.page", { role: "main" }, header.element, transport.element,
      h("div.work", {},
        h("div.left", {}, verdict.element, network.element),
        h("div.right", {}, h("div.plane", {}, edits.toggle, caption.element, edits.element, field.element), legend.element, curves.element))),
    gallery.element, chart.element, table.element);
  return {
    parts: [panel, header, transport, verdict, network, caption, edits, field, legend, curves, gallery, chart],
    stop: () => [network, field, curves].forEach((figure) => figure.stop()),
  };
}

/**
 * Say in attributes what the page shows: for tests and screen readers.
 * @param {HTMLElement} root
 * @param {import("./store.js").State} state
 * @param {number} frames
 */
function publish(root, { connection, status, frame }, frames) {
  const offline = connection === "lost" || connection === "refused" || !status;
  root.dataset.state = offline ? "disconnected" : status.state;
  root.dataset.frames = String(frames);
  // After a restart the old numbers are not the new network's.
  const own = frame && frame.generation === status?.generation ? frame : null;
  root.dataset.epoch = String(Math.floor(own?.epoch ?? 0));
  root.dataset.trainLoss = String(own?.train_loss ?? "");
  root.dataset.testLoss = String(own?.test_loss ?? "");
}

/**
 * Nothing is shown before its style is there.
 * @param {HTMLElement} root
 * @param {any} parent
 * @param {() => void} ready
 * @returns {Element[]} the style sheets
 */
function showStyled(root, parent, ready) {
  root.style.visibility = "hidden";
  const links = STYLES.map((name) =>
    h("link", { rel: "stylesheet", href: new URL(`./${name}.css`, import.meta.url).href }));
  const loaded = links.map((link) => new Promise((done) => (link.onload = link.onerror = done)));
  parent.append(...links, root);
  Promise.all(loaded).then(() => {
    root.style.visibility = "";
    ready();
  });
  return links;
}

/**
 * @param {string} base
 * @param {(catalogue: any) => void} done
 */
async function loadCatalogue(base, done) {
  for (let delay = 250; ; delay = Math.min(2 * delay, 4000)) {
    try {
      const answer = await fetch(`${base}/catalogue.json`);
      if (answer.ok) return done(await answer.json());
    } catch {
      // the server may be starting: ask again
    }
    await new Promise((resolve) => setTimeout(resolve, delay));
  }
}
