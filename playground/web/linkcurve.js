// @ts-check
/** How a link runs between two neurons, and which one lies under a point. */

/** @typedef {import("./layout.js").Geometry} Geometry */

const BEND = 0.46; // share of the way on which a link stays level
const HALVINGS = 14; // finds a place on a link to a hundredth of a pixel

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {Geometry} geometry
 * @param {any} from
 * @param {any} to
 */
export function traceLink(pen, { size, vertical }, from, to) {
  const half = size / 2;
  const [start, end] = vertical ? [from.y + half, to.y - half] : [from.x + half, to.x - half];
  const bend = (end - start) * BEND;
  if (vertical) {
    pen.moveTo(from.x, start);
    pen.bezierCurveTo(from.x, start + bend, to.x, end - bend, to.x, end);
  } else {
    pen.moveTo(start, from.y);
    pen.bezierCurveTo(start + bend, from.y, end - bend, to.y, end, to.y);
  }
}

/** Share of the way along the main axis at a time 0 to 1. @param {number} t */
const along = (t) => 3 * t * (1 - t) * (BEND * (1 - t) + (1 - BEND) * t) + t ** 3;
/** Its slope. @param {number} t */
const speed = (t) => 3 * BEND * (1 - t) ** 2 + 6 * (1 - 2 * BEND) * t * (1 - t) + 3 * BEND * t ** 2;

/** When a link has come so far: the same for all links of a gap. @param {number} share */
function timeAt(share) {
  let [low, high] = [0, 1];
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (low + high) / 2;
    if (along(middle) < share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/**
 * How far across a link is when it has come so far along: 0 to 1.
 * @param {number} share of the way along
 */
export function crossShare(share) {
  const t = timeAt(share);
  return t * t * (3 - 2 * t);
}

/**
 * The point of a link that has come so far along.
 * @param {Geometry} geometry
 * @param {any} from
 * @param {any} to
 * @param {number} share of the way along
 * @returns {[number, number]}
 */
export function linkPoint({ size, vertical }, from, to, share) {
  const [start, end] = vertical ? [from.y + size / 2, to.y - size / 2] : [from.x + size / 2, to.x - size / 2];
  const main = start + (end - start) * share;
  const across = crossShare(share);
  return vertical ? [from.x + (to.x - from.x) * across, main] : [main, from.y + (to.y - from.y) * across];
}

/**
 * The link nearest to a point, if one is within `reach`: `column` and `index` say where it ends,
 * `from` where it begins.
 * @param {Geometry} geometry
 * @param {number} x
 * @param {number} y
 * @param {number} reach
 * @returns {{column: number, index: number, from: number} | null}
 */
export function linkAt({ columns, size, vertical }, x, y, reach) {
  const [main, cross] = vertical ? [y, x] : [x, y];
  const mainOf = (/** @type {any} */ node) => (vertical ? node.y : node.x);
  const crossOf = (/** @type {any} */ node) => (vertical ? node.x : node.y);
  for (let column = 1; column < columns.length; column++) {
    const [before, nodes] = [columns[column - 1].nodes, columns[column].nodes];
    if (!before.length || !nodes.length) continue;
    const [start, end] = [mainOf(before[0]) + size / 2, mainOf(nodes[0]) - size / 2];
    if (main < start || main > end) continue;
    const t = timeAt((main - start) / (end - start));
    const share = t * t * (3 - 2 * t);
    const slope = (6 * t * (1 - t)) / (speed(t) * (end - start));
    let [nearest, best] = [reach, /** @type {any} */ (null)];
    before.forEach((from, i) => nodes.forEach((to, j) => {
      const way = crossOf(to) - crossOf(from);
      // Across the link, not across the gap: where it is steep these differ.
      const distance = Math.abs(crossOf(from) + way * share - cross) / Math.hypot(1, way * slope);
      if (distance <= nearest) [nearest, best] = [distance, { column, index: j, from: i }];
    }));
    return best;
  }
  return null;
}
