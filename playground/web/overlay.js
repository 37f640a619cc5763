// @ts-check
// A window over the page: the browser's own dialog keeps the focus inside and closes on Escape.

import { describe, h, icon, ICONS } from "./dom.js";

/**
 * @param {string} title
 * @param {...Node} content
 * @returns {{element: HTMLDialogElement, open: () => void, close: () => void}}
 */
export function createOverlay(title, ...content) {
  const close = describe(h("button.button.close",
    { type: "button", "aria-label": "Close", onclick: () => element.close() }, icon(ICONS.close)), "Close this window (Esc).");
  const element = h("dialog.overlay", { "aria-label": title },
    h("div.sheet", {}, h("div.overlay-top", {}, h("h2", {}, title), close), ...content));
  // A click beside the sheet lands on the dialog itself.
  element.addEventListener("click", (/** @type {MouseEvent} */ event) => {
    if (event.target === element) element.close();
  });
  return {
    element,
    open: () => element.open || element.showModal(),
    close: () => element.close(),
  };
}
