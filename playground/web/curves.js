// @ts-check
/** The loss or score over the epochs: training solid, test dashed, each named at its end. */

import { drawMarks } from "./curvemarks.js";
import { COLUMNS, curveScales, spread, table } from "./curvescale.js";
import { readingOf, rowAt } from "./reading.js";
import { t } from "./text.js";
import { tickText } from "./ticks.js";

/** @typedef {import("./palette.js").Palette} Palette */
/** @typedef {import("./heatmap.js").Box} Box */
/** @typedef {import("./curvescale.js").Rows} Rows */

/**
 * Clears the box and draws into it.
 * @param {CanvasRenderingContext2D} ctx
 * @param {{rows: Rows, ghosts?: Rows[], box: Box, palette: Palette, metric: "loss"|"score",
 *   logY?: boolean, label?: string, names?: string[], cursor?: number, pointed?: number|null,
 *   marks?: import("./curvemarks.js").Mark[]}} drawing `label` names the metric at the top, `names` the solid and the dashed line, `cursor` is the
 *   epoch looked back at, `pointed` how far along the epochs the pointer is
 */
export function drawCurve(ctx, { rows, ghosts = [], box, palette, metric, logY = false, label, names = ["train", "test"], cursor, pointed = null, marks = [] }) {
  ctx.clearRect(box.x, box.y, box.width, box.height);
  const now = table(rows);
  const column = metric === "loss" ? 1 : 3;
  const log = logY && metric === "loss";
  const scales = curveScales(now, box, { metric, logY });
  const { plot, across, up, xTicks, yTicks } = scales;
  const row = pointed === null ? -1 : rowAt(now, pointed * scales.last);
  const title = row >= 0 ? readingOf(now, row, { metric, label: label ?? metric, names }) : log ? t("{name}, log scale", { name: label ?? metric }) : t(label ?? metric);
  const epoch = row >= 0 ? now.data[row * COLUMNS] : scales.last;
  drawScaffold(ctx, { plot, palette, up, across, xTicks, yTicks, epoch, title });
  ctx.save();
  ctx.beginPath();
  ctx.rect(plot.x, plot.y - 3, plot.width, plot.height + 6);
  ctx.clip();
  ctx.lineJoin = "round";
  ctx.globalAlpha = 0.28;
  ctx.lineWidth = 1.4;
  ctx.strokeStyle = palette.soft;
  for (const ghost of ghosts) traceColumn(ctx, table(ghost), column, scales);
  ctx.globalAlpha = 1;
  ctx.setLineDash([4, 3]);
  ctx.lineWidth = 1.6;
  const test = traceColumn(ctx, now, column + 1, scales);
  ctx.setLineDash([]);
  ctx.strokeStyle = palette.ink;
  ctx.lineWidth = 1.8;
  const train = traceColumn(ctx, now, column, scales);
  ctx.restore();
  if (cursor !== undefined) drawCursor(ctx, plot, palette.ink, across(cursor));
  if (row >= 0) drawCursor(ctx, plot, palette.soft, across(epoch));
  if (marks.length) drawMarks(ctx, { marks, plot, palette, up, isCrossed: (area) => isCrossed(now, column, scales, area) });
  drawNames(ctx, plot, palette, [train, test], names);
}

/**
 * One column as a line; many rows on one pixel are drawn as their extremes.
 * @param {CanvasRenderingContext2D} ctx
 * @param {{count: number, data: ArrayLike<number>}} rows
 * @param {number} column
 * @param {{across: (v: number) => number, up: (v: number) => number, plot: Box}} scales
 * @returns {number | null} the height at which it ends
 */
