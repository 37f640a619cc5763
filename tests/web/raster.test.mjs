import assert from "node:assert/strict";
import { test } from "node:test";

import { plotBox } from "../../playground/web/heatmap.js";
import { linkLevel } from "../../playground/web/strength.js";
import {
  confidenceLeads, finerSize, paintClasses, paintValues, paintWinners, signTable,
} from "../../playground/web/raster.js";

const CODES = Uint32Array.from({ length: 256 }, (_, code) => code);

test("a finer grid keeps the coarse samples and has even steps between", () => {
  const codes = [0, 254, 100, 200, 50, 0, 10, 20, 30];
  const pixels = new Uint32Array(finerSize(3, 4) ** 2);
  paintValues(pixels, codes, 3, 4, CODES);
  codes.forEach((code, i) => assert.equal(pixels[Math.floor(i / 3) * 4 * 9 + (i % 3) * 4], code));
  assert.equal(pixels[2], 127);
});

test("signs: two colours for a field, silence stays visible for a neuron", () => {
  const decided = signTable(CODES, { decided: true });
  const open = signTable(CODES, { decided: false });
  assert.deepEqual([decided[3], decided[127], decided[200]], [0, 254, 254]);
  assert.deepEqual([open[3], open[127], open[200]], [0, 127, 254]);
});

test("a class shows the more, the surer it is; guessing shows grey", () => {
  for (const classes of [2, 3, 10]) {
    const leads = confidenceLeads(classes);
    assert.equal(leads[Math.floor(255 / classes)], 0);
    assert.equal(leads[255], 255);
    for (let code = 1; code < 256; code++) assert.ok(leads[code] >= leads[code - 1]);
  }
});

test("fields of classes take the class's table", () => {
  const tints = [CODES, CODES.map((code) => 1000 + code)];
  const pixels = new Uint32Array(4);
  paintClasses(pixels, [0, 1, 1, 0], [255, 255, 0, 0], confidenceLeads(2), tints);
  assert.deepEqual([...pixels], [255, 1255, 1000, 0]);
  const finer = new Uint32Array(25);
  paintWinners(finer, [0, 1, 0, 1], [255, 255, 255, 255], confidenceLeads(2), 2, 4, tints);
  assert.deepEqual([...finer.slice(0, 5)], [255, 255, 255, 1255, 1255]);
});

test("links are sorted by strength and sign; no number, no link", () => {
  assert.equal(linkLevel(0), 0);
  assert.equal(linkLevel(NaN), 0);
  assert.equal(linkLevel(-0.3), linkLevel(0.3) - 1);
  assert.ok(linkLevel(9) === linkLevel(3) && linkLevel(3) > linkLevel(1));
});

test("the plane is square and inside its box, a curve takes the whole width", () => {
  const box = { x: 10, y: 20, width: 500, height: 400 };
  const plane = plotBox({ kind: "binary" }, box);
  assert.equal(plane.width, plane.height);
  assert.ok(plane.x >= 10 && plane.x + plane.width <= 510 && plane.y + plane.height <= 420);
  const curve = plotBox({ kind: "curve" }, box);
  assert.ok(curve.width > curve.height);
});
