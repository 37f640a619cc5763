"""Intents: checked before anything is touched, and mended rather than refused where possible."""

from dataclasses import replace

import pytest

from playground import content
from playground.fields import MAX_SEED
from playground.live.advice import verdict
from playground.live.intents import Act, Goal, experiment_at, parse_intent
from playground.live.viewer import BadIntent
from playground.spec import DEFAULT, Experiment

SET = {"type": "set", "revision": 1, "final": True}


def asked(message, now=DEFAULT):
    """The experiment and notes that an intent leads to."""
    goal = parse_intent(message)
    assert isinstance(goal, Goal)
    return goal.change(now)


@pytest.mark.parametrize("name", ["play", "pause", "step", "reset", "undo", "redo"])
def test_acts(name):
    assert parse_intent({"type": name}) == Act(name)
    with pytest.raises(BadIntent, match="unknown key 'now'"):
        parse_intent({"type": name, "now": 1})


def test_set_changes_the_runs_own_experiment():
    now = Experiment(noise=0.2)
    experiment, notes = asked(SET | {"changes": {"learning_rate": 1, "hidden": [4]}}, now)
    assert experiment == now.change(learning_rate=1.0, hidden=(4,))
    assert notes == []


@pytest.mark.parametrize(
    ("changes", "final", "navigate"),
    [
        ({"learning_rate": 0.1}, False, "none"),
        ({"learning_rate": 0.1}, True, "replace"),
        ({"show_test": True}, True, "replace"),
        ({"noise": 0.1}, True, "push"),
        ({"noise": 0.1, "learning_rate": 0.1}, True, "push"),
    ],
)
def test_how_the_address_follows(changes, final, navigate):
    goal = parse_intent(SET | {"changes": changes, "final": final})
    assert goal.navigate == navigate
    assert goal.final == final
    assert goal.revision == 1


def test_set_mends_what_cannot_be():
    experiment, notes = asked(SET | {"changes": {"inputs": []}})
    assert experiment.inputs == ("x1",)
    assert len(notes) == 1
    experiment, notes = asked(SET | {"changes": {"dataset": "blobs", "batch_size": 5000}})
    assert experiment.dataset == "blobs"
    assert experiment.batch_size == 250
    assert notes


@pytest.mark.parametrize(
    ("message", "part"),
    [
        ({}, "unknown intent"),
        ({"type": None}, "unknown intent"),
        ({"type": "explode"}, "unknown intent 'explode'; known: play, pause"),
        ({"type": "x" * 9999}, "unknown intent"),
        (SET, "changes must be an object"),
        (SET | {"changes": {}}, "changes must be an object"),
        (SET | {"changes": [1]}, "changes must be an object"),
        (SET | {"changes": {str(i): 1 for i in range(100)}}, "changes must be an object"),
        (SET | {"changes": {"noise": 0.1}, "final": 1}, "final must be true or false"),
        (SET | {"changes": {"noise": 0.1}, "revision": 1.0}, "revision must be a whole number"),
        (SET | {"changes": {"noise": 0.1}, "revision": True}, "revision must be a whole number"),
        (SET | {"changes": {"noise": 0.1}, "revision": None}, "revision must be a whole number"),
        (SET | {"changes": {"colour": 1}}, "unknown field 'colour'; known: dataset"),
        (SET | {"changes": {"noise": 9}}, "noise is 9; it must lie in [0, 0.5]"),
        (SET | {"changes": {"noise": True}}, "noise is True; it must be a number"),
        (SET | {"changes": {"noise": float("nan")}}, "it must lie in"),
        (SET | {"changes": {"learning_rate": 10**400}}, "it must lie in"),
        (SET | {"changes": {"hidden": [999]}}, "1 to 128 neurons"),
        (SET | {"changes": {"noise": 0.1}, "final": False}, "only live fields"),
        (SET | {"changes": {"epochs": 5}, "final": False}, "only live fields"),
        (SET | {"changes": {"noise": 0.1}, "extra": 1}, "unknown key 'extra'"),
        ({"type": "load"}, "load needs a query"),
        ({"type": "load", "query": 3}, "load needs a query"),
        ({"type": "load", "query": "", "push": 1}, "load needs a query"),
        ({"type": "load", "query": "lr=no"}, "learning_rate is 'no'"),
        ({"type": "load", "query": "preset=nope"}, "unknown preset 'nope'"),
        ({"type": "load", "query": "x" * 6000}, "6000 characters"),
        ({"type": "load", "query": "&".join(["a=1"] * 100)}, ""),
        ({"type": "preset", "id": "nope"}, "unknown preset 'nope'"),
        ({"type": "preset"}, "unknown preset"),
        ({"type": "preset", "id": {"a": 1}}, "unknown preset"),
        ({"type": "new_weights", "seed": 1}, "unknown key 'seed'"),
    ],
    ids=lambda value: str(value)[:60],
)
def test_bad_intents(message, part):
    with pytest.raises(BadIntent) as caught:
        parse_intent(message)
    assert part in str(caught.value)
    assert len(str(caught.value)) < 1500


