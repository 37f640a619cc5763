// The fractal's windows and colours.

import assert from "node:assert/strict";
import { test } from "node:test";

import { coloured, HUES } from "../../playground/web/fractalcolours.js";
import { allowed, HOME, narrowest, pixelAt, rateText, squareOf, within, zoomed } from "../../playground/web/fractalwindow.js";

const close = (a, b) => assert.ok(Math.abs(a - b) < 1e-12, `${a} is not ${b}`);

test("a dragged rectangle becomes a square inside the picture", () => {
  const square = squareOf({ x: 0.5, y: 0.5 }, { x: 0.7, y: 0.4 });
  [square.left, square.top, square.side].forEach((value, index) => close(value, [0.5, 0.3, 0.2][index]));
  const edge = squareOf({ x: 0.9, y: 0.5 }, { x: 1, y: 0.1 });
  [edge.left, edge.top, edge.side].forEach((value, index) => close(value, [0.9, 0.4, 0.1][index]));
});

test("the rows of a picture run downwards, powers of ten upwards", () => {
  const window = { x: 0, y: 10, span: 2 };
  assert.deepEqual(within(window, { left: 0, top: 0, side: 0.5 }), { x: 0, y: 11, span: 1 });
  assert.deepEqual(pixelAt(window, { x: 0.99, y: 0.01 }, 4), { column: 3, row: 0, x: 1.75, y: 11.75 });
});

test("a zoom keeps its place where it is, and its inverse is the window before", () => {
  const place = { x: 0.3, y: 0.8 };
  const near = zoomed(HOME.rates, 0.25, place);
  const before = pixelAt(HOME.rates, place, 1e9);
  const after = pixelAt(near, place, 1e9);
  assert.ok(Math.abs(before.x - after.x) < 1e-8 && Math.abs(before.y - after.y) < 1e-8);
  const far = zoomed(near, 4, place);
  for (const key of ["x", "y", "span"]) close(far[key], HOME.rates[key]);
});

test("a window is never narrower than float32 allows, nor beyond the rates there are", () => {
  const deep = allowed({ x: 0.5, y: 0.25, span: 1e-9 }, 256);
  assert.equal(deep.span, narrowest(256));
  assert.ok(deep.span / 256 > Math.log10(1 + 2 ** -23));
  close(deep.x + deep.span / 2, 0.5 + 5e-10);
  const wide = allowed({ x: -20, y: 7, span: 6 }, 128);
  assert.deepEqual([wide.x, wide.y, wide.span], [-8, 2, 6]);
});

test("rates have as many digits as tell pixels apart", () => {
  assert.equal(rateText(Math.log10(0.5), 3), "0.5");
  assert.equal(rateText(Math.log10(2.3456789), 3), "2.3");
  assert.notEqual(rateText(0.3, 1e-4), rateText(0.3 + 1e-5, 1e-4));
});

test("colours go by rank on either side of the frontier", () => {
  const css = (packed) => "#" + [0, 8, 16].map((shift) => ((packed >> shift) & 255).toString(16).padStart(2, "0")).join("");
  const found = [...coloured([1e-3, 5, 7, 5, -3, -2, -1e-9], HUES.light)].map(css);
  assert.deepEqual([found[2], found[0]], HUES.light.learned);
  assert.deepEqual([found[4], found[6]], HUES.light.diverged);
  assert.equal(found[1], found[3]);
});
