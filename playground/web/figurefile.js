// @ts-check
// Network, field and curves as one picture for print: light, with title, settings and legend.

import { marksOf } from "./curvemarks.js";
import { drawCurve } from "./curves.js";
import { isClassification } from "./format.js";
import { heldIn } from "./hand.js";
import { drawField } from "./heatmap.js";
import { layoutNetwork } from "./layout.js";
import { drawNetwork } from "./network.js";
import { css, diverging, makePalette, pointColor } from "./palette.js";
import { settingsLine, standing } from "./settingsline.js";
import { createSvgPen } from "./svgpen.js";
import { t, translate } from "./text.js";
import { currentFrame } from "./unitmap.js";

/** @typedef {import("./store.js").State} State */

const SIZE = { width: 1200, height: 800 };
const SCALE = 2; // pixels of the PNG
const EDGE = 32;
const HEAD = 84;
const NETWORK = { x: EDGE, y: HEAD, width: 600, height: SIZE.height - HEAD - EDGE };
const FIELD = { x: 664, y: HEAD, width: 504, height: 498 };
const LEGEND = FIELD.y + FIELD.height + 20;
const CURVES = { x: FIELD.x - 14, y: LEGEND + 18, width: 252, height: SIZE.height - LEGEND - 18 - 16 };
const STEPS = 24; // of the scale's colours

/** @param {State} state @returns {Blob|null} null while there is nothing to see */
export function svgFile(state) {
  const pen = createSvgPen(SIZE.width, SIZE.height);
  return drawFigure(pen, state) ? new Blob([pen.svg()], { type: "image/svg+xml" }) : null;
}

/** @param {State} state @returns {Promise<Blob|null>} */
export async function pngFile(state) {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [SCALE * SIZE.width, SCALE * SIZE.height];
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  context.setTransform(SCALE, 0, 0, SCALE, 0, 0);
  if (!drawFigure(context, state)) return null;
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {State} state
 * @returns {boolean} whether there was something to draw
 */
function drawFigure(ctx, state) {
  const [{ scene, status }, frame] = [state, currentFrame(state)];
  if (!scene || !status || !frame) return false;
  const palette = makePalette();
  const { show_test: showTest, discretize } = status.experiment;
  if ("vector" in ctx) ground(ctx, palette);
  within(ctx, NETWORK, (box) => {
    const geometry = layoutNetwork(scene, box.width, box.height);
    drawNetwork(ctx, { scene, frame, geometry, palette, view: { held: heldIn(scene, status), discretize } });
  });
  within(ctx, FIELD, (box) => drawField(ctx, { scene, frame, box, palette, view: { showTest, discretize } }));
  drawHead(ctx, state, frame, palette);
  drawLegend(ctx, scene, palette, showTest);
  for (const metric of /** @type {const} */ (["loss", "score"])) {
    const label = metric === "loss" ? "loss" : isClassification(scene.kind) ? "accuracy" : "R²";
    const place = { ...CURVES, x: CURVES.x + (metric === "loss" ? 0 : CURVES.width + 20) };
    within(ctx, place, (box) => drawCurve(ctx, { rows: state.rows, box, palette, metric, label, logY: state.curves.log,
      cursor: state.looking?.epoch, marks: metric === "score" ? marksOf(state.marks, scene) : [] }));
  }
  ctx.globalCompositeOperation = "destination-over"; // behind all that is there: drawings clear their places
  if (!("vector" in ctx)) ground(ctx, palette);
  return true;
}

/**
 * Draw into a box as if it began at 0, 0.
 * @param {CanvasRenderingContext2D} ctx
 * @param {import("./heatmap.js").Box} box
 * @param {(box: import("./heatmap.js").Box) => void} draw
 */
export function within(ctx, box, draw) {
  ctx.save();
  ctx.translate(box.x, box.y);
  draw({ ...box, x: 0, y: 0 });
  ctx.restore();
}

/** @param {CanvasRenderingContext2D} ctx @param {any} palette */
function ground(ctx, palette) {
  ctx.fillStyle = palette.bg;
  ctx.fillRect(0, 0, SIZE.width, SIZE.height);
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {State} state
 * @param {any} frame
 * @param {any} palette
 */
function drawHead(ctx, state, frame, palette) {
  ctx.textAlign = "left";
  ctx.textBaseline = "alphabetic";
  ctx.fillStyle = palette.ink;
  ctx.font = `600 20px ${palette.font}`;
  ctx.fillText(translate(state.status.title || "Neural network"), EDGE, EDGE + 12);
  ctx.fillStyle = palette.soft;
  ctx.font = `13px ${palette.font}`;
  ctx.fillText(t("{settings}; {standing}", { settings: settingsLine(state), standing: standing(frame, state.scene.kind) }), EDGE, EDGE + 36);
}

/**
 * What shapes and colours mean, in one row under the field.
 * @param {CanvasRenderingContext2D} ctx
 * @param {any} scene
 * @param {any} palette
 * @param {boolean} showTest
 */
function drawLegend(ctx, scene, palette, showTest) {
  ctx.font = `12px ${palette.font}`;
  ctx.textAlign = "left";
  ctx.textBaseline = "middle";
  ctx.fillStyle = palette.soft;
  const classes = scene.kind === "binary" || scene.kind === "multiclass";
  ctx.fillText([`● ${t("train")}`, showTest && `◆ ${t("test")}`, classes && `× ${t("wrong")}`].filter(Boolean).join("\u2003"), FIELD.x + 26, LEGEND);
  if (scene.kind === "curve") return;
  if (scene.kind === "multiclass") return drawClasses(ctx, scene, palette);
  const reach = scene.kind === "regression" ? scene.value_range[1] : 1;
  const [right, wide] = [FIELD.x + FIELD.width, 72];
  const left = right - 30 - wide;
  for (let step = 0; step < STEPS; step++) {
    ctx.fillStyle = css(diverging((2 * step) / (STEPS - 1) - 1, palette.neg, palette.zero, palette.pos));
    ctx.fillRect(left + (step * wide) / STEPS, LEGEND - 5, wide / STEPS + 0.3, 10);
  }
  ctx.fillStyle = palette.soft;
  ctx.fillText(`+${Number(reach.toPrecision(3))}`, right - 24, LEGEND);
  ctx.textAlign = "right";
  ctx.fillText(`−${Number(reach.toPrecision(3))}`, left - 6, LEGEND);
}

/** @param {CanvasRenderingContext2D} ctx @param {any} scene @param {any} palette */
function drawClasses(ctx, scene, palette) {
  const first = FIELD.x + FIELD.width - 30 * scene.classes;
  for (let label = 0; label < scene.classes; label++) {
    ctx.fillStyle = pointColor(palette, scene, label);
    ctx.fillRect(first + 30 * label, LEGEND - 5, 10, 10);
    ctx.fillStyle = palette.soft;
    ctx.fillText(String(label + 1), first + 30 * label + 14, LEGEND);
  }
}
