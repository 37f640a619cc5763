// @ts-check
// An experiment in one line, for a picture or a file that goes its own way.

import { formatEpoch, formatLoss, formatScore, formatSetting, isClassification } from "./format.js";
import { t } from "./text.js";

/** @typedef {import("./store.js").State} State */

/**
 * "Circle, 2-8-4-1, Tanh, SGD, learning rate 0.03, batch size 10".
 * @param {State} state
 * @returns {string}
 */
export function settingsLine({ catalogue, status, scene }) {
  const e = status.experiment;
  const field = (/** @type {string} */ name) => catalogue.fields.find((/** @type {any} */ each) => each.name === name);
  const named = (/** @type {string} */ name) =>
    String(field(name)?.choices?.find((/** @type {any} */ choice) => choice.name === e[name])?.label ?? e[name]);
  const net = [scene.inputs.length, ...e.hidden, scene.output.units].join("-");
  return t("{data}, {net}, {activation}, {loss}, {optimizer}, learning rate {rate}, batch size {batch}", {
    data: named("dataset"), net, activation: named("activation"), loss: named("loss"), optimizer: named("optimizer"),
    rate: formatSetting({ name: "learning_rate", kind: "float" }, e.learning_rate), batch: e.batch_size,
  });
}

/**
 * Where the run stands: "epoch 120, loss 0.012, test loss 0.02, test accuracy 98.4 %".
 * @param {any} frame
 * @param {string} kind
 * @returns {string}
 */
export function standing(frame, kind) {
  const values = { epoch: formatEpoch(frame.epoch), train: formatLoss(frame.train_loss), test: formatLoss(frame.test_loss), score: formatScore(frame.test_score, kind) };
  return isClassification(kind)
    ? t("epoch {epoch}, loss {train}, test loss {test}, test accuracy {score}", values)
    : t("epoch {epoch}, loss {train}, test loss {test}, test R² {score}", values);
}
