import assert from "node:assert/strict";
import { test } from "node:test";

import { MAX_CHARS, readTable, TableError, writeTable } from "../../playground/web/csv.js";
import { furtherColumns, guessColumns, readPoints } from "../../playground/web/table.js";

const BY_PLACE = { x: 0, y: 1, label: 2 };
const read = (text, columns = BY_PLACE) => readPoints(readTable(text, 2000), columns);
const good = "x1,x2,label\n1,2,a\n3,4,b\n";

const REFUSED = [
  ["", "There is no table yet."],
  ["  \n \n", "There is no table yet."],
  ["x1,x2,label", "There are no rows below the names of the columns."],
  ["x1,x2,label\n1,2,a\n3,4\n", "Row 3 has 2 columns, row 1 has 3."],
  ["x1,x2,label\n1,2,a\n3,4,b,c\n", "Row 3 has 4 columns, row 1 has 3."],
  ["x1,x2,label\n1,2,a\n\n3,4,b\n", "Row 3 is empty."],
  ["x1,x2,label\n1,2,a\n3,abc,b\n", "Row 3, column 'x2': 'abc' is no number."],
  ["x1,x2,label\n1,2,a\n3,,b\n", "Row 3, column 'x2' is empty."],
  ["x1,x2,label\n1,2,a\n3,4,\n", "Row 3, column 'label' is empty."],
  ["x1;x2;label\n1,5;2;a\n3;4;b\n", "Row 2, column 'x1': '1,5' is no number (write a point, not a comma)."],
  ["1,2,a\n3,nan,b", "Row 2, column 'column 2': 'nan' is no number."],
  ["1,2,a\n3,NaN,b", "Row 2, column 'column 2': 'NaN' is no number."],
  ["1,2,a\nInfinity,4,b", "Row 2, column 'column 1': 'Infinity' is no number."],
  ["1,2,a\n-inf,4,b", "Row 2, column 'column 1': '-inf' is no number."],
  ["1,2,a\n1e999,4,b", "Row 2, column 'column 1': '1e999' is no number."],
  ["1,2,a\n1e13,4,b", "Row 2, column 'column 1': '1e13' is too large; at most 10¹²."],
  ["1,2,a\n0x10,4,b", "Row 2, column 'column 1': '0x10' is no number."],
  ["1,2,a\n1_000,4,b", "Row 2, column 'column 1': '1_000' is no number."],
  ["1,2,a\n1e,4,b", "Row 2, column 'column 1': '1e' is no number."],
  ["1,2,a\n--1,4,b", "Row 2, column 'column 1': '--1' is no number."],
  ["1,2,a\n.,4,b", "Row 2, column 'column 1': '.' is no number."],
  ["1,2,a\n٣,4,b", "Row 2, column 'column 1': '٣' is no number."],
  ["1,2,a\n=1+1,4,b", "Row 2, column 'column 1': '=1+1' is no number."],
  ["1,2,a\n1 000,4,b", "Row 2, column 'column 1': '1 000' is no number."],
  [`1,2,a\n${"1".repeat(41)},4,b`, `Row 2, column 'column 1': '${"1".repeat(24)}…' is no number.`],
  ["1,2,a\n3,4,a", "Column 'column 3' has one label only; two classes are needed."],
  ["1,2,0\n3,4,0.0", "Column 'column 3' has one label only; two classes are needed."],
  [Array.from({ length: 11 }, (_, i) => `1,2,c${i}`).join("\n"),
    "Row 11, column 'column 3': 'c10' is label number 11; at most 10 classes."],
  [`1,2,a\n3,4,${"b".repeat(41)}`, "Row 2, column 'column 3': a label has at most 40 characters."],
  [`1,2,a\n3,4,${"b".repeat(201)}`, "Row 2, column 3: 201 characters; at most 200."],
  ['1,2,a\n3,4,"b', "Row 2, column 3: a quote that is not closed in its row."],
  ['1,2,a\n3,4,"b\nc"', "Row 2, column 3: a quote that is not closed in its row."],
  ['1,2,a\n3,4,"b"c', "Row 2, column 3: text behind a closing quote."],
  ['1,2,a\n3,4,b"c', "Row 2, column 3: a quote inside; put the whole cell into quotes and double it."],
  ["1,2,a\n3,4,b\u0000", "Row 2, column 3: a character that is no text."],
  ["1,2,a\n3,4,\u001b[31m", "Row 2, column 3: a character that is no text."],
  ["x1,x1,label\n1,2,a\n", "Row 1 names two columns 'x1'."],
  [`${"a,".repeat(40)}b\n`, "Row 1 has 41 columns; at most 40."],
  ["1,2\n3,4", "The table has 2 columns; X₁, X₂ and the label need three."],
  ["just some words\nand more", "The table has 1 column; X₁, X₂ and the label need three."],
  ["<html>\n<body>\n", "The table has 1 column; X₁, X₂ and the label need three."],
  ["1,2,a\n".repeat(2002), "The table has 2002 rows; at most 2000 points."],
  ["1,2,a\n".repeat(2001), "The table has 2001 points; at most 2000."],
  ["1".repeat(MAX_CHARS + 1), `The table has ${MAX_CHARS + 1} characters; at most ${MAX_CHARS}.`],
];

