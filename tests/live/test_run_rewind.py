"""Going on from an earlier moment of a run."""

from __future__ import annotations

import numpy as np
import pytest

from playground.live.viewer import BadIntent
from tests.live.house import RUNNING, House
from tests.train.compiled import CASES, flat


@pytest.fixture
def house() -> House:
    return House()


def params(house):
    return flat(house.run().training.weights())


def played(house, experiment=RUNNING, seconds=4):
    """A page on a run that was played and paused, and its frames by their steps."""
    page = house.visit(experiment.change(pace="10e"))
    house.say("play")
    house.wait(seconds)
    house.say("pause")
    return page, {frame.header["step"]: frame for frame in page.got["frame"]}


def rewind(house, to, **more):
    house.say("rewind", **{"generation": house.run().generation, "step": to} | more)


def test_a_moment_is_returned_to_exactly_and_waits(house):
    page, frames = played(house)
    step = sorted(frames)[len(frames) // 2]
    then = frames[step]
    rewind(house, step)
    now = page.last("frame")
    assert (house.run().state, now.header["state"]) == ("paused", "paused")
    assert now.header["generation"] == then.header["generation"]
    assert now.header["step"] == step == house.step()
    for name in ("weights", "biases", "field", "maps", "wrong"):
        assert np.array_equal(now.arrays[name], then.arrays[name]), name
    assert now.history.rows(0)[-1, 0] == step // 3, "the losses after it are gone"
    assert now.history.version != then.history.version
    house.wait(2)
    assert house.step() == step


def test_going_on_repeats_what_was(house):
    page, frames = played(house)
    last = max(frames)
    rewind(house, last // 2)
    house.say("play")
    while house.step() < last:
        house.turn(0.01)
    house.say("pause")
    rewind(house, last)
    house.turn(0.02)
    assert np.array_equal(page.last("frame").arrays["weights"], frames[last].arrays["weights"])
    rows = page.last("frame").history.rows(0)
    assert np.array_equal(rows, frames[last].history.rows(0))


def test_settings_of_now_are_kept(house):
    page, frames = played(house)
    house.set(learning_rate=0.5)
    rewind(house, sorted(frames)[5])
    assert house.run().experiment.learning_rate == 0.5
    assert page.last("status")["experiment"]["learning_rate"] == 0.5


def test_back_at_the_start_a_run_is_idle(house):
    page, _ = played(house)
    rewind(house, 0)
    assert house.run().state == "idle"
    assert page.last("frame").history.rows(0).shape == (1, 5)


def test_a_verdict_is_taken_back_and_given_anew(house):
    page, _ = played(house, RUNNING.change(learning_rate=1e-6, epochs=7, noise=0.5))
    assert page.last("status")["verdict"]["kind"] == "not_yet"
    rewind(house, 6)
    assert page.last("status")["verdict"] is None
    house.say("play")
    house.wait_for("paused")
    assert house.step() == 21
    assert page.last("status")["verdict"]["kind"] == "not_yet"


def test_a_diverged_run_goes_on_from_before(house):
    page = house.visit(CASES["full batch"].change(learning_rate=100.0, epochs=0, pace="10s"))
    house.say("play")
    house.wait_for("diverged")
    rewind(house, 0)
    assert house.run().state == "idle"
    assert page.last("status")["verdict"] is None
    house.set(learning_rate=0.05)
    house.say("play")
    house.wait(2)
    assert house.run().state == "running"
    assert house.step() > 10


def test_what_is_no_moment_of_this_run_changes_nothing(house):
    page, _ = played(house)
    step, before, told = house.step(), params(house), page.count("status")
    rewind(house, 3, generation=99)
    rewind(house, step + 1)
    assert house.step() == step
    assert np.array_equal(params(house), before)
    assert page.count("status") == told + 2, "the page is told what is so instead"


@pytest.mark.parametrize("more", [{"step": -1}, {"step": 1.5}, {"generation": None}, {"epoch": 3}])
def test_nonsense_is_refused(house, more):
    house.visit()
    with pytest.raises(BadIntent):
        rewind(house, 0, **more)


def test_going_back_over_an_edit_is_exact(house):
    _, frames = played(house)
    edit = {"layer": 1, "from": 0, "to": 0}
    house.say("edit", **edit, value=2.5, final=True)
    edited = house.step()
    learn(house)
    rewind(house, edited)
    assert house.step() == edited
    assert house.run().training.weights()[0][0][0, 0] == 2.5
    rewind(house, min(frames))
    assert house.step() == min(frames)


def test_what_was_held_at_a_moment_is_held_there_again(house):
    page, _ = played(house)
    step, weights = house.step(), {house.step(): params(house)}
    said = {step: ([], [])}
    house.say("freeze", layer=1, **{"from": 0}, to=0, frozen=True)
    for event in ("freeze", "switch"):
        if event == "switch":
            house.say("switch", layer=1, unit=2, on=False)
        learn(house)
        status = page.last("status")
        weights[house.step()] = params(house)
        said[house.step()] = (status["frozen"], status["off"])
    assert list(said.values()) == [([], []), ([(1, 0, 0)], []), ([(1, 0, 0)], [(1, 2)])]
    *_, frozen, off = said
    for to in (off, frozen, step - 1):
        rewind(house, to)
        status = page.last("status")
        assert (status["frozen"], status["off"]) == said.get(to, ([], []))
        assert to not in weights or np.array_equal(params(house), weights[to])
        learn(house)
        ended = house.run().training.weights()
        assert (ended[0][0][0, 0] == weights[frozen][0]) == (to >= frozen), "frozen: it stays"
        assert ended[1][0][2].any() == (to != off), "switched off: it stays so"


def learn(house):
    house.say("play")
    house.wait(1)
    house.say("pause")
