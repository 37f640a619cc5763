// @ts-check
// Whose settings the controls show while two experiments are compared.

import { describe, h, setAttributeOnce, setHidden } from "./dom.js";

const SIDES = /** @type {const} */ ([
  ["left", "Left", "The controls show and change the left side."],
  ["right", "Right", "The controls show and change the right side."],
  ["both", "Both", "The controls show the left side and change both."],
]);

/**
 * @param {any} actions
 * @returns {{element: HTMLElement, render: (state: import("./store.js").State) => void}}
 */
export function createSideSwitch(actions) {
  const buttons = SIDES.map(([side, text, help]) =>
    describe(h("button.chip", { type: "button", onclick: () => actions.chooseSide(side) }, text), help));
  const element = h("div.side-switch", { role: "group", "aria-label": "Settings of", hidden: true },
    h("span", {}, "Settings of"), h("div.chips", {}, ...buttons));
  return {
    element,
    render({ status, side }) {
      setHidden(element, !status?.beside);
      buttons.forEach((button, index) => setAttributeOnce(button, "aria-pressed", SIDES[index][0] === side));
    },
  };
}

/**
 * The status as the controls show it: with the settings of the side that is chosen.
 * @param {import("./store.js").State} state
 */
export function statusOfSide({ status, side }) {
  return status?.beside && side === "right" ? { ...status, experiment: status.beside.experiment } : status;
}
