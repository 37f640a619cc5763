import assert from "node:assert/strict";
import { test } from "node:test";

import { pointIn, zoomOf } from "../../playground/web/pixels.js";

const elementAt = (left, top, width, shown) => ({
  offsetWidth: width, getBoundingClientRect: () => ({ left, top, width: shown, height: 0 }),
});

test("a pointer is told in the window's pixels and found in the element's own", () => {
  assert.deepEqual(pointIn(elementAt(50, 20, 200, 200), { clientX: 60, clientY: 45 }), { x: 10, y: 25 });
  assert.deepEqual(pointIn(elementAt(50, 20, 200, 250), { clientX: 60, clientY: 45 }), { x: 8, y: 20 });
});

test("what is not shown has no zoom", () => {
  assert.equal(zoomOf(elementAt(0, 0, 200, 250)), 1.25);
  assert.equal(zoomOf(elementAt(0, 0, 0, 0)), 1);
});
