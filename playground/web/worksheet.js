// @ts-check
// The worksheet: all steps of one point as a text, to copy, print and check by hand.

import { createCopyButton } from "./clipboard.js";
import { describe, h, setText } from "./dom.js";
import { createOverlay } from "./overlay.js";
import { rowsOf, stepsOf, wordsOf } from "./passes.js";
import { t } from "./text.js";
import { answerFor, titleOf } from "./told.js";

const BLANK = "________";
const MOST = 60; // weights and biases that can be reckoned with by hand

/**
 * @param {any} scene
 * @param {any} told
 * @param {{answers: boolean}} how without answers, names stand where earlier results would
 * @returns {string}
 */
export function worksheetText(scene, told, { answers }) {
  const parts = stepsOf(scene, told).map((step, at) => {
    const [name, words] = wordsOf(scene, step);
    const rows = rowsOf(scene, told, step, { symbolic: !answers }).flatMap((row) => rowText(row, step.kind, answers));
    return [`${at + 1}. ${name}`, words, ...rows].join("\n");
  });
  const rules = told.rules.map((/** @type {string} */ rule, /** @type {number} */ at) => t("Layer {n}: {rule}", { n: at + 1, rule }));
  return [titleOf(scene, told), rules.join("\n"), ...parts].filter(Boolean).join("\n\n") + "\n";
}

/**
 * @param {import("./passes.js").Row} row
 * @param {string} kind
 * @param {boolean} answers
 */
function rowText({ name, sums }, kind, answers) {
  const given = kind === "inputs" || kind === "loss";
  return sums.map(({ left, right }, at) => {
    const lead = at ? " ".repeat(name.length) : name;
    if (!right) return `  ${lead}  ${left}`;
    const kept = answers || (given && left === "y");
    return `  ${lead}  ${left ? `${left} = ` : "= "}${kept ? right : BLANK}`;
  });
}

/** @param {any} actions @returns {{element: HTMLElement, open: () => void}} */
export function createWorksheet(actions) {
  const text = h("pre", { tabindex: 0 });
  const answers = h("input", { type: "checkbox", onchange: () => show() });
  const copy = createCopyButton("Copy", "Copy the text.", () => text.textContent ?? "");
  const print = describe(h("button.button", { type: "button", onclick: () => printText(text.textContent ?? "") }, "Print"), "Print the text.");
  const overlay = createOverlay("Worksheet", h("p.soft", {}, "Numbers are rounded to three digits. Round the weights first and the sums come out even."),
    text, h("div.import-tools", {}, describe(h("label.check", {}, answers, "Show the answers"), "Write the results and what follows from them."), copy, print));
  overlay.element.classList.add("worksheet");

  function show() {
    const { scene } = actions.state();
    const told = answerFor(actions.state());
    const large = told && told.layers.reduce((/** @type {number} */ sum, /** @type {any} */ layer) => sum + layer.b.length * (layer.w.length + 1), 0) > MOST;
    setText(text, !told ? "" : large ? t("This network has more than {n} weights: too many to reckon by hand. A smaller one has a worksheet.", { n: MOST })
      : worksheetText(scene, told, { answers: answers.checked }));
    copy.disabled = print.disabled = !told || large;
  }

  return {
    element: overlay.element,
    open() {
      show();
      overlay.open();
    },
  };
}

/** In a frame of its own, so that nothing else of the page is printed. @param {string} text */
function printText(text) {
  const frame = h("iframe", { "aria-hidden": "true", style: "position:fixed;width:0;height:0;border:0" });
  document.body.append(frame);
  const page = /** @type {Document} */ (frame.contentDocument);
  const pre = page.createElement("pre");
  pre.textContent = text;
  pre.style.cssText = "font:11pt/1.5 ui-monospace,Menlo,Consolas,monospace;white-space:pre-wrap";
  page.body.append(pre);
  frame.contentWindow?.print();
  setTimeout(() => frame.remove(), 60_000); // the dialog may still be open
}
