import assert from "node:assert/strict";
import { test } from "node:test";

import { neighbour, targetAt } from "../../playground/web/hit.js";
import { biasDot, layoutNetwork } from "../../playground/web/layout.js";
import { traceLink } from "../../playground/web/linkcurve.js";

const REACH = 6;
const count = (n) => Array.from({ length: n }, (_, i) => i);
const sceneOf = (inputs, hidden) => ({
  inputs: count(inputs).map((i) => ({ name: `x${i}`, label: `X${i}` })),
  layers: hidden.map((units) => ({ units, shown: count(units) })),
  output: { units: 1, labels: ["output"] },
});

/** The point of a link at a time 0 to 1, from what is really drawn. */
function pointOn(geometry, from, to, t) {
  let ends = [];
  const pen = { moveTo: (...p) => (ends = p), bezierCurveTo: (...p) => (ends = [...ends, ...p]) };
  traceLink(pen, geometry, from, to);
  const bend = [(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t ** 3];
  return [0, 1].map((axis) => bend.reduce((sum, share, i) => sum + share * ends[2 * i + axis], 0));
}

for (const vertical of [false, true]) {
  test(`a link is found on its curve and beside it${vertical ? ", downwards" : ""}`, () => {
    const geometry = layoutNetwork(sceneOf(2, [3, 2]), 520, 420, { vertical });
    const columns = geometry.columns;
    for (let column = 1; column < columns.length; column++) {
      columns[column - 1].nodes.forEach((start, from) => columns[column].nodes.forEach((end, index) => {
        const near = [0.2, 0.35, 0.5, 0.65, 0.8].map((t) => {
          const [x, y] = pointOn(geometry, start, end, t);
          const found = targetAt(geometry, x, y, REACH);
          assert.equal(found.kind, "link");
          assert.equal(found.column, column);
          return found.from === from && found.index === index;
        });
        assert.ok(near.filter(Boolean).length >= 4, "only where links cross another may be nearer");
      }));
    }
  });
}

test("far from everything there is nothing", () => {
  const geometry = layoutNetwork(sceneOf(2, [2]), 600, 400);
  assert.equal(targetAt(geometry, 2, 398, REACH), null);
  const [a, b] = [geometry.columns[0].nodes[0], geometry.columns[1].nodes[0]];
  const [x, y] = pointOn(geometry, a, b, 0.5);
  assert.equal(targetAt(geometry, x, y - 30, REACH), null);
  assert.equal(targetAt(geometry, x, y - 30, 60)?.kind, "link", "a finger reaches farther");
});

test("nearness is across the link, not across the gap", () => {
  const geometry = layoutNetwork(sceneOf(9, [1]), 300, 900);
  const [a, b] = [geometry.columns[0].nodes[0], geometry.columns[1].nodes[0]];
  const [x, y] = pointOn(geometry, a, b, 0.5);
  assert.equal(targetAt(geometry, x, y - 9, REACH)?.kind, "link", "steep: 9 px above is less than 6 px away");
});

test("a neuron's corner is its bias, the rest the neuron", () => {
  const geometry = layoutNetwork(sceneOf(2, [3]), 600, 400);
  const node = geometry.columns[1].nodes[1];
  const dot = biasDot(node);
  const bias = targetAt(geometry, dot.x, dot.y, REACH);
  assert.deepEqual({ ...bias, at: null }, { kind: "bias", column: 1, index: 1, at: null });
  assert.deepEqual(targetAt(geometry, node.x, node.y, REACH), { kind: "unit", column: 1, index: 1 });
  const input = biasDot(geometry.columns[0].nodes[0]);
  assert.notEqual(targetAt(geometry, input.x, input.y, REACH)?.kind, "bias", "an input has none");
});

test("arrows go to the nearest neuron and stop at the edges", () => {
  const geometry = layoutNetwork(sceneOf(2, [5]), 600, 400);
  const go = (column, index, key) => {
    const next = neighbour(geometry, { column, index }, key);
    return next && [next.column, next.index];
  };
  assert.deepEqual(go(1, 2, "ArrowUp"), [1, 1]);
  assert.deepEqual(go(1, 0, "ArrowUp"), [1, 0]);
  assert.deepEqual(go(1, 4, "ArrowRight"), [2, 0]);
  assert.deepEqual(go(1, 4, "ArrowLeft"), [0, 1]);
  assert.deepEqual(go(2, 0, "ArrowLeft"), [1, 2]);
  assert.equal(go(1, 2, "a"), null);
  const down = layoutNetwork(sceneOf(2, [5]), 390, 400, { vertical: true });
  assert.deepEqual(neighbour(down, { column: 1, index: 2 }, "ArrowRight"), { kind: "unit", column: 1, index: 3 });
});
