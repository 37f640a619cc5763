// @ts-check
// Copying: a button that says whether it has.

import { describe, h, setText } from "./dom.js";

const COPIED_MS = 1600;

/**
 * @param {string} label
 * @param {string} help
 * @param {() => string} content what is copied, when it is pressed
 * @returns {HTMLButtonElement}
 */
export function createCopyButton(label, help, content) {
  const text = h("span", { "aria-live": "polite" }, label);
  const button = h("button.button.copy", { type: "button" }, text);
  describe(button, help);
  let timer = 0;
  button.addEventListener("click", async () => {
    setText(text, (await copy(content(), button)) ? "Copied" : "Not copied");
    clearTimeout(timer);
    timer = window.setTimeout(() => setText(text, label), COPIED_MS);
  });
  return button;
}

/**
 * Copy a text; without a secure address (a class's http server) the clipboard's older way.
 * @param {string} text
 * @param {HTMLElement} button beside which there is a place to select: behind a window is none
 * @returns {Promise<boolean>}
 */
async function copy(text, button) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = h("textarea", { readonly: true, style: "position:fixed;opacity:0" });
    area.value = text;
    button.after(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}
