// @ts-check
// Files that the page hands to a person, and text for the clipboard.

import { writeTable } from "./csv.js";
import { h } from "./dom.js";
import { ownPoints, sceneShown } from "./drawing.js";

const KEPT_MS = 10_000; // a browser may take its time before it reads the file

/**
 * Save a file, as if it had been downloaded.
 * @param {string} name
 * @param {Blob} blob
 */
export function saveFile(name, blob) {
  const url = URL.createObjectURL(blob);
  h("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), KEPT_MS);
}

/** @param {string} name @param {string} text @param {string} type */
export const saveText = (name, text, type) => saveFile(name, new Blob([text], { type }));

/** The points that the field shows, as a table. @param {import("./store.js").State} state */
export function savePoints(state) {
  const scene = sceneShown(state);
  if (scene) saveText("points.csv", writeTable(scene, ownPoints(state)), "text/csv");
}
