// @ts-check
/**
 * Decode the binary messages of the stream: the twin of `playground/frames.py`.
 *
 * A message is the magic `NPF1`, the header's length (uint32, little-endian), a JSON header padded
 * so that the payload starts at a multiple of 8, and the payload: the arrays that the header lists.
 */

const MAGIC = 0x3146504e; // "NPF1" read as a little-endian uint32
const PREFIX_BYTES = 8;
const MAX_ARRAYS = 64;
const NAME = /^[a-z][a-z0-9_]*$/;

/** @type {Record<string, any>} */
const VIEWS = {
  u1: Uint8Array,
  i1: Int8Array,
  u2: Uint16Array,
  i4: Int32Array,
  f4: Float32Array,
  f8: Float64Array,
};

/** A message that is not a frame, or not one we can read safely. */
export class BadFrame extends Error {}

/**
 * @typedef {(Uint8Array|Int8Array|Uint16Array|Int32Array|Float32Array|Float64Array)
 *   & {shape: number[]}} ShapedArray
 * @typedef {{[field: string]: any, arrays: Record<string, ShapedArray>}} Frame
 */

/**
 * The header's scalars plus `arrays`: views into the buffer (not copies), each with its `shape`.
 * @param {ArrayBuffer} buffer
 * @returns {Frame}
 */
export function decode(buffer) {
  const size = buffer.byteLength;
  if (size < PREFIX_BYTES) throw new BadFrame(`a frame of ${size} bytes has no header`);
  const prefix = new DataView(buffer);
  if (prefix.getUint32(0, true) !== MAGIC) throw new BadFrame("not a frame: wrong magic");
  const start = PREFIX_BYTES + prefix.getUint32(4, true);
  if (start > size) throw new BadFrame("the header runs past the end of the frame");
  if (start % 8) throw new BadFrame(`the payload starts at ${start}, not at a multiple of 8`);
  const header = readHeader(new Uint8Array(buffer, PREFIX_BYTES, start - PREFIX_BYTES));
  /** @type {Record<string, ShapedArray>} */
  const arrays = {};
  for (const entry of header.arrays) {
    if (arrays[entry?.name]) throw new BadFrame(`two arrays are called ${entry.name}`);
    arrays[entry?.name] = readArray(buffer, start, entry);
  }
  return { ...header, arrays };
}

/** @param {Uint8Array} bytes */
function readHeader(bytes) {
  let header;
  try {
    header = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw new BadFrame("the header is not JSON");
  }
  const table = header?.arrays;
  if (!Array.isArray(table) || table.length > MAX_ARRAYS) {
    throw new BadFrame("the header lists no arrays, or too many");
  }
  return header;
}

/**
 * @param {ArrayBuffer} buffer
 * @param {number} start where the payload begins
 * @param {any} entry one row of the header's array table
 * @returns {ShapedArray}
 */
function readArray(buffer, start, entry) {
  const { name, dtype, shape, offset } = entry ?? {};
  if (typeof name !== "string" || !NAME.test(name)) throw new BadFrame("an array has no name");
  const View = Object.hasOwn(VIEWS, dtype) ? VIEWS[dtype] : null;
  if (!View) throw new BadFrame(`${name}: unknown dtype ${dtype}`);
  if (!Array.isArray(shape) || !shape.every(isCount)) throw new BadFrame(`${name}: bad shape`);
  if (!isCount(offset) || offset % 8) throw new BadFrame(`${name}: bad offset ${offset}`);
  const length = shape.reduce((product, extent) => product * extent, 1);
  if (start + offset + length * View.BYTES_PER_ELEMENT > buffer.byteLength) {
    throw new BadFrame(`${name} runs past the end of the frame`);
  }
  return Object.assign(new View(buffer, start + offset, length), { shape });
}

/** @param {unknown} value */
function isCount(value) {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
