// @ts-check
// The table of a sweep as a canvas of cells: pointed at, walked through with the arrow keys, clicked.

import { fitCanvas, h, setText } from "./dom.js";
import { pointIn } from "./pixels.js";
import { bestOf, colorOf, scaleOf, valueAt } from "./sweepmodel.js";
import { translate } from "./text.js";

const LEFT = 96;
const BELOW = 42;
const TOP = 6;
const RIGHT = 10;
const WIDEST = 64; // pixels of a cell
const HIGHEST = 40;
const LINE = 14; // of text
const STEPS = /** @type {Record<string, [number, number]>} */ ({ ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] });

/** @typedef {{row: number, column: number}} Cell */
/** @typedef {{report: import("./sweepmodel.js").Report, measure: string, mark: number, at: Cell|null, palette: any}} View */

/** @param {{point: (cell: Cell|null) => void, open: (cell: Cell) => void}} act */
export function createSweepMap({ point, open }) {
  const canvas = h("canvas", { role: "application", tabindex: "0", "aria-label": "Table of the sweep. Arrow keys go from cell to cell, Enter opens one." });
  const told = h("span.unseen", { role: "status" });
  const element = h("div.sweep-map", {}, canvas, told);
  /** @type {View|null} */
  let view = null;
  let width = 0;
  let seen = true; // what is about to be clicked has been pointed at before

  /** @param {MouseEvent} event @returns {Cell|null} */
  function under(event) {
    if (!view) return null;
    const { columns, rows, wide, high } = boxOf(view.report, width);
    const { x, y } = pointIn(canvas, event);
    const [column, up] = [Math.floor((x - LEFT) / wide), Math.floor((y - TOP) / high)];
    return column < 0 || up < 0 || column >= columns || up >= rows ? null : { row: rows - 1 - up, column };
  }

  canvas.addEventListener("pointermove", (/** @type {PointerEvent} */ event) => point(under(event)));
  canvas.addEventListener("pointerleave", (/** @type {PointerEvent} */ event) => event.pointerType !== "touch" && point(null));
  // A finger cannot point without pressing: its first tap looks, the second one opens.
  canvas.addEventListener("pointerdown", (/** @type {PointerEvent} */ event) => {
    const cell = under(event);
    seen = event.pointerType !== "touch" || (cell?.row === view?.at?.row && cell?.column === view?.at?.column);
  });
  canvas.addEventListener("click", (/** @type {MouseEvent} */ event) => {
    const cell = under(event);
    if (cell && seen) open(cell);
    else point(cell);
  });
  canvas.addEventListener("focus", () => view && canvas.matches(":focus-visible") && point(view.at ?? { row: 0, column: 0 }));
  canvas.addEventListener("blur", () => point(null));
  canvas.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    if (!view || event.ctrlKey || event.metaKey || event.altKey) return;
    const { row, column } = view.at ?? { row: 0, column: 0 };
    if (event.key === "Enter") return open({ row, column });
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    const clip = (/** @type {number} */ place, /** @type {any[]} */ all) => Math.min(all.length - 1, Math.max(0, place));
    point({ row: clip(row + step[1], view.report.y.values), column: clip(column + step[0], view.report.x.values) });
  });

  return {
    element,
    /** @param {View|null} now @param {string} words what is said of the cell pointed at */
    render(now, words) {
      view = now;
      setText(told, now?.at ? words : "");
      if (!now?.palette || !element.clientWidth) return;
      width = element.clientWidth;
      const box = boxOf(now.report, width);
      const size = [LEFT + box.columns * box.wide + RIGHT, TOP + box.rows * box.high + BELOW];
      canvas.style.width = `${size[0]}px`;
      canvas.style.height = `${size[1]}px`;
      draw(fitCanvas(canvas, size[0], size[1]), now, box);
    },
  };
}

