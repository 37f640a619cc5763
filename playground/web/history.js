// @ts-check
// The loss history that a page has seen: rows come in tails, and a whole one replaces all.

export const COLUMNS = 5; // epoch, train loss, test loss, train score, test score

/**
 * @typedef {object} Rows
 * @property {number} count
 * @property {Float32Array} data flat, COLUMNS numbers a row; shared and only ever appended to
 * @property {number} generation
 */

/** @type {Rows} */
export const NO_ROWS = Object.freeze({ count: 0, data: new Float32Array(0), generation: -1 });

/**
 * The history after a frame. Rows already handed out stay as they are: appending writes behind
 * them, and a longer buffer is a new one.
 * @param {Rows} rows
 * @param {{generation: number, history_start: number, arrays: {history?: Float32Array}}} frame
 * @returns {Rows}
 */
export function appendRows(rows, frame) {
  const tail = frame.arrays.history;
  if (!tail) return rows;
  const added = Math.floor(tail.length / COLUMNS);
  const fresh = frame.generation !== rows.generation || frame.history_start === 0;
  const start = fresh ? 0 : Math.min(frame.history_start, rows.count);
  if (added === 0 && !fresh) return rows;
  const appends = !fresh && start === rows.count;
  const count = start + added;
  let data = rows.data;
  if (!appends || count * COLUMNS > data.length) {
    data = new Float32Array(COLUMNS * Math.max(256, 2 * count));
    data.set(rows.data.subarray(0, start * COLUMNS));
  }
  data.set(tail.subarray(0, added * COLUMNS), start * COLUMNS);
  return { count, data, generation: frame.generation };
}

/** @param {Rows} rows @returns {number} -1 without rows */
export const lastEpoch = ({ count, data }) => (count ? data[(count - 1) * COLUMNS] : -1);

/**
 * The history as nested rows, for a chart that wants columns.
 * @param {Rows} rows
 * @param {number} column
 * @returns {(number|null)[]}
 */
export function column(rows, column) {
  return Array.from({ length: rows.count }, (_, row) => {
    const value = rows.data[row * COLUMNS + column];
    return Number.isFinite(value) ? value : null;
  });
}
