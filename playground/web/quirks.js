// @ts-check
// What an import does the way of TensorFlow Playground and would do better otherwise.

import { h } from "./dom.js";

/**
 * @param {any} actions
 * @returns {{element: HTMLElement, render: (status: any) => void}}
 */
export function createQuirks(actions) {
  const list = h("div.quirks");
  const element = h("section.group", { "data-group": "quirks", hidden: true },
    h("div.heading", {}, h("h2", {}, "As in TensorFlow Playground")), list);
  let shown = "";

  return {
    element,
    render({ quirks }) {
      const told = JSON.stringify(quirks);
      if (told === shown) return;
      shown = told;
      element.hidden = !quirks.length;
      list.replaceChildren(...quirks.map((/** @type {any} */ quirk) => createQuirk(quirk, actions)));
    },
  };
}

/** @param {any} quirk @param {any} actions */
function createQuirk({ label, text, fix }, actions) {
  return h("div.quirk", {},
    h("div.row", {}, h("strong", {}, label),
      h("button.button.small", { type: "button", onclick: () => actions.set(fix.changes) }, fix.label)),
    h("p", {}, text));
}
