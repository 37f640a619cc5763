// @ts-check
/**
 * Every colour of the drawings, derived from the page's own background and text colour.
 *
 * Blue and orange mean data and weights and nothing else; the middle of their scale is the page's
 * grey, so that "no opinion" looks like the page itself.
 */

/** @typedef {[number, number, number]} Rgb */
/**
 * @typedef {object} Palette
 * @property {boolean} dark
 * @property {string} ink text
 * @property {string} soft secondary text
 * @property {string} line hairlines
 * @property {string} bg
 * @property {string} panel
 * @property {string} ring the outline of points
 * @property {string} font a CSS font family list
 * @property {Rgb} neg
 * @property {Rgb} zero
 * @property {Rgb} pos
 * @property {Rgb[]} classes
 * @property {Uint32Array} lut code 0..254 of a value in [-1, 1] (127 = 0) -> RGBA, for neurons
 * @property {Uint32Array} fieldLut the same, paler: what lies behind the points
 * @property {Uint32Array[]} classLut per class: share 0..255 of the way from grey to its colour
 * @property {Uint32Array[]} classFieldLut the same, paler
 */

const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';
const FIELD_STRENGTH = { light: 0.74, dark: 0.8 }; // the field is paler than its points
const SCALE_GAMMA = 0.85; // below 1: small values stay visible beside the grey

const HUES = {
  light: { neg: "#e8862e", pos: "#2f6fbf" },
  dark: { neg: "#f09a4a", pos: "#5b9bea" },
};
// Ten that stay apart for all kinds of colour vision, the first ones farthest: found by a search
// over their distances as Machado, Oliveira & Fernandes (2009) simulate them. Orange and blue first.
const CLASSES = {
  light: "#e8862e #2f6fbf #14967a #b5cc85 #aa3204 #604c73 #8db4f5 #843731 #26ddd0 #0c30ab",
  dark: "#f09a4a #4f8fe6 #2cc09c #c21687 #ebd730 #c2c5f9 #8cf7a7 #786843 #a24a00 #105adb",
};

/**
 * @param {Element} root an element inside the component's mount
 * @returns {Palette}
 */
export function readPalette(root) {
  const style = getComputedStyle(root);
  const read = (/** @type {string} */ name) => parseColor(style.getPropertyValue(name));
  return makePalette({
    bg: read("--st-background-color") ?? undefined,
    ink: read("--st-text-color") ?? undefined,
    panel: read("--st-secondary-background-color") ?? undefined,
    font: style.fontFamily,
  });
}

/**
 * @param {{bg?: Rgb, ink?: Rgb, panel?: Rgb, font?: string}} [theme]
 * @returns {Palette}
 */
export function makePalette({ bg = [255, 255, 255], ink, panel, font } = {}) {
  const dark = luminance(bg) < 0.25;
  const text = ink ?? /** @type {Rgb} */ (dark ? [232, 234, 237] : [27, 31, 36]);
  const zero = mix(bg, text, dark ? 0.085 : 0.05);
  const hues = dark ? HUES.dark : HUES.light;
  const [neg, pos] = [rgbOf(hues.neg), rgbOf(hues.pos)];
  const classes = (dark ? CLASSES.dark : CLASSES.light).split(" ").map(rgbOf);
  const scale = (/** @type {number} */ part) =>
    ramp(254, (share) => mix(bg, diverging(2 * share - 1, neg, zero, pos), part));
  const tints = (/** @type {number} */ part) =>
    classes.map((color) => ramp(255, (share) => mix(bg, mix(zero, color, share), part)));
  const strength = dark ? FIELD_STRENGTH.dark : FIELD_STRENGTH.light;
  return {
    dark,
    ink: css(text),
    soft: css(mix(bg, text, dark ? 0.64 : 0.62)),
    line: css(mix(bg, text, 0.13)),
    bg: css(bg),
    panel: css(panel ?? mix(bg, text, 0.035)),
    ring: dark ? css(mix(bg, [0, 0, 0], 0.25)) : "#fff",
    font: font || FONT,
    neg,
    zero,
    pos,
    classes,
    lut: scale(1),
    fieldLut: scale(strength),
    classLut: tints(1),
    classFieldLut: tints(strength),
  };
}

