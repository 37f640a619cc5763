// @ts-check
// From a table to points: three columns, numbers brought into the plane, labels made classes.

import { numberIn, quoted, TableError } from "./csv.js";
import { MAX_CLASSES, nearest, REACH } from "./own.js";
import { t } from "./text.js";

/** @typedef {import("./csv.js").Table} Table */
/** @typedef {{x: number, y: number, label: number}} Columns their places in the table */

const LARGEST = 1e12;
const LONGEST_LABEL = 40;
const SPREAD = 5.5; // scaled columns leave a margin
const X1 = /^(x|x[_ ]?1|x₁)$/i;
const X2 = /^(y|x[_ ]?2|x₂)$/i;
const LABEL = /^(label|class|classes|target|group|species|type|colou?r|category)$/i;

/**
 * The columns that a table seems to mean: by their names, else two of numbers and the last.
 * @param {Table} table
 * @returns {Columns}
 */
export function guessColumns({ names, rows }) {
  const label = orElse(names.findIndex((name) => LABEL.test(name)), names.length - 1);
  const numbers = names.map((_, index) => index).filter((index) =>
    index !== label && rows.every((row) => numberIn(row[index]) !== null));
  const named = (/** @type {RegExp} */ form) => numbers.find((index) => form.test(names[index]));
  const x = named(X1) ?? numbers[0] ?? 0;
  const y = named(X2) ?? numbers.find((index) => index !== x) ?? Math.min(1, names.length - 1);
  return { x, y, label };
}

/** @param {number} index @param {number} other */
const orElse = (index, other) => (index < 0 ? other : index);

/**
 * @param {Table} table
 * @param {Columns} columns
 * @returns {{own: import("./own.js").Own, notes: string[]}}
 */
export function readPoints(table, columns) {
  const { names } = table;
  if (names.length < 3) throw new TableError(t("The table has {n} column{s}; X₁, X₂ and the label need three.", { n: names.length, s: names.length > 1 ? "s" : "" }));
  if (new Set([columns.x, columns.y, columns.label]).size < 3) {
    throw new TableError(t("X₁, X₂ and the label must be three different columns."));
  }
  const across = scaled(numbersOf(table, columns.x), names[columns.x]);
  const up = scaled(numbersOf(table, columns.y), names[columns.y]);
  const { labels, of } = classesOf(table, columns.label);
  const points = across.values.map((x, row) => ({ x: nearest(x), y: nearest(up.values[row]), label: of[row] }));
  const called = labels.map((label, index) => t("{label} is class {n}", { label, n: index + 1 })).join(", ");
  return {
    own: { points, classes: labels.length },
    notes: [t("{n} points. {called}.", { n: points.length, called }), across.note, up.note].filter(Boolean),
  };
}

/**
 * @param {Table} table
 * @param {number} column
 * @returns {number[]}
 */
function numbersOf({ rows, names, first }, column) {
  return rows.map((row, index) => {
    const value = numberIn(row[column]);
    if (value !== null && Math.abs(value) <= LARGEST) return value;
    const place = placeOf(first + index, names[column]);
    if (row[column] === "") throw new TableError(t("{place} is empty.", { place }));
    if (value !== null) throw new TableError(t("{place}: {value} is too large; at most 10¹².", { place, value: quoted(row[column]) }));
    const comma = /^[+-]?\d+,\d+$/.test(row[column]);
    throw new TableError(t(comma ? "{place}: {value} is no number (write a point, not a comma)." : "{place}: {value} is no number.",
      { place, value: quoted(row[column]) }));
  });
}

/** @param {number} row @param {string} name of the column */
const placeOf = (row, name) => t("Row {row}, column {name}", { row, name: quoted(name) });

/**
 * Numbers that reach beyond the plane are moved and scaled into it.
 * @param {number[]} values
 * @param {string} name
 */
function scaled(values, name) {
  const [low, high] = values.reduce(([least, most], value) =>
    [Math.min(least, value), Math.max(most, value)], [Infinity, -Infinity]);
  if (low >= -REACH && high <= REACH) return { values, note: "" };
  const middle = (low + high) / 2;
  const factor = high > low ? (2 * SPREAD) / (high - low) : 0;
  const short = (/** @type {number} */ value) => String(Number(value.toPrecision(4))).replace("-", "−");
  const note = t("{name} was scaled from {low} … {high} to −{reach} … {reach}.", { name: quoted(name), low: short(low), high: short(high), reach: SPREAD });
  return { values: values.map((value) => (value - middle) * factor), note };
}

/**
 * Labels in order, numbers by size, and the class of each row.
 * @param {Table} table
 * @param {number} column
 */
function classesOf({ rows, names, first }, column) {
  const place = (/** @type {number} */ index) => placeOf(first + index, names[column]);
  const cells = rows.map((row) => row[column]);
  cells.forEach((cell, index) => {
    if (cell === "") throw new TableError(t("{place} is empty.", { place: place(index) }));
    if (cell.length > LONGEST_LABEL) throw new TableError(t("{place}: a label has at most {most} characters.", { place: place(index), most: LONGEST_LABEL }));
  });
  const numeric = cells.every((cell) => numberIn(cell) !== null);
  const keys = numeric ? cells.map((cell) => String(numberIn(cell))) : cells;
  const known = [...new Set(keys)];
  if (known.length > MAX_CLASSES) {
    const row = keys.indexOf(known[MAX_CLASSES]);
    throw new TableError(t("{place}: {value} is label number {n}; at most {most} classes.", { place: place(row), value: quoted(cells[row]), n: MAX_CLASSES + 1, most: MAX_CLASSES }));
  }
  if (known.length < 2) throw new TableError(t("Column {name} has one label only; two classes are needed.", { name: quoted(names[column]) }));
  known.sort(numeric ? (one, other) => Number(one) - Number(other) : undefined);
  const order = new Map(known.map((label, index) => [label, index]));
  return { labels: known, of: keys.map((key) => order.get(key) ?? 0) };
}
