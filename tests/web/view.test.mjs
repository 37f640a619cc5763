import assert from "node:assert/strict";
import { test } from "node:test";

import { mergeSearch } from "../../playground/web/address.js";
import { isEmbedded, isLarge, withPart } from "../../playground/web/view.js";

test("the stage alone is asked for by embed=1, beside which Streamlit's own embed may stand", () => {
  for (const search of ["?embed=1", "?v=1&embed=1&lr=0.1", "?embed=true&embed_options=dark_theme&embed=1"]) {
    assert.ok(isEmbedded(search), search);
  }
  for (const search of ["", "?embed=true", "?embed=10", "?embed=", "?v=1&data=embed=1"]) {
    assert.ok(!isEmbedded(search), search);
  }
  assert.ok(isLarge("?v=1&text=large"));
  assert.ok(!isLarge("?text=larger") && !isLarge(""));
});

test("a part is put into the address once and taken out again, and the rest stays", () => {
  const large = withPart("?v=1&lr=0.1", "text=large", true);
  assert.equal(large, "?v=1&lr=0.1&text=large");
  assert.equal(withPart(large, "text=large", true), large);
  assert.equal(withPart(large, "text=large", false), "?v=1&lr=0.1");
  assert.equal(withPart("?embed=1", "embed=1", false), "");
  assert.equal(withPart("", "text=large", true), "?text=large");
});

test("the run's own query leaves both in the address", () => {
  assert.equal(mergeSearch("?v=1&embed=1&text=large&old=2", "v=1&lr=0.3"), "?v=1&lr=0.3&embed=1&text=large");
});
