// @ts-check
// Animated GIFs: one table of 256 colours for all pictures, each packed by LZW (GIF89a).

const COLORS = 256;
const BITS = 8; // of a colour's number
const MOST_CODES = 4096;
const BLOCK = 255;

/** @typedef {{width: number, height: number, data: Uint8ClampedArray}} Picture as ImageData has it */

/** A colour in 18 bits: what is that near is one colour. @param {ArrayLike<number>} data @param {number} at */
const coarse = (data, at) => ((data[at] >> 2) << 12) | ((data[at + 1] >> 2) << 6) | (data[at + 2] >> 2);

/**
 * The colours that occur most in a few pictures of the film.
 * @param {Picture[]} samples
 * @returns {{table: Uint8Array, nearest: (data: ArrayLike<number>, at: number) => number}}
 */
export function paletteOf(samples) {
  const sums = new Map();
  for (const { data } of samples) {
    for (let at = 0; at < data.length; at += 4) {
      const key = coarse(data, at);
      const sum = sums.get(key) ?? [0, 0, 0, 0];
      for (let part = 0; part < 3; part++) sum[part] += data[at + part];
      sum[3] += 1;
      sums.set(key, sum);
    }
  }
  const chosen = [...sums.values()].sort((one, other) => other[3] - one[3]).slice(0, COLORS)
    .map(([r, g, b, count]) => [r / count, g / count, b / count].map(Math.round));
  const table = new Uint8Array(3 * COLORS);
  chosen.forEach((color, index) => table.set(color, 3 * index));
  const known = new Int16Array(1 << 18).fill(-1);

  return {
    table,
    nearest(data, at) {
      const key = coarse(data, at);
      if (known[key] < 0) {
        let best = Infinity;
        chosen.forEach((color, index) => {
          const distance = color.reduce((sum, value, part) => sum + (value - data[at + part]) ** 2, 0);
          if (distance < best) [best, known[key]] = [distance, index];
        });
      }
      return known[key];
    },
  };
}

/**
 * @param {number} width
 * @param {number} height
 * @param {ReturnType<typeof paletteOf>} palette
 * @returns {{add: (picture: Picture, delayMs: number) => void, file: () => Blob}}
 */
export function createGif(width, height, { table, nearest }) {
  const word = (/** @type {number} */ value) => [value & 255, value >> 8];
  const head = [...bytesOf("GIF89a"), ...word(width), ...word(height), 0xf7, 0, 0, ...table,
    0x21, 0xff, 11, ...bytesOf("NETSCAPE2.0"), 3, 1, 0, 0, 0]; // for ever
  /** @type {Uint8Array[]} */
  const parts = [Uint8Array.from(head)];

  return {
    add({ data }, delayMs) {
      const indices = new Uint8Array(width * height);
      for (let pixel = 0; pixel < indices.length; pixel++) indices[pixel] = nearest(data, 4 * pixel);
      parts.push(Uint8Array.from([0x21, 0xf9, 4, 0, ...word(Math.round(delayMs / 10)), 0, 0,
        0x2c, 0, 0, 0, 0, ...word(width), ...word(height), 0, BITS]));
      parts.push(inBlocks(pack(indices)));
    },
    file: () => new Blob(/** @type {BlobPart[]} */ ([...parts, Uint8Array.of(0x3b)]), { type: "image/gif" }),
  };
}

/** @param {string} text */
const bytesOf = (text) => [...text].map((sign) => sign.charCodeAt(0));

/**
 * LZW with codes of growing width, the lowest bits first.
 * @param {Uint8Array} indices
 * @returns {number[]}
 */
export function pack(indices) {
  const [clear, end] = [1 << BITS, (1 << BITS) + 1];
  /** @type {number[]} */
  const bytes = [];
  let [buffer, filled, width, next] = [0, 0, BITS + 1, end + 1];
  /** @type {Map<number, number>} code and colour -> the code of both */
  let known = new Map();
  const write = (/** @type {number} */ code) => {
    buffer |= code << filled;
    for (filled += width; filled >= 8; filled -= 8, buffer >>>= 8) bytes.push(buffer & 255);
  };
  write(clear);
  let prefix = indices[0];
  for (let at = 1; at < indices.length; at++) {
    const key = (prefix << BITS) | indices[at];
    const code = known.get(key);
    if (code !== undefined) {
      prefix = code;
      continue;
    }
    write(prefix);
    if (next < MOST_CODES) {
      if (next === 1 << width) width += 1;
      known.set(key, next++);
    } else {
      write(clear);
      [known, width, next] = [new Map(), BITS + 1, end + 1];
    }
    prefix = indices[at];
  }
  write(prefix);
  write(end);
  if (filled > 0) bytes.push(buffer & 255);
  return bytes;
}

/** @param {number[]} bytes in blocks of at most 255, each after its length; a block of none ends them */
function inBlocks(bytes) {
  const blocks = new Uint8Array(bytes.length + Math.ceil(bytes.length / BLOCK) + 1);
  let to = 0;
  for (let from = 0; from < bytes.length; from += BLOCK) {
    const block = bytes.slice(from, from + BLOCK);
    blocks[to++] = block.length;
    blocks.set(block, to);
    to += block.length;
  }
  return blocks;
}
