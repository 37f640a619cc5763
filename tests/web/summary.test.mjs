import assert from "node:assert/strict";
import { test } from "node:test";

import { summaryOf } from "../../playground/web/summary.js";

const POINTS = { y: [1, 1, -1, -1, 1], split: [0, 0, 0, 1, 1] };
const NUMBERS = { epoch: 12.7, train_loss: 0.25, test_loss: 0.5, test_score: 0.75 };

test("two classes: state, numbers, the plane's parts, wrong points", () => {
  const arrays = { field: Uint8Array.from([0, 127, 128, 254]), wrong: Uint8Array.from([0, 1, 0, 1, 1]) };
  assert.equal(
    summaryOf({ kind: "binary", inputs: [], classes: 2, points: POINTS }, "running", { ...NUMBERS, arrays }),
    "Training. Epoch 12, train loss 0.250, test loss 0.500, test accuracy 75.0 %. "
      + "Blue has 50 % of the plane, orange 50 %. 1 of 3 training points are wrong. 2 of 2 test points are wrong.",
  );
});

test("more classes are named", () => {
  const scene = { kind: "multiclass", inputs: [], classes: 3, points: { y: [0], split: [0] }, output: { labels: ["a", "b", "c"] } };
  const arrays = { field_class: Uint8Array.from([0, 0, 2, 2]), wrong: Uint8Array.from([0]) };
  const said = summaryOf(scene, "paused", { ...NUMBERS, arrays });
  assert.match(said, /^Paused\. /);
  assert.match(said, /Parts of the plane: a 50 %, b 0 %, c 50 %\. 0 of 1 training points are wrong\.$/);
});

test("where values are fitted there is no plane to divide; two sides are compared", () => {
  assert.equal(
    summaryOf({ kind: "curve" }, "diverged", { ...NUMBERS, train_loss: NaN, arrays: {} }),
    "Diverged: the loss is no number any more. Epoch 12, train loss –, test loss 0.500, test R² 0.750.",
  );
  const said = summaryOf({ kind: "regression" }, "idle", { ...NUMBERS, beside: { test_score: 0.5 }, arrays: {} });
  assert.equal(said, "Not trained yet. Epoch 12, test score 0.750 on the left, 0.500 on the right.");
});
