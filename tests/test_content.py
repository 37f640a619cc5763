"""Presets: files are complete, strict and true to the curriculum's order."""

import json

import pytest

from playground.content import FOLDER, InvalidPreset, UnknownPreset, find, load, presets
from playground.fields import SETTINGS
from playground.links import from_query, to_query

ALL = list(presets().values())
# What a course relies on; their ids are in links and must not change.
PROMISED = {
    "perceptron-and", "perceptron-or", "xor-perceptron", "xor-no-hidden-layer",
    "xor-product-input", "xor-hidden-layer", "xor-deep-linear", "circle-two-neurons",
    "circle-three-neurons", "spiral", "rate-too-small", "rate-right", "rate-too-high",
    "all-zero-weights", "vanishing-sigmoid", "deep-tanh", "overfitting",
}  # fmt: skip


def written(preset_id):
    return json.loads((FOLDER / f"{preset_id}.json").read_text(encoding="utf-8"))


def test_promised_presets_exist():
    assert set(presets()) >= PROMISED


def test_order_is_the_curriculums():
    assert [p.order for p in ALL] == sorted({p.order for p in ALL})
    ids = list(presets())
    assert ids.index("perceptron-and") < ids.index("xor-hidden-layer") < ids.index("overfitting")


@pytest.mark.parametrize("preset", ALL, ids=lambda p: p.id)
def test_preset_is_complete(preset):
    found = written(preset.id)
    assert set(found["experiment"]) - {"versus"} == {"version", *SETTINGS}, "nothing left out"
    assert 1 <= preset.story.count(".") <= 5
    for text in (preset.story, preset.expect, preset.claim):
        assert text[0].isupper() and text.endswith((".", "!"))
    assert preset.twin is None or (preset.twin != preset.id and preset.twin_label)
    assert from_query(to_query(preset.experiment)) == preset.experiment


@pytest.mark.parametrize("preset", ALL, ids=lambda p: p.id)
def test_claim_names_its_budget(preset):
    assert str(preset.check.experiment.epochs) in preset.claim


def test_unknown_preset_lists_the_known():
    with pytest.raises(UnknownPreset, match=r"unknown preset 'nope'; known: perceptron-and, "):
        find("nope")


def broken(change):
    found = written("overfitting") | {"twin": None}
    change(found)
    return found


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda p: p.pop("story"), "preset lacks story"),
        (lambda p: p.update(colour="red"), "preset has unknown colour"),
        (lambda p: p.update(title=" "), "title must be a sentence"),
        (lambda p: p.update(order="1"), "order must be a whole number"),
        (lambda p: p["experiment"].pop("momentum"), "experiment lacks momentum"),
        (lambda p: p["experiment"].update(noise=2.0), r"noise is 2.0; it must lie in \[0, 0.5\]"),
        (lambda p: p["experiment"].update(epochs=0), "a preset has a budget"),
        (lambda p: p.update(hide=["colour"]), "hide names 'colour'; known: dataset"),
        (lambda p: p.update(twin={"id": "gone", "label": "Go"}), "twin 'gone' does not exist"),
        (lambda p: p["check"].update(kind="wish"), "check"),
        (lambda p: p["check"].pop("against"), "check lacks against"),
        (lambda p: p["check"].update(measure="beauty"), "check.measure is 'beauty'"),
        (lambda p: p["check"].update(rate=1.5), "check.rate"),
        (lambda p: p["check"].update(at="all"), "check.at must be 'end'"),
        (lambda p: p["check"].update(against={"speed": 1}), "unknown field 'speed'"),
    ],
)
def test_broken_preset_is_refused(tmp_path, change, message):
    (tmp_path / "mine.json").write_text(json.dumps(broken(change)), encoding="utf-8")
    with pytest.raises(InvalidPreset, match=message) as caught:
        load(tmp_path)
    assert "mine" in str(caught.value)


@pytest.mark.parametrize("text", ["", "[]", "null", "{", '{"check": 3}'])
def test_what_is_no_preset_is_refused(tmp_path, text):
    (tmp_path / "mine.json").write_text(text, encoding="utf-8")
    with pytest.raises(InvalidPreset, match=r"mine\.json"):
        load(tmp_path)
