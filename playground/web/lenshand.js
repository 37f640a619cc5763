// @ts-check
// Choosing the point to look at: by a click in the field, by keys.

import { pointIn } from "./pixels.js";

/** @typedef {import("./heatmap.js").Box} Box */

const REACH = 14; // CSS pixels beside a point's middle; a finger is as precise as that, too

/**
 * What a click means: the nearest point drawn, or the place itself; along a curve, X₁ alone counts.
 * @param {any} scene
 * @param {Box} plot
 * @param {{x: number, y: number, tests: boolean}} click on the canvas
 * @returns {{point: number|null, at: [number, number]}|null} null: beside the plot
 */
export function pickAt(scene, plot, { x, y, tests }) {
  const [low, high] = scene.domain;
  if (x < plot.x || x > plot.x + plot.width || y < plot.y || y > plot.y + plot.height) return null;
  const curve = scene.kind === "curve";
  const scale = plot.width / (high - low);
  let [found, least] = [-1, REACH];
  scene.points.x.forEach((/** @type {number[]} */ place, /** @type {number} */ index) => {
    if (scene.points.split[index] && !tests) return;
    const across = plot.x + (place[0] - low) * scale - x;
    const up = curve ? 0 : plot.y + (high - place[1]) * scale - y;
    const away = Math.hypot(across, up);
    if (away < least) [found, least] = [index, away];
  });
  const at = /** @type {[number, number]} */ ([low + (x - plot.x) / scale, curve ? 0 : high - (y - plot.y) / scale]);
  return found < 0 ? { point: null, at } : { point: found, at: [0, 0] };
}

/**
 * @param {HTMLCanvasElement} canvas the field
 * @param {() => Box|null} plot
 * @param {any} actions
 */
export function followLens(canvas, plot, actions) {
  canvas.addEventListener("click", (event) => {
    const { pen, scene, status, draft } = actions.state();
    const box = plot();
    if (pen || draft || !box || !scene) return;
    const picked = pickAt(scene, box, { ...pointIn(canvas, event), tests: status.experiment.show_test });
    if (picked) actions.openLens(picked);
  });
  canvas.addEventListener("keydown", (event) => {
    const { pen, lens, scene } = actions.state();
    if (pen || !scene || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter" && !lens) actions.openLens({ point: 0, at: [0, 0] });
  });
  followLensKeys(canvas, actions);
}

/**
 * Left and right: from step to step; up and down: from point to point.
 * @param {HTMLElement} element
 * @param {any} actions
 */
export function followLensKeys(element, actions) {
  element.addEventListener("keydown", (event) => {
    const { lens, pen } = actions.state();
    const typed = /** @type {Element} */ (event.target).tagName === "SELECT";
    if (!lens || pen || typed || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "ArrowLeft") actions.stepLens(-1);
    else if (event.key === "ArrowRight") actions.stepLens(1);
    else if (event.key === "ArrowUp") actions.nextPoint(-1);
    else if (event.key === "ArrowDown") actions.nextPoint(1);
    else return;
    event.preventDefault(); // the page does not scroll
  });
}
