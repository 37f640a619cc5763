// @ts-check
// Keys: space plays, S steps, ? lists them. R and C belong to Streamlit.

import { h } from "./dom.js";
import { createOverlay } from "./overlay.js";

const KEYS = [
  ["Space", "Play or pause"],
  ["S", "One step"],
  ["Ctrl Z", "Undo"],
  ["Ctrl Shift Z", "Redo"],
  ["?", "This list"],
  ["Tab, arrows", "In the drawing: from neuron to neuron"],
  ["Enter", "In the drawing: pin a neuron"],
  ["Arrows, Home, End", "On the slider below the curves: from moment to moment"],
  ["E", "In the drawing: edit its bias and weights"],
  ["F", "In the drawing: freeze them, or let them learn"],
  ["O", "In the drawing: switch the neuron off or on"],
  ["D", "In the field: edit the points, and be done"],
  ["1 … 9, Del", "While editing points: choose a class, delete a point"],
  ["Enter", "In the field: follow a point through the network"],
  ["← →, ↑ ↓", "While following a point: the steps; other points"],
  ["Esc", "Close a window, end editing, let go of a point or a pinned neuron"],
];
const TEXT_TYPES = new Set(["text", "number", "search", "url", "email", "password"]);

/**
 * Whether keys typed into an element are its own.
 * @param {any} target
 * @returns {boolean}
 */
function takesText(target) {
  if (!target || target === document.body) return false;
  if (target.isContentEditable || target.tagName === "TEXTAREA" || target.tagName === "SELECT") return true;
  return target.tagName === "INPUT" && TEXT_TYPES.has(target.type);
}

/**
 * @param {HTMLElement} root
 * @param {any} actions
 * @returns {{element: HTMLElement, stop: () => void}}
 */
export function createKeyboard(root, actions) {
  const list = h("dl.keys-list", {},
    ...KEYS.map(([key, meaning]) => h("div", {}, h("dt", {}, h("kbd", {}, key)), h("dd", {}, meaning))));
  const overlay = createOverlay("Keys", list);
  // After Tab, space belongs to the button in focus; after a click, to the run.
  let byKeyboard = true;

  /** @param {KeyboardEvent} event */
  function pressed(event) {
    const target = /** @type {any} */ (event.composedPath()[0]);
    if (event.key === "Tab") byKeyboard = true;
    if (takesText(target) || root.querySelector("dialog[open]")) return;
    if (event.key === "Escape") return closerOf(actions)();
    const act = meaningOf(event, actions, overlay.open);
    if (!act || (event.code === "Space" && byKeyboard && isPressable(target))) return;
    event.preventDefault();
    if (!event.repeat || event.code === "KeyS") act();
  }

  /** A click's button would take the space bar's release for a click. @param {KeyboardEvent} event */
  function released(event) {
    const target = /** @type {any} */ (event.composedPath()[0]);
    if (event.code === "Space" && !byKeyboard && root.contains(target) && isPressable(target)) {
      event.preventDefault();
    }
  }

  const clicked = () => void (byKeyboard = false);
  /** Letters typed into our own fields are no shortcuts of the page around us. @param {KeyboardEvent} event */
  const typed = (event) => {
    if (takesText(event.composedPath()[0])) event.stopPropagation();
  };
  document.addEventListener("keydown", pressed);
  document.addEventListener("keyup", released);
  document.addEventListener("pointerdown", clicked, true);
  root.addEventListener("keydown", typed);
  return {
    element: overlay.element,
    stop() {
      document.removeEventListener("keydown", pressed);
      document.removeEventListener("keyup", released);
      document.removeEventListener("pointerdown", clicked, true);
      root.removeEventListener("keydown", typed);
    },
  };
}

/** What Escape ends first. @param {any} actions @returns {() => void} */
function closerOf(actions) {
  const { sheet, pen, lens } = actions.state();
  return sheet ? actions.closeSheet : pen ? actions.stopEditing : lens ? actions.closeLens : actions.unpin;
}

/**
 * @param {KeyboardEvent} event
 * @param {any} actions
 * @param {() => void} help
 * @returns {(() => void)|null}
 */
function meaningOf(event, actions, help) {
  const key = event.key.toLowerCase();
  if ((event.ctrlKey || event.metaKey) && !event.altKey && key === "z") {
    return event.shiftKey ? actions.redo : actions.undo;
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  const hide = actions.state().status?.hide ?? []; // a hidden button has no key, either
  if (event.code === "Space") return hide.includes("play") ? null : actions.toggle;
  if (key === "s") return hide.includes("step") ? null : actions.step;
  return key === "?" ? help : null;
}

/** @param {any} target */
function isPressable(target) {
  if (["BUTTON", "SUMMARY", "A"].includes(target?.tagName)) return true;
  return target?.tagName === "INPUT" && (target.type === "checkbox" || target.type === "radio");
}
