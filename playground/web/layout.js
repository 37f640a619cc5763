// @ts-check
/**
 * Where everything of the network drawing goes: pure geometry in CSS pixels, no canvas.
 *
 * Worked out along two axes: `main` runs from the inputs to the output, `cross` along a layer.
 */

import { alignHeadings, charactersOf, headingTexts, MENU, NOTE } from "./headings.js";
import { translate } from "./text.js";

const NODE_MAX = 50;
const NODE_MIN = 8;
const NODE_TO_PITCH = 0.53; // at most this share of the way between columns is node, the rest links
const NODE_TO_GAP = 0.8;
const GAP_TO_NODE = 1.95; // columns with room to spare stay together …
const GAP_MAX = 86; // … and this close at least
const PITCH_MAX = 300;
const HEAD = 32;
const EDGE = 6;
const ROW_HEAD = 66; // the headings' gutter when the layers run downwards
const ABOVE = -7; // a heading there, over the menu of its activation
const CHAR = 6.8; // a 12 px character, on the wide side: text is not measured here
const USUAL = 7; // characters of our own names, "class 1"

/** @typedef {{kind: string, units: number, shown: number[], names: string[]}} Part */
/**
 * @typedef {{x: number, y: number, size: number, unit: number, label?: string}} Node centre, side
 * @typedef {object} Column
 * @property {"inputs"|"hidden"|"output"} kind
 * @property {number} x centre of the nodes (horizontal layout)
 * @property {number} y centre of the nodes (vertical layout)
 * @property {string} label heading
 * @property {string} note second line of the heading, or ""
 * @property {number} labelX
 * @property {number} labelY baseline
 * @property {"center"|"left"} align
 * @property {number} units
 * @property {number} hiddenCount units that are not drawn
 * @property {Node[]} nodes
 * @typedef {object} Geometry
 * @property {number} width
 * @property {number} height
 * @property {boolean} vertical layers run downwards
 * @property {number} size side of every node
 * @property {Column[]} columns inputs, hidden layers, output
 */

/**
 * @param {any} scene
 * @param {number} width
 * @param {number} height
 * @param {{vertical?: boolean}} [options]
 * @returns {Geometry}
 */
export function layoutNetwork(scene, width, height, { vertical = false } = {}) {
  const parts = describeColumns(scene);
  const frame = margins(parts, vertical);
  const main = (vertical ? height : width) - frame.before - frame.after;
  const cross = (vertical ? width : height) - frame.start - frame.end;
  const most = Math.max(1, ...parts.map((part) => part.names.length));
  const steps = parts.length - 1;
  const size = nodeSize(main, cross / most, steps);
  const pitch = Math.max(0, Math.min(PITCH_MAX, (main - size) / steps));
  const first = frame.before + (main - pitch * steps) / 2;
  const columns = parts.map((part, index) => {
    const at = snap(first + index * pitch, size);
    const gap = Math.min(size * GAP_TO_NODE, GAP_MAX, cross / Math.max(1, part.names.length));
    const nodes = part.names.map((name, i) => {
      const label = vertical ? shortened(name, gap) : name;
      const along = snap(frame.start + cross / 2 + (i - (part.names.length - 1) / 2) * gap, size);
      const [x, y] = vertical ? [along, at] : [at, along];
      return { x, y, size, unit: part.shown[i], ...(label && { label }) };
    });
    const heading = headingTexts(part, vertical ? ROW_HEAD : pitch);
    return { ...heading, ...place(part, at, nodes, vertical) };
  });
  if (!vertical) alignHeadings(columns, size);
  return { width, height, vertical, size, columns };
}

/**
 * Side by side, columns of a table have no room for their titles.
 * @param {string} name
 * @param {number} room
 */
function shortened(name, room) {
  const [letters, most] = [[...name], Math.max(3, Math.floor(room / CHAR))];
  return letters.length > Math.max(USUAL, most) ? `${letters.slice(0, most - 1).join("")}…` : name;
}