for (const [text, message] of REFUSED) {
  test(`refused: ${JSON.stringify(text).slice(0, 40)}`, () => {
    assert.throws(() => read(text), (error) => {
      assert.ok(error instanceof TableError);
      assert.equal(error.message, message);
      return true;
    });
  });
}

test("the columns must be three different ones", () => {
  assert.throws(() => read(good, { x: 0, y: 0, label: 2 }), /three different columns/);
});

test("a plain table", () => {
  const { own, notes } = read(good);
  assert.equal(own.classes, 2);
  assert.deepEqual(own.points.map(({ label }) => label), [0, 1]);
  assert.ok(Math.abs(own.points[1].y - 4) < 0.001);
  assert.deepEqual(notes, ["2 points. a is class 1, b is class 2."]);
});

test("separators, quotes, line ends, a byte order mark, spaces", () => {
  const same = read(good).own;
  for (const text of [
    "\ufeffx1,x2,label\r\n1,2,a\r\n3,4,b", "x1\tx2\tlabel\r1\t2\ta\r3\t4\tb\r\r", "x1;x2;label\n1;2;a\n3;4;b\n\n",
    '"x1","x2","label"\n"1","2","a"\n"3","4","b"', " x1 , x2 , label \n 1 , 2 , a \n 3 , 4 , b ", "1,2,a\n3,4,b",
    "+1.0,2.,a\n.3e1,4E0,b",
  ]) assert.deepEqual(read(text).own, same, JSON.stringify(text));
  assert.equal(read('1,2,"say ""a"""\n3,4,"b, c"').notes[0], '2 points. b, c is class 1, say "a" is class 2.');
});

test("a table of the largest size is read", () => {
  assert.equal(read("1,2,a\n3,4,b\n".repeat(1000)).own.points.length, 2000);
  assert.equal(read(`x1,x2,label\n${"1,2,a\n3,4,b\n".repeat(1000)}`).own.points.length, 2000);
});

test("labels that are numbers are ordered by size, one number is one class", () => {
  const { own } = read("0,0,10\n0,0,9\n0,0,-1\n0,0,9.0\n");
  assert.deepEqual(own.points.map(({ label }) => label), [2, 1, 0, 1]);
});

test("names like those of every object are labels like any other", () => {
  const { own } = read("0,0,__proto__\n0,0,constructor\n0,0,toString\n");
  assert.equal(own.classes, 3);
});

test("columns that reach beyond the plane are scaled, and it is said", () => {
  const { own, notes } = read("0,1,a\n100,2,b\n50,3,a\n");
  assert.deepEqual(own.points.map(({ x }) => Math.round(x * 10) / 10), [-5.5, 5.5, 0]);
  assert.deepEqual(own.points.map(({ y }) => Math.round(y)), [1, 2, 3]);
  assert.equal(notes[1], "'column 1' was scaled from 0 … 100 to −5.5 … 5.5.");
  assert.deepEqual(read("50,1,a\n50,2,b\n").own.points.map(({ x }) => x), [0, 0]);
});

test("columns are found by their names, else by what is in them", () => {
  const guess = (text) => guessColumns(readTable(text, 2000));
  assert.deepEqual(guess("label,x2,x1\na,1,2\n"), { x: 2, y: 1, label: 0 });
  assert.deepEqual(guess("id,name,sepal,petal,species\nq,n,1,2,setosa\n"), { x: 2, y: 3, label: 4 });
  assert.deepEqual(guess("1,2,0\n3,4,1\n"), { x: 0, y: 1, label: 2 });
  assert.deepEqual(guess("a,b\nc,d\n"), { x: 0, y: 1, label: 1 });
});

