// @ts-check
// Comparing: a copy beside the experiment that runs, then one thing changed; and the way back.

/** @typedef {"left"|"right"|"both"} Side */

/**
 * The fields in which two experiments differ, with the values of the second.
 * @param {any} one
 * @param {any} other
 * @param {string[]} names of the fields that may differ
 * @returns {Record<string, unknown>}
 */
export function changesTo(one, other, names) {
  const differ = names.filter((name) => JSON.stringify(one[name]) !== JSON.stringify(other[name]));
  return Object.fromEntries(differ.map((name) => [name, other[name]]));
}

/**
 * @param {{get: () => import("./store.js").State, replace: (changes: Partial<import("./store.js").State>) => void}} store
 * @param {(changes: object, final: boolean, side?: Side) => boolean} change
 */
export function createComparing(store, change) {
  return {
    /** Put a copy beside it, or what an earlier run was trained with. @param {any} [experiment] */
    compare(experiment) {
      const { status, catalogue } = store.get();
      if (!status || !catalogue) return;
      const own = experiment ? changesTo(status.experiment, experiment, catalogue.own) : {};
      store.replace({ side: "right" });
      change({ versus: "same", ...own }, true, "right");
    },
    /** End the comparison with one of the two. @param {Side} side */
    keep(side) {
      const { status, catalogue } = store.get();
      if (!status?.beside || !catalogue) return;
      const own = side === "right" ? changesTo(status.experiment, status.beside.experiment, catalogue.own) : {};
      change({ ...own, versus: "" }, true, "left");
    },
    /** Whose settings the controls show and change. @param {Side} side */
    chooseSide: (side) => store.replace({ side }),
  };
}
