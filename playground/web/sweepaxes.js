// @ts-check
// The settings that a sweep can vary, and a range to begin with for each.

const LEFT_OUT = new Set(["weight_seed", "formula", "inputs", "hidden"]);
/** @type {Record<string, string>} */
const RANGES = {
  learning_rate: "0.001:10:16:log", hidden: "1:8", depth: "0:4", noise: "0:0.5:11", penalty_rate: "0.0001:1:13:log", batch_size: "1:64:7:log",
  init_scale: "0.1:10:11:log", dropout: "0:0.6:7", momentum: "0:0.98:8", label_noise: "0:0.5:11", train_share: "0.1:0.9:9", balance: "0.1:0.9:9",
  points: "50:500:10", clip: "0.1:10:9:log", data_seed: "0:15",
};

/**
 * @param {any} catalogue
 * @returns {{name: string, label: string}[]}
 */
export const axesOf = ({ fields }) => [
  { name: "hidden", label: "Width of each hidden layer" },
  { name: "depth", label: "Number of hidden layers" },
  ...fields.filter((/** @type {any} */ { name, group }) => group !== "show" && !LEFT_OUT.has(name)),
];

/**
 * @param {any} catalogue
 * @param {any} experiment
 * @param {string} name of an axis
 * @returns {string} its values, as they are written
 */
export function usualRange({ fields, datasets }, experiment, name) {
  if (RANGES[name]) return RANGES[name];
  const field = fields.find((/** @type {any} */ one) => one.name === name);
  if (name === "dataset") return alike(datasets, experiment.dataset).join(",");
  if (field.kind === "bool") return "0,1";
  if (name === "loss") return experiment.loss;
  const names = field.choices.map((/** @type {any} */ choice) => choice.name);
  return names.filter((/** @type {string} */ choice) => choice !== "perceptron").join(",");
}

/** Data sets of the same task, which can stand in one table. @param {any} datasets @param {string} name */
function alike(datasets, name) {
  const { kind, classes } = datasets[name];
  return Object.keys(datasets).filter((other) => other !== "own" && datasets[other].kind === kind && datasets[other].classes === classes);
}

/**
 * @typedef {object} Asked
 * @property {[string, string][]} axes by name, with their values
 * @property {number} seeds
 * @property {number} epochs
 * @property {boolean} race whether it is one of optimizers over learning rates
 */

/**
 * The sweep that an address names, null where it names none.
 * @param {string} search
 * @returns {Asked|null}
 */
export function sweepIn(search) {
  const parts = (new URLSearchParams(search).get("sweep") ?? "").split(";").map((part) => part.split("="));
  if (parts.length !== 4) return null;
  const axes = parts.slice(0, 2).map(([name, values]) => /** @type {[string, string]} */ ([name, values ?? ""]));
  const race = axes[0][0] === "learning_rate" && axes[1][0] === "optimizer";
  return { axes, seeds: Number(parts[2][1]) || 1, epochs: Number(parts[3][1]) || 1, race };
}
