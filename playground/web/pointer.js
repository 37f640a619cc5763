// @ts-check
// Pointing at the drawing: by mouse, by finger, by arrow keys.

import { neighbour, targetAt } from "./hit.js";

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
  function find({ offsetX, offsetY }) {
    const now = geometry();
    return now && targetAt(now, offsetX, offsetY, touch ? FINGER : REACH);
  }

  canvas.addEventListener("pointerdown", ({ pointerType }) => void (touch = pointerType === "touch"));
  canvas.addEventListener("pointermove", (event) => {
    if (event.pointerType === "touch") return;
    touch = false;
    const target = find(event);
    canvas.style.cursor = target?.kind === "unit" ? "pointer" : "";
    actions.point(target);
  });
  canvas.addEventListener("pointerleave", () => touch || actions.point(null));
  canvas.addEventListener("click", (event) => {
    const target = find(event);
    const unit = target?.kind === "unit";
    if (touch) actions.point(unit ? null : target);
    if (unit) actions.pin(target);
  });
}

/**
 * Tab into the drawing, arrows move, Enter pins.
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
    const next = neighbour(now, start(), event.key);
    if (!next) return;
    event.preventDefault(); // the page does not scroll
    actions.point(next);
  });
}
