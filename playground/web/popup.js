// @ts-check
// A small window beside what it is about; Escape and a press elsewhere close it.

import { zoomOf } from "./pixels.js";

const GAP = 8;
const EDGE = 8;

/**
 * Open a `popover` under a place of the viewport, or above it where there is no room.
 * @param {HTMLElement} popup
 * @param {{left: number, right: number, top: number, bottom: number}} place
 */
export function openBeside(popup, place) {
  if (!popup.matches(":popover-open")) popup.showPopover();
  const { width: wide, height: high } = popup.getBoundingClientRect();
  const zoom = zoomOf(popup);
  const middle = (place.left + place.right) / 2;
  const fits = place.bottom + GAP + high <= innerHeight - EDGE;
  const left = Math.max(EDGE, Math.min(innerWidth - wide - EDGE, middle - wide / 2));
  popup.style.left = `${left / zoom}px`;
  popup.style.top = `${(fits ? place.bottom + GAP : Math.max(EDGE, place.top - GAP - high)) / zoom}px`;
}

/**
 * Escape closes a small window and does nothing else; whoever was in it is back where it was opened.
 * @param {HTMLElement} popup
 * @param {HTMLElement} opener
 */
export function keepEscape(popup, opener) {
  popup.addEventListener("keydown", (event) => void (event.key === "Escape" && event.stopPropagation()));
  // In a shadow tree the browser itself would leave the focus nowhere.
  popup.addEventListener("toggle", (/** @type {any} */ { newState }) => {
    const { activeElement } = /** @type {Document|ShadowRoot} */ (popup.getRootNode());
    const nowhere = !activeElement || activeElement === document.body || popup.contains(activeElement);
    if (newState === "closed" && nowhere) opener.focus({ preventScroll: true });
  });
}
