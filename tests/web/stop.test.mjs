import assert from "node:assert/strict";
import { test } from "node:test";

import { within, writeRule } from "../../playground/web/controls-stop.js";

test("a rule is written without exponents and without needless digits", () => {
  assert.equal(writeRule("test_loss", [0.1]), "test_loss-0.1");
  assert.equal(writeRule("train_loss", [1e-6]), "train_loss-0.000001");
  assert.equal(writeRule("plateau", [0.01, 50]), "plateau-0.01-50");
  assert.equal(writeRule("seconds", [100]), "seconds-100");
  assert.equal(writeRule("test_loss", [0]), "test_loss-0");
});

test("what is typed is brought within bounds, percent as a share", () => {
  assert.equal(within({ low: 0, high: 1, percent: true }, 95), 0.95);
  assert.equal(within({ low: 0, high: 1, percent: true }, 950), 1);
  assert.equal(within({ low: 1, high: 100, percent: false }, 0.2), 1);
  assert.equal(within({ low: 1, high: 100, percent: false }, 7.6), 8);
  assert.equal(within({ low: 0, high: 1000, percent: false }, -2), 0);
});
