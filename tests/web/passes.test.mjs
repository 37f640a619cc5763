// One point's way through a network, as equations.

import assert from "node:assert/strict";
import { test } from "node:test";

import { rowsOf, stepsOf } from "../../playground/web/passes.js";
import { short } from "../../playground/web/reckon.js";

const SCENE = {
  inputs: [{ name: "x1", label: "X₁" }, { name: "x2", label: "X₂" }],
  layers: [{ units: 2, shown: [0, 1], activation: { formula: "ReLU({})" } }],
  output: { units: 1, labels: ["output"], formula: "tanh({})" },
  standardized: true,
};
// ReLU neurons, tanh output, half squared error, worked out by hand.
const TOLD = {
  raw: [3, 1], mean: [1, 2], std: [2, 1], x: [1, -1], y: [1], loss: 0.5, rate: 0.1, loss_rule: "L = ½ (ŷ − y)²",
  layers: [
    { w: [[0.5, 1], [-0.5, 2]], b: [0.25, 0], z: [1.25, -1], a: [1.25, 0], slope: [1, 0], delta: [-0.5, 0] },
    { w: [[0.5], [4]], b: [-0.625], z: [0], a: [0], slope: null, delta: [-1] },
  ],
};
const line = ({ left, right }) => `${left} = ${right}`;
const lines = (step, how) => rowsOf(SCENE, TOLD, step, how).flatMap(({ sums }) => sums.map(line));

test("forwards, then back, then one step; without an answer there is no way back", () => {
  const kinds = stepsOf(SCENE, TOLD).map(({ kind, column }) => `${kind} ${column}`);
  assert.deepEqual(kinds, ["inputs 0", "forward 1", "forward 2", "loss 2", "back 2", "back 1", "update 2"]);
  assert.equal(stepsOf(SCENE, { ...TOLD, y: null }).length, 3);
});

test("the arithmetic is written out, and every line of it is right", () => {
  assert.deepEqual(lines({ kind: "inputs", column: 0 }), ["(3 − 1) / 2 = 1", "(1 − 2) / 1 = −1"]);
  assert.deepEqual(lines({ kind: "forward", column: 1 }).slice(0, 2),
    ["z = 0.5·1 − 0.5·(−1) + 0.25 = 1.25", "a₁ = ReLU(1.25) = 1.25"]);
  assert.equal(lines({ kind: "forward", column: 2 })[0], "z = 0.5·1.25 + 4·0 − 0.625 = 0");
  assert.equal(lines({ kind: "back", column: 2 })[1], "∂L/∂w(a₁) = 1.25·(−1) = −1.25");
  assert.equal(lines({ kind: "back", column: 1 })[0], "δ₁ = 1·(0.5·(−1)) = −0.5");
  assert.equal(lines({ kind: "update", column: 2 }).at(-1), "b: −0.625 − 0.1·(−1) = −0.525");
  const plain = (text) => text.replaceAll("−", "-").replaceAll("·", "*");
  for (const step of stepsOf(SCENE, TOLD)) {
    for (const row of rowsOf(SCENE, TOLD, step)) {
      for (const { left, right } of row.sums) {
        const sum = plain(left.replace(/^[^=:]*[=:] /, ""));
        if (/^[-\d.*+/() ]+$/.test(sum)) assert.ok(Math.abs(eval(sum) - Number(plain(right))) < 0.005, `${left} = ${right}`);
      }
    }
  }
});

test("with names in the place of earlier results nothing is given away", () => {
  assert.equal(lines({ kind: "forward", column: 2 }, { symbolic: true })[0], "z = 0.5·a₁ + 4·a₂ − 0.625 = 0");
  assert.equal(lines({ kind: "back", column: 1 }, { symbolic: true })[0], "δ₁ = f′(z)·(0.5·δ) = −0.5");
});

test("of a wide layer the neurons that are not drawn are summed up", () => {
  const scene = { ...SCENE, layers: [{ ...SCENE.layers[0], units: 40 }] };
  const told = { ...TOLD, layers: [TOLD.layers[0], { ...TOLD.layers[1], z: [0.5], a: [0.46] }] };
  const [row] = rowsOf(scene, told, { kind: "forward", column: 2 });
  assert.equal(row.sums[0].left, "z = 0.5·1.25 + 4·0 + [38 more: 0.5] − 0.625");
});

test("numbers have three digits that count", () => {
  assert.deepEqual([0, 0.5, -1.23456, 1234.5, 0.000123, null].map((value) => short(value)), ["0", "0.5", "−1.23", "1235", "1.2·10⁻⁴", "–"]);
});
