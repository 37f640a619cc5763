// @ts-check
// A chart of the lab "CPU or GPU?": lines on two logarithmic axes, and what is at the pointer.

import { fitCanvas, h, setText } from "./dom.js";
import { logScale } from "./ticks.js";
import { t } from "./text.js";

const HIGH = 250;
const EDGE = { left: 46, right: 12, top: 10, bottom: 26 };
const DOT = 3.5;

/**
 * @typedef {{name: string, points: [number, number][], stored: boolean, colour: string}} Line
 * @typedef {{lines: Line[], first: number, last: number, crossing: number|null, palette: any}} View
 */

/**
 * @param {string} title
 * @param {string} across what the axis counts
 * @returns {{element: HTMLElement, render: (view: View) => void}}
 */
export function createHardwareChart(title, across) {
  const canvas = h("canvas", { tabindex: 0, role: "img", "aria-label": title });
  const told = h("p.hardware-told", { "aria-live": "polite" });
  const element = h("section.hardware-chart", {}, h("h3", {}, title), canvas, h("p.hardware-across", { "aria-hidden": "true" }, across), told);
  /** @type {View|null} */
  let view = null;
  /** @type {number|null} a place on the axis */
  let at = null;

  canvas.addEventListener("pointermove", (event) => {
    if (!view) return;
    const { place } = scalesOf(view, canvas.clientWidth);
    const x = (event.offsetX / canvas.offsetWidth) * canvas.clientWidth;
    look(placesOf(view).reduce((a, b) => (Math.abs(place(b) - x) < Math.abs(place(a) - x) ? b : a)));
  });
  canvas.addEventListener("pointerleave", () => look(null));
  canvas.addEventListener("keydown", (event) => {
    const way = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!way || !view) return;
    event.preventDefault();
    const places = placesOf(view);
    const next = at === null ? (way > 0 ? 0 : places.length - 1) : places.indexOf(at) + way;
    look(places[Math.max(0, Math.min(places.length - 1, next))]);
  });
  canvas.addEventListener("blur", () => look(null));
  new ResizeObserver(() => paint()).observe(canvas);

  /** @param {number|null} place */
  function look(place) {
    if (place === at) return;
    at = place;
    paint();
  }

  function paint() {
    if (!view || !canvas.clientWidth) return;
    draw(fitCanvas(canvas, canvas.clientWidth, HIGH), canvas.clientWidth, view, at);
    setText(told, at === null ? "" : wordsAt(view, at));
  }

  return {
    element,
    render(now) {
      view = now.palette && placesOf(now).length ? now : null;
      paint();
    },
  };
}

/** Every measured place, once. @param {View} view */
const placesOf = ({ lines }) => [...new Set(lines.flatMap(({ points }) => points.map(([x]) => x)))].sort((a, b) => a - b);

/** @param {View} view @param {number} at */
function wordsAt({ lines }, at) {
  const known = lines.flatMap(({ name, points }) => points.filter(([x]) => x === at).map(([, us]) => t("{name}: {time}", { name: t(name), time: timeText(us) })));
  return [at.toLocaleString("en"), ...known].join(" · ");
}

/** @param {number} us microseconds */
export function timeText(us) {
  if (us >= 1000) return `${(us / 1000).toPrecision(3)} ms`;
  return `${us >= 100 ? Math.round(us) : us.toPrecision(2)} µs`;
}

/** @param {View} view @param {number} width */
function scalesOf({ lines, first, last }, width) {
  const times = lines.flatMap(({ points }) => points.map(([, us]) => us));
  const low = 10 ** Math.floor(Math.log10(Math.min(...times)));
  const high = 10 ** Math.ceil(Math.log10(Math.max(...times)));
  return {
    low, high,
    place: logScale(first, last, EDGE.left, width - EDGE.right),
    level: logScale(low, high, HIGH - EDGE.bottom, EDGE.top),
  };
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {number} width
 * @param {View} view
 * @param {number|null} at
 */
function draw(ctx, width, view, at) {
  const { palette, lines, crossing, first, last } = view;
  const { low, high, place, level } = scalesOf(view, width);
  const bottom = HIGH - EDGE.bottom;
  ctx.clearRect(0, 0, width, HIGH);
  ctx.font = `11.5px ${palette.font}`;
  ctx.lineWidth = 1;
  ctx.strokeStyle = palette.line;
  ctx.fillStyle = palette.soft;
  ctx.textBaseline = "middle";
  ctx.textAlign = "right";
  for (let us = low; us <= high * 1.01; us *= 10) {
    stroke(ctx, [[EDGE.left, level(us)], [width - EDGE.right, level(us)]]);
    ctx.fillText(timeText(us).replace(".0", ""), EDGE.left - 6, level(us));
  }
  ctx.textBaseline = "top";
  ctx.textAlign = "center";
  let free = 0; // where the last text ended
  for (const x of placesOf(view).filter((x) => x >= first && x <= last)) {
    stroke(ctx, [[place(x), bottom], [place(x), bottom + 4]]);
    const text = x.toLocaleString("en");
    const half = ctx.measureText(text).width / 2;
    const middle = Math.min(place(x), width - half);
    if (middle - half < free) continue;
    ctx.fillText(text, middle, bottom + 8);
    free = middle + half + 6;
  }
  const upright = (/** @type {number} */ x) => stroke(ctx, [[place(x), EDGE.top], [place(x), bottom]]);
  if (crossing !== null) {
    ctx.strokeStyle = ctx.fillStyle = palette.soft;
    ctx.setLineDash([2, 3]);
    upright(crossing);
    ctx.setLineDash([]);
    ctx.textAlign = "left";
    ctx.fillText(`${Math.round(Number(crossing.toPrecision(2))).toLocaleString("en")} →`, place(crossing) + 5, bottom - 17);
  }
  if (at !== null) {
    ctx.strokeStyle = palette.ink;
    upright(at);
  }
  for (const line of lines) drawLine(ctx, line, palette, place, level);
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Line} line
 * @param {any} palette
 * @param {(x: number) => number} place
 * @param {(us: number) => number} level
 */
function drawLine(ctx, { points, stored, colour }, palette, place, level) {
  ctx.strokeStyle = colour;
  ctx.lineWidth = 2;
  ctx.setLineDash(stored ? [6, 4] : []);
  const spots = points.map(([x, us]) => [place(x), level(us)]);
  stroke(ctx, spots);
  ctx.setLineDash([]);
  ctx.fillStyle = stored ? palette.bg : colour;
  for (const [x, y] of spots) {
    ctx.beginPath();
    ctx.arc(x, y, DOT, 0, 7);
    ctx.fill();
    ctx.stroke();
  }
  ctx.lineWidth = 1;
}

/** @param {CanvasRenderingContext2D} ctx @param {number[][]} spots */
function stroke(ctx, spots) {
  ctx.beginPath();
  spots.forEach(([x, y], i) => (i ? ctx.lineTo(x, y) : ctx.moveTo(x, y)));
  ctx.stroke();
}
