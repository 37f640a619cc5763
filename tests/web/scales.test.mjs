// The values that a slider can reach: a worksheet written for TensorFlow Playground can be followed.

import assert from "node:assert/strict";
import { test } from "node:test";

import { sliderValues } from "../../playground/web/scales.js";

const upTo = (first, last, step) =>
  Array.from({ length: Math.round((last - first) / step) + 1 }, (_, index) => Number((first + index * step).toPrecision(6)));
const RATES = [0.00001, 0.0001, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10];

for (const [name, field, limit, wanted] of [
  ["learning rate", { kind: "float", low: 1e-6, high: 100, steps: RATES }, undefined, RATES],
  ["regularization rate", { kind: "float", low: 0, high: 10, steps: [0, ...RATES.slice(2)] }, undefined, [0, ...RATES.slice(2)]],
  ["noise", { kind: "float", low: 0, high: 0.5 }, undefined, upTo(0, 0.5, 0.05)],
  ["training share", { kind: "float", low: 0.1, high: 0.9 }, undefined, upTo(0.1, 0.9, 0.1)],
  ["batch size", { kind: "int", low: 1, high: 5000 }, 250, [...upTo(1, 30, 1), 250]],
  ["batch size of few points", { kind: "int", low: 1, high: 5000 }, 20, upTo(1, 20, 1)],
]) {
  test(`${name}: every value of its menu, in order`, () => {
    const values = sliderValues({ name, ...field }, limit);
    assert.deepEqual(wanted.filter((value) => !values.includes(value)), []);
    assert.deepEqual(values, [...new Set(values)].sort((a, b) => a - b));
    assert.equal(values.at(-1), wanted.at(-1));
  });
}