/**
 * The fill of a point: darker than the field around it, or lighter where the page is dark.
 * @param {Palette} palette
 * @param {{kind: string, value_range?: number[]}} scene
 * @param {number} y class index, sign or value
 * @returns {string}
 */
export function pointColor(palette, scene, y) {
  const base = hueOf(palette, scene, y);
  return palette.dark ? css(mix(base, [255, 255, 255], 0.42)) : css(mix(base, [0, 0, 0], 0.24));
}

/**
 * @param {Palette} palette
 * @param {{kind: string, value_range?: number[]}} scene
 * @param {number} y
 * @returns {Rgb}
 */
function hueOf(palette, scene, y) {
  const { neg, zero, pos, classes } = palette;
  if (scene.kind === "multiclass") return classes[Math.abs(Math.trunc(y)) % classes.length];
  if (scene.kind === "curve") return pos;
  if (scene.kind !== "regression") return y > 0 ? pos : neg; // labels may be 0/1 or -1/+1
  const [low, high] = scene.value_range ?? [-1, 1];
  return diverging((2 * y - low - high) / (high - low || 1), neg, zero, pos);
}

/**
 * The colour of a value in [-1, 1]; more is drawn as 1.
 * @param {number} value
 * @param {Rgb} neg
 * @param {Rgb} zero
 * @param {Rgb} pos
 * @returns {Rgb}
 */
export function diverging(value, neg, zero, pos) {
  const share = Math.min(1, Math.abs(value)) ** SCALE_GAMMA;
  return mix(zero, value < 0 ? neg : pos, share || 0);
}

/**
 * 256 packed colours; entries past `last` repeat it.
 * @param {number} last
 * @param {(share: number) => Rgb} color
 */
function ramp(last, color) {
  return Uint32Array.from({ length: 256 }, (_, code) => pack(color(Math.min(1, code / last))));
}

/** One pixel of ImageData: bytes R, G, B, A in memory on the little-endian machines there are. */
export const pack = (/** @type {Rgb} */ [r, g, b]) =>
  ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;

export const css = (/** @type {Rgb} */ rgb) => `rgb(${rgb.join(",")})`;

/**
 * @param {Rgb} from
 * @param {Rgb} to
 * @param {number} share 0 gives `from`
 * @returns {Rgb}
 */
function mix(from, to, share) {
  const at = (/** @type {number} */ i) => Math.round(from[i] + (to[i] - from[i]) * share);
  return [at(0), at(1), at(2)];
}

/** @param {string} hex @returns {Rgb} */
const rgbOf = (hex) => /** @type {Rgb} */ (parseColor(hex));

/**
 * `#rgb`, `#rrggbb[aa]`, `rgb(…)`, `rgba(…)`; null for anything else.
 * @param {string} text
 * @returns {Rgb | null}
 */
export function parseColor(text) {
  const value = text.trim();
  const hex = /^#([0-9a-f]{3,8})$/i.exec(value)?.[1];
  if (hex) {
    const digits = hex.length < 6 ? [...hex].map((digit) => digit + digit).join("") : hex;
    const byte = (/** @type {number} */ i) => parseInt(digits.slice(2 * i, 2 * i + 2), 16);
    return [byte(0), byte(1), byte(2)];
  }
  const numbers = /^rgba?\(([^)]*)\)$/i.exec(value)?.[1].match(/[\d.]+/g)?.map(Number);
  return numbers && numbers.length >= 3 ? [numbers[0], numbers[1], numbers[2]] : null;
}

/** Relative luminance (WCAG 2.2), 0 black to 1 white. @param {Rgb} rgb */
export function luminance(rgb) {
  const linear = rgb.map((byte) => {
    const part = byte / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
}
