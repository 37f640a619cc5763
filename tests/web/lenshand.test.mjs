// What a click in the field means.

import assert from "node:assert/strict";
import { test } from "node:test";

import { pickAt } from "../../playground/web/lenshand.js";

const PLOT = { x: 20, y: 10, width: 240, height: 240 };
const SCENE = { kind: "binary", domain: [-6, 6], points: { x: [[0, 0], [0.1, 0], [3, 3]], split: [0, 1, 0] } };
const pick = (x, y, more = {}) => pickAt({ ...SCENE, ...more }, PLOT, { x, y, tests: more.tests ?? false });

test("a click takes the nearest point that is drawn, else the place", () => {
  assert.equal(pick(142, 131).point, 0);
  assert.equal(pick(142, 131, { tests: true }).point, 1, "a test point only where it is shown");
  assert.equal(pick(200, 68).point, 2);
  assert.deepEqual(pick(260, 10), { point: null, at: [6, 6] });
  assert.equal(pick(261, 10), null, "beside the plot");
});

test("along a curve X₁ alone counts", () => {
  assert.equal(pick(141, 240, { kind: "curve" }).point, 0);
  assert.deepEqual(pick(80, 40, { kind: "curve" }), { point: null, at: [-3, 0] });
});
