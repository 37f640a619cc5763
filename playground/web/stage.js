// @ts-check
// The page's interactive whole, mounted once into Streamlit's page and updated ever after.

import { createActions } from "./actions.js";
import { createAddress } from "./address.js";
import { loadCatalogue } from "./catalogue.js";
import { h } from "./dom.js";
import { createKeyboard } from "./keyboard.js";
import { NO_ROWS } from "./history.js";
import { openLabs } from "./labstream.js";
import { askFor, speak, spoken, tagOf } from "./language.js";
import { readPalette } from "./palette.js";
import { createParts } from "./parts.js";
import { receiver } from "./receive.js";
import { createStore } from "./store.js";
import { openStream } from "./stream.js";
import { showStyled } from "./styled.js";
import { t } from "./text.js";
import { NO_MOMENTS } from "./timeline.js";
import { createTooltip } from "./tooltip.js";
import { dressForView } from "./view.js";

/** @typedef {{data: any, parentElement: any, early?: boolean}} Component */
/** @typedef {{update: () => void, move: (parent: any) => void, dispose: () => void}} Stage */

/** @type {WeakMap<object, Stage>} */
const STAGES = new WeakMap();

/** @type {Stage|null} the one that was there before Streamlit's page, until that takes it over */
let early = null;

/** @type {import("./store.js").State} */
const BLANK = {
  catalogue: null, status: null, scene: null, frame: null, moments: NO_MOMENTS, looking: null, marks: null, rows: NO_ROWS, besideRows: null, side: "right", ghosts: [], runs: [], curves: { log: false, memory: 0 },
  connection: "connecting",
  error: null, device: "", palette: null, resized: 0, sheet: false, hover: null,
  pinned: null, lens: null, passes: null, editing: null, pausing: false, details: false, pen: null, draft: null, own: "",
};

/**
 * Streamlit calls this again whenever data or theme change, with the same parent: the first call
 * creates (or takes over the stage that `early.js` made), later ones update, and each returns the
 * clean-up.
 * @param {Component} component
 * @returns {() => void}
 */
export default function mount(component) {
  const { parentElement } = component;
  const stage = STAGES.get(parentElement) ?? early ?? createStage(component);
  if (component.early) {
    early = stage;
  } else {
    if (stage === early) {
      stage.move(parentElement);
      early = null;
    }
    stage.update();
  }
  STAGES.set(parentElement, stage);
  return () => {
    stage.dispose();
    STAGES.delete(parentElement);
  };
}

/**
 * @param {Component} component
 * @returns {Stage}
 */
function createStage({ data, parentElement }) {
  const root = h("div.np-stage", { lang: "en", "data-testid": "stage", "data-state": "disconnected",
    "data-epoch": 0, "data-frames": 0, "data-train-loss": "", "data-test-loss": "" });
  dressForView(root);
  /** @type {import("./store.js").Part[]} */
  let parts = [];
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
  const windows = { gallery: () => {}, chart: () => {}, table: () => {}, take: () => {}, links: () => {}, weights: () => {}, sweep: () => {}, help: () => {}, fractal: () => {}, hardware: () => {} };
  const labs = openLabs(data.base);
  const actions = { ...createActions(store, (intent) => stream.send(intent), windows), turnTo, labs };
  const address = createAddress(actions.send);
  const stream = openStream(data, {
    ...receiver(store, address.follow, (seq) => stream.ack(seq)),
    query: () => store.get().status?.query ?? location.search + location.hash,
  });
  let clear = furnish();
  const told = speak(spoken()).then(refurnish);
  const showing = showStyled(root, parentElement, told, () => store.replace({ palette: readPalette(root) }));
  loadCatalogue(data.base, (catalogue) => store.replace({ catalogue }));

  function furnish() {
    const layout = createParts(root, data, store, actions, windows);
    const keyboard = createKeyboard(root, actions);
    windows.help = keyboard.open;
    const tooltip = createTooltip(root);
    root.append(keyboard.element, tooltip.element);
    parts = layout.parts;
    return () => [layout, keyboard, tooltip].forEach((part) => part.stop());
  }

  /** The same page in other words: made anew, while the run goes on. */
  function refurnish() {
    const tag = tagOf(spoken());
    if (tag === root.lang) return;
    root.lang = tag;
    clear();
    root.replaceChildren();
    clear = furnish();
    nameWindow();
    store.repaint();
  }

  /** @param {string} language */
  async function turnTo(language) {
    askFor(language);
    await speak(language);
    refurnish();
    root.querySelector(".language").focus();
  }

  return {
    update() {
      nameWindow();
      store.replace({ palette: readPalette(root) });
    },
    move: showing.move,
    dispose() {
      stream.close();
      labs.close();
      for (const part of [address, store, showing]) part.stop();
      clear();
    },
  };
}

/** Streamlit names it in English, when its own page comes. */
function nameWindow() {
  document.title = t("Neural-network playground");
}

/**
 * Say in attributes what the page shows: for tests and screen readers.
 * @param {HTMLElement} root
 * @param {import("./store.js").State} state
 * @param {number} frames
 */
function publish(root, { connection, status, frame: newest, looking }, frames) {
  const frame = looking ?? newest;
  const offline = connection === "lost" || connection === "refused" || !status;
  root.dataset.state = offline ? "disconnected" : status.state;
  root.dataset.frames = String(frames);
  // After a restart the old numbers are not the new network's.
  const own = frame && frame.generation === status?.generation ? frame : null;
  root.dataset.epoch = String(Math.floor(own?.epoch ?? 0));
  root.dataset.trainLoss = String(own?.train_loss ?? "");
  root.toggleAttribute("data-looking", Boolean(looking));
  root.dataset.testLoss = String(own?.test_loss ?? "");
}
