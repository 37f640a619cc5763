// @ts-check
// The server's answer about the point under the lens.

import { short, signed } from "./reckon.js";
import { t } from "./text.js";

/**
 * What the server said, if it is about the point under the lens in the network on the screen.
 * @param {import("./store.js").State} state
 */
export function answerFor({ lens, passes, scene }) {
  if (!lens || !passes || passes.generation !== scene?.generation) return null;
  return passes.point === lens.point ? passes : null;
}

/** @param {any} scene @param {any} told */
export function titleOf(scene, told) {
  const where = { place: scene.kind === "curve" ? `X₁ = ${short(told.at[0])}` : `(${short(told.at[0])}, ${short(told.at[1])})` };
  if (!told.y) return t("Place {place}: no point, so no right answer", where);
  const answer = scene.kind === "multiclass" ? scene.output.labels[told.y.indexOf(1)] : signed(told.y[0]);
  if (scene.points.split[told.point]) return t("Test point {place}, answer {answer}", { ...where, answer });
  return t("Training point {place}, answer {answer}", { ...where, answer });
}
