// @ts-check
// From a table to points: the columns chosen, numbers brought into the plane, labels made classes.

import { numberIn, quoted, TableError } from "./csv.js";
import { MAX_CLASSES, MAX_COLUMNS, MAX_TITLE, mostPoints, nearest, REACH } from "./own.js";
import { t } from "./text.js";

/** @typedef {import("./csv.js").Table} Table */
/** @typedef {{x: number, y: number, label: number, more?: number[]}} Columns their places in the table */

const LARGEST = 1e12;
const LONGEST_LABEL = 40;
const NARROW = 1; // narrower, a further column is scaled, since steps in it are 0.003 wide
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

/**
 * The columns that may be inputs beside X₁ and X₂: all of whose cells are numbers, the first ones.
 * @param {Table} table
 * @param {Columns} columns
 * @returns {number[]}
 */
export function furtherColumns({ names, rows }, { x, y, label }) {
  return names.map((_, index) => index)
    .filter((index) => ![x, y, label].includes(index) && rows.every((row) => numberIn(row[index]) !== null))
    .slice(0, MAX_COLUMNS);
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
  const further = readFurther(table, columns.more ?? []);
  /** @type {import("./own.js").Point[]} */
  const points = across.values.map((x, row) => ({ x: nearest(x), y: nearest(up.values[row]), label: of[row],
    ...(further && { more: further.values.map((column) => column[row]) }) }));
  const called = labels.map((label, index) => t("{label} is class {n}", { label, n: index + 1 })).join(", ");
  return {
    own: { points, classes: labels.length, ...(further && { columns: further.titles }) },
    notes: [t("{n} points. {called}.", { n: points.length, called }), across.note, up.note, ...(further?.notes ?? [])].filter(Boolean),
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
 * Further columns that become inputs, or null for none.
 * @param {Table} table
 * @param {number[]} chosen
 */
function readFurther(table, chosen) {
  if (!chosen.length) return null;
  if (chosen.length > MAX_COLUMNS) {
    throw new TableError(t("{n} further columns are chosen; at most {most}.", { n: chosen.length, most: MAX_COLUMNS }));
  }
  const read = chosen.map((column) => scaled(numbersOf(table, column), table.names[column], NARROW));
  const titles = titlesOf(chosen.map((column) => table.names[column]));
  const most = mostPoints(titles);
  if (table.rows.length > most) {
    throw new TableError(t("The table has {n} points; at most {most} with {columns} further columns.",
      { n: table.rows.length, most, columns: titles.length }));
  }
  return { titles, values: read.map(({ values }) => values), notes: read.map(({ note }) => note) };
}

/**
 * Titles as the points' text can hold them: short, printable, none twice, none that a saved table has besides.
 * @param {string[]} names
 * @returns {string[]}
 */
function titlesOf(names) {
  const taken = ["x1", "x2", "label", "set"];
  for (const name of names) {
    const plain = [...name.replace(/[\p{C}\p{Z}~]+/gu, " ").trim()];
    let title = plain.slice(0, MAX_TITLE).join("").trim() || "column";
    for (let number = 2; taken.includes(title); number++) {
      const behind = ` ${number}`;
      title = plain.slice(0, MAX_TITLE - behind.length).join("").trim() + behind;
    }
    taken.push(title);
  }
  return taken.slice(4);
}

/**
 * Numbers that reach beyond the plane, or are too near to each other, are moved and scaled into it.
 * @param {number[]} values
 * @param {string} name
 * @param {number} [least] that they must reach over
 */
function scaled(values, name, least = 0) {
  const [low, high] = values.reduce(([least, most], value) =>
    [Math.min(least, value), Math.max(most, value)], [Infinity, -Infinity]);
  if (low >= -REACH && high <= REACH && high - low >= least) return { values, note: "" };
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
