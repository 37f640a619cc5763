import assert from "node:assert/strict";
import { test } from "node:test";

import { luminance, makePalette, pack, parseColor, pointColor } from "../../playground/web/palette.js";

const THEMES = {
  light: makePalette({ bg: [255, 255, 255], ink: [27, 31, 36] }),
  dark: makePalette({ bg: [15, 18, 22], ink: [232, 234, 237] }),
};
const contrast = (a, b) => {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
};
const unpack = (color) => [color & 255, (color >> 8) & 255, (color >> 16) & 255];

test("colours are read in the forms that browsers write", () => {
  assert.deepEqual(parseColor(" #0f1216 "), [15, 18, 22]);
  assert.deepEqual(parseColor("#fff"), [255, 255, 255]);
  assert.deepEqual(parseColor("rgb(1, 2, 3)"), [1, 2, 3]);
  assert.deepEqual(parseColor("rgba(1 2 3 / 0.5)"), [1, 2, 3]);
  assert.equal(parseColor(""), null);
  assert.equal(parseColor("canvas"), null);
});

// What each kind of colour vision makes of linear RGB, none of one sort of cone: Machado, Oliveira &
// Fernandes, "A physiologically-based model for simulation of color vision deficiency", 2009.
const SIGHTS = {
  full: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
  protanopia: [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
  deuteranopia: [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
  tritanopia: [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
};
const linear = (byte) => (byte <= 10.31475 ? byte / 3294.6 : ((byte / 255 + 0.055) / 1.055) ** 2.4);
const dot = (row, rgb) => row.reduce((sum, part, i) => sum + part * rgb[i], 0);
const TO_XYZ = [[0.4339, 0.3762, 0.1899], [0.2126, 0.7152, 0.0722], [0.0177, 0.1095, 0.8729]]; // of white
function labOf(rgb, sight) {
  const seen = sight.map((row) => Math.min(1, Math.max(0, dot(row, rgb.map(linear)))));
  const [x, y, z] = TO_XYZ.map((row) => Math.cbrt(dot(row, seen)));
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}
function closest(colors, sight) {
  const seen = colors.map((rgb) => labOf(rgb, sight));
  const apart = (one, other) => Math.hypot(...one.map((part, i) => part - other[i]));
  return Math.min(...seen.flatMap((one, i) => seen.slice(0, i).map((other) => apart(one, other))));
}

for (const [name, palette] of Object.entries(THEMES)) {
  test(`${name}: ten classes stay apart for every kind of colour vision`, () => {
    const points = palette.classes.map((_, y) => parseColor(pointColor(palette, { kind: "multiclass" }, y)));
    for (const [sight, rows] of Object.entries(SIGHTS)) {
      assert.ok(closest(palette.classes, rows) > 16, `fields, ${sight}: ${closest(palette.classes, rows)}`);
      assert.ok(closest(points, rows) > 12, `points, ${sight}: ${closest(points, rows)}`);
    }
    assert.deepEqual(palette.classes[0], palette.neg);
  });

  test(`${name}: blue, orange and the grey between them stay apart for every kind of colour vision`, () => {
    for (const [sight, rows] of Object.entries(SIGHTS)) {
      const apart = closest([palette.neg, palette.zero, palette.pos], rows);
      assert.ok(apart > 25, `${sight}: ${apart}`);
    }
  });

  test(`${name}: the scale runs from one hue over the page's grey to the other`, () => {
    assert.equal(palette.dark, name === "dark");
    assert.equal(palette.lut.length, 256);
    assert.equal(palette.lut[0], pack(palette.neg));
    assert.equal(palette.lut[127], pack(palette.zero));
    assert.equal(palette.lut[254], pack(palette.pos));
    assert.equal(palette.lut[255], palette.lut[254]);
    const spread = Math.max(...palette.zero) - Math.min(...palette.zero);
    assert.ok(spread <= 10, "the middle is grey");
  });

  test(`${name}: text reads on the page`, () => {
    const bg = parseColor(palette.bg);
    assert.ok(contrast(parseColor(palette.ink), bg) > 12);
    assert.ok(contrast(parseColor(palette.soft), bg) > 4.5);
  });

  test(`${name}: a point stands out from a field of its own colour`, () => {
    const ring = parseColor(palette.ring.replace("#fff", "#ffffff"));
    for (let y = 0; y < 10; y++) {
      const point = parseColor(pointColor(palette, { kind: "multiclass" }, y));
      const field = unpack(palette.classFieldLut[y][255]);
      assert.ok(Math.max(contrast(point, field), contrast(point, ring)) > 1.8, `class ${y}`);
    }
  });

  test(`${name}: ten classes are ten colours`, () => {
    const names = new Set(palette.classes.map(String));
    assert.equal(names.size, 10);
  });
}

test("points of two classes take the sign, values the scale", () => {
  const { light } = THEMES;
  const binary = { kind: "binary" };
  assert.equal(pointColor(light, binary, -1), pointColor(light, binary, 0));
  assert.notEqual(pointColor(light, binary, 1), pointColor(light, binary, 0));
  const regression = { kind: "regression", value_range: [10, 20] };
  assert.equal(pointColor(light, regression, 10), pointColor(light, binary, -1));
  assert.equal(pointColor(light, regression, 20), pointColor(light, binary, 1));
});
