import assert from "node:assert/strict";
import { test } from "node:test";

import { heldIn, isFrozen, isOff, isWhollyFrozen, placeOf, unitOf } from "../../playground/web/hand.js";
import { layoutNetwork } from "../../playground/web/layout.js";
import { linkPoint } from "../../playground/web/linkcurve.js";
import { targetAt } from "../../playground/web/hit.js";
import { sortLinks } from "../../playground/web/links.js";

const scene = {
  generation: 3,
  inputs: [{ label: "X₁" }, { label: "X₂" }],
  layers: [{ units: 20, shown: [0, 5, 7] }, { units: 2, shown: [0, 1] }],
  output: { units: 1, labels: ["output"] },
};
const status = { generation: 3, frozen: [[1, 0, 5], [1, null, 7], [2, 6, 0], [3, 1, 0]], off: [[1, 7], [1, 19], [2, 0]] };

test("units drawn have their number in the layer", () => {
  assert.equal(unitOf(scene, 0, 1), 1);
  assert.equal(unitOf(scene, 1, 2), 7);
  assert.equal(unitOf(scene, 3, 0), 0);
  assert.deepEqual(placeOf(scene, { kind: "link", column: 2, index: 1, from: 1 }), { layer: 2, from: 5, to: 1 });
  assert.deepEqual(placeOf(scene, { kind: "bias", column: 1, index: 2 }), { layer: 1, from: null, to: 7 });
});

test("what is held is found among what is drawn, and nothing else", () => {
  assert.deepEqual(heldIn(scene, status), {
    links: [{ kind: "link", column: 1, index: 1, from: 0 }, { kind: "link", column: 3, index: 0, from: 1 }],
    biases: [{ kind: "bias", column: 1, index: 2 }],
    off: [{ kind: "unit", column: 1, index: 2 }, { kind: "unit", column: 2, index: 0 }],
  });
  assert.deepEqual(heldIn(scene, { ...status, generation: 4 }).links, [], "of another network");
  assert.ok(isFrozen(status, { layer: 1, from: null, to: 7 }));
  assert.ok(!isFrozen(status, { layer: 1, from: 0, to: 7 }));
  assert.ok(isOff(scene, status, 1, 2));
  assert.ok(!isOff(scene, status, 1, 1));
});

test("a neuron is frozen when its bias and all its weights are", () => {
  const some = [[1, null, 5], [1, 0, 5]];
  assert.ok(!isWhollyFrozen(scene, { frozen: some }, 1, 1));
  assert.ok(isWhollyFrozen(scene, { frozen: [...some, [1, 1, 5]] }, 1, 1));
});

test("a lock lies on its link", () => {
  for (const vertical of [false, true]) {
    const geometry = layoutNetwork(scene, 520, 420, { vertical });
    const [from, to] = [geometry.columns[0].nodes[0], geometry.columns[1].nodes[2]];
    const [x, y] = linkPoint(geometry, from, to, 0.42);
    const { kind, column, index, from: source } = targetAt(geometry, x, y, 3);
    assert.deepEqual({ kind, column, index, source }, { kind: "link", column: 1, index: 2, source: 0 });
  }
});

test("links into a neuron that is off are faint", () => {
  const geometry = layoutNetwork({ ...scene, layers: [{ units: 2, shown: [0, 1] }] }, 520, 420);
  const [from, to] = [geometry.columns[0].nodes, geometry.columns[1].nodes];
  const levels = new Uint8Array(4);
  sortLinks(geometry, [{ column: 0, from, to, first: 0, count: 4 }], [2, 2, -2, -2], null, levels, [{ column: 1, index: 1 }]);
  assert.deepEqual([levels[1], levels[3]], [2, 1]);
  assert.ok(levels[0] > 2 && levels[2] > 2);
});
