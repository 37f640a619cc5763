// @ts-check
// Numbers and names as a learner reads them.

import { t } from "./text.js";

const MINUS = "\u2212";

/**
 * A loss: three decimals as in a worksheet, powers of ten where these would hide it.
 * @param {number|null|undefined} value
 * @returns {string}
 */
export function formatLoss(value) {
  if (value == null || !Number.isFinite(value)) return "–";
  if (value !== 0 && Math.abs(value) < 0.0005) return value.toExponential(1).replace("-", MINUS);
  return value >= 1000 ? value.toExponential(1) : value.toFixed(3);
}

/**
 * A score: an accuracy as a percentage, R² as it is.
 * @param {number|null|undefined} value
 * @param {string|undefined} kind the task
 * @returns {string}
 */
export function formatScore(value, kind) {
  if (value == null || !Number.isFinite(value)) return "–";
  if (isClassification(kind)) return `${(100 * value).toFixed(1)} %`;
  return Math.max(-99, value).toFixed(3).replace("-", MINUS);
}

/**
 * @param {string|undefined} kind
 * @returns {boolean}
 */
export function isClassification(kind) {
  return kind !== "regression" && kind !== "curve";
}

/**
 * An epoch: whole, with a thin space each thousand; a fraction while steps are watched.
 * @param {number} epoch
 * @returns {string}
 */
export function formatEpoch(epoch) {
  return String(Math.floor(epoch)).replace(/\B(?=(\d{3})+$)/g, "\u2009");
}

const SHARES = new Set(["noise", "train_share", "label_noise", "dropout"]);

/**
 * A setting's value, short.
 * @param {{name: string, kind: string}} field
 * @param {number} value
 * @returns {string}
 */
export function formatSetting(field, value) {
  const percent = Number((100 * value).toPrecision(3));
  if (SHARES.has(field.name)) return `${percent} %`;
  if (field.name === "balance") return `${percent} : ${Number((100 - percent).toPrecision(3))}`;
  if (value !== 0 && Math.abs(value) < 1e-4) return value.toExponential().replace("-", MINUS);
  return String(Number(value.toPrecision(6)));
}

/**
 * A pace of the catalogue in words: "10e" is ten epochs a second.
 * @param {string} pace
 * @returns {string}
 */
export function formatPace(pace) {
  if (pace === "max") return t("full speed");
  const n = pace.slice(0, -1);
  return t(pace.endsWith("s") ? "{n} step{s}/s" : "{n} epoch{s}/s", { n, s: n === "1" ? "" : "s" });
}

/**
 * A rate as measured, for those who want to know what full speed means here.
 * @param {number|null|undefined} rate
 * @returns {string}
 */
export function formatRate(rate) {
  if (rate == null || !Number.isFinite(rate) || rate <= 0) return "";
  const shown = rate >= 100 ? Math.round(rate / 10) * 10 : Number(rate.toPrecision(2));
  return t("{n} epoch{s}/s", { n: String(shown).replace(/\B(?=(\d{3})+$)/g, "\u2009"), s: "s" });
}
