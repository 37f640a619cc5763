// @ts-check
// Links for others: which controls the page does without, and the same run at TensorFlow Playground.

import { createCopyButton } from "./clipboard.js";
import { describe, h, setText } from "./dom.js";
import { createOverlay } from "./overlay.js";

const HIDE = "A ticked control is hidden, here and for all who open the link.";
const SAME = "It opens the same run there: the same points, first weights and training.";
const DIFFERS = "It opens something like this run there. What such a link cannot say:";
const NONE = "TensorFlow Playground has nothing like this run:";
const PARTS = { name: "page", label: "Page" };

/**
 * @param {any} actions
 * @returns {import("./store.js").Part & {element: HTMLElement, open: () => void}}
 */
export function createLinkWindow(actions) {
  const boxes = h("div.hideable");
  const ours = createCopyButton("Copy link", "Copy the address of this experiment, with these controls hidden.", () => location.href);
  const verdict = h("p.soft");
  const lost = h("ul.lost");
  const link = describe(h("input.link", { readonly: true, "aria-label": "TensorFlow Playground link", onfocus: () => link.select() }), "The same experiment in TensorFlow Playground.");
  const theirs = createCopyButton("Copy", "Copy the link.", () => link.value);
  const overlay = createOverlay("Links",
    h("section", {}, h("h3", {}, "Hide controls"), h("p.soft", {}, HIDE), boxes, h("div.import-tools", {}, ours)),
    h("section", {}, h("h3", {}, "For TensorFlow Playground"), verdict, lost, h("div.link-row", {}, link, theirs)));
  overlay.element.classList.add("links");
  /** @type {Map<string, any>} the box of each control */
  const inputs = new Map();

  function choose() {
    const names = [...inputs].filter(([, input]) => input.checked).map(([name]) => name);
    actions.send({ type: "hide", names });
  }

  /** @param {any} catalogue */
  function fill({ fields, groups, parts }) {
    const all = [...fields, ...parts.map((/** @type {any} */ part) => ({ ...part, group: PARTS.name }))];
    for (const group of [PARTS, ...groups]) {
      const own = all.filter(({ group: name }) => name === group.name);
      const labels = own.map(({ name, label }) => {
        inputs.set(name, describe(h("input", { type: "checkbox", onchange: choose }), "Hide it from who opens the link."));
        return h("label", {}, inputs.get(name), label);
      });
      boxes.append(h("fieldset", {}, h("legend", {}, group.label), ...labels));
    }
  }

  /** @param {any} status */
  function show({ hide, tensorflow_playground: exported }) {
    for (const [name, input] of inputs) input.checked = hide.includes(name);
    setText(verdict, !exported.link ? NONE : exported.lost.length ? DIFFERS : SAME);
    lost.hidden = !exported.lost.length;
    lost.replaceChildren(...exported.lost.map((/** @type {string} */ line) => h("li", {}, line)));
    link.parentElement.hidden = !exported.link;
    link.value = exported.link ?? "";
  }

  /** @param {import("./store.js").State} state */
  function render({ catalogue, status }) {
    if (!catalogue || !status) return;
    if (!inputs.size) fill(catalogue);
    show(status);
  }

  return {
    element: overlay.element,
    open() {
      render(actions.state());
      overlay.open();
    },
    render(state, before) {
      if (overlay.element.open && state.status !== before.status) render(state);
    },
  };
}

/** The narrow button beside Copy link. @param {any} actions @returns {HTMLElement} */
export function createLinkMenu(actions) {
  const button = h("button.button.link-menu", { type: "button", "aria-label": "Links", onclick: actions.openLinks });
  return describe(button, "Hide controls in the link, or make a link for TensorFlow Playground.");
}
