// @ts-check
// The optimizer race: each optimizer at its own best rate, and how much the rate matters to it.

import { describe, fitCanvas, h, setAttributeOnce, setText } from "./dom.js";
import { bestOf, divergedAt, isLoss, scaleOf, valueAt } from "./sweepmodel.js";
import { t } from "./text.js";

const WIDE = 264;
const HIGH = 100;
const HALF = 126; // pixels of each of the two plots

/** @typedef {{report: import("./sweepmodel.js").Report, measure: string, mark: number, palette: any, format: (value: number) => string, labels: Record<string, string>}} View */

/** @param {{open: (cell: import("./sweepmap.js").Cell) => void}} act */
export function createRace({ open }) {
  const element = h("div.race");
  /** @type {{element: HTMLElement, title: HTMLElement, words: HTMLElement, canvas: HTMLCanvasElement}[]} */
  let cards = [];
  /** @type {View|null} */
  let view = null;

  /** @param {number} row */
  function card(row) {
    const canvas = h("canvas", { "aria-hidden": "true" });
    const title = h("strong");
    const words = h("span.soft");
    const button = h("button.card", { type: "button", onclick: () => view && openBest(row) }, h("span.race-top", {}, title, words), canvas,
      h("span.race-names", { "aria-hidden": "true" }, h("span", {}, "over epochs"), h("span", {}, "over learning rates")));
    return { element: describe(button, "Put this optimizer, at its best rate, on the stage."), title, words, canvas };
  }

  /** @param {number} row */
  function openBest(row) {
    if (!view) return;
    const column = bestOf(view.report, view.measure, view.mark, row);
    if (column >= 0) open({ row, column });
  }

  return {
    element,
    /** @param {View|null} now */
    render(now) {
      view = now;
      if (!now?.palette) return;
      const { report, measure, mark } = now;
      if (cards.length !== report.y.values.length) {
        cards = report.y.values.map((_, row) => card(row));
        element.replaceChildren(...cards.map((one) => one.element));
      }
      cards.forEach(({ element: button, title, words, canvas }, row) => {
        const best = bestOf(report, measure, mark, row);
        setText(title, now.labels[report.y.values[row]] ?? report.y.texts[row]);
        const said = best < 0 ? t("diverged at every rate")
          : t("{value} at rate {rate}", { value: now.format(valueAt(report, measure, mark, row, best)), rate: report.x.texts[best] });
        setText(words, said);
        setAttributeOnce(button, "aria-label", t("{optimizer}: {value}", { optimizer: title.textContent ?? "", value: said }));
        draw(fitCanvas(canvas, WIDE, HIGH), now, row, best);
      });
    },
  };
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {View} view
 * @param {number} row
 * @param {number} best column
 */
function draw(ctx, { report, measure, mark, palette }, row, best) {
  const { share } = scaleOf(report, measure);
  const up = (/** @type {number} */ value) => (isLoss(measure) ? share(value) : 1 - share(value)) * (HIGH - 14) + 6;
  const [columns, last] = [report.x.values.length, report.last];
  ctx.clearRect(0, 0, WIDE, HIGH);
  ctx.strokeStyle = palette.line;
  ctx.lineWidth = 1;
  for (const left of [0, WIDE - HALF]) ctx.strokeRect(left + 0.5, 0.5, HALF - 1, HIGH - 1);
  ctx.lineWidth = 1.6;
  ctx.strokeStyle = palette.ink;
  if (best >= 0) {
    line(ctx, report.epochs.map((epoch, i) => [4 + (epoch / last) * (HALF - 8), valueAt(report, measure, i, row, best)]), up);
  }
  const across = (/** @type {number} */ column) => WIDE - HALF + 6 + (column / Math.max(1, columns - 1)) * (HALF - 12);
  line(ctx, report.x.values.map((_, column) => [across(column), valueAt(report, measure, mark, row, column)]), up);
  for (let column = 0; column < columns; column++) {
    const value = valueAt(report, measure, mark, row, column);
    if (!Number.isFinite(value) && !Number.isNaN(value)) cross(ctx, across(column), palette);
    else if (divergedAt(report, mark, row * columns + column)) tick(ctx, across(column), palette);
  }
  if (best < 0) return;
  ctx.beginPath();
  ctx.arc(across(best), up(valueAt(report, measure, mark, row, best)), 3.5, 0, 7);
  ctx.fillStyle = palette.bg;
  ctx.fill();
  ctx.strokeStyle = palette.ink;
  ctx.stroke();
}

/**
 * A line that is broken where nothing finite is.
 * @param {CanvasRenderingContext2D} ctx
 * @param {number[][]} points x in pixels and values
 * @param {(value: number) => number} up
 */
function line(ctx, points, up) {
  let drawing = false;
  ctx.beginPath();
  for (const [x, value] of points) {
    if (!Number.isFinite(value)) drawing = false;
    else if (drawing) ctx.lineTo(x, up(value));
    else ctx.moveTo(x, up(value));
    drawing ||= Number.isFinite(value);
  }
  ctx.stroke();
}

/** All, or most, have diverged. @param {CanvasRenderingContext2D} ctx @param {number} x @param {any} palette */
function cross(ctx, x, palette) {
  ctx.save();
  ctx.strokeStyle = palette.soft;
  ctx.lineWidth = 1.1;
  ctx.beginPath();
  for (const side of [-1, 1]) {
    ctx.moveTo(x - 2.5, 8 - 2.5 * side);
    ctx.lineTo(x + 2.5, 8 + 2.5 * side);
  }
  ctx.stroke();
  ctx.restore();
}

/** Some have. @param {CanvasRenderingContext2D} ctx @param {number} x @param {any} palette */
function tick(ctx, x, palette) {
  ctx.fillStyle = palette.soft;
  ctx.fillRect(x - 0.5, 5, 1, 5);
}
