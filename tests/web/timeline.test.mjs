import assert from "node:assert/strict";
import { test } from "node:test";

import { evenly, keepMoment, NO_MOMENTS, placeOf } from "../../playground/web/timeline.js";

const frameAt = (step, { generation = 1, bytes = 1000 } = {}) =>
  ({ step, generation, arrays: { weights: new Float32Array(bytes / 4) } });
const after = (steps, options) =>
  steps.reduce((moments, step) => keepMoment(moments, frameAt(step, options)), NO_MOMENTS);
const stepsOf = ({ frames }) => frames.map((frame) => frame.step);
const range = (count, every = 1) => Array.from({ length: count }, (_, i) => i * every);

test("a short run is kept whole", () => {
  assert.deepEqual(stepsOf(after(range(600, 3))), range(600, 3));
});

test("a long run is kept evenly, with its start and its newest moment", () => {
  for (const last of [601, 1000, 5003, 20011]) {
    const steps = stepsOf(after(range(last + 1)));
    assert.ok(steps.length <= 600 && steps.length > 250, `${steps.length} of ${last}`);
    assert.equal(steps[0], 0);
    assert.equal(steps.at(-1), last);
    const gaps = steps.slice(1, -1).map((step, i) => step - steps[i]);
    assert.ok(Math.max(...gaps) <= 3 * Math.min(...gaps), `${Math.min(...gaps)} to ${Math.max(...gaps)}`);
  }
});

test("however slowly a run began, what came later is even", () => {
  const steps = stepsOf(after([...range(500), ...range(3000, 100).map((step) => step + 500)]));
  const gaps = steps.slice(1, -1).map((step, i) => step - steps[i]);
  assert.ok(steps.length > 250 && Math.max(...gaps) < 2500, `${steps.length}, ${Math.max(...gaps)}`);
});

test("large frames are fewer", () => {
  const moments = after(range(600), { bytes: 200_000 });
  assert.ok(moments.bytes <= 30e6 && moments.frames.length > 60);
  assert.equal(moments.bytes, 200_000 * moments.frames.length);
});

test("a frame of the same step takes the place of the one before", () => {
  const moments = after([0, 5, 5]);
  assert.deepEqual(stepsOf(moments), [0, 5]);
});

test("going back cuts off what came after, another start all of it", () => {
  const moments = after(range(10));
  assert.deepEqual(stepsOf(keepMoment(moments, frameAt(4))), [0, 1, 2, 3, 4]);
  assert.deepEqual(stepsOf(keepMoment(moments, frameAt(0, { generation: 2 }))), [0]);
  assert.deepEqual(stepsOf(moments), range(10), "what was handed out stays");
});

test("a moment is found, also one that was thinned out since", () => {
  const moments = after([0, 10, 20, 30]);
  assert.equal(placeOf(moments, null), 3);
  assert.equal(placeOf(moments, moments.frames[2]), 2);
  assert.equal(placeOf(moments, frameAt(25)), 2);
  assert.equal(placeOf(moments, frameAt(-1)), 0);
  assert.equal(placeOf(NO_MOMENTS, null), -1);
});

test("a few of many lie evenly, the first and the last among them", () => {
  const all = Array.from({ length: 600 }, (_, i) => i);
  const few = evenly(all, 200);
  assert.equal(few.length, 200);
  assert.deepEqual([few[0], few.at(-1)], [0, 599]);
  assert.ok(few.every((value, i) => i === 0 || [3, 4].includes(value - few[i - 1])));
  assert.equal(evenly(all, 600), all);
  assert.deepEqual(evenly([1], 2), [1]);
});