test("what is saved is read again as it was", () => {
  const points = { x: [[1.0005, -2.001], [0, 6]], y: [-1, 1], split: [0, 1] };
  const text = writeTable({ kind: "binary", points });
  assert.equal(text, "x1,x2,label,set\n1.0005,-2.001,-1,train\n0,6,1,test\n");
  const table = readTable(text, 2000);
  const columns = guessColumns(table);
  assert.deepEqual(columns, { x: 0, y: 1, label: 2 });
  assert.deepEqual(readPoints(table, columns).own,
    { points: [{ x: 1.0005, y: -2.001, label: 0 }, { x: 0, y: 6, label: 1 }], classes: 2 });
  assert.match(writeTable({ kind: "regression", points }), /^x1,x2,value,set/);
});

const IRIS = "sepal,petal length,petal width,kind,name\n5.1,1.4,0.2,setosa,a\n7,4.7,1.4,versicolor,b\n6.3,6,2.5,virginica,c\n";

test("further columns become inputs", () => {
  const table = readTable(IRIS, 2000);
  const columns = { x: 1, y: 2, label: 3 };
  assert.deepEqual(furtherColumns(table, columns), [0], "the names are no numbers");
  const { own, notes } = readPoints(table, { ...columns, more: [0] });
  assert.deepEqual(own.columns, ["sepal"]);
  assert.deepEqual(own.points.map(({ more }) => more[0].toFixed(2)), ["-5.50", "5.50", "1.45"]);
  assert.match(notes.join(" "), /'sepal' was scaled from 5.1 … 7 to/);
  assert.equal(readPoints(table, columns).own.columns, undefined);
});

test("a narrow further column is scaled, one of a fair width stays", () => {
  const { own } = read("0,0,a,0.01,2\n1,1,b,0.02,3\n", { ...BY_PLACE, more: [3, 4] });
  assert.deepEqual(own.points.map(({ more }) => more.map((value) => Number(value.toFixed(3)))), [[-5.5, 2], [5.5, 3]]);
});

test("bad further columns are refused with row and column", () => {
  const refusal = (text, more) => {
    try {
      read(text, { ...BY_PLACE, more });
    } catch (error) {
      return error instanceof TableError && error.message;
    }
    return "";
  };
  assert.equal(refusal("x,y,l,z\n1,2,a,3\n1,2,b,high\n", [3]), "Row 3, column 'z': 'high' is no number.");
  assert.equal(refusal("x,y,l,z\n1,2,a,3\n1,2,b,\n", [3]), "Row 3, column 'z' is empty.");
  assert.equal(refusal("x,y,l,z\n1,2,a,1e13\n1,2,b,1\n", [3]), "Row 2, column 'z': '1e13' is too large; at most 10¹².");
  const wide = (count, rows) => Array.from({ length: rows }, (_, row) => `1,2,${row % 2}${",3".repeat(count)}`).join("\n");
  const places = (count) => Array.from({ length: count }, (_, index) => 3 + index);
  assert.equal(refusal(wide(8, 2), places(8)), "8 further columns are chosen; at most 7.");
  assert.match(refusal(wide(7, 800), places(7)), /^The table has 800 points; at most 7\d\d with 7 further columns\.$/);
});

test("titles are short, printable, and none twice", () => {
  const long = "a".repeat(30);
  const { own } = read(`x,y,l,${long},${long}b,"x1","c~d\u2028e"\n1,2,a,1,2,3,4\n1,2,b,1,2,3,4\n`, { ...BY_PLACE, more: [3, 4, 5, 6] });
  assert.deepEqual(own.columns, ["a".repeat(24), `${"a".repeat(22)} 2`, "x1 2", "c d e"]);
});

test("further columns are saved and read again as they were", () => {
  const own = { points: [{ x: 1.0005, y: 0, label: 0, more: [0.3, -6] }, { x: 3, y: 6, label: 1, more: [4.5, 6] }],
    classes: 2, columns: ['a "b", c', "d"] };
  const points = { x: [[3, 6], [1.0005, 0]], y: [1, -1], split: [0, 1], rows: [1, 0] };
  const text = writeTable({ kind: "binary", points }, own);
  assert.equal(text, 'x1,x2,"a ""b"", c","d",label,set\n3,6,4.5,6,1,train\n1.0005,0,0.3,-6,-1,test\n');
  const table = readTable(text, 2000);
  const columns = guessColumns(table);
  const again = readPoints(table, { ...columns, more: furtherColumns(table, columns) }).own;
  assert.deepEqual(again, { ...own, points: own.points.toReversed() });
});
