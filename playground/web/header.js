// @ts-check
// What runs, and the page's own buttons: undo, presets, link.

import { mergeSearch } from "./address.js";
import { createCopyButton } from "./clipboard.js";
import { describe, h, icon, ICONS, setAttributeOnce, setHidden, setText } from "./dom.js";
import { createHelpButton } from "./help.js";
import { createLabMenu } from "./labmenu.js";
import { spoken, tagOf } from "./language.js";
import { createLinkMenu } from "./linkwindow.js";
import { keepQuery } from "./resume.js";
import { t } from "./text.js";
import { dressForView, isLarge, withPart } from "./view.js";

/** @type {Record<string, {name: string, short: string, label: string}>} what the page can turn to */
const OTHER = {
  en: { name: "zh", short: "中文", label: "简体中文" },
  zh: { name: "en", short: "EN", label: "English" },
};

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
  const other = OTHER[spoken()];
  const language = h("button.quiet.language", { type: "button", lang: tagOf(other.name), "aria-label": other.label, onclick: () => actions.turnTo(other.name) }, other.short);
  const large = describe(h("button.button.large-text", { type: "button", "aria-label": "Large text", onclick: toggleLarge }, "Aa"),
    "Large text, for a projector.");
  const labs = createLabMenu(actions);
  const full = h("a.full", { target: "_blank", rel: "noopener" }, "Open the full page");
  describe(language, "Show the page in another language.");
  const titles = h("div.titles", {}, title, story);
  const element = h("div.top", {}, titles,
    h("div.buttons", {}, undo, compare, presets, labs, h("div.joined", {}, copy, createLinkMenu(actions)), take, createHelpButton(actions), large, language), full);

  function toggleLarge() {
    const search = withPart(location.search, "text=large", !isLarge(location.search));
    history.replaceState(history.state, "", location.pathname + search + location.hash);
    keepQuery();
    showView();
  }

  function showView() {
    const root = /** @type {HTMLElement} */ (element.closest(".np-stage"));
    dressForView(root);
    large.setAttribute("aria-pressed", String(isLarge(location.search)));
  }

  return {
    element,
    render({ status }, before) {
      if (!status || status === before.status) return;
      showView(); // Back may have led to another
      full.href = location.pathname + withPart(mergeSearch(location.search, status.query), "embed=1", false);
      setText(title, status.title || "Your own experiment");
      setText(story, status.story ?? "");
      setAttributeOnce(story, "title", status.story ?? "");
      titles.classList.toggle("unseen", status.hide.includes("text"));
      setHidden(labs, status.hide.includes("labs"));
      undo.disabled = !status.can_undo;
      compare.disabled = Boolean(status.beside);
      describe(undo, status.undo_label ? t("Undo: {what}", { what: status.undo_label }) : "Take back the last change.");
    },
  };
}
