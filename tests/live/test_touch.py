"""By hand: weights set and frozen, neurons switched off, while training runs or not, and undone."""

from __future__ import annotations

import numpy as np
import pytest

from playground.live.intents import parse_intent
from playground.live.viewer import BadIntent
from playground.train.byhand import Place
from tests.live.house import RUNNING, House
from tests.train.compiled import PROGRAMS, flat

WEIGHT = {"layer": 1, "from": 0, "to": 2}
BIAS = {"layer": 2, "from": None, "to": 0}
DEEP = RUNNING.change(hidden=(3, 2))


@pytest.fixture
def house() -> House:
    return House()


def params(house):
    return flat(house.run().training.weights())


def value(house, place):
    return house.run().training.value(Place(place["layer"], place["from"], place["to"]))


def edit(house, place=WEIGHT, *, value=2.5, final=True, **more):
    house.say("edit", **place, value=value, final=final, **more)


@pytest.mark.parametrize("playing", [True, False])
@pytest.mark.parametrize("place", [WEIGHT, BIAS])
def test_a_number_is_set_and_shown(house, playing, place):
    page = house.visit()
    if playing:
        house.say("play")
        house.wait(0.5)
    before, compiled, frames = params(house), PROGRAMS.compiled, page.count("frame")
    edit(house, place, value=25.0)
    assert abs(value(house, place) - 25.0) < 5.0, "set, and learning on"
    assert playing or np.count_nonzero(params(house) != before) == 1
    assert page.count("frame") > frames, "shown at once, also at rest"
    status = page.last("status")
    assert (status["edits"], status["undo_label"]) == (1, "Weight" if place is WEIGHT else "Bias")
    assert status["state"] == ("running" if playing else "idle")
    assert status["navigate"] == "none"
    assert house.run().experiment == RUNNING, "the experiment is what it was"
    assert PROGRAMS.compiled == compiled


def test_a_drag_is_seen_as_it_goes_and_is_one_step_of_undo(house):
    page = house.visit()
    start = params(house)
    statuses, frames = page.count("status"), page.count("frame")
    for number in (0.5, 1.0, 1.5):
        edit(house, value=number, final=False)
        assert value(house, WEIGHT) == number
    assert page.count("frame") > frames
    assert page.count("status") == statuses
    edit(house, value=2.0)
    house.say("undo")
    assert np.array_equal(params(house), start)
    assert page.last("status")["edits"] == 0
    house.say("redo")
    assert value(house, WEIGHT) == 2.0
    assert page.last("status")["edits"] == 1


def test_a_drag_whose_release_never_came_is_an_edit_all_the_same(house):
    page = house.visit()
    start = params(house)
    edit(house, value=1.5, final=False)
    edit(house, BIAS, value=2.0)
    assert page.last("status")["edits"] == 2
    house.say("undo")
    house.say("undo")
    assert np.array_equal(params(house), start)


def test_undo_and_redo_walk_through_edits_and_settings(house):
    house.visit()
    start = params(house)
    edit(house, value=2.0)
    house.set(learning_rate=0.5)
    edit(house, value=3.0)
    house.say("switch", layer=1, unit=0, on=False)
    house.say("undo")
    assert value(house, WEIGHT) == 3.0
    house.say("undo")
    assert value(house, WEIGHT) == 2.0
    house.say("undo")
    assert house.run().experiment == RUNNING
    assert value(house, WEIGHT) == 2.0
    house.say("undo")
    assert np.array_equal(params(house), start)
    for _ in range(4):
        house.say("redo")
    assert value(house, WEIGHT) == 3.0
    assert house.run().experiment.learning_rate == 0.5
    assert house.run().hand.held.off


def test_reset_returns_to_the_unedited_start(house):
    page = house.visit()
    start = params(house)
    edit(house)
    house.say("freeze", **WEIGHT, frozen=True)
    house.say("switch", layer=1, unit=1, on=False)
    house.say("step")
    house.say("reset")
    assert np.array_equal(params(house), start)
    status = page.last("status")
    assert (status["edits"], status["frozen"], status["off"]) == (0, [], [])
    assert not status["can_undo"], "the network that was edited is gone"
    house.say("step")
    assert value(house, WEIGHT) != start[2]


def test_what_the_network_learned_from_an_edit_stays_its_own(house):
    page = house.visit()
    edit(house)
    house.say("step")
    house.say("undo")
    assert page.last("status")["edits"] == 1, "no longer the experiment alone"


def test_frozen_weights_stay_until_let_go(house):
    page = house.visit()
    house.say("play")
    house.say("freeze", **WEIGHT, frozen=True)
    assert page.last("status")["frozen"] == [(1, 0, 2)]
    frozen, compiled = value(house, WEIGHT), PROGRAMS.compiled
    house.wait(0.5)
    assert value(house, WEIGHT) == frozen
    edit(house, value=0.75)
    house.wait(0.5)
    assert value(house, WEIGHT) == 0.75, "set by hand all the same"
    house.say("undo")
    house.say("undo")
    house.wait(0.5)
    assert page.last("status")["frozen"] == []
    assert value(house, WEIGHT) != frozen
    assert PROGRAMS.compiled == compiled


