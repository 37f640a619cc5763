// @ts-check
// Earlier runs as a row of buttons: one of them lies behind the curves as a ghost.

import { h } from "./dom.js";
import { differenceOf } from "./runs.js";

/**
 * @param {any} actions
 * @returns {{element: HTMLElement, render: (state: import("./store.js").State) => void}}
 */
export function createRunList(actions) {
  const buttons = h("div.chips");
  const element = h("div.runs", { role: "group", "aria-label": "Earlier runs", hidden: true },
    h("span", {}, "Earlier runs"), buttons);
  /** @type {unknown[]} */
  let shown = [];

  return {
    element,
    render({ runs, ghost, catalogue, status }) {
      const wanted = [runs, ghost, catalogue, status?.experiment];
      if (wanted.every((part, index) => part === shown[index])) return;
      shown = wanted;
      element.hidden = !runs.length || !catalogue || !status;
      if (element.hidden) return;
      buttons.replaceChildren(...runs.map((run) => {
        const chosen = run.rows === ghost;
        const label = differenceOf(catalogue.fields, run.experiment, status.experiment);
        return h("button.button.small", { type: "button", "aria-pressed": String(chosen),
          onclick: () => actions.overlay(chosen ? null : run.rows) }, label);
      }));
    },
  };
}
