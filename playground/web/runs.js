// @ts-check
// The curves of the last few starts, each told apart by the settings in which it differs.

import { formatSetting } from "./format.js";
import { columnOf, titlesIn } from "./own.js";
import { t } from "./text.js";

const MOST_RUNS = 8;
const MOST_FIELDS = 2; // named in a label
const LAYERS = { name: "activations", label: "Layer activations" }; // a setting without a field of the catalogue
const VIEWS = new Set(["pace", "show_test", "discretize", "epochs"]); // these change no curve

/** @typedef {{rows: import("./history.js").Rows, experiment: any, query: string}} Run */

/**
 * @param {Run[]} runs the newest first
 * @param {Run} run
 * @returns {Run[]}
 */
export const keepRun = (runs, run) => [run, ...runs].slice(0, MOST_RUNS);

/**
 * In what an earlier run differs from the one that is shown: "Learning rate 0.3, ReLU".
 * @param {any[]} fields of the catalogue
 * @param {any} experiment the earlier one
 * @param {any} now
 * @returns {string}
 */
export function differenceOf(fields, experiment, now) {
  const other = [...fields, LAYERS].filter(({ name }) => !VIEWS.has(name) && JSON.stringify(experiment[name]) !== JSON.stringify(now[name]));
  if (!other.length) return "same settings";
  const named = other.slice(0, MOST_FIELDS).map((field) => t("{name} {value}", { name: field.label, value: valueOf(field, experiment) }));
  return [...named, ...(other.length > MOST_FIELDS ? ["…"] : [])].join(t(", "));
}

/**
 * @param {any} field
 * @param {any} experiment
 * @returns {string}
 */
export function valueOf(field, experiment) {
  const value = experiment[field.name];
  if (Array.isArray(value)) {
    const titles = titlesIn(experiment.own_points ?? "");
    return value.map((each) => titles[columnOf(String(each))] ?? t(nameOf(field, each))).join("-") || t("none");
  }
  if (typeof value === "boolean") return value ? "on" : "off";
  return typeof value === "number" ? formatSetting(field, value) : nameOf(field, value);
}

/** @param {any} field @param {any} value */
export const nameOf = (field, value) =>
  String(field.choices?.find((/** @type {any} */ choice) => choice?.name === value)?.label ?? value);
