// @ts-check
// The picture in words, for who hears it: how training stands, how the plane is divided, what is wrong.

import { formatLoss, formatScore, isClassification } from "./format.js";
import { confusion, tally } from "./measures.js";
import { sliceOf } from "./targets.js";
import { t } from "./text.js";

/** @type {Record<string, string>} */
const STATES = {
  idle: "Not trained yet.",
  compiling: "Preparing this network…",
  running: "Training.",
  paused: "Paused.",
  diverged: "Diverged: the loss is no number any more.",
};
const ZERO = 127; // in a field's codes

/**
 * @param {any} scene
 * @param {string|undefined} state of the run
 * @param {any} frame
 * @returns {string}
 */
export function summaryOf(scene, state, frame) {
  const told = [t(STATES[state ?? ""] ?? ""), frame.beside ? comparison(frame, scene.kind) : numbers(frame, scene.kind)];
  if (isClassification(scene.kind)) told.push(plane(scene, frame.arrays), sliceOf(scene), ...mistakes(scene, frame.arrays));
  return told.filter(Boolean).join(" ");
}

/** @param {any} frame @param {string} kind */
function comparison(frame, kind) {
  const [left, right] = [frame, frame.beside].map((side) => formatScore(side.test_score, kind));
  return t("Epoch {epoch}, test score {left} on the left, {right} on the right.", { epoch: Math.floor(frame.epoch), left, right });
}

/** @param {any} frame @param {string} kind */
function numbers(frame, kind) {
  const values = {
    epoch: Math.floor(frame.epoch), train: formatLoss(frame.train_loss), test: formatLoss(frame.test_loss), score: formatScore(frame.test_score, kind),
  };
  return isClassification(kind)
    ? t("Epoch {epoch}, train loss {train}, test loss {test}, test accuracy {score}.", values)
    : t("Epoch {epoch}, train loss {train}, test loss {test}, test R² {score}.", values);
}

/** How much of the plane each class has. @param {any} scene @param {any} arrays */
function plane(scene, { field, field_class: winners }) {
  if (field?.length) {
    const blue = field.reduce((/** @type {number} */ count, /** @type {number} */ code) => count + Number(code > ZERO), 0);
    return t("Blue has {blue} % of the plane, orange {orange} %.", shares(blue, field.length));
  }
  if (!winners?.length) return "";
  const counts = Array(scene.classes).fill(0);
  for (const winner of winners) counts[winner] += 1;
  const parts = counts.map((count, index) => `${scene.output.labels[index]} ${Math.round((100 * count) / winners.length)} %`);
  return t("Parts of the plane: {parts}.", { parts: parts.join(", ") });
}

/** @param {number} count @param {number} all */
function shares(count, all) {
  const blue = Math.round((100 * count) / all);
  return { blue, orange: 100 - blue };
}

/** @param {any} scene @param {any} arrays @returns {string[]} */
function mistakes(scene, { wrong }) {
  if (!wrong?.length) return [];
  const [train, test] = [0, 1].map((split) => tally(confusion(scene, wrong, split)));
  return [
    train.all ? t("{wrong} of {all} training points are wrong.", { wrong: train.all - train.right, all: train.all }) : "",
    test.all ? t("{wrong} of {all} test points are wrong.", { wrong: test.all - test.right, all: test.all }) : "",
  ];
}