/** @param {import("./sweepmodel.js").Report} report @param {number} width */
function boxOf({ x, y }, width) {
  const [columns, rows] = [x.values.length, y.values.length];
  const wide = Math.max(3, Math.min(WIDEST, Math.floor((width - LEFT - RIGHT) / columns)));
  return { columns, rows, wide, high: Math.max(8, Math.min(HIGHEST, wide, Math.floor(400 / rows))) };
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {View} view
 * @param {{columns: number, rows: number, wide: number, high: number}} box
 */
function draw(ctx, { report, measure, mark, at, palette }, { columns, rows, wide, high }) {
  const { share } = scaleOf(report, measure);
  const gap = wide > 8 && high > 8 ? 1 : 0;
  ctx.clearRect(0, 0, LEFT + columns * wide + RIGHT, TOP + rows * high + BELOW);
  for (let row = 0; row < rows; row++) {
    const top = TOP + (rows - 1 - row) * high;
    const best = bestOf(report, measure, mark, row);
    for (let column = 0; column < columns; column++) {
      const [value, left] = [valueAt(report, measure, mark, row, column), LEFT + column * wide];
      ctx.fillStyle = Number.isFinite(value) ? colorOf(share(value)) : palette.panel;
      ctx.fillRect(left, top, wide - gap, high - gap);
      if (!Number.isFinite(value) && !Number.isNaN(value)) cross(ctx, left + (wide - gap) / 2, top + (high - gap) / 2, Math.min(wide, high) / 4, palette);
      if (column === best) dot(ctx, left + (wide - gap) / 2, top + (high - gap) / 2, Math.min(3, wide / 4, high / 4));
    }
  }
  if (at) {
    ctx.strokeStyle = palette.ink;
    ctx.lineWidth = 2;
    ctx.strokeRect(LEFT + at.column * wide - 1, TOP + (rows - 1 - at.row) * high - 1, wide + 2 - gap, high + 2 - gap);
  }
  drawTexts(ctx, report, palette, { columns, rows, wide, high });
}

/** Diverged. @param {CanvasRenderingContext2D} ctx @param {number} x @param {number} y @param {number} reach @param {any} palette */
function cross(ctx, x, y, reach, palette) {
  ctx.strokeStyle = palette.soft;
  ctx.lineWidth = 1.2;
  ctx.beginPath();
  ctx.moveTo(x - reach, y - reach);
  ctx.lineTo(x + reach, y + reach);
  ctx.moveTo(x + reach, y - reach);
  ctx.lineTo(x - reach, y + reach);
  ctx.stroke();
}

/** The best of a row. @param {CanvasRenderingContext2D} ctx @param {number} x @param {number} y @param {number} radius */
function dot(ctx, x, y, radius) {
  ctx.beginPath();
  ctx.arc(x, y, radius, 0, 7);
  ctx.fillStyle = "#fff";
  ctx.fill();
  ctx.strokeStyle = "#000";
  ctx.lineWidth = 1;
  ctx.stroke();
}

/**
 * The values beside and below, as many as there is room for, and the names of the axes.
 * @param {CanvasRenderingContext2D} ctx
 * @param {import("./sweepmodel.js").Report} report
 * @param {any} palette
 * @param {{columns: number, rows: number, wide: number, high: number}} box
 */
function drawTexts(ctx, { x, y }, palette, { columns, rows, wide, high }) {
  const bottom = TOP + rows * high;
  ctx.font = `11px ${palette.font}`;
  ctx.fillStyle = palette.soft;
  ctx.textBaseline = "middle";
  ctx.textAlign = "right";
  const each = Math.ceil(LINE / high);
  y.texts.forEach((text, row) => {
    if (row % each === 0) ctx.fillText(shortened(ctx, text, LEFT - 26), LEFT - 7, bottom - (row + 0.5) * high);
  });
  ctx.textAlign = "center";
  ctx.textBaseline = "top";
  const widest = Math.max(...x.texts.map((text) => ctx.measureText(text).width));
  const every = Math.max(1, Math.ceil((widest + 8) / wide));
  x.texts.forEach((text, column) => {
    if (column % every === 0) ctx.fillText(text, LEFT + (column + 0.5) * wide, bottom + 5);
  });
  ctx.fillStyle = palette.ink;
  ctx.fillText(translate(x.label), LEFT + (columns * wide) / 2, bottom + 23);
  ctx.save();
  ctx.translate(4, TOP + (rows * high) / 2);
  ctx.rotate(-Math.PI / 2);
  ctx.fillText(translate(y.label), 0, 0);
  ctx.restore();
}

/** @param {CanvasRenderingContext2D} ctx @param {string} text @param {number} room */
function shortened(ctx, text, room) {
  let kept = text;
  while (kept.length > 2 && ctx.measureText(kept).width > room) kept = `${kept.slice(0, -2)}…`;
  return kept;
}
