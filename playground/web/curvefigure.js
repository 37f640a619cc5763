// @ts-check
// The two small curves, repainted when what they show has changed.

import { marksOf } from "./curvemarks.js";
import { drawCurve } from "./curves.js";
import { shareAt } from "./curvescale.js";
import { h } from "./dom.js";
import { createSurface } from "./figures.js";
import { isClassification } from "./format.js";
import { pointIn } from "./pixels.js";
import { smoothRows } from "./smoothing.js";
import { curvesOf } from "./versus.js";

const CURVE_PERIOD_MS = 50; // a curve grows by a row an epoch: 20 pictures a second are plenty

/** @typedef {import("./store.js").State} State */

/**
 * Loss and score over the epochs, the run before (or those chosen) pale behind.
 * @param {() => void} resized
 * @param {() => void} open
 * @param {() => void} wake paints once more
 */
export function createCurves(resized, open, wake) {
  const loss = createSurface("curve", "Loss", resized);
  const score = createSurface("curve", "Accuracy", resized);
  const element = h("button.curves",
    { type: "button", onclick: open, "aria-label": "Curves", title: "Open the curves large, to read values and save a picture. Dotted: what the best straight line gets right of the training points, and the most to be expected on new points." },
    loss.element, score.element);
  let drawnAt = -Infinity;
  /** @type {unknown[]} */
  let drawn = [];
  /** @type {number|null} how far along the epochs the pointer is, from 0 to 1 */
  let pointed = null;
  for (const { canvas } of [loss, score]) {
    canvas.addEventListener("pointermove", (/** @type {PointerEvent} */ event) => point(shareAt(pointIn(canvas, event).x, canvas.clientWidth)));
    canvas.addEventListener("pointerleave", () => point(null));
  }

  /** @param {number|null} share */
  function point(share) {
    pointed = share;
    wake();
  }

  return {
    element,
    stop() {
      loss.stop();
      score.stop();
    },
    /** @param {State} state @param {State} _ @param {number} now */
    render(state, _, now) {
      const { palette, scene, resized: size, looking, marks, curves } = state;
      const wanted = [state.rows, state.ghosts, palette, scene, size, looking, marks, curves, pointed];
      if (!palette || wanted.every((part, index) => part === drawn[index])) return false;
      if (now - drawnAt < CURVE_PERIOD_MS && size === drawn[4]) return true;
      [drawn, drawnAt] = [wanted, now];
      const { rows, ghosts, names, called } = curvesOf(state);
      for (const [surface, metric] of /** @type {const} */ ([[loss, "loss"], [score, "score"]])) {
        const fitted = surface.fit();
        if (!fitted) continue;
        const { context, width, height } = fitted;
        const name = metric === "loss" ? "loss" : isClassification(scene?.kind) ? "accuracy" : "R²";
        const label = called[name];
        drawCurve(context, { names, rows: smoothRows(rows, curves.memory), ghosts: ghosts.map((ghost) => smoothRows(ghost, curves.memory)), logY: curves.log, box: { x: 0, y: 0, width, height }, palette, metric, label, cursor: looking?.epoch, pointed,
          marks: metric === "score" ? marksOf(marks, scene) : [] });
      }
      return false;
    },
  };
}
