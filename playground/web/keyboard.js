// @ts-check
// Keys: space plays, S steps, ? lists them. R and C belong to Streamlit.

import { createHelp } from "./help.js";

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
 * @returns {{element: HTMLElement, open: () => void, stop: () => void}}
 */
export function createKeyboard(root, actions) {
  const overlay = createHelp();
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
    open: overlay.open,
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
