import assert from "node:assert/strict";
import { test } from "node:test";

import { createSvgPen } from "../../playground/web/svgpen.js";

test("paths and text become what a canvas would show", () => {
  const pen = createSvgPen(100, 50);
  pen.fillStyle = "#123456";
  pen.beginPath();
  pen.lineTo(1, 2); // a path may begin with a line
  pen.lineTo(3.14159, 4);
  pen.setLineDash([4, 3]);
  pen.strokeStyle = "red";
  pen.stroke();
  pen.font = '600 20px "Segoe UI", sans-serif';
  pen.textAlign = "right";
  pen.textBaseline = "middle";
  pen.fillText("a < b & \"c\"", 10, 20);
  const svg = pen.svg();
  assert.match(svg, /^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" width="100" height="50"/);
  assert.match(svg, /d="M1 2L3.14 4" fill="none" stroke="red" .* stroke-dasharray="4 3"/);
  assert.match(svg, /font-size="20" font-weight="600" text-anchor="end" fill="#123456">a &#60; b &#38; &#34;c&#34;</);
  assert.match(svg, /y="26.8"/, "the middle of the letters");
});

test("what was saved comes back, and every group is closed", () => {
  const pen = createSvgPen(10, 10);
  pen.lineWidth = 2;
  pen.save();
  pen.translate(3, 4);
  pen.beginPath();
  pen.rect(0, 0, 5, 5);
  pen.clip();
  pen.lineWidth = 7;
  pen.beginPath();
  pen.arc(0, 0, 2, 0, 2 * Math.PI);
  pen.globalAlpha = 0.5;
  pen.fill();
  pen.restore();
  assert.equal(pen.lineWidth, 2);
  assert.equal(pen.globalAlpha, 1);
  const svg = pen.svg();
  assert.equal(svg.match(/<g /g).length, 2);
  assert.equal(svg.match(/<\/g>/g).length, 2);
  assert.match(svg, /clip-path="url\(#clip1\)"/);
  assert.match(svg, /opacity="0.5"/);
});
