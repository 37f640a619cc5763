import assert from "node:assert/strict";
import { test } from "node:test";

import { layoutNetwork, nodeAt } from "../../playground/web/layout.js";
import {
  columnAt, gapPlace, ghostNodes, headingAt, headingPlace, layersOf, withActivation, withLayer, withNeurons, withoutLayer,
} from "../../playground/web/shaping.js";

const count = (n) => Array.from({ length: n }, (_, i) => i);
const sceneOf = (inputs, hidden) => ({
  inputs: count(inputs).map((i) => ({ name: `x${i}`, label: `X${i}` })),
  layers: hidden.map((units) => ({ units, shown: count(units) })),
  output: { units: 1, labels: ["output"] },
});
const NETWORKS = [[2, []], [2, [4, 2]], [9, Array(8).fill(8)], [1, [16]]];
const SIZES = [[590, 690], [366, 460], [520, 400]];

for (const [inputs, hidden] of NETWORKS) {
  for (const [width, height] of SIZES) {
    const vertical = width < 480;
    test(`buttons keep off the neurons: ${inputs}-${hidden} in ${width}x${height}`, () => {
      const geometry = layoutNetwork(sceneOf(inputs, hidden), width, height, { vertical });
      geometry.columns.forEach((column, index) => {
        const { x, y } = headingPlace(geometry, index);
        if (column.kind !== "output") assert.ok(x >= 0 && x <= width && y >= 0 && y <= height);
        assert.equal(headingAt(geometry, column.labelX, column.labelY - 4), index);
        for (const node of column.nodes) assert.equal(columnAt(geometry, node.x, node.y), index);
      });
      for (const gap of count(hidden.length + 1)) {
        const { x, y } = gapPlace(geometry, gap);
        assert.ok(x > 0 && x < width && y > 0 && y < height);
        assert.equal(nodeAt(geometry, x, y), null, "a + lies on no neuron");
        for (const ghost of ghostNodes(geometry, gap, 5)) {
          const { x: left, y: top, size } = ghost;
          assert.ok(left >= 0 && left + size <= width && top >= 0 && top + size <= height);
        }
      }
    });
  }
}

test("a ghost stands between its neighbours and has as many neurons as asked", () => {
  const geometry = layoutNetwork(sceneOf(2, [4, 2]), 600, 500);
  const ghost = ghostNodes(geometry, 1, 4);
  assert.equal(ghost.length, 4);
  for (const { x, size } of ghost) {
    assert.ok(x > geometry.columns[1].x && x + size < geometry.columns[2].x);
  }
  assert.equal(ghostNodes(geometry, 1, 100).length, 16);
});

const layers = (hidden, activations = hidden.map(() => "tanh")) => ({ hidden, activations });

test("a new layer is as wide as its left neighbour, and has the activation of all", () => {
  assert.deepEqual(withLayer(layers([4, 2], ["relu", "sine"]), 2), layers([4, 2, 2], ["relu", "sine", "same"]));
  assert.deepEqual(withLayer(layers([4, 2], ["relu", "sine"]), 1), layers([4, 4, 2], ["relu", "same", "sine"]));
  assert.deepEqual(withLayer(layers([3, 2]), 0).hidden, [3, 3, 2], "after the inputs, as the first");
  assert.deepEqual(withLayer(layers([]), 0), layers([4], ["same"]));
});

test("layers go with their activations, and neurons stay within what is allowed", () => {
  assert.deepEqual(withoutLayer(layers([4, 3, 2], ["tanh", "relu", "sine"]), 1), layers([4, 2], ["tanh", "sine"]));
  assert.deepEqual(withNeurons(layers([4, 2]), 1, 0), layers([4, 1]));
  assert.deepEqual(withNeurons(layers([4, 2]), 0, 500), layers([128, 2]));
});

test("a layer without an activation of its own has that of all", () => {
  const experiment = { hidden: [4, 3, 2], activation: "tanh", activations: ["same", "relu"] };
  assert.deepEqual(layersOf(experiment), layers([4, 3, 2], ["tanh", "relu", "tanh"]));
  assert.deepEqual(withActivation(layersOf(experiment), 0, "sine"), { activations: ["sine", "relu", "tanh"] });
});
