// @ts-check
// The field under a hand that edits points: by mouse, by finger, by keys.

import { ownPoints } from "./drawing.js";
import { add, along, erase, flip, isInside, move, nearestPoint, remove } from "./edits.js";
import { mostPoints, REACH } from "./own.js";
import { pointIn } from "./pixels.js";
import { t } from "./text.js";

/** @typedef {import("./own.js").Own} Own */
/** @typedef {import("./heatmap.js").Box} Box */
/** @typedef {{kind: "brush"|"move"|"erase", own: Own, before: Own, index: number,
 *   at: {x: number, y: number}}} Gesture */

const NEAR = 9; // CSS pixels beside a point's middle
const FINGER = 18;
const RUBBER = 14;
const SPACING = 0.45; // of the plane, between two points of a brush
const KEY_STEP = 0.5;
const FULL = "{n} points are the most that there can be.";
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/**
 * @param {HTMLCanvasElement} canvas
 * @param {() => Box|null} plot where the plane lies on the canvas
 * @param {any} actions
 */
export function followHand(canvas, plot, actions) {
  /** @type {Gesture|null} */
  let gesture = null;

  const reach = (/** @type {number} */ pixels) => (2 * REACH * pixels) / (plot()?.width ?? 1);
  const near = (/** @type {PointerEvent} */ event) => reach(event.pointerType === "touch" ? FINGER : NEAR);

  /** @param {PointerEvent} event */
  function place(event) {
    const box = /** @type {Box} */ (plot());
    const { x, y } = pointIn(canvas, event);
    return { x: ((x - box.x) / box.width) * 2 * REACH - REACH, y: REACH - ((y - box.y) / box.height) * 2 * REACH };
  }

  canvas.addEventListener("pointerdown", (event) => {
    const state = actions.state();
    const own = state.pen && plot() && ownPoints(state);
    if (!own || gesture) return;
    const at = place(event);
    if (!isInside(at)) return;
    canvas.setPointerCapture(event.pointerId);
    const hit = nearestPoint(own.points, at.x, at.y, near(event));
    if (event.shiftKey && hit >= 0) return actions.draw(flip(own, hit), true);
    const kind = event.button === 2 || state.pen.erasing ? "erase" : hit >= 0 ? "move" : "brush";
    gesture = { kind, own, before: own, index: hit, at };
    if (kind === "brush") paint([at], state.pen.label);
    else if (kind === "erase") update(erase(own, at.x, at.y, reach(RUBBER)));
    actions.aim(kind === "move" ? hit : -1);
  });

  canvas.addEventListener("pointermove", (event) => {
    const state = actions.state();
    if (!state.pen || !plot()) return;
    const at = place(event);
    if (gesture) return stroke(at, state.pen.label);
    const own = ownPoints(state);
    const aim = own && event.pointerType !== "touch" ? nearestPoint(own.points, at.x, at.y, near(event)) : -1;
    canvas.dataset.over = state.pen.erasing ? "erase" : aim >= 0 ? "point" : "plane";
    actions.aim(aim);
  });

  /** @param {{x: number, y: number}} at @param {number} label */
  function stroke(at, label) {
    const { kind, own, index } = /** @type {Gesture} */ (gesture);
    if (kind === "move") update(move(own, index, at.x, at.y));
    else if (kind === "erase") update(erase(own, at.x, at.y, reach(RUBBER)));
    else if (isInside(at)) paint(along(/** @type {Gesture} */ (gesture).at, at, SPACING), label);
  }

  /** @param {{x: number, y: number}[]} places @param {number} label */
  function paint(places, label) {
    const now = /** @type {Gesture} */ (gesture);
    const most = mostPoints(now.own.columns);
    if (places.length && now.own.points.length + places.length > most) actions.warn(t(FULL, { n: most }));
    update(places.reduce((own, { x, y }) => add(own, x, y, label), now.own));
    now.at = places.at(-1) ?? now.at;
  }

  /** @param {Own} own */
  function update(own) {
    const now = /** @type {Gesture} */ (gesture);
    if (own === now.own) return;
    now.own = own;
    actions.draw(own, false);
  }

  function finish() {
    if (!gesture) return;
    const { own, before } = gesture;
    gesture = null;
    if (own !== before) actions.draw(own, true);
  }

  canvas.addEventListener("pointerup", finish);
  canvas.addEventListener("pointercancel", finish);
  canvas.addEventListener("pointerleave", () => gesture || actions.aim(-1));
  canvas.addEventListener("contextmenu", (event) => actions.state().pen && event.preventDefault());
}

/**
 * D begins and ends; arrows move a place, Enter leaves a point there, Delete takes one away.
 * @param {HTMLCanvasElement} canvas
 * @param {any} actions
 */
export function followEditingKeys(canvas, actions) {
  canvas.tabIndex = 0;
  canvas.setAttribute("role", "application");
  canvas.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const state = actions.state();
    if (event.key.toLowerCase() === "d") return actions.toggleEditing();
    const own = state.pen && ownPoints(state);
    if (!own) return;
    const { aim, label } = state.pen;
    const cursor = state.pen.cursor ?? { x: 0, y: 0 };
    const step = STEPS[/** @type {keyof typeof STEPS} */ (event.key)];
    if (step) {
      event.preventDefault(); // the page does not scroll
      const bound = (/** @type {number} */ value) => Math.max(-REACH, Math.min(REACH, value));
      const [x, y] = [bound(cursor.x + step[0] * KEY_STEP), bound(cursor.y + step[1] * KEY_STEP)];
      actions.aim(nearestPoint(own.points, x, y, KEY_STEP / 2), { x, y });
    } else if (event.key === "Enter") {
      actions.draw(event.shiftKey && aim >= 0 ? flip(own, aim) : add(own, cursor.x, cursor.y, label), true);
    } else if ((event.key === "Delete" || event.key === "Backspace") && aim >= 0) {
      actions.draw(remove(own, aim), true);
      actions.aim(-1, state.pen.cursor);
    } else if (/^\d$/.test(event.key)) {
      actions.chooseClass(event.key === "0" ? 9 : Number(event.key) - 1);
    }
  });
}

/**
 * What a hand aims at: a ring around a point, a cross where the keys are.
 * @param {CanvasRenderingContext2D} ctx
 * @param {{pen: import("./drawing.js").Editing, own: Own|null, plot: Box, palette: import("./palette.js").Palette}} what
 */
export function drawAim(ctx, { pen, own, plot, palette }) {
  const left = (/** @type {number} */ x) => plot.x + ((x + REACH) / (2 * REACH)) * plot.width;
  const top = (/** @type {number} */ y) => plot.y + ((REACH - y) / (2 * REACH)) * plot.height;
  ctx.strokeStyle = palette.ink;
  ctx.lineWidth = 1.5;
  ctx.beginPath();
  const point = own?.points[pen.aim];
  if (point) ctx.arc(left(point.x), top(point.y), NEAR - 1, 0, 2 * Math.PI);
  if (pen.cursor) {
    const [x, y] = [left(pen.cursor.x), top(pen.cursor.y)];
    for (const [dx, dy] of [[1, 0], [-1, 0], [0, 1], [0, -1]]) {
      ctx.moveTo(x + 4 * dx, y + 4 * dy);
      ctx.lineTo(x + 11 * dx, y + 11 * dy);
    }
  }
  ctx.stroke();
}
