import assert from "node:assert/strict";
import { test } from "node:test";

import { createFlow, drawFlow } from "../../playground/web/flow.js";

const GEOMETRY = {
  size: 20, vertical: false,
  columns: [{ nodes: [{ x: 10, y: 50 }] }, { nodes: [{ x: 210, y: 50 }, { x: 210, y: 90 }] }],
};

function beads(weights, way) {
  const seen = [];
  drawFlow({ fillRect: (x, y) => seen.push([x + 1, y + 1]) }, GEOMETRY, weights, { bg: "#fff" }, way);
  return seen;
}

test("beads move evenly while a network trains, and not where motion is unwanted", () => {
  const flow = createFlow(() => false);
  const [a, b, c] = [flow(1000, true), flow(1016, true), flow(1032, true)];
  assert.ok(b > a && Math.abs(c - b - (b - a)) < 1e-9);
  assert.ok(flow(9000, true) - c < 5 * (b - a), "after a pause they do not leap");
  assert.equal(flow(9016, false), null);
  assert.equal(createFlow(() => true)(1000, true), null);
});

test("beads lie on strong links only, and inside their gap", () => {
  assert.equal(beads([0.1, -0.2], 0).length, 0);
  const seen = beads([2, 0.1], 7);
  assert.ok(seen.length > 3);
  assert.ok(seen.every(([x, y]) => x >= 20 && x <= 200 && y === 50));
  const [first] = beads([2, 0.1], 0);
  assert.ok(Math.abs(beads([2, 0.1], 3)[0][0] - first[0] - 3) < 1e-9, "with the links' direction");
});
