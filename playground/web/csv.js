// @ts-check
// Tables as text: read strictly, nothing evaluated, every refusal with its row and column.

import { t } from "./text.js";

export const MAX_CHARS = 256 * 1024;
const MAX_COLUMNS = 40;
const MAX_CELL = 200;
const SHOWN = 24; // of a cell in a message
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?$/;
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

/**
 * @typedef {object} Table
 * @property {string[]} names of the columns, "column 1" … where the first row names none
 * @property {string[][]} rows
 * @property {number} first the number of the first of them in the file, counted from 1
 */

/** What is wrong with a table, in a sentence for the person who brought it. */
export class TableError extends Error {}

/** The number that a cell holds, or null. @param {string} cell */
export function numberIn(cell) {
  if (cell.length > 40 || !NUMBER.test(cell)) return null;
  const value = Number(cell);
  return Number.isFinite(value) ? value : null;
}

/** A cell in a message: shortened, in quotes. @param {string} cell */
export const quoted = (cell) => `'${cell.length > SHOWN ? `${cell.slice(0, SHOWN)}…` : cell}'`;

/**
 * Read a table: comma, semicolon or tab between the cells, one row a line, quotes as in RFC 4180
 * but none over several lines. The first row names the columns if it has no number at all.
 * @param {string} text
 * @param {number} maxRows
 * @returns {Table}
 */
export function readTable(text, maxRows) {
  if (text.length > MAX_CHARS) {
    throw new TableError(t("The table has {n} characters; at most {most}.", { n: text.length, most: MAX_CHARS }));
  }
  const lines = text.replace(/^\ufeff/, "").replace(/\s+$/, "").split(/\r\n|\n|\r/);
  if (lines.length === 1 && lines[0].trim() === "") throw new TableError(t("There is no table yet."));
  const separator = separatorOf(lines[0]);
  if (lines.length > maxRows + 1) {
    throw new TableError(t("The table has {n} rows; at most {most} points.", { n: lines.length, most: maxRows }));
  }
  const cells = lines.map((line, index) => cellsOf(line, separator, index + 1));
  const width = cells[0].length;
  if (width > MAX_COLUMNS) throw new TableError(t("Row 1 has {n} columns; at most {most}.", { n: width, most: MAX_COLUMNS }));
  cells.forEach((row, index) => {
    if (row.length === width) return;
    const values = { row: index + 1, n: row.length, s: row.length > 1 ? "s" : "", width };
    throw new TableError(t("Row {row} has {n} column{s}, row 1 has {width}.", values));
  });
  const headed = cells[0].every((cell) => numberIn(cell) === null);
  const rows = headed ? cells.slice(1) : cells;
  if (!rows.length) throw new TableError(t("There are no rows below the names of the columns."));
  if (rows.length > maxRows) throw new TableError(t("The table has {n} points; at most {most}.", { n: rows.length, most: maxRows }));
  return { names: namesOf(headed ? cells[0] : [], width), rows, first: headed ? 2 : 1 };
}

/** What stands between the cells of the first row, outside of quotes. @param {string} line */
function separatorOf(line) {
  const bare = line.replace(/"[^"]*"/g, "");
  return ["\t", ";"].find((sign) => bare.includes(sign)) ?? ",";
}

/**
 * @param {string[]} given
 * @param {number} width
 */
function namesOf(given, width) {
  const names = Array.from({ length: width }, (_, index) => given[index] || t("column {n}", { n: index + 1 }));
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new TableError(t("Row 1 names two columns {name}.", { name: quoted(twice) }));
  return names;
}

/**
 * @param {string} line
 * @param {string} separator
 * @param {number} row
 * @returns {string[]}
 */
function cellsOf(line, separator, row) {
  if (line.trim() === "") throw new TableError(t("Row {row} is empty.", { row }));
  const cells = [];
  for (let at = 0; at <= line.length; ) {
    const refuse = (/** @type {string} */ what) =>
      new TableError(t("Row {row}, column {column}: {what}.", { row, column: cells.length + 1, what }));
    const [cell, end] = line[at] === '"'
      ? quotedCell(line, at, separator, refuse)
      : plainCell(line, at, separator, refuse);
    if (cell.length > MAX_CELL) throw refuse(t("{n} characters; at most {most}", { n: cell.length, most: MAX_CELL }));
    if (CONTROL.test(cell)) throw refuse("a character that is no text");
    cells.push(cell);
    at = end + 1;
  }
  return cells;
}

/**
 * @param {string} line
 * @param {number} start
 * @param {string} separator
 * @param {(what: string) => TableError} refuse
 * @returns {[string, number]} the cell, and where the separator behind it stands
 */
function plainCell(line, start, separator, refuse) {
  const found = line.indexOf(separator, start);
  const end = found < 0 ? line.length : found;
  const cell = line.slice(start, end).trim();
  if (cell.includes('"')) throw refuse("a quote inside; put the whole cell into quotes and double it");
  return [cell, end];
}

/**
 * @param {string} line
 * @param {number} start of the opening quote
 * @param {string} separator
 * @param {(what: string) => TableError} refuse
 * @returns {[string, number]}
 */
function quotedCell(line, start, separator, refuse) {
  let cell = "";
  for (let at = start + 1; at < line.length; at++) {
    if (line[at] !== '"') cell += line[at];
    else if (line[at + 1] === '"') cell += line[++at];
    else if (at + 1 === line.length || line[at + 1] === separator) return [cell.trim(), at + 1];
    else throw refuse("text behind a closing quote");
  }
  throw refuse("a quote that is not closed in its row");
}

/**
 * The points of a scene as a table, with the further columns of own ones.
 * @param {any} scene
 * @param {import("./own.js").Own|null} [own]
 * @returns {string}
 */
export function writeTable({ kind, points: { x, y, split, rows: order } }, own = null) {
  const answer = kind === "binary" || kind === "multiclass" ? "label" : "value";
  const titles = (own?.columns ?? []).map((title) => `"${title.replaceAll('"', '""')}"`);
  const rows = x.map((/** @type {number[]} */ [one, two], /** @type {number} */ index) => {
    const more = titles.length ? own?.points[order?.[index] ?? index]?.more ?? titles.map(() => "") : [];
    return [one, two, ...more, y[index], split[index] ? "test" : "train"].join(",");
  });
  return [["x1", "x2", ...titles, answer, "set"].join(","), ...rows, ""].join("\n");
}
