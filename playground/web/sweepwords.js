// @ts-check
// What a sweep found, in words.

import { formatLoss, formatScore, isClassification } from "./format.js";
import { bestCell, bestOf, divergedAt, isLoss, MEASURES, valueAt } from "./sweepmodel.js";
import { t, translate } from "./text.js";

const SURE = 0.03; // of the work is done before it is said how long the rest takes
const SOON_S = 5;

/** @typedef {{report: import("./sweepmodel.js").Report, measure: string, mark: number, labels: Record<string, string>}} View */

/** @param {string} task @returns {[string, string][]} each measure and what it is called */
export function measureNames(task) {
  const names = ["training loss", "test loss", ...(isClassification(task) ? ["training accuracy", "test accuracy"] : ["training R²", "test R²"])];
  return MEASURES.map((measure, i) => [measure, names[i]]);
}

/** @param {View["report"]} report @param {string} measure @param {number} value */
export const numberOf = ({ task }, measure, value) => (isLoss(measure) ? formatLoss(value) : formatScore(value, task));

/** @param {View} view */
const nameOf = ({ report, measure }) => translate(/** @type {any} */ (measureNames(report.task).find(([name]) => name === measure))[1]);

/** Where a cell is: "Learning rate 0.1, Width 8". @param {View} view @param {import("./sweepmap.js").Cell} cell */
export function placeWords({ report: { x, y }, labels }, { row, column }) {
  const value = (/** @type {import("./sweepmodel.js").Axis} */ axis, /** @type {number} */ i) => translate(labels[axis.values[i]] ?? axis.texts[i]);
  return t("{x} {valueX}, {y} {valueY}", { x: x.label, valueX: value(x, column), y: y.label, valueY: value(y, row) });
}

/** What is in a cell. @param {View} view @param {import("./sweepmap.js").Cell} cell */
export function valueWords(view, { row, column }) {
  const { report, measure, mark } = view;
  const value = valueAt(report, measure, mark, row, column);
  if (Number.isNaN(value)) return t("not trained yet");
  const gone = divergedAt(report, mark, row * report.x.values.length + column);
  if (!Number.isFinite(value)) return t("diverged: {n} of {all} networks", { n: gone, all: report.seeds });
  const said = t("{measure} {value}", { measure: nameOf(view), value: numberOf(report, measure, value) });
  return gone ? t("{said}; {n} of {all} networks diverged", { said, n: gone, all: report.seeds }) : said;
}

/** @param {View} view @param {import("./sweepmap.js").Cell} cell */
export const cellWords = (view, cell) => t("{place}: {value}", { place: placeWords(view, cell), value: valueWords(view, cell) });

/** The best of all, and what became of the others. @param {View & {race?: boolean}} view */
export function bestWords(view) {
  const { report, measure, mark } = view;
  const best = bestCell(report, measure, mark);
  if (!best) return t("All networks have diverged.");
  const gone = divergedAt(report, mark);
  const words = { measure: nameOf(view), value: numberOf(report, measure, best.value), place: placeWords(view, best), epoch: report.epochs[mark] };
  const first = report.seeds > 1 ? t("Best {measure} at epoch {epoch}: {value}, the median of {n} networks, at {place}.", { ...words, n: report.seeds })
    : t("Best {measure} at epoch {epoch}: {value}, at {place}.", words);
  if (!gone) return first;
  const more = t("{n} of {all} networks diverged.", { n: gone, all: report.seeds * report.x.values.length * report.y.values.length });
  return [first, more].join(" ");
}

/** The optimizers by what each reaches at its own best rate, the best first. @param {View} view */
export function raceWords(view) {
  const { report, measure, mark, labels } = view;
  const sign = isLoss(measure) ? 1 : -1;
  const each = report.y.values.map((name, row) => ({ name, row, column: bestOf(report, measure, mark, row) })).filter(({ column }) => column >= 0);
  const value = (/** @type {{row: number, column: number}} */ { row, column }) => valueAt(report, measure, mark, row, column);
  const order = each.sort((a, b) => sign * (value(a) - value(b)));
  const list = order.map((one) => `${translate(labels[one.name] ?? one.name)} ${numberOf(report, measure, value(one))}`).join(", ");
  return t("At epoch {epoch}, each at its own best rate, {measure}: {list}.", { measure: nameOf(view), epoch: report.epochs[mark], list });
}

/**
 * @param {number} share done
 * @param {number} passed milliseconds
 */
export function timeLeft(share, passed) {
  const percent = Math.floor(100 * share);
  if (share < SURE || passed < 1000) return share ? t("{percent} % done.", { percent }) : t("Starting…");
  const seconds = (passed / 1000) * ((1 - share) / share);
  if (seconds < SOON_S) return t("{percent} % done, a few seconds left.", { percent });
  if (seconds < 90) return t("{percent} % done, about {n} s left.", { percent, n: 5 * Math.round(seconds / 5) });
  return t("{percent} % done, about {n} min left.", { percent, n: Math.round(seconds / 60) });
}
