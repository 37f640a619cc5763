// @ts-check
// Above the field while points are edited: the class to draw, the eraser, how many there are.

import { ownPoints } from "./drawing.js";
import { describe, h, icon, ICONS, setAttributeOnce, setHidden, setText } from "./dom.js";
import { linkPoints, MAX_CLASSES } from "./own.js";
import { css, pointColor } from "./palette.js";
import { t } from "./text.js";

/**
 * @param {any} actions
 * @returns {import("./store.js").Part & {element: HTMLElement, toggle: HTMLElement}}
 */
export function createEditBar(actions) {
  const toggle = describe(h("button.quiet.edit-points", { type: "button", "aria-label": "Edit points", onclick: actions.toggleEditing },
    icon(ICONS.pencil)), "Draw, move and delete points (D in the field).");
  const chips = h("div.class-chips", { role: "group", "aria-label": "Class to draw" });
  const eraser = describe(h("button.quiet", { type: "button", "aria-pressed": "false", onclick: actions.toggleEraser }, "Eraser"),
    "Take points away: drag over them. The right mouse button does so at any time.");
  const count = h("span.count", { "aria-live": "polite" });
  const done = describe(h("button.quiet.done", { type: "button", onclick: actions.stopEditing }, "Done"), "Be done with editing points (D or Esc).");
  const element = h("div.edit-bar", { hidden: true, role: "toolbar", "aria-label": "Edit points" }, chips, eraser, count, done);
  /** @type {unknown[]} */
  let shown = [];

  return {
    element,
    toggle,
    render(state) {
      const { pen, palette } = state;
      setHidden(element, !pen);
      setHidden(toggle, Boolean(state.status?.hide.includes("dataset")));
      setAttributeOnce(toggle, "aria-pressed", Boolean(pen));
      const own = pen && ownPoints(state);
      const wanted = [pen?.label, pen?.erasing, own, palette];
      if (!pen || !own || !palette || wanted.every((part, at) => part === shown[at])) return;
      shown = wanted;
      const [points, most] = [own.points.length, linkPoints(own.columns)];
      setText(count, String(points));
      setAttributeOnce(count, "title", t(points > most ? "{n} points, more than a link holds ({most})." : "{n} points.", { n: points, most }));
      eraser.setAttribute("aria-pressed", String(pen.erasing));
      chips.replaceChildren(...chipsOf(own, pen, palette, actions));
    },
  };
}

/**
 * @param {import("./own.js").Own} own
 * @param {import("./drawing.js").Editing} pen
 * @param {any} palette
 * @param {any} actions
 */
function chipsOf(own, pen, palette, actions) {
  const count = Math.max(own.classes, pen.label + 1);
  const several = { kind: "multiclass" }; // the first two colours are those of two classes
  const chips = Array.from({ length: count }, (_, label) => {
    const name = t("Class {n}", { n: label + 1 });
    const pressed = label === pen.label && !pen.erasing;
    const chip = h("button.class-chip", { type: "button", "aria-label": name, "aria-pressed": String(pressed),
      onclick: () => actions.chooseClass(label) }, String(label + 1));
    chip.style.setProperty("--class", pointColor(palette, several, label));
    chip.style.setProperty("--on-class", palette.dark ? css([20, 22, 26]) : css([255, 255, 255]));
    return describe(chip, t("Draw points of class {n}.", { n: label + 1 }));
  });
  if (count < MAX_CLASSES && count === own.classes) {
    const more = h("button.class-chip.more", { type: "button", "aria-label": "One more class", onclick: () => actions.chooseClass(count) }, "+");
    chips.push(describe(more, "One more class: the network starts again with one more output."));
  }
  return chips;
}
