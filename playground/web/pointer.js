// @ts-check
// Pointing at the drawing: by mouse, by finger, by arrow keys.

import { isFrozen, placeOf } from "./hand.js";
import { neighbour, targetAt } from "./hit.js";
import { biasDot } from "./layout.js";
import { pointIn } from "./pixels.js";
import { isOutput } from "./targets.js";

/** @typedef {import("./layout.js").Geometry} Geometry */

const REACH = 6; // CSS pixels beside a link
const FINGER = 14;

/**
 * @param {HTMLCanvasElement} canvas
 * @param {() => Geometry|null} geometry
 * @param {any} actions
 */
export function followPointer(canvas, geometry, actions) {
  let touch = false; // a finger does not hover: what it taps stays

  /** @param {MouseEvent} event */
  function find(event) {
    const now = geometry();
    const { x, y } = pointIn(canvas, event);
    return now && targetAt(now, x, y, touch ? FINGER : REACH);
  }

  canvas.addEventListener("pointerdown", ({ pointerType }) => void (touch = pointerType === "touch"));
  canvas.addEventListener("pointermove", (event) => {
    if (event.pointerType === "touch") return;
    touch = false;
    const target = find(event);
    canvas.style.cursor = target ? "pointer" : "";
    actions.point(target);
  });
  canvas.addEventListener("pointerleave", () => touch || actions.point(null));
  canvas.addEventListener("click", (event) => {
    const target = find(event);
    const unit = target?.kind === "unit";
    if (touch) actions.point(unit ? null : target);
    if (unit) actions.pin(target);
    else if (target) actions.openEditor({ ...target, touch });
  });
}

/** @type {Record<string, (actions: any, target: import("./targets.js").Target, geometry: Geometry) => void>} */
const LETTERS = {
  e(actions, target, { columns }) {
    const node = columns[target.column]?.nodes[target.index];
    if (target.column === 0 || !node) return;
    const { x, y } = biasDot(node);
    actions.openEditor(target.kind === "unit" ? { ...target, kind: "bias", at: [x, y] } : target);
  },
  f(actions, target) {
    if (target.column === 0) return;
    if (target.kind === "unit") return actions.freezeUnit(target.column, target.index);
    const { scene, status } = actions.state();
    const place = placeOf(scene, target);
    actions.freeze(place, !isFrozen(status, place));
  },
  w: (actions, target) => actions.openWeights(target),
  o(actions, { kind, column, index }) {
    const hidden = column > 0 && !isOutput(actions.state().scene, column);
    if (hidden && kind !== "link") actions.switchUnit(column, index);
  },
};

/**
 * Tab into the drawing, arrows move, Enter pins; E edits, W lists, F freezes, O switches off and on.
 * @param {HTMLCanvasElement} canvas
 * @param {() => Geometry|null} geometry
 * @param {any} actions
 */
export function followKeys(canvas, geometry, actions) {
  canvas.tabIndex = 0;
  canvas.setAttribute("role", "application");
  const start = () => {
    const { hover, pinned, scene } = actions.state();
    if (hover?.kind === "unit") return hover;
    return pinned ?? { kind: "unit", column: scene?.layers.length ? 1 : 0, index: 0 };
  };
  canvas.addEventListener("focus", () => canvas.matches(":focus-visible") && actions.point(start()));
  canvas.addEventListener("blur", () => actions.point(null));
  canvas.addEventListener("keydown", (event) => {
    const now = geometry();
    if (!now || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter") return actions.pin(start());
    const letter = LETTERS[event.key.toLowerCase()];
    if (letter && !event.repeat) {
      event.preventDefault(); // or the letter would be typed into the window it opens
      return letter(actions, actions.state().hover ?? start(), now);
    }
    const next = neighbour(now, start(), event.key);
    if (!next) return;
    event.preventDefault(); // the page does not scroll
    actions.point(next);
  });
}
