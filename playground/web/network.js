// @ts-check
/** The network: links, neurons with what they compute, biases, headings. */

import { drawFlow } from "./flow.js";
import { drawHeldLinks } from "./heldmarks.js";
import { drawLinks, drawMarkedLink, drawSkeleton } from "./links.js";
import { drawNodes } from "./neurons.js";

/** @typedef {import("./palette.js").Palette} Palette */
/** @typedef {import("./layout.js").Geometry} Geometry */

/**
 * Clears the geometry's rectangle and draws into it. `view.unit` brings out the links of one
 * neuron, `view.marked` a link or a bias, `view.pinned` has a pin;
 * `view.held` is what is frozen or switched off, `view.flow` moves beads along the links, `view.discretize` shows signs only.
 * @param {CanvasRenderingContext2D} ctx
 * @param {{scene: any, frame: any, inputMaps?: any, geometry: Geometry, palette: Palette,
 *   view?: any}} drawing
 * @returns {boolean} true if a few links are still a frame behind: draw once more
 */
export function drawNetwork(ctx, { scene, frame, inputMaps, geometry, palette, view = {} }) {
  ctx.clearRect(0, 0, geometry.width, geometry.height);
  const weights = frame?.arrays?.weights ?? null;
  let behind = false;
  if (weights) behind = drawLinks(ctx, geometry, weights, palette, view?.unit ?? null, view?.held?.off);
  else drawSkeleton(ctx, geometry, palette);
  if (weights && view?.flow != null) drawFlow(ctx, geometry, weights, palette, view.flow);
  if (weights && view?.marked?.kind === "link") drawMarkedLink(ctx, geometry, weights, palette, view.marked);
  if (view?.held) drawHeldLinks(ctx, geometry, view.held, palette);
  const maps = inputMaps ?? scene.inputMaps;
  drawNodes(ctx, { scene, frame, inputMaps: maps, geometry, palette, view: view ?? {} });
  drawHeadings(ctx, geometry, palette);
  return behind;
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Geometry} geometry
 * @param {Palette} palette
 */
function drawHeadings(ctx, geometry, palette) {
  ctx.fillStyle = palette.soft;
  ctx.textBaseline = "alphabetic";
  for (const column of geometry.columns) {
    ctx.textAlign = column.align;
    ctx.font = `12px ${palette.font}`;
    ctx.fillText(column.label, column.labelX, column.labelY);
    if (!column.note) continue;
    ctx.font = `10.5px ${palette.font}`;
    ctx.fillText(column.note, column.labelX, column.labelY + 14);
  }
}
