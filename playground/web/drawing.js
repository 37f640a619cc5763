// @ts-check
// Editing points: shown at once as a draft, sent to the run, which trains on meanwhile.

import { inUse } from "./edits.js";
import { columnOf, decode, encode, fromScene, MAX_CLASSES } from "./own.js";

const PERIOD_MS = 120; // between two messages of one stroke
const REFUSED_AFTER_MS = 2000; // a draft that no status has shown by then

/** @typedef {import("./own.js").Own} Own */
/** @typedef {import("./store.js").State} State */
/**
 * @typedef {object} Editing
 * @property {number} label the class that is drawn
 * @property {boolean} erasing
 * @property {number} aim the point pointed at, or -1
 * @property {{x: number, y: number}|null} cursor the place that the arrow keys have reached
 */
/** @typedef {{own: Own, text: string, at: number}} Draft points not yet shown by the run's scene */

/** @type {{text: string, own: Own}} */
let read = { text: "", own: { points: [], classes: 2 } };

/**
 * The own points as the page shows them, or null where the data are drawn by a formula.
 * @param {State} state
 * @returns {Own|null}
 */
export function ownPoints({ draft, status }) {
  if (draft) return draft.own;
  const text = status?.experiment.own_points;
  if (!text) return null;
  if (text !== read.text) read = { text, own: decode(text) };
  return read.own;
}

/**
 * The draft if it is still ahead of the run: a network that starts anew has its scene last.
 * @param {Draft|null} draft
 * @param {any} status
 * @param {any} scene
 * @param {number} now
 * @returns {Draft|null}
 */
export function stillAhead(draft, status, scene, now) {
  if (!draft || !status) return null;
  if (status.experiment.own_points !== draft.text) return now - draft.at > REFUSED_AFTER_MS ? null : draft;
  return status.state === "compiling" || scene?.generation !== status.generation ? draft : null;
}

/**
 * The inputs of a network for these points: their further columns are among them.
 * @param {string[]} inputs
 * @param {Own} own
 * @returns {string[]}
 */
export const withColumns = (inputs, { columns = [] }) =>
  [...inputs.filter((name) => columnOf(name) < 0), ...columns.map((_, column) => `c${column + 1}`)];

/** @type {WeakMap<Own, any>} */
const SCENES = new WeakMap();

/**
 * The scene with the draft's points in place of its own.
 * @param {State} state
 */
export function sceneShown({ draft, scene }) {
  if (!draft || !scene) return scene;
  const known = SCENES.get(draft.own);
  if (known?.of === scene) return known.scene;
  const { points, classes } = draft.own;
  const several = classes > 2;
  /** @type {number[]} */
  const sides = [];
  scene.points.rows?.forEach((/** @type {number} */ row, /** @type {number} */ at) => (sides[row] = scene.points.split[at]));
  const shown = { ...scene, kind: several ? "multiclass" : "binary", points: {
    x: points.map(({ x, y }) => [x, y]),
    y: points.map(({ label }) => (several ? label : 2 * label - 1)),
    split: points.map((_, index) => sides[index] ?? 0),
  } };
  SCENES.set(draft.own, { of: scene, scene: shown });
  return shown;
}

/**
 * @param {{get: () => State, replace: (changes: Partial<State>) => void}} store
 * @param {(changes: object, final: boolean) => boolean} change
 */
export function createDrawing(store, change) {
  let sentAt = -Infinity;

  /** @param {Own} given @param {object} more */
  function begin(given, more) {
    const own = inUse(given);
    const text = encode(own);
    const { inputs } = store.get().status.experiment;
    const wanted = withColumns(inputs, own);
    const other = wanted.join() === inputs.join() ? {} : { inputs: wanted };
    if (change({ ...more, ...other, own_points: text }, true)) {
      store.replace({ draft: { own, text, at: performance.now() } });
    }
  }

  /** @param {Partial<Editing>} changes */
  function turn(changes) {
    const { pen } = store.get();
    if (pen) store.replace({ pen: { ...pen, ...changes } });
  }

  function useOwn() {
    const { scene, own } = store.get();
    if (!scene || ownPoints(store.get())) return;
    begin(own ? decode(own) : fromScene(scene), { dataset: "own", show_test: true });
  }

  return {
    /** The own data set: the points drawn before, else those on the screen. */
    useOwn,
    /** Take these points for the data set. @param {Own} own */
    bring: (own) => begin(own, { dataset: "own", show_test: true }),
    toggleEditing() {
      const { pen, scene, status } = store.get();
      if (!pen && (!scene || status?.hide.includes("dataset"))) return;
      if (!pen) useOwn();
      store.replace({ lens: null, pen: pen ? null : { label: 1, erasing: false, aim: -1, cursor: null } });
    },
    stopEditing: () => void (store.get().pen && store.replace({ pen: null })),
    /** @param {number} label */
    chooseClass(label) {
      const most = Math.min(ownPoints(store.get())?.classes ?? 0, MAX_CLASSES - 1); // the next free one
      turn({ label: Math.min(label, most), erasing: false });
    },
    toggleEraser: () => turn({ erasing: !store.get().pen?.erasing, aim: -1 }),
    /** @param {number} aim @param {{x: number, y: number}|null} [cursor] */
    aim(aim, cursor = null) {
      const { pen } = store.get();
      if (pen && (pen.aim !== aim || pen.cursor !== cursor)) turn({ aim, cursor });
    },
    /**
     * Show points, and send them: now and then while a stroke lasts, in any case at its end.
     * @param {Own} given
     * @param {boolean} final
     */
    draw(given, final) {
      const now = performance.now();
      const own = inUse(given);
      const text = encode(own);
      store.replace({ draft: { own, text, at: now } });
      if (!final && now - sentAt < PERIOD_MS) return;
      sentAt = now;
      if (!change({ own_points: text }, final) && final) store.replace({ draft: null });
    },
    warn: (/** @type {string} */ text) => store.replace({ error: text }),
  };
}