function traceColumn(ctx, { count, data }, column, { across, up, plot }) {
  const far = 1e4; // pixels: canvas loses precision beyond
  let [pixel, min, max, end] = [-Infinity, Infinity, -Infinity, NaN];
  ctx.beginPath();
  const flush = () => {
    if (min < max) ctx.lineTo(pixel, end - min < max - end ? max : min);
    if (min < max) ctx.lineTo(pixel, end - min < max - end ? min : max);
    if (min <= max) ctx.lineTo(pixel, end);
  };
  for (let row = 0; row < count; row++) {
    const value = data[row * COLUMNS + column];
    if (!Number.isFinite(value)) continue;
    const x = Math.round(across(data[row * COLUMNS]) * 2) / 2;
    if (x > plot.x + plot.width + 1) break;
    const y = Math.max(-far, Math.min(far, up(value)));
    if (x !== pixel) {
      flush();
      [pixel, min, max] = [x, y, y];
    }
    [min, max, end] = [Math.min(min, y), Math.max(max, y), y];
  }
  flush();
  ctx.stroke();
  return Number.isNaN(end) ? null : Math.max(plot.y, Math.min(plot.y + plot.height, end));
}

/**
 * Whether one of the two lines runs through an area.
 * @param {{count: number, data: ArrayLike<number>}} rows
 * @param {number} column of the first
 * @param {{across: (v: number) => number, up: (v: number) => number}} scales
 * @param {import("./curvemarks.js").Area} area
 */
export function isCrossed({ count, data }, column, { across, up }, { left, right, top, bottom }) {
  for (let row = 0; row < count; row++) {
    const before = Math.max(0, row - 1);
    if (across(data[before * COLUMNS]) > right) return false;
    if (across(data[row * COLUMNS]) < left) continue;
    for (const at of [column, column + 1]) {
      const [from, to] = [up(data[before * COLUMNS + at]), up(data[row * COLUMNS + at])];
      if (Math.min(from, to) < bottom && Math.max(from, to) > top) return true;
    }
  }
  return false;
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {{plot: Box, palette: Palette, up: (v: number) => number, across: (v: number) => number,
 *   xTicks: number[], yTicks: number[], epoch: number, title: string}} what
 */
function drawScaffold(ctx, { plot, palette, up, across, xTicks, yTicks, epoch, title }) {
  const [right, bottom] = [plot.x + plot.width, plot.y + plot.height];
  ctx.beginPath();
  for (const tick of yTicks) {
    const y = Math.round(up(tick)) + 0.5;
    ctx.moveTo(plot.x, y);
    ctx.lineTo(right, y);
  }
  ctx.strokeStyle = palette.line;
  ctx.lineWidth = 1;
  ctx.stroke();
  ctx.fillStyle = palette.soft;
  ctx.font = `11px ${palette.font}`;
  ctx.textAlign = "right";
  ctx.textBaseline = "middle";
  for (const tick of yTicks) ctx.fillText(tickText(tick), plot.x - 6, up(tick) + 0.5);
  ctx.textBaseline = "alphabetic";
  const name = t("epoch {epoch}", { epoch: Math.floor(epoch) });
  ctx.fillText(name, right, bottom + 16);
  const free = right - 7 * name.length - 10;
  ctx.textAlign = "center";
  for (const tick of xTicks) {
    if (across(tick) < free) ctx.fillText(tickText(tick), across(tick), bottom + 16);
  }
  ctx.textAlign = "left";
  ctx.fillText(title, plot.x, plot.y - 8);
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Box} plot
 * @param {string} color
 * @param {number} x
 */
function drawCursor(ctx, plot, color, x) {
  const at = Math.round(Math.min(x, plot.x + plot.width)) + 0.5;
  ctx.beginPath();
  ctx.moveTo(at, plot.y - 3);
  ctx.lineTo(at, plot.y + plot.height);
  ctx.strokeStyle = color;
  ctx.lineWidth = 1;
  ctx.stroke();
}

/**
 * The names at the lines' ends, kept apart where the lines meet.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Box} plot
 * @param {Palette} palette
 * @param {(number | null)[]} ends
 * @param {string[]} names
 */
function drawNames(ctx, plot, palette, ends, names) {
  const [a, b] = spread(ends[0], ends[1], plot.y + 2, plot.y + plot.height - 1);
  ctx.font = `11px ${palette.font}`;
  ctx.textAlign = "left";
  ctx.textBaseline = "middle";
  const x = plot.x + plot.width + 6;
  if (b !== null) {
    ctx.fillStyle = palette.soft;
    ctx.fillText(t(names[1]), x, b);
  }
  if (a === null) return;
  ctx.fillStyle = palette.ink;
  ctx.fillText(t(names[0]), x, a);
}
