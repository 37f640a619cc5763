// @ts-check
// The labs: what thousands of networks show that one cannot, behind one button.

import { describe, h } from "./dom.js";
import { keepEscape, openBeside } from "./popup.js";

/** @param {any} actions @returns {HTMLElement} */
export function createLabMenu(actions) {
  const labs = [
    { title: "Sweep", text: "Vary two settings against each other, as a table that gets sharper.", open: () => actions.openSweep(false) },
    { title: "Optimizer race", text: "Every optimizer at its own best learning rate.", open: () => actions.openSweep(true) },
    { title: "Fractal", text: "Which learning rates learn and which diverge, as a picture to zoom into.", open: () => actions.openFractal() },
    { title: "CPU or GPU?", text: "The same training on each device of this machine, and why one is faster.", open: () => actions.openHardware() },
  ];
  const popup = h("div.lab-menu", { popover: "auto", role: "group", "aria-label": "Labs" }, ...labs.map(({ title, text, open }) =>
    describe(h("button.lab", { type: "button", onclick: () => { popup.hidePopover(); open(); } }, h("strong", {}, title), h("span", {}, text)), text)));
  const button = h("button.button.labs", { type: "button", "aria-haspopup": "true", onclick: () => openBeside(popup, button.getBoundingClientRect()) }, "Labs");
  keepEscape(popup, button);
  return h("div.lab-key", {}, describe(button, "Train hundreds of networks to see what one cannot show."), popup);
}