def test_load_replaces_the_whole_experiment():
    now = Experiment(noise=0.2, hidden=(4,))
    message = {"type": "load", "query": "?v=1&lr=0.5", "push": True}
    assert asked(message, now)[0] == Experiment(learning_rate=0.5)
    assert parse_intent(message).navigate == "push"
    assert parse_intent({"type": "load", "query": "v=1"}).navigate == "none"
    experiment, notes = asked({"type": "load", "query": "v=1&data=blobs&loss=hinge"}, now)
    assert experiment == Experiment(dataset="blobs")
    assert notes


def test_new_weights_and_new_data():
    assert asked({"type": "new_weights"})[0] == DEFAULT.change(weight_seed=1)
    assert asked({"type": "new_data"})[0] == DEFAULT.change(data_seed=1)
    last = Experiment(weight_seed=MAX_SEED, data_seed=MAX_SEED)
    for kind in ("new_weights", "new_data"):
        assert asked({"type": kind}, last)[0] != last


@pytest.fixture
def presets(monkeypatch):
    """Two presets of our own."""
    some = next(iter(content.presets().values()))
    one = replace(some, id="one", experiment=Experiment(noise=0.25), twin="two")
    two = replace(some, id="two", experiment=Experiment(noise=0.125), twin=None)
    known = {"one": one, "two": two}
    monkeypatch.setattr(content, "presets", lambda: known)
    return known


def test_presets(presets):
    goal = parse_intent({"type": "preset", "id": "one"})
    assert goal.preset == "one"
    assert goal.navigate == "push"
    assert goal.change(DEFAULT) == (presets["one"].experiment, [])


def test_addresses(presets):
    assert experiment_at("") == (DEFAULT, None, [])
    assert experiment_at("?preset=two") == (Experiment(noise=0.125), "two", [])
    assert experiment_at("preset=two&v=1&noise=0.125") == (Experiment(noise=0.125), "two", [])
    experiment, preset, _ = experiment_at("preset=two&v=1&lr=0.5")
    assert experiment == Experiment(noise=0.125, learning_rate=0.5)
    assert preset is None, "with another setting it no longer is the preset"
    assert experiment_at("?v=1&lr=0.5&embed=true")[0] == Experiment(learning_rate=0.5)


@pytest.mark.parametrize(
    "query", ["lr=no", "v=9", "x" * 6000, "preset=nope", "&" * 500, "noise=7", "what=1"]
)
def test_an_address_that_cannot_be_read_opens_the_default_and_says_so(query):
    experiment, preset, notes = experiment_at(query)
    assert (experiment, preset) == (DEFAULT, None)
    assert len(notes) == 1
    assert "could not be opened" in notes[0]


STARTS = [
    DEFAULT,
    Experiment(hidden=()),
    Experiment(hidden=(), optimizer="perceptron", loss="perceptron", dataset="xor_corners",
               batch_size=4),
    Experiment(initializer="zeros", activation="step", learning_rate=1e-6),
    Experiment(dataset="curve", inputs=("x1",), loss="huber", learning_rate=100.0, clip=1.0),
    Experiment(dataset="spiral", noise=0.5, hidden=(1,), activation="sigmoid"),
    Experiment(hidden=(3, 2), activations=("same", "linear"), learning_rate=0.1),
]  # fmt: skip


@pytest.mark.parametrize("kind", ["solved", "not_yet", "stopped", "diverged"])
@pytest.mark.parametrize("start", STARTS, ids=lambda e: e.dataset)
def test_a_verdict_gives_two_next_steps_that_work(kind, start):
    found = verdict(kind, start, epoch=12, score=0.5, preset=None)
    assert found["kind"] == kind
    assert "12" in found["text"]
    assert found["text"].endswith(".")
    assert 1 <= len(found["next"]) <= 2
    assert len({step["label"] for step in found["next"]}) == len(found["next"])
    for step in found["next"]:
        if "action" in step:
            parse_intent({"type": step["action"]})
            continue
        assert set(step) == {"label", "changes"}
        experiment, _ = asked(SET | {"changes": step["changes"]}, start)
        assert experiment != start or start.learning_rate == 1e-6


def test_a_preset_with_a_twin_offers_it_first(presets):
    found = verdict("not_yet", DEFAULT, epoch=3, score=0.5, preset=presets["one"])
    assert found["next"][0]["preset"] == "two"
    assert len(found["next"]) == 2
