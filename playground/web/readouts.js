// @ts-check
// Epoch, losses and score: for machines at every frame, for eyes ten times a second, for ears
// every five seconds.

import { describe, h, icon, ICONS, setAttributeOnce, setText } from "./dom.js";
import { formatEpoch, formatLoss, formatScore, isClassification } from "./format.js";
import { t } from "./text.js";

const READ_PERIOD_MS = 100;
const SPEAK_PERIOD_MS = 5000;
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

  return {
    element: h("div.readings", {}, list, more, spoken),
    render({ frame: newest, looking, scene, status, details }, before, now) {
      setAttributeOnce(more, "aria-expanded", details);
      const frame = looking ?? newest;
      if (!frame || frame === read) return false;
      if (now - readAt < READ_PERIOD_MS && frame.generation === read?.generation) return true;
      [read, readAt] = [frame, now];
      setText(epoch.value, formatEpoch(frame.epoch));
      setText(train.value, formatLoss(frame.train_loss));
      setText(test.value, formatLoss(frame.test_loss));
      setText(score.value, formatScore(frame.test_score, scene?.kind));
      setText(score.label, isClassification(scene?.kind) ? "Test accuracy" : "Test R²");
      if (now - spokenAt > SPEAK_PERIOD_MS || status?.state !== before.status?.state) {
        spokenAt = now;
        setText(spoken, sentence(frame, scene?.kind));
      }
      return false;
    },
  };
}

/**
 * @param {any} frame
 * @param {string|undefined} kind
 * @returns {string}
 */
function sentence(frame, kind) {
  if (frame.beside) {
    const [left, right] = [frame, frame.beside].map((side) => formatScore(side.test_score, kind));
    return t("Epoch {epoch}, test score {left} on the left, {right} on the right.", { epoch: Math.floor(frame.epoch), left, right });
  }
  const values = { epoch: Math.floor(frame.epoch), loss: formatLoss(frame.test_loss), score: formatScore(frame.test_score, kind) };
  return isClassification(kind) ? t("Epoch {epoch}, test loss {loss}, test accuracy {score}.", values) : t("Epoch {epoch}, test loss {loss}, test R² {score}.", values);
}
