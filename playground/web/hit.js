// @ts-check
/** What lies under a pointer, and what lies beside it for the arrow keys. */

import { biasDot, nodeAt } from "./layout.js";
import { linkAt } from "./linkcurve.js";

/** @typedef {import("./layout.js").Geometry} Geometry */
/** @typedef {import("./targets.js").Target} Target */

const BIAS_REACH = 0.3; // of a node's side at most: the rest is the neuron's

/**
 * @param {Geometry} geometry
 * @param {number} x
 * @param {number} y
 * @param {number} reach how far from a link still counts, CSS pixels
 * @returns {Target | null}
 */
export function targetAt(geometry, x, y, reach) {
  const at = /** @type {[number, number]} */ ([x, y]);
  const bias = biasAt(geometry, x, y);
  if (bias) return { kind: "bias", ...bias, at };
  const node = nodeAt(geometry, x, y);
  if (node) return { kind: "unit", column: node.column, index: node.index };
  const link = linkAt(geometry, x, y, reach);
  return link && { kind: "link", ...link, at };
}

/**
 * @param {Geometry} geometry
 * @param {number} x
 * @param {number} y
 */
function biasAt({ columns }, x, y) {
  for (let column = 1; column < columns.length; column++) {
    const index = columns[column].nodes.findIndex((node) => {
      const dot = biasDot(node);
      return Math.hypot(dot.x - x, dot.y - y) <= Math.min(dot.radius + 3, node.size * BIAS_REACH);
    });
    if (index >= 0) return { column, index };
  }
  return null;
}

/**
 * The neuron that an arrow key leads to; at an edge, the same one.
 * @param {Geometry} geometry
 * @param {{column: number, index: number}} from
 * @param {string} key
 * @returns {Target | null} null: the key is no arrow
 */
export function neighbour({ columns, vertical }, { column, index }, key) {
  const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const step = steps[/** @type {keyof typeof steps} */ (key)];
  if (!step) return null;
  const [layers, units] = vertical ? [step[1], step[0]] : step;
  const next = Math.max(0, Math.min(columns.length - 1, column + layers));
  if (next === column) {
    const last = columns[column].nodes.length - 1;
    return { kind: "unit", column, index: Math.max(0, Math.min(last, index + units)) };
  }
  const here = columns[column].nodes[index];
  const away = columns[next].nodes.map((node) => (vertical ? Math.abs(node.x - here.x) : Math.abs(node.y - here.y)));
  return { kind: "unit", column: next, index: away.indexOf(Math.min(...away)) };
}
