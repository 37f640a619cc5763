// @ts-check
// One quiet line: what to expect, what was put right, how it went, and what to try next.

import { lineLimit } from "./curvemarks.js";
import { h, setAttributeOnce, setText } from "./dom.js";
import { t, translate } from "./text.js";

const LOST_AFTER_MS = 400; // a blink of the connection is not worth a word
const NEXT_STEPS = 2;
const HOW_TO_EDIT = {
  mouse: "Click or draw to add points, drag one to move it. Shift and a click: next class. Right button: delete.",
  finger: "Tap or draw to add points, drag one to move it; the eraser takes points away.",
};

/**
 * @typedef {object} Word
 * @property {string} tone
 * @property {string} text
 * @property {{label: string, act: () => void}[]} next
 */

/**
 * @param {any} actions
 * @returns {import("./store.js").Part & {element: HTMLElement}}
 */
export function createVerdict(actions) {
  const text = h("p", {});
  const buttons = h("div.next");
  const element = h("div.verdict", { role: "status", "aria-live": "polite" }, text, buttons);
  let lostAt = 0;
  let said = "";

  return {
    element,
    render(state, before, now) {
      if (state.connection !== before.connection) lostAt = now;
      const waiting = state.connection === "lost" && now - lostAt < LOST_AFTER_MS;
      const word = whatToSay(waiting ? { ...state, connection: "open" } : state, actions);
      const key = [word.tone, word.text, ...word.next.map((step) => step.label)].join("|");
      if (key !== said) {
        said = key;
        element.dataset.tone = word.tone;
        setText(text, word.text);
        setAttributeOnce(text, "title", word.text);
        buttons.replaceChildren(...word.next.map(({ label, act }) =>
          h("button.button.small", { type: "button", onclick: act }, label)));
      }
      return waiting;
    },
  };
}

/**
 * The most pressing word first.
 * @param {import("./store.js").State} state
 * @param {any} actions
 * @returns {Word}
 */
function whatToSay({ connection, error, status, looking, marks, scene, pen }, actions) {
  if (connection === "refused") return word("warn", "This page may not talk to the server.");
  if (connection === "lost") return word("warn", "Connection lost – reconnecting…");
  if (error) return word("warn", error);
  if (!status) return word("quiet", "");
  if (status.compiling || status.state === "compiling") {
    const text = typeof status.compiling === "string" ? status.compiling : "";
    return word("busy", text || "Preparing this network…");
  }
  if (looking) {
    return word("note", "Looking back. Play goes on from here.",
      [{ label: "Go on from here", act: actions.toggle }, { label: "Return to the newest", act: () => actions.look(null) }]);
  }
  if (status.verdict) {
    const limit = status.verdict.kind === "not_yet" ? lineLimit(marks, scene) : "";
    return verdictWord(withFinding({ ...status.verdict, text: [status.verdict.text, limit].filter(Boolean).map(translate).join(" ") }, status.finding), status.hide, actions);
  }
  if (status.finding) return verdictWord({ ...status.finding, kind: "finding" }, status.hide, actions);
  if (status.notes?.length) {
    const undo = status.can_undo ? [{ label: "Undo", act: actions.undo }] : [];
    return word("note", status.notes.join(" "), undo);
  }
  if (pen) return word("quiet", HOW_TO_EDIT[matchMedia("(hover: none)").matches ? "finger" : "mouse"]);
  if (status.edits) {
    return word("quiet", "Edited by hand: the link shares the experiment without the edits.",
      [{ label: "Start again without them", act: actions.reset }]);
  }
  const twin = status.twin
    ? [{ label: t("{name} →", { name: status.twin.label }), act: () => actions.preset(status.twin.id) }]
    : [];
  if (status.state === "idle") return word("expect", status.expect ?? "", twin);
  return word("quiet", twin.length ? "Try next:" : "", twin);
}

/**
 * How it went and what went wrong in one: the remedy for that goes first.
 * @param {any} verdict
 * @param {any} finding
 */
function withFinding(verdict, finding) {
  if (!finding) return verdict;
  return { ...verdict, text: `${translate(verdict.text)} ${translate(finding.text)}`, next: [...finding.next, ...verdict.next] };
}

/**
 * @param {any} verdict
 * @param {string[]} hide controls that the page does without: nor are they moved from here
 * @param {any} actions
 * @returns {Word}
 */
function verdictWord(verdict, hide, actions) {
  const shown = (/** @type {any} */ { changes, action }) =>
    ![...Object.keys(changes ?? {}), action].some((name) => hide.includes(name));
  const next = (verdict.next ?? []).filter(shown).slice(0, NEXT_STEPS).map((/** @type {any} */ step) => ({
    label: step.label,
    act: () => {
      if (step.preset) actions.preset(step.preset);
      else if (step.changes) actions.set(step.changes);
      else if (step.action) actions.send({ type: step.action });
    },
  }));
  return word(verdict.kind, verdict.text, next);
}

/**
 * @param {string} tone
 * @param {string} text
 * @param {{label: string, act: () => void}[]} [next]
 * @returns {Word}
 */
function word(tone, text, next = []) {
  return { tone, text, next };
}
