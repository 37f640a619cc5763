// @ts-check
// The window in which everything is saved that can be taken along, and opened again.

import { describe, h, setText } from "./dom.js";
import { createOverlay } from "./overlay.js";
import { takeaways } from "./takeaways.js";
import { t } from "./text.js";

const MOST_BYTES = 2_000_000; // as the server has it

/** @param {any} actions @returns {{element: HTMLElement, open: () => void}} */
export function createTakeaway(actions) {
  const said = h("p.said", { role: "status" });
  const file = h("input", { type: "file", accept: ".json,.npz,application/json", "aria-label": "Open a saved file" });
  const open = describe(h("label.button.primary", {}, "Open a file…", file),
    "An experiment (JSON) or a trained network (.npz) that was saved here.");
  const overlay = createOverlay("Save & open",
    h("div.takeaways", {}, ...takeaways(actions).map(rowOf)),
    h("div.takeaway.opening", {}, h("div", {}, h("h3", {}, "Open"),
      h("p", {}, "An experiment or a trained network from a file. Undo brings back what was here.")), h("div.takeaway-keys", {}, open)), said);
  overlay.element.classList.add("take");

  file.addEventListener("change", async () => {
    const chosen = file.files?.[0];
    if (!chosen) return;
    file.value = ""; // the same file may be opened again
    const tooLarge = chosen.size > MOST_BYTES;
    said.dataset.tone = tooLarge ? "warn" : "";
    setText(said, tooLarge ? t("The file has {n} bytes; at most {most}.", { n: chosen.size, most: MOST_BYTES }) : "");
    if (tooLarge) return;
    actions.openFile(new Uint8Array(await chosen.arrayBuffer()));
    overlay.close();
  });

  return {
    element: overlay.element,
    open() {
      setText(said, "");
      overlay.open();
    },
  };
}

/** @param {import("./takeaways.js").Takeaway} takeaway */
function rowOf({ title, text, keys }) {
  const buttons = keys.map(({ label, help, act }) =>
    describe(h("button.button", { type: "button", onclick: (/** @type {Event} */ event) => act(/** @type {Element} */ (event.currentTarget)) }, label), help));
  return h("div.takeaway", {}, h("div", {}, h("h3", {}, title), h("p", {}, text)), h("div.takeaway-keys", {}, ...buttons));
}
