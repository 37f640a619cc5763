// @ts-check
// What a person can do with the lens.

import { stepsOf } from "./passes.js";
import { answerFor } from "./told.js";

/**
 * @param {{get: () => import("./store.js").State,
 *   replace: (changes: Partial<import("./store.js").State>) => void}} store
 * @param {(intent: object) => boolean} send
 * @param {() => void} rest lets a run in motion stop: numbers that change cannot be followed
 */
export function createLensActions(store, send, rest) {
  const closeLens = () => void (store.get().lens && store.replace({ lens: null, passes: null }));
  return {
    closeLens,
    /** @param {{point: number|null, at: [number, number]}} picked */
    openLens(picked) {
      const { lens, status } = store.get();
      if (status?.beside) return; // a comparison has no room for it
      if (!lens) rest();
      store.replace({ looking: null, lens: { ...picked, step: lens?.step ?? 0 } });
    },
    /** @param {number} by */
    stepLens(by) {
      const { lens, scene } = store.get();
      const told = answerFor(store.get());
      if (!lens || !told) return;
      const last = stepsOf(scene, told).length - 1;
      store.replace({ lens: { ...lens, step: Math.max(0, Math.min(last, Math.min(lens.step, last) + by)) } });
    },
    /** Training points first, then test points, and round again. @param {number} by */
    nextPoint(by) {
      const { lens, scene, status } = store.get();
      if (!lens || !scene) return;
      const { split } = scene.points;
      const count = status.experiment.show_test ? split.length : split.filter((/** @type {number} */ side) => !side).length;
      const point = lens.point === null ? 0 : (lens.point + by + count) % count;
      store.replace({ lens: { ...lens, point, at: [0, 0] } });
    },
    /** @param {import("./lens.js").Lens} lens @param {number} generation */
    explain({ point, at }, generation) {
      send({ type: "explain", generation, ...(point === null ? { at } : { point }) });
    },
    /** @param {number} to */
    roundWeights(to) {
      if (to) send({ type: "round", to, generation: store.get().scene?.generation ?? null });
    },
  };
}
