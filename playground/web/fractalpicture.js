// @ts-check
// The picture of rates itself: a canvas to drag a square on, to click, and to walk over with the keys.

import { coloured, HUES } from "./fractalcolours.js";
import { h, setHidden } from "./dom.js";
import { squareOf } from "./fractalwindow.js";

const LABEL = "Which rates learn. Arrow keys move the mark, Enter plays the network under it, plus and minus zoom, Backspace goes back, Home shows the whole.";
const CLICK = 5; // pixels that a finger may move in a click
const LEAST = 0.02; // of the side: a smaller square is a slip
const STEPS = 32; // of the mark along a side
/** @type {Record<string, [number, number]>} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** @typedef {import("./fractalwindow.js").Window} Window */
/** @typedef {{x: number, y: number}} Place 0 to 1, from the left and from the top */

/**
 * @param {{zoom: (square: {left: number, top: number, side: number}) => void, pick: (place: Place) => void,
 *   by: (factor: number, place: Place) => void, back: () => void, home: () => void,
 *   point: (place: Place|null, spoken: boolean) => void}} on
 */
export function createPicture(on) {
  const canvas = h("canvas.fractal-canvas", { tabindex: 0, role: "application", "aria-label": LABEL });
  const frame = h("div.fractal-frame", { "aria-hidden": "true", hidden: true });
  const mark = h("div.fractal-mark", { "aria-hidden": "true", hidden: true });
  const element = h("div.fractal-picture", {}, canvas, frame, mark);
  const image = document.createElement("canvas");
  /** @type {Window|null} what the image shows */
  let shown = null;
  /** @type {Place} */
  let marked = { x: 0.5, y: 0.5 };
  /** @type {{place: Place, x: number, y: number}|null} */
  let pressed = null;

  /** @param {PointerEvent} event @returns {Place} */
  function placeOf(event) {
    const box = canvas.getBoundingClientRect();
    const share = (/** @type {number} */ part) => Math.min(0.9999, Math.max(0, part));
    return { x: share((event.clientX - box.left) / box.width), y: share((event.clientY - box.top) / box.height) };
  }

  /** @param {HTMLElement} box @param {{left: number, top: number, side: number}} square */
  function lay(box, { left, top, side }) {
    Object.assign(box.style, { left: `${100 * left}%`, top: `${100 * top}%`, width: `${100 * side}%`, height: `${100 * side}%` });
    setHidden(box, false);
  }

  /** @param {Place} place */
  function showMark(place) {
    marked = place;
    lay(mark, { left: place.x, top: place.y, side: 0 });
  }

  function release() {
    pressed = null;
    setHidden(frame, true);
  }

  canvas.addEventListener("pointerdown", (/** @type {PointerEvent} */ event) => {
    if (event.button) return;
    pressed = { place: placeOf(event), x: event.clientX, y: event.clientY };
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener("pointermove", (/** @type {PointerEvent} */ event) => {
    const place = placeOf(event);
    on.point(place, false);
    if (pressed) lay(frame, squareOf(pressed.place, place));
  });
  canvas.addEventListener("pointerleave", () => on.point(null, false));
  canvas.addEventListener("pointercancel", release);
  canvas.addEventListener("pointerup", (/** @type {PointerEvent} */ event) => {
    if (!pressed) return;
    const { place, x, y } = pressed;
    const square = squareOf(place, placeOf(event));
    release();
    if (Math.hypot(event.clientX - x, event.clientY - y) <= CLICK) {
      showMark(place);
      on.pick(place);
    } else if (square.side >= LEAST) {
      on.zoom(square);
    }
  });
  canvas.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    const arrow = ARROWS[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (arrow) {
      const step = 1 / (event.shiftKey ? 4 * STEPS : STEPS);
      const moved = (/** @type {number} */ at, /** @type {number} */ way) => Math.min(0.9999, Math.max(0, at + way * step));
      showMark({ x: moved(marked.x, arrow[0]), y: moved(marked.y, arrow[1]) });
      on.point(marked, true);
    } else if (event.key === "Enter") {
      showMark(marked);
      on.pick(marked);
    } else if (event.key === "+" || event.key === "=") on.by(0.25, marked);
    else if (event.key === "-") on.by(4, marked);
    else if (event.key === "Backspace") on.back();
    else if (event.key === "Home") on.home();
    else return;
    event.preventDefault();
    event.stopPropagation(); // the page's own keys
  });

  /** What is known of a window, while its own picture is not there yet. @param {Window} window */
  function draw(window) {
    const side = image.width;
    if (!shown || !side) return;
    if (canvas.width !== side) canvas.width = canvas.height = side;
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    context.imageSmoothingEnabled = false;
    context.clearRect(0, 0, side, side);
    const scale = shown.span / window.span;
    const left = ((shown.x - window.x) / window.span) * side;
    const top = ((window.y + window.span - shown.y - shown.span) / window.span) * side;
    context.drawImage(image, left, top, side * scale, side * scale);
  }

  return {
    element,
    canvas,
    /**
     * @param {ArrayLike<number>} values
     * @param {number} size
     * @param {Window} window
     * @param {boolean} dark
     */
    show(values, size, window, dark) {
      image.width = image.height = size;
      const context = /** @type {CanvasRenderingContext2D} */ (image.getContext("2d"));
      const pixels = new ImageData(size, size);
      new Uint32Array(pixels.data.buffer).set(coloured(values, dark ? HUES.dark : HUES.light));
      context.putImageData(pixels, 0, 0);
      shown = window;
      draw(window);
    },
    move(/** @type {Window} */ window) {
      setHidden(mark, true);
      draw(window);
    },
  };
}
