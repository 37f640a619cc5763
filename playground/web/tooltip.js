// @ts-check
// Help in one sentence beside whatever is pointed at or in focus.

import { h } from "./dom.js";
import { zoomOf } from "./pixels.js";

const DELAY_MS = 450;
const GAP = 8;
const EDGE = 8;

/**
 * Show titles in the page's own manner; while one is shown, the browser's is put aside.
 * @param {HTMLElement} root
 * @returns {{element: HTMLElement, stop: () => void}}
 */
export function createTooltip(root) {
  const element = h("div.tooltip", { role: "tooltip", popover: "manual" });
  /** @type {HTMLElement|null} */
  let owner = null;
  let text = "";
  let timer = 0;
  /** @type {Element|null} pressed, and not to be explained until it is left */
  let pressed = null;

  /** @param {Event} event */
  function enter(event) {
    const target = /** @type {Element} */ (event.target);
    const found = /** @type {HTMLElement|null} */ (target.closest?.("[title]:not([title=''])"));
    const touch = /** @type {PointerEvent} */ (event).pointerType === "touch";
    if (!found || touch || found === pressed || found === owner || (owner?.contains(found) && found.title === text)) return;
    if (event.type === "focusin" && !target.matches(":focus-visible")) return;
    leave();
    owner = found;
    text = found.title;
    found.title = "";
    timer = window.setTimeout(show, event.type === "focusin" ? 0 : DELAY_MS);
  }

  function show() {
    if (!owner?.isConnected) return leave();
    element.textContent = text;
    element.showPopover();
    const [at, own] = [owner.getBoundingClientRect(), element.getBoundingClientRect()];
    const zoom = zoomOf(element);
    const left = Math.max(EDGE, Math.min(at.left, innerWidth - own.width - EDGE));
    const below = at.bottom + GAP;
    const fits = below + own.height < innerHeight - EDGE;
    element.style.left = `${left / zoom}px`;
    element.style.top = `${(fits ? below : Math.max(EDGE, at.top - GAP - own.height)) / zoom}px`;
  }

  function leave() {
    clearTimeout(timer);
    if (element.matches(":popover-open")) element.hidePopover();
    if (owner && owner.title === "") owner.title = text; // unless it has a newer one
    owner = null;
  }

  /** @param {Event} event */
  function press(event) {
    leave();
    pressed = /** @type {Element} */ (event.target).closest?.("[title]") ?? null;
  }

  /** @param {PointerEvent} event */
  function out(event) {
    if (!pressed?.contains(/** @type {Node|null} */ (event.relatedTarget))) pressed = null;
    if (owner && !owner.contains(/** @type {Node|null} */ (event.relatedTarget))) leave();
  }

  const listeners = /** @type {const} */ ([
    ["pointerover", enter], ["focusin", enter], ["pointerout", out], ["focusout", leave],
    ["pointerdown", press], ["keydown", leave],
  ]);
  for (const [name, listener] of listeners) root.addEventListener(name, /** @type {any} */ (listener));
  return {
    element,
    stop() {
      leave();
      for (const [name, listener] of listeners) root.removeEventListener(name, /** @type {any} */ (listener));
    },
  };
}
