// @ts-check
// Making elements: the page's text always goes in as text, never as markup, and in its language.

import { translate } from "./text.js";

const SVG = "http://www.w3.org/2000/svg";
const TEXTS = new Set(["aria-label", "aria-description", "aria-valuetext", "aria-roledescription", "title", "placeholder"]);

/** @typedef {Record<string, any>} Attributes */

/**
 * Make an element: `h("button.big", {type: "button", onclick}, "Play")`.
 * Functions become listeners, `true` an empty attribute, `false` and null none.
 * @param {string} tag name, then classes after dots
 * @param {Attributes} [attributes]
 * @param {...(Node|string|null|undefined)} children
 * @returns {any}
 */
export function h(tag, attributes = {}, ...children) {
  const [name, ...classes] = tag.split(".");
  const element = document.createElement(name);
  if (classes.length) element.className = classes.join(" ");
  for (const [key, value] of Object.entries(attributes)) setAttribute(element, key, value);
  for (const child of children) {
    if (child != null) element.append(typeof child === "string" ? translate(child) : child);
  }
  return element;
}

/**
 * @param {Element} element
 * @param {string} key
 * @param {any} value
 */
function setAttribute(element, key, value) {
  if (value == null || value === false) return;
  if (typeof value === "function") element.addEventListener(key.slice(2), value);
  else element.setAttribute(key, value === true ? "" : inWords(key, value));
}

/** @param {string} key @param {any} value */
const inWords = (key, value) => (TEXTS.has(key) ? translate(String(value)) : String(value));

/**
 * A line icon of the interface, drawn in the text's colour and silent to screen readers.
 * @param {string} path SVG path data in a box of 16 by 16
 * @param {{filled?: boolean}} [style]
 * @returns {SVGElement}
 */
export function icon(path, { filled = false } = {}) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("class", filled ? "icon filled" : "icon");
  svg.setAttribute("aria-hidden", "true");
  const shape = document.createElementNS(SVG, "path");
  shape.setAttribute("d", path);
  svg.append(shape);
  return svg;
}

export const ICONS = {
  play: "M4.5 2.2v11.6L14 8z",
  pause: "M3.5 2.5h3.2v11H3.5zM9.3 2.5h3.2v11H9.3z",
  step: "M4 3v10l6.5-5zM12.5 3v10",
  reset: "M3 8a5 5 0 1 0 1.6-3.7M3 2.6v3h3",
  dice: "M2.8 2.8h10.4v10.4H2.8zM5.6 5.6v.01M10.4 5.6v.01M8 8v.01M5.6 10.4v.01M10.4 10.4v.01",
  undo: "M6 3 3 6l3 3M3 6h6a4 4 0 0 1 0 8H6",
  sliders: "M2 4.5h6M12 4.5h2M2 11.5h2M8 11.5h6M10 2.5v4M6 9.5v4",
  table: "M2.5 3h11v10h-11zM2.5 7.9h11M8 3v10",
  replay: "M8 2.5a5.5 5.5 0 1 1-5 3.2M3 2.6v3.2h3.2M6.8 5.8v4.4L10.4 8z",
  stop: "M5.5 3.5v9M10.5 3.5v9",
  newest: "M3 3v10l7-5zM12.5 3v10",
  pencil: "M3 13l.7-3L10.5 3.2a1.3 1.3 0 0 1 1.9 0l.4.4a1.3 1.3 0 0 1 0 1.9L6 12.3zM9.3 4.4l2.3 2.3",
  close: "M3.5 3.5l9 9M12.5 3.5l-9 9",
};

/**
 * Set an element's text only when it differs, so that nothing is laid out again for nothing.
 * @param {Element} element
 * @param {string} text
 */
export function setText(element, text) {
  const said = translate(text);
  if (element.textContent !== said) element.textContent = said;
}

/**
 * Show or hide an element; writing what is already so would have the page styled again.
 * @param {HTMLElement} element
 * @param {boolean} hidden
 */
export function setHidden(element, hidden) {
  if (element.hidden !== hidden) element.hidden = hidden;
}

/**
 * Likewise for an attribute.
 * @param {Element} element
 * @param {string} name
 * @param {string|boolean} value
 */
export function setAttributeOnce(element, name, value) {
  const said = inWords(name, value);
  if (element.getAttribute(name) !== said) element.setAttribute(name, said);
}

/**
 * Show one sentence of help on hover and focus (tooltip.js) and to screen readers.
 * @template {Element} T
 * @param {T} element
 * @param {string|undefined} help
 * @returns {T}
 */
export function describe(element, help) {
  if (!help) return element;
  const said = translate(help);
  element.setAttribute("title", said);
  element.setAttribute("aria-description", said);
  return element;
}

/**
 * Fit a canvas to its box in device pixels, and hand back its context scaled to CSS pixels.
 * @param {HTMLCanvasElement} canvas
 * @param {number} width
 * @param {number} height
 * @param {number} [zoom] how much larger than the window's its pixels are
 * @returns {CanvasRenderingContext2D}
 */
export function fitCanvas(canvas, width, height, zoom = 1) {
  const ratio = Math.min((window.devicePixelRatio || 1) * zoom, 3);
  const [pixelsWide, pixelsHigh] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== pixelsWide) canvas.width = pixelsWide;
  if (canvas.height !== pixelsHigh) canvas.height = pixelsHigh;
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  return context;
}