def test_a_neuron_freezes_as_a_whole(house):
    page = house.visit()
    house.say("freeze", layer=1, **{"from": "all"}, to=1, frozen=True)
    assert page.last("status")["frozen"] == [(1, None, 1), (1, 0, 1), (1, 1, 1)]
    assert page.last("status")["undo_label"] == "Weights frozen"
    house.say("freeze", layer=1, **{"from": "all"}, to=1, frozen=False)
    assert page.last("status")["frozen"] == []


def test_a_neuron_switched_off_and_on(house):
    page = house.visit(DEEP)
    start, losses = params(house), page.last("frame").header["train_loss"]
    house.say("switch", layer=1, unit=2, on=False)
    assert page.last("status")["off"] == [(1, 2)]
    assert page.last("frame").header["train_loss"] != losses
    with pytest.raises(BadIntent, match="switched off"):
        edit(house, {"layer": 2, "from": 2, "to": 0})
    revision = page.last("status")["revision"]
    house.say("switch", layer=1, unit=2, on=False)
    assert page.last("status")["revision"] == revision, "it is off already"
    house.say("switch", layer=1, unit=2, on=True)
    assert np.array_equal(params(house), start)
    assert page.last("frame").header["train_loss"] == losses


def test_an_edit_of_another_network_does_nothing(house):
    house.visit()
    seen = house.run().generation
    house.say("reset")
    start = params(house)
    edit(house, generation=seen)
    assert np.array_equal(params(house), start)
    edit(house, generation=seen + 1)
    assert value(house, WEIGHT) == 2.5


def test_a_smaller_network_came_first(house):
    """The check at the door saw the network before; the one inside finds no such place."""
    page = house.visit(DEEP)
    message = {"type": "edit", "layer": 3, "from": 0, "to": 0, "value": 1.0, "final": True}
    house.runner.post(
        "a", {"type": "set", "changes": {"hidden": [3]}, "final": True, "revision": 9}
    )
    house.runner.post("a", message)
    house.settle()
    assert house.run().experiment == RUNNING
    assert page.last("status")["edits"] == 0
    assert house.run().training is not None


@pytest.mark.parametrize(
    ("message", "complaint"),
    [
        ({"type": "edit", **WEIGHT, "final": True}, "value is None"),
        ({"type": "edit", **WEIGHT, "value": 1.0}, "final must be"),
        ({"type": "edit", **WEIGHT, "value": True, "final": True}, "value is True"),
        ({"type": "edit", **WEIGHT, "value": 2e4, "final": True}, r"\[-10000, 10000\]"),
        ({"type": "edit", **WEIGHT, "value": float("nan"), "final": True}, "value is nan"),
        ({"type": "edit", "layer": 1, "to": 0, "value": 1, "final": True}, "from must be"),
        ({"type": "edit", **WEIGHT, "from": "all", "value": 1, "final": True}, "from must be"),
        ({"type": "edit", **WEIGHT, "value": 1, "final": True, "x": 1}, "unknown key 'x'"),
        ({"type": "edit", **WEIGHT, "layer": 1.0, "value": 1, "final": True}, "layer must be"),
        ({"type": "freeze", **WEIGHT}, "frozen must be"),
        ({"type": "freeze", **WEIGHT, "frozen": 1}, "frozen must be"),
        ({"type": "switch", "layer": 1, "unit": 0, "on": None}, "on must be"),
        ({"type": "switch", "layer": 1, "unit": 0, "on": True, "generation": "1"}, "generation"),
    ],
)
def test_what_is_no_touch_is_refused(message, complaint):
    with pytest.raises(BadIntent, match=complaint):
        parse_intent(message)


@pytest.mark.parametrize(
    ("kind", "message", "complaint"),
    [
        ("edit", {**WEIGHT, "layer": 0, "value": 1, "final": True}, r"layer is 0.*\[1, 2\]"),
        ("edit", {**WEIGHT, "layer": 3, "value": 1, "final": True}, r"layer is 3.*\[1, 2\]"),
        ("edit", {**WEIGHT, "from": 2, "value": 1, "final": True}, r"from is 2.*\[0, 1\]"),
        ("edit", {**WEIGHT, "to": 3, "value": 1, "final": True}, r"to is 3.*\[0, 2\]"),
        ("freeze", {**WEIGHT, "from": -1, "frozen": True}, "from is -1"),
        ("switch", {"layer": 2, "unit": 0, "on": False}, r"layer is 2.*\[1, 1\]"),
        ("switch", {"layer": 1, "unit": 3, "on": False}, r"unit is 3.*\[0, 2\]"),
    ],
)
def test_what_the_network_has_no_place_for_is_refused(house, kind, message, complaint):
    house.visit()
    start = params(house)
    with pytest.raises(BadIntent, match=complaint):
        house.say(kind, **message)
    assert np.array_equal(params(house), start)


def test_without_hidden_neurons_there_is_none_to_switch(house):
    house.visit(RUNNING.change(hidden=()))
    with pytest.raises(BadIntent, match="no hidden neurons"):
        house.say("switch", layer=1, unit=0, on=False)
