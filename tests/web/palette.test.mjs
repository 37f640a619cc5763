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

for (const [name, palette] of Object.entries(THEMES)) {
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
