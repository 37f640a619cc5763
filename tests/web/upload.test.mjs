import assert from "node:assert/strict";
import { test } from "node:test";

import { partsOf } from "../../playground/web/upload.js";

test("the parts of a file, put together, are the file", () => {
  const bytes = Uint8Array.from({ length: 20_001 }, (_, i) => (i * 7) % 256);
  const parts = partsOf(bytes);
  const again = Buffer.concat(parts.map(({ data }) => Buffer.from(data, "base64")));
  assert.deepEqual(new Uint8Array(again), bytes);
  assert.deepEqual(parts.map(({ part, parts: all }) => [part, all]), [[0, 3], [1, 3], [2, 3]]);
  assert.ok(parts.every((part) => JSON.stringify(part).length < 16_000), "one message each");
  assert.equal(partsOf(new Uint8Array(0)).length, 1);
});
