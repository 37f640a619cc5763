import assert from "node:assert/strict";
import { afterEach, test } from "node:test";

import { languageOf, withLanguage } from "../../playground/web/language.js";
import { setTable, t, translate } from "../../playground/web/text.js";

const TABLE = {
  page: { Play: "播放", "Undo: {what}": "撤销：{what}", "{n} points": "{n} 个点" },
  server: {
    Noise: "噪声",
    "{name} is {value}; {rule}": "{name} 是 {value}；{rule}",
    "it must lie in [{low}, {high}]": "必须在 [{low}, {high}] 之间",
    "{a}, {b}": "{a}，{b}",
    "{n} hidden neuron{s}": "{n} 个隐藏神经元",
    "Solved by epoch {n}.": "第 {n} 轮解决。",
    "The loss jumps. It is too high.": "损失在跳动，太高了。",
  },
};

afterEach(() => setTable(null));

test("without a table every text is English", () => {
  assert.equal(t("{n} points", { n: 3 }), "3 points");
  assert.equal(translate("Play"), "Play");
});

test("a whole text of the table, and one with values of its own", () => {
  setTable(TABLE);
  assert.equal(translate("Play"), "播放");
  assert.equal(t("{n} points", { n: 3 }), "3 个点");
  assert.equal(t("Undo: {what}", { what: "Noise" }), "撤销：噪声");
});

test("a finished text is found by its pattern, and its values are looked up in turn", () => {
  setTable(TABLE);
  assert.equal(translate("Noise is 0.9; it must lie in [0, 0.5]"), "噪声 是 0.9；必须在 [0, 0.5] 之间");
  assert.equal(translate("1 hidden neuron"), "1 个隐藏神经元");
  assert.equal(translate("8 hidden neurons"), "8 个隐藏神经元");
});

test("a pattern without words of its own holds for known values alone", () => {
  setTable(TABLE);
  assert.equal(translate("Noise, 8 hidden neurons"), "噪声，8 个隐藏神经元");
  assert.equal(translate("linear, tanh"), "linear, tanh");
});

test("sentences and lines are looked up one by one where the whole is not known", () => {
  setTable(TABLE);
  assert.equal(translate("Solved by epoch 5. The loss jumps. It is too high."), "第 5 轮解决。损失在跳动，太高了。");
  assert.equal(translate("Noise\nSolved by epoch 5."), "噪声\n第 5 轮解决。");
  assert.equal(translate("What is this? Solved by epoch 5."), "What is this? 第 5 轮解决。");
});

test("what is not in the table stays as it is, numbers and Chinese untouched", () => {
  setTable(TABLE);
  for (const text of ["Ionosphere", "0.123", "tanh(0.5·X₁)", "播放 Play", "constructor"]) assert.equal(translate(text), text);
});

test("the address says the language, else the browser does, else it is English", () => {
  assert.equal(languageOf("?lang=zh", ["en-GB"]), "zh");
  assert.equal(languageOf("?net=4-2&lang=en", ["zh-CN"]), "en");
  assert.equal(languageOf("", ["zh-TW", "en"]), "zh");
  assert.equal(languageOf("?lang=fr", ["fr"]), "en");
  assert.equal(languageOf("", []), "en");
});

test("the language is put into the address once, and nothing else changes there", () => {
  assert.equal(withLanguage("?net=4-2&pts=a%2B", "zh"), "?net=4-2&pts=a%2B&lang=zh");
  assert.equal(withLanguage("?lang=zh&net=4-2", "en"), "?net=4-2&lang=en");
  assert.equal(withLanguage("", "zh"), "?lang=zh");
});
