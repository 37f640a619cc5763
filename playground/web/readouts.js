// @ts-check
// Epoch, losses and score: for machines at every frame, for eyes ten times a second, for ears
// four times a minute, and when the run begins, ends or makes one step.

import { describe, h, icon, ICONS, setAttributeOnce, setText } from "./dom.js";
import { formatEpoch, formatLoss, formatScore, isClassification } from "./format.js";
import { summaryOf } from "./summary.js";

const READ_PERIOD_MS = 100;
const SPEAK_PERIOD_MS = 15_000;
const SPEAK_GAP_MS = 1000;
const LABELS = [
  ["Epoch", "How often the network has seen all training points."],
  ["Train loss", "How wrong it is on the training points, on average: what training lowers."],
  ["Test loss", "How wrong it is on the test points, which it never learns from."],
  ["Test accuracy", "How well it does on the test points: the share that is right; for numbers R², where 1 is perfect."],
];
const DETAILS = "Which points are taken for what, and how narrowly.";

/**
 * @param {any} actions
 * @returns {import("./store.js").Part & {element: HTMLElement}}
 */
export function createReadouts(actions) {
  const values = LABELS.map(([label, help]) => ({ help, label: h("dt", {}, label), value: h("dd", {}, "–") }));
  const [epoch, train, test, score] = values;
  const spoken = h("p.unseen", { role: "status", "aria-live": "polite" });
  const list = h("dl.readouts", {}, ...values.map(({ help, label, value }) => h("div", { title: help }, label, value)));
  const more = h("button.quiet.more", { type: "button", "aria-label": "Details", "aria-expanded": false, onclick: actions.toggleDetails },
    icon(ICONS.table));
  describe(more, DETAILS);
  let readAt = -Infinity;
  let spokenAt = -Infinity;
  /** @type {any} */
  let read = null;
  /** @type {unknown[]} */
  let said = []; // state and frame

  /**
   * @param {import("./store.js").State} state
   * @param {number} now
   * @returns {boolean} there is more to say, in a moment
   */
  function speak({ frame, looking, scene, status }, now) {
    const state = status?.state;
    if (!frame || !scene || looking || frame.generation !== scene.generation || (said[0] === state && said[1] === frame)) return false;
    const running = state === "running";
    if (now - spokenAt < (running && said[0] === state ? SPEAK_PERIOD_MS : SPEAK_GAP_MS)) return !running;
    [said, spokenAt] = [[state, frame], now];
    setText(spoken, summaryOf(scene, state, frame));
    return false;
  }

  return {
    element: h("div.readings", {}, list, more, spoken),
    render(state, _, now) {
      const { frame: newest, looking, scene, details } = state;
      setAttributeOnce(more, "aria-expanded", details);
      const waiting = speak(state, now);
      const frame = looking ?? newest;
      if (!frame || frame === read) return waiting;
      if (now - readAt < READ_PERIOD_MS && frame.generation === read?.generation) return true;
      [read, readAt] = [frame, now];
      setText(epoch.value, formatEpoch(frame.epoch));
      setText(train.value, formatLoss(frame.train_loss));
      setText(test.value, formatLoss(frame.test_loss));
      setText(score.value, formatScore(frame.test_score, scene?.kind));
      setText(score.label, isClassification(scene?.kind) ? "Test accuracy" : "Test R²");
      return waiting;
    },
  };
}
