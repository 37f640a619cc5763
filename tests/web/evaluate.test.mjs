import assert from "node:assert/strict";
import { test } from "node:test";

import { createEvaluator, isComplete, tableFunction } from "../../playground/web/evaluate.js";

const CELLS = 2048;
const TABLE = { low: -16, high: 16, repeats: false, slopes: [0, 0] };

/** Each cell's values at both ends, as the server samples them. */
function cellsOf(f, { low, high }) {
  const at = (edge) => low + ((high - low) * edge) / CELLS;
  const ends = Array.from({ length: CELLS }, (_, cell) => [f(at(cell)), f(at(cell + 1))]);
  return Float32Array.from(ends.flat());
}

const apply = (table, cells, z) => {
  const sums = Float32Array.of(...z);
  tableFunction(table, cells)(sums);
  return [...sums];
};
const near = (a, b, tolerance, text) => assert.ok(Math.abs(a - b) <= tolerance, `${text ?? ""} ${a} is not ${b}`);

test("a table interpolates between its samples", () => {
  const z = [-7.3, -1.001, -0.004, 0, 0.3, 2.5, 15.99];
  apply(TABLE, cellsOf(Math.tanh, TABLE), z).forEach((value, i) => near(value, Math.tanh(z[i]), 1e-4));
});

test("beyond its ends a table goes on straight", () => {
  const relu = { ...TABLE, slopes: [0, 1] };
  const z = [-500, -16, 16, 40, 1e4];
  apply(relu, cellsOf((x) => Math.max(0, x), relu), z)
    .forEach((value, i) => near(value, Math.max(0, z[i]), 1e-3));
});

test("a table that repeats knows no end", () => {
  const sine = { low: -Math.PI, high: Math.PI, repeats: true, slopes: [0, 0] };
  const z = [-40, -Math.PI, 0, 3.2, 99];
  apply(sine, cellsOf(Math.sin, sine), z).forEach((value, i) => near(value, Math.sin(z[i]), 1e-4));
});

test("a jump stays a jump", () => {
  const step = Float32Array.from({ length: 2 * CELLS }, (_, i) => Number(i >= CELLS));
  assert.deepEqual(apply(TABLE, step, [-1e-6, 0, 1e-6]), [0, 1, 1]);
});

test("no number stays no number", () => {
  const [value] = apply(TABLE, cellsOf(Math.tanh, TABLE), [NaN]);
  assert.ok(Number.isNaN(value));
});

const relu = (z) => Math.max(0, z);
const RELU = { ...TABLE, slopes: [0, 1] };
const SIZES = [2, 3, 4, 1];
const PLACES = 7;

function sceneOf([inputs, ...rest], { outputs = rest.at(-1) } = {}) {
  const hidden = rest.slice(0, -1);
  return {
    inputs: Array(inputs).fill({}),
    // The first hidden layer has another activation than the ones after it.
    layers: hidden.map((units, l) => ({ units, shown: [...Array(units).keys()],
      activation: { ...(l ? TABLE : RELU), cells: l ? [2 * CELLS, 4 * CELLS] : [0, 2 * CELLS] } })),
    output: { units: outputs },
    tables: {
      values: Float32Array.from({ length: inputs * PLACES }, (_, i) => Math.cos(i) * 2),
      activations: Float32Array.of(...cellsOf(relu, RELU), ...cellsOf(Math.tanh, TABLE)),
    },
  };
}

/** Some weights: as a frame has them, flat, and layer by layer. */
function network(sizes) {
  const layers = sizes.slice(1).map((units, l) => ({
    w: Array.from({ length: sizes[l] }, (_, i) => Array.from({ length: units }, (_, j) => Math.sin(5 * l + 3 * i + j))),
    b: Array.from({ length: units }, (_, j) => 0.3 * Math.cos(l + j)),
  }));
  const arrays = {
    weights: Float32Array.from(layers.flatMap(({ w }) => w.flat())),
    biases: Float32Array.from(layers.flatMap(({ b }) => b)),
  };
  return { layers, arrays };
}

/** What every column answers to one example; the output its sum. */
function forward(layers, x) {
  const columns = [x];
  layers.forEach(({ w, b }, l) => {
    const z = b.map((bias, j) => columns[l].reduce((sum, value, i) => sum + value * w[i][j], bias));
    columns.push(l + 1 < layers.length ? z.map(l ? Math.tanh : relu) : z);
  });
  return columns;
}

test("every neuron agrees with a plain network", () => {
  const { layers, arrays } = network(SIZES);
  const scene = sceneOf(SIZES);
  const evaluate = createEvaluator(scene);
  for (let place = 0; place < PLACES; place++) {
    const columns = forward(layers, [scene.tables.values[place], scene.tables.values[PLACES + place]]);
    columns.forEach((column, c) => column.forEach((value, unit) =>
      near(evaluate(arrays, c, unit)[place], value, 2e-4, `column ${c}, unit ${unit}:`)));
  }
});

test("several outputs are probabilities", () => {
  const sizes = [2, 3, 3];
  const { layers, arrays } = network(sizes);
  const scene = sceneOf(sizes);
  const evaluate = createEvaluator(scene);
  for (let place = 0; place < PLACES; place++) {
    const z = forward(layers, [scene.tables.values[place], scene.tables.values[PLACES + place]]).at(-1);
    const all = z.reduce((sum, value) => sum + Math.exp(value), 0);
    z.forEach((value, unit) => near(evaluate(arrays, 2, unit)[place], Math.exp(value) / all, 1e-4));
  }
});

test("behind a wide layer, of which a frame holds a part, nothing can be worked out", () => {
  const scene = { layers: [{ units: 8, shown: Array(8) }, { units: 128, shown: Array(16) }] };
  assert.deepEqual([0, 1, 2, 3].map((column) => isComplete(scene, column)), [true, true, true, false]);
});
