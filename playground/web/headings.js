// @ts-check
/** What stands over a column of the drawing, and where the menu of its activation goes: pure geometry. */

import { t } from "./text.js";

/** @typedef {import("./layout.js").Column} Column */

export const NOTE = 14;
export const MENU = 20; // the line of the activations' menus
const NARROW = 48; // between columns: headings are abridged
const GUTTER = 66;
const CHAR = 6.8; // a 12 px character, on the wide side: text is not measured here
const FINGER = 44;
const MENU_MAX = 108;

/** @type {Record<string, [string, string, string]>} abridged, of one, of several */
const ENDS = { inputs: ["in", "input", "inputs"], output: ["out", "output", "outputs"] };

/** Chinese ones are twice as wide. @param {string} text */
export const charactersOf = (text) => text.length + (text.match(/[\u3000-\uffef]/g)?.length ?? 0);

/**
 * The longest heading that its column has room for.
 * @param {any} part
 * @param {number} room
 */
export function headingTexts({ kind, units, shown }, room) {
  if (kind !== "hidden") {
    const [short, one, many] = ENDS[kind];
    return { label: t(room < NARROW ? short : units === 1 ? one : many), note: "" };
  }
  const full = t("{n} neuron{s}", { n: units, s: units === 1 ? "" : "s" });
  const label = charactersOf(full) * CHAR <= room - 4 ? full : `${units}`;
  if (units === shown.length) return { label, note: "" };
  const note = `+${units - shown.length}`;
  return { label, note: note.length * CHAR * 0.86 <= room - 2 ? note : `(${shown.length})` };
}

/** All headings on one line, near the tallest column. */
export function alignHeadings(/** @type {Column[]} */ columns, /** @type {number} */ size) {
  const tops = columns.flatMap((column) => column.nodes.map((node) => node.y - size / 2));
  const note = columns.some((column) => column.note) ? NOTE : 0;
  const menu = columns.some((column) => column.kind === "hidden") ? MENU : 0;
  const line = Math.max(16, Math.min(...tops) - note - menu - 20);
  for (const column of columns) column.labelY = line;
}

/**
 * Where a hidden layer's activation is chosen: under its heading. In the gutter of a network that
 * runs downwards it is as high as a finger, as far as there is room.
 * @param {import("./layout.js").Geometry} geometry
 * @param {number} index of the column
 * @returns {{x: number, y: number, width: number, height: number}} centre (left edge when downwards) and size
 */
export function menuPlace({ columns, vertical }, index) {
  const { labelX, labelY, note } = columns[index];
  const [before, here] = [columns[index - 1], columns[index]];
  const pitch = vertical ? here.y - before.y : here.x - before.x;
  const below = columns.some((column) => column.note) && (!vertical || note) ? NOTE : 0;
  if (!vertical) return { x: labelX, y: labelY + below + 16, width: Math.min(MENU_MAX, pitch - 4), height: MENU };
  const height = Math.max(MENU, Math.min(FINGER, pitch - 2 * MENU));
  return { x: 0, y: labelY + below - 2 + height / 2, width: GUTTER, height };
}
