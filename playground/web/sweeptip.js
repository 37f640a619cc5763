// @ts-check
// Beside the table: what its colours mean, and the cell pointed at with its median network's answer.

import { fitCanvas, h, setHidden, setText } from "./dom.js";
import { confidenceLeads, finerBy, finerSize, paintClasses, paintValues } from "./raster.js";
import { bestCell, colorOf, scaleOf } from "./sweepmodel.js";
import { placeWords, valueWords } from "./sweepwords.js";
import { isStale, pixelsOf, showPixels, surface } from "./surface.js";
import { t } from "./text.js";

const SIZE = 148; // pixels of the picture
const STOPS = 9; // of the scale

export function createSweepTip() {
  const [worst, best] = [h("span"), h("span")];
  const colors = Array.from({ length: STOPS }, (_, i) => colorOf(i / (STOPS - 1))).join(", ");
  const bar = h("div.sweep-scale", { "aria-hidden": "true" });
  bar.style.background = `linear-gradient(to right, ${colors})`;
  const heading = h("strong");
  const place = h("p");
  const value = h("p");
  const canvas = h("canvas", { "aria-hidden": "true" });
  const later = h("p.soft", {}, "Its picture comes when it has learned a little.");
  const when = h("p.soft");
  const element = h("div.sweep-tip", {},
    h("div.sweep-legend", {}, bar, h("div.row", {}, worst, best), h("p.soft", {}, "× diverged, ○ best of its row")),
    h("div.sweep-cell", {}, heading, place, value, canvas, when, later),
    h("p.soft", {}, "Click a cell to put its median network's experiment on the stage; Undo brings back what was there."));

  return {
    element,
    /** @param {any} view */
    render(view) {
      const { report, measure, mark, palette, format } = view;
      const scale = scaleOf(report, measure);
      setText(worst, format(scale.worst));
      setText(best, format(scale.best));
      const cell = view.at ?? bestCell(report, measure, mark);
      setText(heading, view.at ? "This cell" : "The best cell");
      setText(place, cell ? placeWords(view, cell) : "");
      setText(value, cell ? valueWords(view, cell) : "");
      const at = cell ? cell.row * report.x.values.length + cell.column : -1;
      const seen = at >= 0 && report.arrays.fields && report.arrays.chosen[at] >= 0;
      setHidden(canvas, !seen);
      setHidden(when, !seen);
      setHidden(later, seen);
      if (seen) setText(when, t("Its median network at epoch {epoch}", { epoch: report.epochs[report.epochs.length - 1] }));
      if (seen && palette) drawAnswer(canvas, palette, report, at);
    },
  };
}

/**
 * What a cell's median network answers by now, as the big field would show it.
 * @param {HTMLCanvasElement} canvas
 * @param {any} palette
 * @param {import("./sweepmodel.js").Report} report
 * @param {number} cell
 */
function drawAnswer(canvas, palette, report, cell) {
  const ctx = fitCanvas(canvas, SIZE, SIZE);
  const { fields } = report.arrays;
  const [parts, places] = fields.shape.slice(2);
  const codes = (/** @type {number} */ part) => fields.subarray((cell * parts + part) * places, (cell * parts + part + 1) * places);
  ctx.clearRect(0, 0, SIZE, SIZE);
  if (report.task === "curve") return drawCurve(ctx, palette, codes(0));
  const cells = Math.round(Math.sqrt(places));
  const factor = parts === 1 ? finerBy(cells, SIZE) : 1;
  const side = finerSize(cells, factor);
  const picture = surface(ctx, "answer", side, side);
  if (isStale(picture, [fields, palette, cell])) {
    const pixels = pixelsOf(picture);
    if (parts === 1) paintValues(pixels, codes(0), cells, factor, palette.fieldLut);
    else paintClasses(pixels, codes(0), codes(1), confidenceLeads(report.classes), palette.classFieldLut);
    showPixels(picture);
  }
  ctx.imageSmoothingEnabled = true;
  ctx.drawImage(picture.canvas, 0, 0, SIZE, SIZE);
}

/** @param {CanvasRenderingContext2D} ctx @param {any} palette @param {Uint8Array} codes */
function drawCurve(ctx, palette, codes) {
  ctx.strokeStyle = palette.line;
  ctx.strokeRect(0.5, 0.5, SIZE - 1, SIZE - 1);
  ctx.strokeStyle = palette.ink;
  ctx.lineWidth = 1.5;
  ctx.beginPath();
  codes.forEach((code, i) => ctx.lineTo((i / (codes.length - 1)) * SIZE, SIZE - 4 - (code / 254) * (SIZE - 8)));
  ctx.stroke();
}
