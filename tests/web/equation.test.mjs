import assert from "node:assert/strict";
import { test } from "node:test";

import { equationOf, formatNumber, formatSum } from "../../playground/web/equation.js";
import { stillThere, unitTitle, valueAt } from "../../playground/web/targets.js";

const plain = (text) => text.replaceAll("\u00a0", " ");
const SCENE = {
  inputs: [{ name: "x1", label: "X₁" }, { name: "sin_x1", label: "sin X₁" }],
  layers: [
    { units: 2, shown: [0, 1], activation: { formula: "tanh({})" } },
    { units: 40, shown: [0, 1, 2], activation: { formula: "ReLU({})" } },
  ],
  output: { units: 1, labels: ["output"], formula: "2σ({}) − 1" },
};
const ARRAYS = {
  weights: [0.52, 1, -1.306, 2, /* 2 to 3 */ 1, 2, 3, -4, -5, -6, /* 3 to 1 */ 0.001, -0.5, 12.34],
  biases: [0.1, 0, -0.25, 0, 1, -0.75],
};

test("numbers have two decimals, large ones fewer, and a true minus", () => {
  const shown = [0, -0.001, 0.5, -1.306, 12.345, -250.7, 3e7, NaN].map((value) => formatNumber(value));
  assert.deepEqual(shown, ["0.00", "0.00", "0.50", "−1.31", "12.3", "−251", "3.0e7", "–"]);
  assert.equal(formatNumber(0.0123, 3), "0.012");
});

test("an equation names inputs, then the neurons before", () => {
  const shown = (column, index) => plain(equationOf(SCENE, ARRAYS, { column, index }));
  assert.equal(shown(1, 0), "tanh(0.52·X₁ − 1.31·sin X₁ + 0.10)");
  assert.equal(shown(2, 0), "ReLU(1.00·a₁ − 4.00·a₂ − 0.25)");
});

test("what a frame leaves out is said", () => {
  assert.equal(plain(equationOf(SCENE, ARRAYS, { column: 3, index: 0 })),
    "2σ(0.00·a₁ − 0.50·a₂ + 12.3·a₃ + … − 0.75) − 1");
});

test("where there is little room the strongest terms stay, in their order", () => {
  const terms = [0.1, -3, 0.2, 2, 1].map((weight, i) => ({ weight, name: `a${i}` }));
  const parts = { terms, bias: 0.5, missing: 0 };
  assert.equal(plain(formatSum(parts)), "0.10·a0 − 3.00·a1 + 0.20·a2 + 2.00·a3 + 1.00·a4 + 0.50");
  const short = formatSum(parts, 32);
  assert.equal(plain(short), "−3.00·a1 + 2.00·a3 + … + 0.50");
  assert.equal(plain(formatSum(parts, 5)), "−3.00·a1 + … + 0.50");
  assert.ok(short.length <= 32);
});

test("a sum leads without a plus", () => {
  assert.equal(formatSum({ terms: [{ weight: -2, name: "x" }], bias: 0, missing: 0 }), "−2.00·x +\u00a00.00");
});

test("targets know their name and their number", () => {
  assert.equal(unitTitle(SCENE, 0, 1), "Input sin X₁");
  assert.equal(unitTitle(SCENE, 2, 2), "Layer 2, neuron 3");
  assert.equal(unitTitle(SCENE, 3, 0), "Output");
  assert.equal(valueAt(SCENE, ARRAYS, { kind: "link", column: 2, index: 1, from: 1 }), -5);
  assert.equal(valueAt(SCENE, ARRAYS, { kind: "link", column: 3, index: 0, from: 2 }), 12.34);
  assert.equal(valueAt(SCENE, ARRAYS, { kind: "bias", column: 3, index: 0 }), -0.75);
});

test("a pin outlives a new network that has its neuron", () => {
  const pin = { kind: "unit", column: 2, index: 2 };
  assert.equal(stillThere(SCENE, pin), pin);
  assert.equal(stillThere({ ...SCENE, layers: [{ units: 8, shown: [0, 1] }] }, pin), null);
  assert.equal(stillThere({ ...SCENE, layers: [] }, pin), null);
});
