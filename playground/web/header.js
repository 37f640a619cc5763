// @ts-check
// What runs, and the page's own buttons: undo, presets, link.

import { describe, h, icon, ICONS, setText } from "./dom.js";

const COPIED_MS = 1600;

/**
 * @param {any} actions
 * @returns {import("./store.js").Part & {element: HTMLElement}}
 */
export function createHeader(actions) {
  const title = h("h1", {}, "Neural network playground");
  const story = h("p.story");
  const undo = h("button.button.undo", { type: "button", onclick: actions.undo, disabled: true },
    icon(ICONS.undo), h("span", {}, "Undo"));
  const compare = h("button.button", { type: "button", onclick: () => actions.compare() }, "Compare");
  describe(compare, "Put a copy beside it, then change one thing: both train on the same data from the same seed.");
  const presets = h("button.button", { type: "button", onclick: actions.openGallery }, "Presets");
  describe(presets, "Choose one of the prepared experiments.");
  const take = describe(h("button.button.take-along", { type: "button", onclick: actions.openTakeaway }, "Save & open"),
    "Take the experiment, the network, points, pictures, the run or its program along; open what was saved.");
  const element = h("header.top", {}, h("div.titles", {}, title, story),
    h("div.buttons", {}, undo, compare, presets, createCopyButton(), take));

  return {
    element,
    render({ status }, before) {
      if (!status || status === before.status) return;
      setText(title, status.title || "Your own experiment");
      setText(story, status.story ?? "");
      story.title = status.story ?? "";
      undo.disabled = !status.can_undo;
      compare.disabled = Boolean(status.beside);
      describe(undo, status.undo_label ? `Undo: ${status.undo_label}` : "Take back the last change.");
    },
  };
}

/** @returns {HTMLButtonElement} */
function createCopyButton() {
  const text = h("span", { "aria-live": "polite" }, "Copy link");
  const button = h("button.button.copy", { type: "button" }, text);
  describe(button, "Copy the address of this very experiment.");
  let timer = 0;
  button.addEventListener("click", async () => {
    setText(text, (await copy(location.href)) ? "Copied" : "Not copied");
    clearTimeout(timer);
    timer = window.setTimeout(() => setText(text, "Copy link"), COPIED_MS);
  });
  return button;
}

/**
 * Copy a text; without a secure address (a class's http server) the clipboard's older way.
 * @param {string} text
 * @returns {Promise<boolean>}
 */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = h("textarea", { readonly: true, style: "position:fixed;opacity:0" });
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}
