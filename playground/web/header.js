// @ts-check
// What runs, and the page's own buttons: undo, presets, link.

import { createCopyButton } from "./clipboard.js";
import { describe, h, icon, ICONS, setText } from "./dom.js";
import { createHelpButton } from "./help.js";
import { createLinkMenu } from "./linkwindow.js";

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
  const copy = createCopyButton("Copy link", "Copy the address of this very experiment.", () => location.href);
  const titles = h("div.titles", {}, title, story);
  const element = h("header.top", {}, titles,
    h("div.buttons", {}, undo, compare, presets, h("div.joined", {}, copy, createLinkMenu(actions)), take, createHelpButton(actions)));

  return {
    element,
    render({ status }, before) {
      if (!status || status === before.status) return;
      setText(title, status.title || "Your own experiment");
      setText(story, status.story ?? "");
      story.title = status.story ?? "";
      titles.classList.toggle("unseen", status.hide.includes("text"));
      undo.disabled = !status.can_undo;
      compare.disabled = Boolean(status.beside);
      describe(undo, status.undo_label ? `Undo: ${status.undo_label}` : "Take back the last change.");
    },
  };
}
