// @ts-check
// Everything a person can do, as intents to the run.

import { createDrawing } from "./drawing.js";
import { sameTarget } from "./targets.js";
import { isPlaying } from "./transport.js";

/**
 * @param {{get: () => import("./store.js").State, painted: () => import("./store.js").State,
 *   replace: (changes: Partial<import("./store.js").State>) => void}} store
 * @param {(intent: object) => boolean} send
 * @param {{gallery: () => void, chart: () => void, table: () => void}} windows
 */
export function createActions(store, send, windows) {
  /** What the server refused last is history once something else is asked. @param {object} intent */
  function ask(intent) {
    if (store.get().error) store.replace({ error: null });
    return send(intent);
  }

  /** @type {Record<string, unknown>|null} what is being dragged, sent once a frame */
  let dragged = null;

  /**
   * @param {object} changes
   * @param {boolean} final
   * @returns {boolean}
   */
  function change(changes, final) {
    return ask({ type: "set", revision: store.get().status?.revision ?? 0, changes, final });
  }

  const plain = (/** @type {string} */ type) => () => void ask({ type });
  return {
    ...createDrawing(store, change),
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
      if (!dragged) return;
      const changes = dragged;
      dragged = null;
      change(changes, false);
    },
    toggle() {
      const pausing = isPlaying(store.get().status);
      // A frame that waits for its paint would move the picture once more: the screen's own stays.
      const { frame } = pausing ? store.painted() : store.get();
      store.replace({ pausing, frame });
      ask({ type: pausing ? "pause" : "play" });
    },
    step: plain("step"),
    reset: plain("reset"),
    newWeights: plain("new_weights"),
    newData: plain("new_data"),
    undo: plain("undo"),
    redo: plain("redo"),
    preset: (/** @type {string} */ id) => void ask({ type: "preset", id }),
    openGallery: () => windows.gallery(),
    openTable: () => windows.table(),
    toggleSheet: () => store.replace({ sheet: !store.get().sheet }),
    closeSheet: () => void (store.get().sheet && store.replace({ sheet: false })),
    /** @param {import("./targets.js").Target|null} hover */
    point(hover) {
      if (!sameTarget(store.get().hover, hover)) store.replace({ hover });
    },
    /** Keep a neuron in the field; once more lets go of it. @param {import("./targets.js").Target} unit */
    pin: (unit) => store.replace({ pinned: sameTarget(store.get().pinned, unit) ? null : unit }),
    unpin: () => void (store.get().pinned && store.replace({ pinned: null })),
  };
}
