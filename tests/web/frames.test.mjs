import assert from "node:assert/strict";
import { test } from "node:test";

import { BadFrame, decode } from "../../playground/web/frames.js";

/** An encoder of its own, so that the decoder is not tested against itself. */
function encode(header, payload, { magic = "NPF1", length = null } = {}) {
  let json = JSON.stringify(header);
  while ((8 + Buffer.byteLength(json)) % 8) json += " ";
  const text = Buffer.from(json);
  const prefix = Buffer.alloc(8);
  prefix.write(magic, 0, "latin1");
  prefix.writeUInt32LE(length ?? text.length, 4);
  return Uint8Array.from(Buffer.concat([prefix, text, Buffer.from(payload)])).buffer;
}

const row = (changes = {}) => ({ name: "maps", dtype: "u1", shape: [2, 3], offset: 0, ...changes });

test("a frame gives its scalars and its arrays, as views with shapes", () => {
  const floats = new Uint8Array(Float32Array.of(0.5, -2, 3.25).buffer);
  const payload = new Uint8Array(24);
  payload.set([1, 2, 3, 4, 5, 6]);
  payload.set(floats, 8);
  const weights = { name: "weights", dtype: "f4", shape: [3], offset: 8 };
  const header = { kind: "frame", seq: 7, title: "é", test_loss: null, arrays: [row(), weights] };
  const frame = decode(encode(header, payload));
  assert.equal(frame.seq, 7);
  assert.equal(frame.title, "é");
  assert.equal(frame.test_loss, null);
  assert.deepEqual([...frame.arrays.maps], [1, 2, 3, 4, 5, 6]);
  assert.deepEqual(frame.arrays.maps.shape, [2, 3]);
  assert.deepEqual([...frame.arrays.weights], [0.5, -2, 3.25]);
  assert.equal(frame.arrays.weights.constructor, Float32Array);
});

test("an empty array and a scalar array are arrays", () => {
  const arrays = [row({ shape: [0, 3] }), row({ name: "one", shape: [] })];
  const frame = decode(encode({ arrays }, [9]));
  assert.equal(frame.arrays.maps.length, 0);
  assert.deepEqual([...frame.arrays.one], [9]);
});

const BAD = {
  "too short": new ArrayBuffer(5),
  "wrong magic": encode({ arrays: [] }, [], { magic: "NPF2" }),
  "a header past the end": encode({ arrays: [] }, [], { length: 4096 }),
  "a crooked payload": encode({ arrays: [] }, [0, 0, 0, 0, 0, 0, 0, 0], { length: 19 }),
  "no array table": encode({ kind: "frame" }, []),
  "an array past the end": encode({ arrays: [row()] }, [1, 2, 3]),
  "an offset past the end": encode({ arrays: [row({ offset: 8 })] }, [1, 2, 3, 4, 5, 6]),
  "a crooked offset": encode({ arrays: [row({ offset: 1 })] }, new Uint8Array(16)),
  "a negative extent": encode({ arrays: [row({ shape: [-1] })] }, new Uint8Array(16)),
  "a fractional extent": encode({ arrays: [row({ shape: [1.5] })] }, new Uint8Array(16)),
  "a huge shape": encode({ arrays: [row({ shape: [2 ** 40, 2 ** 40] })] }, new Uint8Array(16)),
  "an unknown dtype": encode({ arrays: [row({ dtype: "f2" })] }, new Uint8Array(16)),
  "an inherited dtype": encode({ arrays: [row({ dtype: "toString" })] }, new Uint8Array(16)),
  "a strange name": encode({ arrays: [row({ name: "__proto__" })] }, new Uint8Array(16)),
  "two of a name": encode({ arrays: [row(), row()] }, new Uint8Array(16)),
  "a null row": encode({ arrays: [null] }, new Uint8Array(16)),
};
for (const [what, buffer] of Object.entries(BAD)) {
  test(`refuses ${what}`, () => assert.throws(() => decode(buffer), BadFrame));
}
