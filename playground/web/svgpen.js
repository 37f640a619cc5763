// @ts-check
// Draws as a canvas does and writes SVG: paths and text stay vectors, pictures are embedded.

/** @typedef {{fillStyle: string, strokeStyle: string, lineWidth: number, font: string, textAlign: string,
 *   textBaseline: string, globalAlpha: number, lineCap: string, lineJoin: string}} Ink */

/** @type {Ink} */
const FRESH = { fillStyle: "#000", strokeStyle: "#000", lineWidth: 1, font: "12px sans-serif", textAlign: "left",
  textBaseline: "alphabetic", globalAlpha: 1, lineCap: "butt", lineJoin: "miter" };
const ANCHORS = /** @type {Record<string, string>} */ ({ left: "start", center: "middle", right: "end" });
const DROPS = /** @type {Record<string, number>} */ ({ middle: 0.34, top: 0.76, alphabetic: 0 }); // of the font's size
const FONT = /^(?:(\d{3}|bold) )?([\d.]+)px (.*)$/;

/**
 * The part of a 2D context that our drawings use; what is clipped or moved ends with `restore`.
 * @param {number} width
 * @param {number} height
 * @returns {any} with `svg()`, the picture as text
 */
export function createSvgPen(width, height) {
  /** @type {string[]} */
  const parts = [];
  let path = "";
  let dash = "";
  let clips = 0;
  /** @type {{ink: Ink, groups: number}[]} since each save */
  const saved = [];

  const pen = {
    ...FRESH,
    vector: true, // who draws from kept pictures draws anew instead
    canvas: {}, // surfaces kept off the screen are remembered by it
    imageSmoothingEnabled: true,
    getTransform: () => ({ a: 1 }),
    clearRect() {},
    beginPath: () => void (path = ""),
    moveTo: (/** @type {number} */ x, /** @type {number} */ y) => void (path += `M${n(x)} ${n(y)}`),
    lineTo: (/** @type {number} */ x, /** @type {number} */ y) => void (path += `${path ? "L" : "M"}${n(x)} ${n(y)}`),
    bezierCurveTo: (/** @type {number[]} */ ...at) => void (path += `C${at.map(n).join(" ")}`),
    closePath: () => void (path += "Z"),
    rect: (/** @type {number} */ x, /** @type {number} */ y, /** @type {number} */ w, /** @type {number} */ h) =>
      void (path += `M${n(x)} ${n(y)}h${n(w)}v${n(h)}h${n(-w)}Z`),
    /** Whole circles only. @param {number} x @param {number} y @param {number} r */
    arc: (x, y, r) => void (path += `M${n(x - r)} ${n(y)}a${n(r)} ${n(r)} 0 1 1 ${n(2 * r)} 0a${n(r)} ${n(r)} 0 1 1 ${n(-2 * r)} 0Z`),
    /** @param {number} x @param {number} y @param {number} w @param {number} h @param {number} r */
    roundRect(x, y, w, h, r) {
      const turn = (/** @type {number} */ dx, /** @type {number} */ dy) => `a${n(r)} ${n(r)} 0 0 1 ${n(dx)} ${n(dy)}`;
      path += `M${n(x + r)} ${n(y)}h${n(w - 2 * r)}${turn(r, r)}v${n(h - 2 * r)}${turn(-r, r)}h${n(2 * r - w)}${turn(-r, -r)}v${n(2 * r - h)}${turn(r, -r)}Z`;
    },
    fill(/** @type {string} */ rule = "nonzero") {
      if (path) parts.push(`<path d="${path}" fill="${pen.fillStyle}"${rule === "evenodd" ? ' fill-rule="evenodd"' : ""}${seen()}/>`);
    },
    stroke() {
      if (path) parts.push(`<path d="${path}" fill="none" ${stroked()}${seen()}/>`);
    },
    fillRect(/** @type {number} */ x, /** @type {number} */ y, /** @type {number} */ w, /** @type {number} */ h) {
      parts.push(`<rect x="${n(x)}" y="${n(y)}" width="${n(w)}" height="${n(h)}" fill="${pen.fillStyle}"${seen()}/>`);
    },
    fillText: (/** @type {string} */ text, /** @type {number} */ x, /** @type {number} */ y) => write(text, x, y, `fill="${pen.fillStyle}"`),
    strokeText: (/** @type {string} */ text, /** @type {number} */ x, /** @type {number} */ y) => write(text, x, y, `fill="none" ${stroked()}`),
    setLineDash: (/** @type {number[]} */ dashes) => void (dash = dashes.join(" ")),
    save: () => void saved.push({ ink: /** @type {Ink} */ (Object.fromEntries(Object.keys(FRESH).map((name) => [name, pen[/** @type {keyof Ink} */ (name)]]))), groups: 0 }),
    translate(/** @type {number} */ x, /** @type {number} */ y) {
      parts.push(`<g transform="translate(${n(x)} ${n(y)})">`);
      saved[saved.length - 1].groups += 1;
    },
    clip() {
      clips += 1;
      parts.push(`<clipPath id="clip${clips}"><path d="${path}"/></clipPath><g clip-path="url(#clip${clips})">`);
      saved[saved.length - 1].groups += 1;
    },
    restore() {
      const { ink, groups } = saved.pop() ?? { ink: FRESH, groups: 0 };
      Object.assign(pen, ink);
      parts.push("</g>".repeat(groups));
    },
    /**
     * @param {HTMLCanvasElement} source
     * @param {number[]} at of the source and of the picture: x, y, width, height each
     */
    drawImage(source, ...at) {
      const [sx, sy, sw, sh, x, y, w, h] = at;
      parts.push(`<image x="${n(x)}" y="${n(y)}" width="${n(w)}" height="${n(h)}" preserveAspectRatio="none" href="${cut(source, sx, sy, sw, sh)}"/>`);
    },
    svg: () => `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">\n${parts.join("\n")}\n</svg>\n`,
  };

  const seen = () => (pen.globalAlpha === 1 ? "" : ` opacity="${n(pen.globalAlpha)}"`);
  const stroked = () => `stroke="${pen.strokeStyle}" stroke-width="${n(pen.lineWidth)}" stroke-linecap="${pen.lineCap}" stroke-linejoin="${pen.lineJoin}"`
    + (dash ? ` stroke-dasharray="${dash}"` : "");

  /** @param {string} text @param {number} x @param {number} y @param {string} look */
  function write(text, x, y, look) {
    const [, weight = "", size, family] = FONT.exec(pen.font) ?? [null, "", "12", "sans-serif"];
    const drop = DROPS[pen.textBaseline] * Number(size);
    parts.push(`<text x="${n(x)}" y="${n(y + drop)}" font-family="${escaped(family)}" font-size="${size}"${weight && ` font-weight="${weight}"`} `
      + `text-anchor="${ANCHORS[pen.textAlign]}" ${look}${seen()}>${escaped(text)}</text>`);
  }
  return pen;
}

/** A number as short as a picture needs it. @param {number} value */
const n = (value) => String(Math.round(value * 100) / 100);

/** @param {string} text */
const escaped = (text) => String(text).replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/**
 * A part of a canvas as a picture in an address.
 * @param {HTMLCanvasElement} source
 * @param {number} x
 * @param {number} y
 * @param {number} width
 * @param {number} height
 */
function cut(source, x, y, width, height) {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [Math.round(width), Math.round(height)];
  /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d")).drawImage(source, x, y, width, height, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL("image/png");
}
