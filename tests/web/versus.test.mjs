import assert from "node:assert/strict";
import { test } from "node:test";

import { changesTo } from "../../playground/web/comparing.js";
import { pairRows, sideTexts, splitFrame, splitScene, withPictures } from "../../playground/web/versus.js";

const FIELDS = [
  { name: "hidden", label: "Hidden layers", kind: "layers" },
  { name: "activation", label: "Activation", kind: "choice", choices: [{ name: "relu", label: "ReLU" }, { name: "tanh", label: "Tanh" }] },
  { name: "learning_rate", label: "Learning rate", kind: "float" },
  { name: "shuffle", label: "Shuffle", kind: "bool" },
  { name: "clip", label: "Clipping", kind: "float" },
];
const LEFT = { hidden: [8], activation: "tanh", activations: [], learning_rate: 0.03, shuffle: true, clip: 0 };
const texts = (changes) => sideTexts(FIELDS, LEFT, { ...LEFT, ...changes });

test("each side is called by what is different", () => {
  assert.deepEqual(texts({}), ["", ""]);
  assert.deepEqual(texts({ hidden: [] }), ["8 Tanh", "no hidden layer"]);
  assert.deepEqual(texts({ hidden: [8, 4], activation: "relu" }), ["8 Tanh", "8-4 ReLU"]);
  assert.deepEqual(texts({ hidden: [8, 4], activations: ["same", "relu"] }), ["8 Tanh", "8-4 Tanh/ReLU"]);
  assert.deepEqual(texts({ activation: "relu" }), ["activation Tanh", "activation ReLU"]);
  assert.deepEqual(texts({ learning_rate: 0.3, shuffle: false }), ["learning rate 0.03, shuffle on", "learning rate 0.3, shuffle off"]);
  assert.deepEqual(texts({ activations: ["same", "relu"] }), ["layers alike", "layers same-relu"]);
  assert.equal(texts({ hidden: [2], learning_rate: 1, shuffle: false, clip: 1 })[1], "2 Tanh, learning rate 1, shuffle off, …");
});

test("a frame holds two frames, and a lone one stays as it is", () => {
  const alone = { step: 3, arrays: { field: 1 } };
  assert.equal(splitFrame(alone), alone);
  const { arrays, beside } = splitFrame({ step: 3, test_loss: 1, beside: { test_loss: 2 }, arrays: { field: 1, beside_field: 2, beside_maps: 3 } });
  assert.deepEqual(arrays, { field: 1 });
  assert.deepEqual(beside, { step: 3, test_loss: 2, beside: null, arrays: { field: 2, maps: 3 } });
});

test("the right side's scene says what is different", () => {
  const { beside } = splitScene({ generation: 4, points: "p", layers: [1], beside: { layers: [2] } });
  assert.deepEqual(beside, { generation: 4, points: "p", layers: [2], beside: null });
});

test("what the right side does not bring is as on the left", () => {
  const scene = { beside: { layers: [2] } };
  const { inputMaps, tables, beside } = withPictures(scene, { maps: 1, values: 2, activations: 3, beside_activations: 4 });
  assert.deepEqual([inputMaps, tables], [1, { values: 2, activations: 3 }]);
  assert.deepEqual(beside, { layers: [2], inputMaps: 1, tables: { values: 2, activations: 4 } });
  assert.equal(withPictures({}, { maps: 1 }).beside, undefined);
});

test("two histories become one, of test losses and test scores", () => {
  const rows = (...numbers) => ({ count: numbers.length / 5, data: numbers, generation: 7 });
  const pair = pairRows(rows(0, 10, 11, 12, 13, 1, 20, 21, 22, 23), rows(0, 30, 31, 32, 33));
  assert.deepEqual({ ...pair, data: [...pair.data] }, { count: 1, data: [0, 11, 31, 13, 33], generation: 7 });
});

test("only what may differ and does is carried over", () => {
  assert.deepEqual(changesTo(LEFT, { ...LEFT, hidden: [2], clip: 1 }, ["hidden", "shuffle"]), { hidden: [2] });
});

test("inputs that are columns are called by their titles", () => {
  const fields = [{ name: "inputs", label: "Inputs", choices: [{ name: "x1", label: "X₁" }, { name: "c2", label: "C2" }] }];
  const left = { ...LEFT, inputs: ["x1", "c2"], own_points: "2~a~petal width~" };
  assert.deepEqual(sideTexts(fields, left, { ...left, inputs: ["x1"] }), ["inputs X₁-petal width", "inputs X₁"]);
});
