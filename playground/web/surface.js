// @ts-check
/** Reused off-screen canvases: nothing is allocated per frame. */

/**
 * @typedef {object} Surface
 * @property {HTMLCanvasElement} canvas
 * @property {CanvasRenderingContext2D} context
 * @property {number} width
 * @property {number} height
 * @property {unknown[]} key what is painted on it
 * @property {ImageData | null} image
 * @property {Uint32Array | null} pixels the image's pixels, packed
 */

/** @type {WeakMap<object, Map<string, Surface>>} */
const SURFACES = new WeakMap();

/**
 * The surface called `name` that belongs to the canvas drawn on; blank when its size changed.
 * @param {CanvasRenderingContext2D} ctx
 * @param {string} name
 * @param {number} width device pixels
 * @param {number} height device pixels
 * @returns {Surface}
 */
export function surface(ctx, name, width, height) {
  let mine = SURFACES.get(ctx.canvas);
  if (!mine) SURFACES.set(ctx.canvas, (mine = new Map()));
  const known = mine.get(name);
  if (known && known.width === width && known.height === height) return known;
  const canvas = known?.canvas ?? document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const fresh = { canvas, context, width, height, key: [], image: null, pixels: null };
  mine.set(name, fresh);
  return fresh;
}

/**
 * True once after the key changed: paint the surface now, it keeps the picture until the next time.
 * @param {Surface} target
 * @param {unknown[]} key compared item by item
 */
export function isStale(target, key) {
  const same = key.length === target.key.length && key.every((part, i) => part === target.key[i]);
  target.key = key;
  return !same;
}

/**
 * Packed pixels to fill in; `showPixels` puts them on the surface.
 * @param {Surface} target
 * @returns {Uint32Array}
 */
export function pixelsOf(target) {
  if (!target.pixels) {
    target.image = target.context.createImageData(target.width, target.height);
    target.pixels = new Uint32Array(target.image.data.buffer);
  }
  return target.pixels;
}

/** @param {Surface} target */
export function showPixels(target) {
  if (target.image) target.context.putImageData(target.image, 0, 0);
}

/** Device pixels per CSS pixel, as the caller scaled the context. */
export const pixelRatio = (/** @type {CanvasRenderingContext2D} */ ctx) =>
  ctx.getTransform().a || 1;
