import assert from "node:assert/strict";
import { test } from "node:test";

import { createGif, pack, paletteOf } from "../../playground/web/gif.js";

/** LZW read as GIF89a describes it, written apart from the packer. */
function unpack(bytes) {
  const [clear, end] = [256, 257];
  const out = [];
  let [bit, width, table, before] = [0, 9, [], null];
  const begin = () => {
    table = Array.from({ length: 258 }, (_, code) => (code < 256 ? [code] : []));
    [width, before] = [9, null];
  };
  begin();
  for (;;) {
    let code = 0;
    for (let i = 0; i < width; i++, bit++) code |= ((bytes[bit >> 3] >> (bit & 7)) & 1) << i;
    if (code === end) return out;
    if (code === clear) {
      begin();
      continue;
    }
    const entry = code < table.length ? table[code] : [...before, before[0]];
    assert.ok(code <= table.length, "a code that nobody could know");
    out.push(...entry);
    if (before && table.length < 4096) table.push([...before, entry[0]]);
    if (table.length === 1 << width && width < 12) width += 1;
    before = entry;
  }
}

const noise = (count) => {
  let seed = 7;
  return Uint8Array.from({ length: count }, () => (seed = (seed * 16807) % 2147483647) & 255);
};

for (const [name, indices] of Object.entries({
  one: Uint8Array.of(5),
  flat: new Uint8Array(20_000).fill(3),
  steps: Uint8Array.from({ length: 9_000 }, (_, i) => (i >> 4) & 255),
  noise: noise(30_000), // more codes than the table holds, many times over
})) {
  test(`LZW: ${name} comes back`, () => assert.deepEqual(unpack(pack(indices)), [...indices]));
}

test("a film is a GIF of all its pictures", async () => {
  const picture = (shade) => ({ width: 4, height: 2, data: Uint8ClampedArray.from({ length: 32 }, (_, i) => (i % 4 === 3 ? 255 : shade)) });
  const pictures = [picture(0), picture(128), picture(255)];
  const palette = paletteOf(pictures);
  assert.deepEqual(pictures.map(({ data }) => palette.table[3 * palette.nearest(data, 0)]), [0, 128, 255]);
  const gif = createGif(4, 2, palette);
  for (const each of pictures) gif.add(each, 120);
  const bytes = new Uint8Array(await gif.file().arrayBuffer());
  assert.equal(String.fromCharCode(...bytes.subarray(0, 6)), "GIF89a");
  assert.deepEqual([bytes[6], bytes[8], bytes.at(-1)], [4, 2, 0x3b]);
  const delays = bytes.reduce((found, byte, i) => (byte === 0x21 && bytes[i + 1] === 0xf9 ? [...found, bytes[i + 4]] : found), []);
  assert.deepEqual(delays, [12, 12, 12]);
});
