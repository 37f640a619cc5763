import assert from "node:assert/strict";
import { test } from "node:test";

import { layoutNetwork, nodeAt } from "../../playground/web/layout.js";

const count = (n) => Array.from({ length: n }, (_, i) => i);

function sceneOf({ inputs = 2, hidden = [], units = hidden, outputs = 1 }) {
  return {
    inputs: count(inputs).map((i) => ({ name: `x${i}`, label: i === 5 ? "sin X₁" : `X${i}` })),
    layers: hidden.map((shown, i) => ({ units: units[i], shown: count(shown) })),
    output: { units: outputs, labels: count(outputs).map((i) => `class ${i}`) },
  };
}

const NETWORKS = [
  { inputs: 1 },
  { inputs: 9, outputs: 10 },
  { hidden: [8] },
  { hidden: [1] },
  { hidden: Array(6).fill(8) },
  { inputs: 9, hidden: Array(8).fill(16), units: Array(8).fill(128), outputs: 10 },
];
const SIZES = [[590, 690], [366, 260], [1100, 800], [520, 400]];

for (const network of NETWORKS) {
  for (const [width, height] of SIZES) {
    for (const vertical of [false, true]) {
      const name = `${JSON.stringify(network)} in ${width}x${height}${vertical ? " downwards" : ""}`;
      test(`everything has its place: ${name}`, () => {
        const { columns, size } = layoutNetwork(sceneOf(network), width, height, { vertical });
        assert.equal(columns.length, (network.hidden?.length ?? 0) + 2);
        const nodes = columns.flatMap((column) => column.nodes);
        for (const { x, y } of nodes) {
          assert.ok(x - size / 2 >= 0 && x + size / 2 <= width, `x ${x}`);
          assert.ok(y - size / 2 >= 0 && y + size / 2 <= height, `y ${y}`);
        }
        nodes.forEach((a, i) =>
          nodes.slice(i + 1).forEach((b) => {
            assert.ok(Math.abs(a.x - b.x) >= size || Math.abs(a.y - b.y) >= size, "nodes overlap");
          }),
        );
        for (const { labelX, labelY } of columns) {
          assert.ok(labelX >= 0 && labelX <= width && labelY >= 10 && labelY <= height);
        }
      });
    }
  }
}

test("nodes lie on whole pixels", () => {
  const { columns, size } = layoutNetwork(sceneOf({ hidden: [5, 3] }), 517.4, 433.7);
  for (const { x, y } of columns.flatMap((column) => column.nodes)) {
    assert.ok(Number.isInteger(x - size / 2) && Number.isInteger(y - size / 2));
  }
});

test("headings say how many neurons there are and how many are shown", () => {
  const { columns } = layoutNetwork(sceneOf({ hidden: [16, 1], units: [128, 1] }), 900, 600);
  assert.deepEqual(
    columns.map(({ label, note, hiddenCount }) => [label, note, hiddenCount]),
    [["inputs", "", 0], ["128 neurons", "+112", 112], ["1 neuron", "", 0], ["output", "", 0]],
  );
});

test("headings of neighbours do not meet where it is narrow", () => {
  const hidden = Array(8).fill(16);
  const { columns } = layoutNetwork(sceneOf({ hidden, units: Array(8).fill(128) }), 366, 300);
  for (let i = 1; i < columns.length; i++) {
    const half = ((columns[i].label.length + columns[i - 1].label.length) * 6.8) / 2;
    assert.ok(columns[i].labelX - columns[i - 1].labelX > half);
  }
});

test("layers run downwards when asked", () => {
  const { columns } = layoutNetwork(sceneOf({ hidden: [3] }), 390, 400, { vertical: true });
  assert.ok(columns[0].y < columns[1].y && columns[1].y < columns[2].y);
  assert.equal(new Set(columns[1].nodes.map((node) => node.y)).size, 1);
});

test("a pointer finds its node", () => {
  const geometry = layoutNetwork(sceneOf({ hidden: [4] }), 500, 400);
  const node = geometry.columns[1].nodes[2];
  assert.deepEqual(nodeAt(geometry, node.x + 2, node.y - 2), { column: 1, index: 2, node });
  assert.equal(nodeAt(geometry, 0, 0), null);
});

test("titles of columns are shortened where they stand side by side", () => {
  const titled = { ...sceneOf({ inputs: 9, hidden: [4] }), inputs: count(9).map((i) => ({ name: `c${i}`, label: i ? "alcalinit…" : "sin X₁" })) };
  const labels = (vertical) => layoutNetwork(titled, 390, 600, { vertical }).columns[0].nodes.map(({ label }) => label);
  assert.deepEqual(labels(true).slice(0, 2), ["sin X₁", "alca…"]);
  assert.deepEqual(labels(false).slice(0, 2), ["sin X₁", "alcalinit…"]);
});