/** @param {any} scene @returns {Part[]} */
function describeColumns(scene) {
  const inputs = scene.inputs.map((/** @type {any} */ input) => input.label ?? input.name);
  const outputs = scene.output.units;
  const outputNames = outputs > 1 ? (scene.output.labels ?? []) : [];
  const hidden = scene.layers.map((/** @type {any} */ layer) => ({
    kind: "hidden",
    units: layer.units,
    shown: layer.shown,
    names: layer.shown.map(() => ""),
  }));
  return [
    { kind: "inputs", units: inputs.length, shown: indices(inputs.length), names: inputs },
    ...hidden,
    {
      kind: "output",
      units: outputs,
      shown: indices(outputs),
      names: indices(outputs).map((unit) => translate(String(outputNames[unit] ?? ""))),
    },
  ];
}

/** @param {number} count */
const indices = (count) => Array.from({ length: count }, (_, i) => i);

/** Room outside the nodes: before and after along the main axis, start and end along the cross. */
function margins(/** @type {any[]} */ parts, /** @type {boolean} */ vertical) {
  const longest = (/** @type {string[]} */ names) =>
    Math.max(0, ...names.map(charactersOf)) * CHAR;
  const [inputs, outputs] = [longest(parts[0].names), longest(parts[parts.length - 1].names)];
  if (vertical) {
    return { before: 22, after: outputs ? 20 : EDGE, start: ROW_HEAD, end: EDGE };
  }
  const note = parts.some((part) => part.units > part.shown.length) ? NOTE : 0;
  const menu = parts.length > 2 ? MENU : 0;
  const after = outputs ? Math.max(outputs + 10, 14) : 14;
  return { before: Math.max(14, inputs + 10), after, start: HEAD + note + menu, end: EDGE };
}

/**
 * @param {number} main room along the main axis
 * @param {number} gap room for one node of the widest layer
 * @param {number} steps columns less one
 */
function nodeSize(main, gap, steps) {
  const share = NODE_TO_PITCH / steps;
  const size = Math.min(NODE_MAX, gap * NODE_TO_GAP, (main * share) / (1 + share));
  return Math.max(NODE_MIN, 2 * Math.floor(size / 2));
}

/** A centre that puts an even-sized node on whole pixels. */
const snap = (/** @type {number} */ centre, /** @type {number} */ size) =>
  Math.round(centre - size / 2) + size / 2;

/**
 * @param {any} part
 * @param {number} at
 * @param {Node[]} nodes
 * @param {boolean} vertical
 * @returns {any}
 */
function place(part, at, nodes, vertical) {
  const { kind, units, shown } = part;
  const middle = nodes.length ? (vertical ? nodes[0].y : nodes[0].x) : at;
  const labels = vertical
    ? { x: 0, y: middle, labelX: EDGE, labelY: middle + (kind === "hidden" ? ABOVE : 4), align: "left" }
    : { x: middle, y: 0, labelX: middle, labelY: 0, align: "center" };
  return { kind, units, hiddenCount: units - shown.length, nodes, ...labels };
}

/**
 * The node under a point, or null; `column` and `index` point into the geometry.
 * @param {Geometry} geometry
 * @param {number} x
 * @param {number} y
 */
export function nodeAt(geometry, x, y) {
  const reach = geometry.size / 2 + 3;
  for (const [column, { nodes }] of geometry.columns.entries()) {
    const index = nodes.findIndex((n) => Math.abs(n.x - x) <= reach && Math.abs(n.y - y) <= reach);
    if (index >= 0) return { column, index, node: nodes[index] };
  }
  return null;
}

/** Where a neuron's bias is drawn: on its lower left corner. @param {Node} node */
export function biasDot({ x, y, size }) {
  const radius = Math.max(1.8, Math.min(4.5, size * 0.1));
  const inset = size / 2 - radius * 0.45;
  return { x: x - inset, y: y + inset, radius };
}
