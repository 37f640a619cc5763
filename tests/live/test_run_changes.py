"""A run that changes: dragging, restarts, addresses, undo, presets."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from playground import content
from playground.fields import FIELDS
from playground.links import from_query, to_query
from playground.live.viewer import BadIntent
from tests.live.house import RUNNING, House
from tests.train.compiled import PROGRAMS, flat


@pytest.fixture
def house() -> House:
    return House()


def params(house):
    return flat(house.run().training.weights())


def test_dragging_acts_at_once_and_neither_restarts_nor_compiles(house):
    page = house.visit()
    house.say("play")
    house.wait(1)
    compiled, generation, step = PROGRAMS.compiled, house.run().generation, house.step()
    statuses = page.count("status")
    for rate in (0.5, 0.2, 1e-6):
        house.set(learning_rate=rate, final=False)
    house.set(momentum=0.1, dropout=0.4, penalty_rate=0.3, final=False)
    house.set(dropout=0.0, final=False)
    assert house.run().experiment.learning_rate == 1e-6
    assert page.count("status") == statuses, "the address stays while dragging"
    assert not house.run().undo.past
    before = params(house)
    house.wait(1)
    assert np.abs(params(house) - before).max() < 1e-4, "a rate of 1e-6 hardly moves"
    house.set(learning_rate=1e-6)
    assert PROGRAMS.compiled == compiled
    assert house.run().generation == generation
    assert house.step() > step
    assert house.run().state == "running"
    status = page.last("status")
    assert from_query(status["query"]).learning_rate == 1e-6
    assert status["can_undo"]


def test_undo_after_a_drag_returns_to_before_it(house):
    house.visit()
    for rate in (0.04, 0.5, 1.0):
        house.set(learning_rate=rate, final=False)
    house.set(learning_rate=1.0)
    house.say("undo")
    assert house.run().experiment == RUNNING
    assert house.run().generation == 1
    house.say("redo")
    assert house.run().experiment == RUNNING.change(learning_rate=1.0)


def test_a_new_network_is_told_once_and_shown_before_the_old_one_is_painted(house):
    page = house.visit()
    page.paints = False
    house.say("play")
    house.wait(1)
    assert not page.wants_frame
    statuses, scenes = page.count("status"), page.count("scene")
    house.set(noise=0.3)
    assert (page.count("status"), page.count("scene")) == (statuses + 1, scenes + 1)
    told = page.last("status")
    assert (told["state"], told["navigate"], told["generation"]) == ("running", "push", 2)
    shown = [frame.header["generation"] for frame in page.got["frame"]]
    assert shown[-2:] == [1, 2]


@pytest.mark.parametrize("playing", [True, False])
def test_a_restart_keeps_the_state_of_play(house, playing):
    page = house.visit()
    house.say("play")
    house.wait(1)
    if not playing:
        house.say("pause")
    history = page.last("frame").history
    house.set(noise=0.3)
    assert house.run().state == ("running" if playing else "idle")
    assert house.run().generation == 2
    assert house.step() <= 3
    assert page.last("status")["navigate"] in ("push", "none")
    assert page.last("frame").history is not history
    house.wait(1)
    assert (house.step() > 20) == playing


def test_address_and_navigation(house):
    page = house.visit()
    for change, navigate in (({"learning_rate": 0.5}, "replace"), ({"noise": 0.3}, "push")):
        seen = page.count("status")
        house.set(**change)
        told = [s["navigate"] for s in page.got["status"][seen:]]
        assert [n for n in told if n != "none"] == [navigate], "told once"
        assert page.last("status")["query"] == to_query(house.run().experiment)


def test_a_view_setting_does_not_restart(house):
    house.visit()
    house.say("play")
    house.wait(1)
    house.set(show_test=True, discretize=True)
    assert house.run().generation == 1
    assert house.run().experiment.show_test
    assert house.step() > 20


def test_a_stale_change_is_dropped_and_the_page_told(house):
    page = house.visit()
    seen = page.last("status")["revision"]
    house.say("new_data")
    revision = page.last("status")["revision"]
    house.set(noise=0.3, revision=seen)
    assert house.run().experiment == RUNNING.change(data_seed=1)
    assert page.last("status")["revision"] > revision
    house.set(noise=0.3)
    assert house.run().experiment == RUNNING.change(data_seed=1, noise=0.3)


def test_what_is_put_right_is_said(house):
    page = house.visit()
    message = {"type": "set", "changes": {"inputs": []}, "final": True, "revision": 99}
    house.runner.post("a", message)
    house.turn(0.1)
    status = page.last("status")
    assert status["experiment"]["inputs"] == ["x1"]
    assert len(status["notes"]) == 1
    house.set(inputs=["x1", "x2"])
    assert page.last("status")["notes"] == []


def test_undo_and_redo(house):
    page = house.visit()
    assert not page.last("status")["can_undo"]
    house.say("undo")
    assert house.run().experiment == RUNNING
    house.set(noise=0.3)
    house.set(data_seed=5)
    status = page.last("status")
    assert (status["can_undo"], status["can_redo"]) == (True, False)
    assert status["undo_label"] == FIELDS["data_seed"].label
    house.say("undo")
    assert house.run().experiment == RUNNING.change(noise=0.3)
    assert page.last("status")["can_redo"]
    house.say("undo")
    assert house.run().experiment == RUNNING
    house.say("redo")
    house.say("redo")
    assert house.run().experiment == RUNNING.change(noise=0.3, data_seed=5)
    house.say("redo")
    house.say("undo")
    house.set(weight_seed=2)
    assert not page.last("status")["can_redo"]
    assert house.run().experiment == RUNNING.change(noise=0.3, weight_seed=2)


def test_load_replaces_and_may_push(house):
    page = house.visit()
    target = RUNNING.change(noise=0.25, data_seed=4)
    seen = page.count("status")
    house.say("load", query="?" + to_query(target), push=True)
    assert house.run().experiment == target
    assert "push" in [s["navigate"] for s in page.got["status"][seen:]]
    seen = page.count("status")
    house.say("load", query=to_query(RUNNING))
    assert house.run().experiment == RUNNING
    assert {s["navigate"] for s in page.got["status"][seen:]} == {"none"}


@pytest.fixture
def preset(monkeypatch):
    some = next(iter(content.presets().values()))
    found = replace(
        some, id="one", title="A title", experiment=RUNNING.change(noise=0.25), twin="one",
        twin_label="Again", hide=("noise",), story="Once.", expect="More.", year=1958,
    )  # fmt: skip
    monkeypatch.setattr(content, "presets", lambda: {"one": found})
    return found


def test_a_preset_brings_its_story_until_something_that_matters_changes(house, preset):
    page = house.visit()
    assert page.last("status")["preset"] is None
    house.say("preset", id="one")
    status = page.last("status")
    assert house.run().experiment == preset.experiment
    assert (status["preset"], status["title"], status["hide"]) == ("one", "A title", ["noise"])
    assert status["twin"] == {"id": "one", "label": "Again"}
    assert "1958" in status["story"]
    assert status["expect"] == "More."
    house.set(learning_rate=0.5)
    assert page.last("status")["preset"] == "one"
    house.set(noise=0.1)
    assert page.last("status")["preset"] is None
    house.say("undo")
    assert page.last("status")["preset"] == "one"


def test_a_tensorflow_playground_link_is_loaded_with_its_notes(house):
    page = house.visit()
    house.say("load", query="https://playground.tensorflow.org/#dataset=xor&noise=10", push=True)
    assert house.run().experiment.dataset == "xor"
    assert house.run().experiment.tfplayground
    assert any("seed" in note for note in page.last("status")["notes"])
    with pytest.raises(BadIntent, match="noise"):
        house.say("load", query="https://playground.tensorflow.org/#noise=much", push=True)
