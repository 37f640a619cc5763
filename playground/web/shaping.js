// @ts-check
/** Where the buttons of the drawing stand, and what they make of the network: pure geometry. */

/** @typedef {import("./layout.js").Geometry} Geometry */
/** @typedef {{x: number, y: number}} Place a button's centre, CSS pixels */

export const MOST_LAYERS = 8;
export const MOST_NEURONS = 128;
const FIRST_LAYER = 4;

const HEADING = 22; // how far from a heading a finger still means it
const UNDER = 26;
const BELOW = 22; // the + stands under the network, clear of its links
const INSIDE = 13; // and never nearer to the edge
const GHOST = 0.45; // of the way between two columns at most

/**
 * The column nearest to a point.
 * @param {Geometry} geometry
 * @param {number} x
 * @param {number} y
 */
export function columnAt({ columns, vertical }, x, y) {
  const away = columns.map((column) => Math.abs(vertical ? column.y - y : column.x - x));
  return away.indexOf(Math.min(...away));
}

/**
 * The column whose heading lies under a point, or null.
 * @param {Geometry} geometry
 * @param {number} x
 * @param {number} y
 */
export function headingAt(geometry, x, y) {
  const column = columnAt(geometry, x, y);
  const { labelX, labelY } = geometry.columns[column];
  const reach = geometry.vertical ? 3 * HEADING : HEADING;
  return Math.abs(labelY - 4 - y) <= HEADING && Math.abs(labelX - x) <= reach ? column : null;
}

/**
 * A column's own buttons take its heading's place; where headings stand at the left, they go under
 * it, where they hide no neuron.
 * @param {Geometry} geometry
 * @param {number} column
 * @returns {Place}
 */
export function headingPlace({ columns, vertical, size }, column) {
  const { labelX, labelY } = columns[column];
  return vertical ? { x: 0, y: columns[column].y + size / 2 + UNDER } : { x: labelX, y: labelY - 4 };
}

/**
 * Where a layer can be put in behind a column.
 * @param {Geometry} geometry
 * @param {number} gap the column before it
 * @returns {Place}
 */
export function gapPlace({ columns, vertical, width, height, size }, gap) {
  const [before, after] = [columns[gap], columns[gap + 1]];
  if (vertical) return { x: width - 2 * INSIDE, y: (before.y + after.y) / 2 };
  const lowest = Math.max(...columns.flatMap(({ nodes }) => nodes.map((node) => node.y)));
  return { x: (before.x + after.x) / 2, y: Math.min(height - INSIDE, lowest + size / 2 + BELOW) };
}

/**
 * The neurons of a layer that is not there yet, between two columns.
 * @param {Geometry} geometry
 * @param {number} gap
 * @param {number} units
 * @returns {{x: number, y: number, size: number}[]} upper left corners and sides
 */
export function ghostNodes({ columns, vertical, width, height, size }, gap, units) {
  const [before, after] = [columns[gap], columns[gap + 1]];
  const [one, other] = vertical ? [before.y, after.y] : [before.x, after.x];
  const drawn = Math.min(units, 16);
  const like = columns.find(({ nodes }) => nodes.length === drawn) ?? after;
  const cross = like.nodes.map((node) => (vertical ? node.x : node.y));
  const middle = (cross[0] + cross[cross.length - 1]) / 2;
  const room = (2 * Math.min(middle, (vertical ? width : height) - middle)) / drawn;
  const apart = cross.length > 1 ? cross[1] - cross[0] : Math.min(room, size * 1.6);
  const side = Math.max(6, Math.min(size, (other - one) * GHOST, apart * 0.8));
  return Array.from({ length: drawn }, (_, unit) => {
    const along = middle + (unit - (drawn - 1) / 2) * Math.min(apart, room) - side / 2;
    const at = (one + other) / 2 - side / 2;
    return vertical ? { x: along, y: at, size: side } : { x: at, y: along, size: side };
  });
}

/**
 * The hidden layers of an experiment, or of a change to one.
 * @typedef {{hidden: number[], activations: string[]}} Layers neurons, and each layer's activation
 */

const SAME = "same"; // as the one for all

/**
 * @param {{hidden: number[], activation: string, activations: string[]}} experiment
 * @returns {Layers}
 */
export const layersOf = ({ hidden, activation, activations }) => ({
  hidden: [...hidden],
  activations: hidden.map((_, layer) => ((activations[layer] ?? SAME) === SAME ? activation : activations[layer])),
});

/**
 * How wide a new layer is: as wide as the one before it.
 * @param {number[]} hidden
 * @param {number} gap how many hidden layers stand before it
 */
export const newWidth = (hidden, gap) => hidden[gap - 1] ?? hidden[0] ?? FIRST_LAYER;

/**
 * @param {Layers} layers
 * @param {number} gap how many hidden layers stand before the new one
 * @returns {Layers}
 */
export const withLayer = ({ hidden, activations }, gap) => ({
  hidden: [...hidden.slice(0, gap), newWidth(hidden, gap), ...hidden.slice(gap)],
  activations: [...activations.slice(0, gap), SAME, ...activations.slice(gap)],
});

/**
 * @param {Layers} layers
 * @param {number} layer counted from 0
 * @returns {Layers}
 */
export function withoutLayer({ hidden, activations }, layer) {
  const others = (/** @type {unknown} */ _, /** @type {number} */ index) => index !== layer;
  return { hidden: hidden.filter(others), activations: activations.filter(others) };
}

/**
 * @param {Layers} layers
 * @param {number} layer counted from 0
 * @param {number} neurons put right to what a layer may have
 * @returns {Layers}
 */
export function withNeurons({ hidden, activations }, layer, neurons) {
  const inside = Math.min(MOST_NEURONS, Math.max(1, Math.round(neurons)));
  return { hidden: hidden.with(layer, inside), activations };
}

/**
 * @param {Layers} layers
 * @param {number} layer counted from 0
 * @param {string} activation
 */
export const withActivation = ({ activations }, layer, activation) => ({ activations: activations.with(layer, activation) });
