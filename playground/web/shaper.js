// @ts-check
// The drawing as the place where the network is built: neurons, layers and inputs, by its own buttons.

import { createActivationMenus } from "./activations.js";
import { pointIn } from "./pixels.js";
import { createGapButton, createInputButton, createLayerButtons } from "./shapebuttons.js";
import { columnAt, headingAt, layersOf } from "./shaping.js";

/** @typedef {import("./store.js").State} State */
/** @typedef {import("./layout.js").Geometry} Geometry */

/**
 * Buttons over the drawing: those of the column pointed at or in focus, and no others.
 * @param {HTMLElement} box
 * @param {HTMLCanvasElement} canvas
 * @param {() => Geometry|null} geometryNow
 * @param {any} actions
 */
export function createShaper(box, canvas, geometryNow, actions) {
  /** @type {number|null} the column whose buttons are shown */
  let near = null;
  const layers = () => {
    const { status } = actions.state();
    return status ? layersOf(status.experiment) : { hidden: [], activations: [] };
  };
  const layer = createLayerButtons(layers, (next, column) => {
    actions.set(next);
    if (column !== near) turnTo(column);
  });
  const inputs = createInputButton(actions);
  const gaps = [0, 1].map((side) => createGapButton(layers, () => (near ?? 0) - 1 + side, geometryNow, actions));
  const menus = createActivationMenus(layers, actions);
  const ghosts = gaps.map((gap) => gap.ghost);
  box.append(...ghosts, layer.element, inputs.element, ...gaps.map((gap) => gap.element), inputs.window, menus.element);

  /** @param {number|null} column */
  function turnTo(column) {
    if (column === near) return;
    const focused = layer.element.matches(":focus-within");
    near = column;
    show();
    if (focused && layer.element.hidden) canvas.focus(); // or who works by keyboard would be nowhere
  }

  function show() {
    const geometry = geometryNow();
    const column = near !== null && geometry && near < geometry.columns.length ? near : null;
    // A preset keeps some settings to itself.
    const hides = actions.state().status?.hide ?? [];
    const unless = (/** @type {string} */ field) => (hides.includes(field) ? null : column);
    inputs.show(geometry, unless("inputs"));
    layer.show(geometry, unless("hidden"));
    for (const gap of gaps) gap.show(geometry, unless("hidden"));
    menus.show(hides.includes("activation") ? null : geometry);
  }

  box.addEventListener("pointermove", (event) => {
    const geometry = geometryNow();
    // Over a button the column stays: its buttons may reach over the neighbour's.
    if (event.pointerType === "touch" || event.target !== canvas || !geometry) return;
    const { x, y } = pointIn(canvas, event);
    turnTo(columnAt(geometry, x, y));
  });
  box.addEventListener("pointerleave", ({ pointerType }) => {
    if (pointerType !== "touch" && !box.matches(":focus-within")) turnTo(null);
  });
  box.addEventListener("focusout", ({ relatedTarget }) => {
    if (!box.contains(/** @type {Node|null} */ (relatedTarget)) && !box.matches(":hover")) turnTo(null);
  });
  let touch = false;
  canvas.addEventListener("pointerdown", ({ pointerType }) => void (touch = pointerType === "touch"));
  canvas.addEventListener("click", (event) => {
    const geometry = geometryNow();
    const { x, y } = pointIn(canvas, event);
    if (touch && geometry) turnTo(headingAt(geometry, x, y));
  });

  return {
    /** @param {State} state @param {State} before */
    render(state, before) {
      const { hover } = state;
      const parts = /** @type {const} */ (["status", "scene", "hover", "resized", "catalogue"]);
      if (parts.every((part) => state[part] === before[part])) return;
      if (hover?.kind === "unit" && hover !== before.hover && canvas.matches(":focus-visible")) near = hover.column;
      inputs.render(state);
      menus.render(state);
      show();
    },
  };
}
