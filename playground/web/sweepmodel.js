// @ts-check
// A sweep's table: its values, which are good, its colours' scale, and as text. Pure numbers.

/** @typedef {{name: string, label: string, values: any[], texts: string[], log: boolean}} Axis */
/**
 * @typedef {object} Report
 * @property {Axis} x
 * @property {Axis} y
 * @property {number} seeds networks a cell
 * @property {number[]} epochs at which there are values
 * @property {number} last the epoch at which training ends
 * @property {string} task
 * @property {number} classes
 * @property {any} experiment
 * @property {number[][]} layers of every cell
 * @property {string} query
 * @property {Record<string, any>} arrays
 */

export const MEASURES = ["train_loss", "test_loss", "train_score", "test_score"];
const LEAST_LOSS = 1e-4; // what is below it has the full colour
// Viridis: its lightness alone says the order, to every kind of colour vision.
const ANCHORS = [
  [68, 1, 84], [71, 44, 122], [59, 81, 139], [44, 113, 142], [33, 144, 141], [39, 173, 129], [92, 200, 99], [170, 220, 50], [253, 231, 37],
];

/** @param {string} measure */
export const isLoss = (measure) => measure.endsWith("loss");

/**
 * One value: NaN is not known yet, infinite is diverged.
 * @param {Report} report
 * @param {string} measure
 * @param {number} mark place of the epoch
 * @param {number} row
 * @param {number} column
 * @returns {number}
 */
export function valueAt({ x, y, epochs, arrays }, measure, mark, row, column) {
  const part = MEASURES.indexOf(measure) * epochs.length + mark;
  return arrays.values[(part * y.values.length + row) * x.values.length + column];
}

/**
 * What the colours reach from and to, the same at all epochs: a loss no higher than the highest at
 * the start, a score no lower than 0.
 * @param {Report} report
 * @param {string} measure
 * @returns {{worst: number, best: number, share: (value: number) => number}} `share` is 1 for the best
 */
export function scaleOf(report, measure) {
  const { x, y, epochs, arrays } = report;
  const size = epochs.length * y.values.length * x.values.length;
  const start = MEASURES.indexOf(measure) * size;
  const all = arrays.values.subarray(start, start + size);
  const finite = Array.from(all).filter(Number.isFinite);
  if (!finite.length) return { worst: 1, best: 0, share: () => 0 };
  const [low, high] = [finite.reduce((a, b) => Math.min(a, b)), finite.reduce((a, b) => Math.max(a, b))];
  const clip = (/** @type {number} */ share) => Math.min(1, Math.max(0, share));
  if (!isLoss(measure)) {
    const worst = Math.min(Math.max(low, 0), high);
    return { worst, best: high, share: (value) => clip((value - worst) / (high - worst || 1)) };
  }
  const first = Array.from(all.subarray(0, y.values.length * x.values.length)).filter(Number.isFinite);
  const best = Math.max(low, LEAST_LOSS);
  const worst = Math.max(best, Math.min(high, first.reduce((a, b) => Math.max(a, b), best)));
  const span = Math.log(worst / best) || 1;
  return { worst, best, share: (value) => clip(Math.log(worst / Math.max(value, best)) / span) };
}

/** The colour of a share 0 … 1. @param {number} share */
export function colorOf(share) {
  const at = Math.min(1, Math.max(0, share)) * (ANCHORS.length - 1);
  const from = Math.min(ANCHORS.length - 2, Math.floor(at));
  const mixed = ANCHORS[from].map((part, i) => Math.round(part + (ANCHORS[from + 1][i] - part) * (at - from)));
  return `rgb(${mixed.join(",")})`;
}

/**
 * In which column of a row a measure is best; -1 where nothing is finite.
 * @param {Report} report
 * @param {string} measure
 * @param {number} mark
 * @param {number} row
 */
export function bestOf(report, measure, mark, row) {
  const sign = isLoss(measure) ? -1 : 1;
  let [best, found] = [-Infinity, -1];
  report.x.values.forEach((_, column) => {
    const value = sign * valueAt(report, measure, mark, row, column);
    if (Number.isFinite(value) && value > best) [best, found] = [value, column];
  });
  return found;
}

/**
 * The best cell of all, null where nothing is finite.
 * @param {Report} report
 * @param {string} measure
 * @param {number} mark
 */
export function bestCell(report, measure, mark) {
  const sign = isLoss(measure) ? -1 : 1;
  /** @type {{row: number, column: number, value: number}|null} */
  let best = null;
  report.y.values.forEach((_, row) => {
    const column = bestOf(report, measure, mark, row);
    const value = column < 0 ? NaN : valueAt(report, measure, mark, row, column);
    if (column >= 0 && (!best || sign * value > sign * best.value)) best = { row, column, value };
  });
  return /** @type {{row: number, column: number, value: number}|null} */ (best);
}

/** How many networks have diverged at an epoch, in a cell or in all. @param {Report} report @param {number} mark @param {number} [cell] */
export function divergedAt({ x, y, arrays }, mark, cell) {
  const size = y.values.length * x.values.length;
  if (cell !== undefined) return arrays.diverged[mark * size + cell];
  return arrays.diverged.subarray(mark * size, (mark + 1) * size).reduce((/** @type {number} */ sum, /** @type {number} */ n) => sum + n, 0);
}

/**
 * The experiment of a cell, with the seed of its median network.
 * @param {Report} report
 * @param {number} row
 * @param {number} column
 */
export function experimentAt({ x, y, experiment, layers, arrays }, row, column) {
  const cell = row * x.values.length + column;
  const own = { [x.name]: x.values[column], [y.name]: y.values[row], hidden: layers[cell] };
  delete own.depth; // said by the layers
  const seed = experiment.weight_seed + Math.max(0, arrays.chosen[cell]);
  return { ...experiment, ...own, activations: experiment.activations.slice(0, layers[cell].length), weight_seed: seed };
}

/** All of it, a line a cell and epoch, as the command line writes it. @param {Report} report */
export function csvOf(report) {
  const { x, y, seeds, epochs, task } = report;
  const score = task === "binary" || task === "multiclass" ? "accuracy" : "r2";
  const lines = [[y.name, x.name, "epoch", "networks", "diverged", ...MEASURES.map((name) => name.replace("score", score))]];
  y.texts.forEach((textY, row) => x.texts.forEach((textX, column) => epochs.forEach((epoch, mark) => {
    const values = MEASURES.map((measure) => valueAt(report, measure, mark, row, column));
    if (Number.isNaN(values[0])) return;
    const numbers = values.map((value) => (Number.isFinite(value) ? String(Number(value.toPrecision(7))) : ""));
    lines.push([textY, textX, String(epoch), String(seeds), String(divergedAt(report, mark, row * x.values.length + column)), ...numbers]);
  })));
  return lines.map((line) => `${line.join(",")}\n`).join("");
}
