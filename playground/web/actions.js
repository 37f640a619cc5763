// @ts-check
// Everything a person can do, as intents to the run.

import { isOff, isWhollyFrozen, unitOf } from "./hand.js";
import { changesTo, createComparing } from "./comparing.js";
import { createDrawing } from "./drawing.js";
import { createLensActions } from "./lensactions.js";
import { sameTarget } from "./targets.js";
import { isPlaying } from "./transport.js";
import { partsOf } from "./upload.js";

/**
 * @param {{get: () => import("./store.js").State, painted: () => import("./store.js").State,
 *   replace: (changes: Partial<import("./store.js").State>) => void}} store
 * @param {(intent: object) => boolean} send
 * @param {{gallery: () => void, chart: () => void, table: () => void, take: () => void, links: () => void, weights: (unit: import("./targets.js").Target|null) => void, sweep: (race: boolean) => void, help: () => void, fractal: () => void, hardware: () => void}} windows
 */
export function createActions(store, send, windows) {
  /** What the server refused last is history once something else is asked. @param {object} intent */
  function ask(intent) {
    if (store.get().error) store.replace({ error: null });
    return send(intent);
  }

  /** @type {Record<string, unknown>|null} what is being dragged, sent once a frame */
  let dragged = null;
  /** @type {object|null} the weight that is being dragged, likewise */
  let nudged = null;

  /** Something done to the network itself, which another one would not take for its own. @param {object} touch */
  const touch = (touch) => ask({ ...touch, generation: store.get().scene?.generation ?? null });

  /**
   * @param {object} changes
   * @param {boolean} final
   * @param {import("./comparing.js").Side} [side] of a comparison; by default the one whose settings are shown
   * @returns {boolean}
   */
  function change(changes, final, side = store.get().side) {
    return ask({ type: "set", revision: store.get().status?.revision ?? 0, changes, final, side });
  }

  const plain = (/** @type {string} */ type) => () => void ask({ type });

  /**
   * Show another frame than the newest, which then needs no painting: without a word the server
   * would wait for it, and send no more.
   * @param {any} frame
   * @param {Partial<import("./store.js").State>} changes
   */
  function showInstead(frame, changes) {
    const newest = store.get().frame;
    store.replace({ ...changes, frame });
    if (newest && newest !== frame) send({ type: "ack", seq: newest.seq });
  }

  /** What is looked back at becomes what is: the run returns to that step. */
  function returnThere() {
    const { looking } = store.get();
    if (!looking) return;
    ask({ type: "rewind", generation: looking.generation, step: looking.step });
    showInstead(looking, { looking: null });
  }

  function pause() {
    // A frame that waits for its paint would move the picture once more: the screen's own stays.
    showInstead(store.painted().frame, { pausing: true });
    ask({ type: "pause" });
  }

  return {
    ...createDrawing(store, change),
    ...createComparing(store, change),
    ...createLensActions(store, send, () => void (isPlaying(store.get().status) && pause())),
    send: ask,
    state: store.get,
    set(/** @type {object} */ changes) {
      dragged = null; // the release says all that the drag said
      change(changes, true);
    },
    drag(/** @type {object} */ changes) {
      dragged = { ...dragged, ...changes };
      store.replace({});
    },
    flush() {
      if (nudged) touch(nudged);
      nudged = null;
      if (!dragged) return;
      const changes = dragged;
      dragged = null;
      change(changes, false);
    },
    toggle() {
      const { status, looking } = store.get();
      if (isPlaying(status) && !looking) return pause();
      returnThere();
      store.replace({ pausing: false });
      ask({ type: "play" });
    },
    step() {
      returnThere();
      ask({ type: "step" });
    },
    /** Show a kept moment; null: the newest again. A run in motion waits. @param {any} looking */
    look(looking) {
      const { status, pausing } = store.get();
      if (looking && isPlaying(status) && !pausing) pause();
      store.replace({ looking, ...(looking && { lens: null }) });
    },
    wake: () => store.replace({}),
    reset: plain("reset"),
    newWeights: plain("new_weights"),
    newData: plain("new_data"),
    undo: plain("undo"),
    redo: plain("redo"),
    preset: (/** @type {string} */ id) => void ask({ type: "preset", id }),
    openGallery: () => windows.gallery(),
    openTable: () => windows.table(),
    openTakeaway: () => windows.take(),
    openLinks: () => windows.links(),
    openSweep: (/** @type {boolean} */ race) => windows.sweep(race),
    openFractal: () => windows.fractal(),
    openHardware: () => windows.hardware(),
    openHelp: () => windows.help(),
    /** @param {import("./targets.js").Target|null} [unit] whose numbers are listed first */
    openWeights: (unit) => windows.weights(unit ?? store.get().pinned),
    /** Ask for a file, which comes by itself. @param {string} form */
    take: (form) => void ask({ type: "take", form }),
    /** @param {Uint8Array} bytes of an experiment or of weights */
    openFile: (bytes) => partsOf(bytes).forEach(ask),
    toggleSheet: () => store.replace({ sheet: !store.get().sheet }),
    drawCurves: (/** @type {object} */ how) => store.replace({ curves: { ...store.get().curves, ...how } }),
    /** Lay a curve behind the others, or take it away. @param {import("./history.js").Rows} rows */
    overlay(rows) {
      const { ghosts } = store.get();
      store.replace({ ghosts: ghosts.includes(rows) ? ghosts.filter((ghost) => ghost !== rows) : [...ghosts, rows] });
    },
    /** Open the experiment of an earlier run. @param {import("./runs.js").Run} run */
    restore({ experiment, query }) {
      const { status } = store.get();
      // A link may be too short for all its points.
      if (!experiment.own_points) ask({ type: "load", query, push: true });
      else if (status) change(changesTo(status.experiment, experiment, Object.keys(experiment)), true, "left");
    },
    /** Become another experiment, which a lab has found. @param {any} experiment */
    adopt(experiment) {
      const { status, catalogue } = store.get();
      if (!status || !catalogue) return;
      const names = catalogue.fields.filter((/** @type {any} */ { group }) => group !== "show").map((/** @type {any} */ { name }) => name);
      const changes = changesTo(status.experiment, { ...experiment, versus: "" }, [...names, "activations", "own_points", "tfplayground", "versus"]);
      if (Object.keys(changes).length) change(changes, true, "left");
    },
    toggleDetails: () => store.replace({ details: !store.get().details }),
    closeSheet: () => void (store.get().sheet && store.replace({ sheet: false })),
    /** @param {import("./targets.js").Target|null} hover */
    point(hover) {
      if (!sameTarget(store.get().hover, hover)) store.replace({ hover });
    },
    /** Keep a neuron in the field; once more lets go of it. @param {import("./targets.js").Target} unit */
    pin: (unit) => store.replace({ pinned: sameTarget(store.get().pinned, unit) ? null : unit }),
    /** @param {import("./targets.js").Target} target a link or a bias */
    openEditor: (target) => store.replace({ editing: target }),
    closeEditor: () => void (store.get().editing && store.replace({ editing: null })),
    /**
     * @param {import("./hand.js").Place} place
     * @param {number} value
     * @param {boolean} final false while it is dragged
     */
    edit(place, value, final) {
      nudged = { type: "edit", ...place, value, final };
      if (final) this.flush();
      else store.replace({});
    },
    /** @param {import("./hand.js").Place} place @param {boolean} frozen */
    freeze: (place, frozen) => void touch({ type: "freeze", ...place, frozen }),
    /** All that a neuron learns by, or let it learn again. @param {number} column @param {number} index */
    freezeUnit(column, index) {
      const { scene, status } = store.get();
      const frozen = !isWhollyFrozen(scene, status, column, index);
      touch({ type: "freeze", layer: column, from: "all", to: unitOf(scene, column, index), frozen });
    },
    /** Off, or on again. @param {number} column of a hidden neuron @param {number} index */
    switchUnit(column, index) {
      const { scene, status } = store.get();
      touch({ type: "switch", layer: column, unit: unitOf(scene, column, index), on: isOff(scene, status, column, index) });
    },
    unpin: () => void (store.get().pinned && store.replace({ pinned: null })),
  };
}
