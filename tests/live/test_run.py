"""A run: transport, pace by the clock, and verdicts."""

from __future__ import annotations

import numpy as np
import pytest

from tests.live.house import RUNNING, House
from tests.train.compiled import CASES, flat


@pytest.fixture
def house() -> House:
    return House()


def params(house):
    return flat(house.run().training.weights())


# Transport


def test_a_page_opens_at_epoch_0_with_the_untrained_field(house):
    page = house.visit()
    assert house.run().state == "idle"
    assert page.last("status")["state"] == "idle"
    frame = page.last("frame")
    assert (frame.header["step"], frame.header["epoch"], frame.header["state"]) == (0, 0, "idle")
    assert frame.history.rows(0).shape == (1, 5)
    house.wait(3)
    assert house.step() == 0
    assert page.count("frame") == 1, "nothing moves, nothing is sent"


def test_while_a_program_compiles_the_page_says_so(house):
    house.runner.open(RUNNING.change(hidden=(5,)), token="a")
    page = house.look("a")
    house.turn(0.06)
    status = page.last("status")
    assert status["state"] == "compiling"
    assert status["compiling"]
    assert page.count("scene") == page.count("frame") == 0


def test_a_change_while_the_first_program_compiles_is_carried_out(house):
    house.runner.open(RUNNING.change(hidden=(5,)), token="a")
    page = house.look("a")
    house.set(hidden=[3], revision=page.last("status")["revision"])
    assert house.run().experiment == RUNNING
    assert house.run().state == "idle"


def test_a_step_asked_for_while_its_program_compiles_is_taken_then(house):
    later = {"a": None, "b": "pause", "c": "reset"}
    for token, act in later.items():
        house.runner.open(RUNNING.change(hidden=(6, 6)), token=token)
        house.look(token)
        house.runner.post(token, {"type": "step"})
        if act:
            house.runner.post(token, {"type": act})
    house.turn()
    assert {house.run(token).state for token in later} == {"compiling"}
    house.settle()
    house.wait(0.1)
    assert [house.step(token) for token in later] == [3, 0, 0]
    assert not any(house.run(token).playing for token in later)


def test_play_and_pause(house):
    page = house.visit()
    house.say("play")
    house.wait(2)
    assert house.run().state == "running"
    assert page.last("status")["state"] == "running"
    assert house.step() > 30
    house.say("pause")
    step, frames = house.step(), page.count("frame")
    house.wait(2)
    assert house.step() == step
    assert house.run().state == "paused"
    assert page.last("frame").header["state"] == "paused"
    assert page.last("frame").header["step"] == step
    assert page.last("frame").header["steps_per_s"] == 0
    assert page.count("frame") <= frames + 1


def test_step_goes_to_the_end_of_the_epoch_or_one_step(house):
    house.visit()
    house.say("step")
    assert house.step() == 3
    assert house.run().state == "paused"
    house.set(pace="1s")
    house.say("step")
    assert house.step() == 4
    house.set(pace="10e")
    house.say("step")
    assert house.step() == 6
    house.say("play")
    house.say("step")
    assert house.run().state == "paused"


def test_reset_returns_to_the_same_weights(house):
    page = house.visit()
    first, generation = params(house), house.run().generation
    house.say("play")
    house.wait(1)
    assert not np.array_equal(params(house), first)
    house.say("reset")
    assert np.array_equal(params(house), first)
    assert house.step() == 0
    assert house.run().state == "idle"
    assert house.run().generation == page.last("scene").text["generation"] > generation
    assert page.last("frame").history.rows(0).shape == (1, 5)


def test_new_weights_and_new_data(house):
    page = house.visit()
    weights, points = params(house), page.last("scene").text["points"]
    house.say("new_weights")
    assert page.last("scene").text["points"] == points
    assert not np.array_equal(params(house), weights)
    house.say("play")
    house.wait(0.5)
    weights, step, generation = params(house), house.step(), house.run().generation
    house.say("new_data")
    assert page.last("scene").text["points"] != points
    assert not np.array_equal(params(house), weights), "it goes on"
    assert (house.step() > step, house.run().generation) == (True, generation)
    house.say("pause")
    weights = params(house)
    house.say("new_data")
    assert np.array_equal(params(house), weights), "with the weights it has"
    house.say("undo")
    assert np.array_equal(params(house), weights)
    house.say("reset")
    house.say("new_data")
    assert len(house.run().history) == 1
    assert house.run().history.last[1] == house.run().training.snapshot().losses[0]
    for _ in range(3):
        house.say("undo")
    assert house.run().experiment == RUNNING


# Pace


@pytest.mark.parametrize(
    ("pace", "steps"), [("1s", 10), ("3s", 30), ("10s", 100), ("1e", 30), ("10e", 300)]
)
@pytest.mark.parametrize("dt_s", [0.004, 0.05])
def test_pace_is_by_the_clock_however_often_the_run_has_its_turn(house, pace, steps, dt_s):
    house.visit(RUNNING.change(pace=pace))
    house.say("play")
    house.wait(10, dt_s=dt_s)
    assert house.step() == pytest.approx(steps, abs=2)


def test_full_speed_goes_on_in_every_turn_and_reports_its_rate(house):
    page = house.visit(RUNNING.change(pace="max"))
    house.say("play")
    before = house.step()
    for _ in range(10):
        house.turn(0.001)
        assert house.step() > before
        before = house.step()
    header = page.last("frame").header
    assert header["steps_per_s"] > 0
    assert header["epochs_per_s"] == pytest.approx(header["steps_per_s"] / 3, rel=0.1)


def test_the_rate_reported_is_the_pace(house):
    page = house.visit(RUNNING.change(pace="10e"))
    house.say("play")
    house.wait(5)
    assert page.last("frame").header["epochs_per_s"] == pytest.approx(10, rel=0.2)


def test_a_stall_is_not_caught_up(house):
    house.visit(RUNNING.change(pace="10e"))
    house.say("play")
    house.wait(1)
    before = house.step()
    house.turn(8.0)  # the machine slept
    house.wait(1)
    assert house.step() - before <= 30 + 8 + 2


# Verdicts


def test_solved_after_a_second(house):
    page = house.visit(RUNNING.change(dataset="gauss", learning_rate=0.3, epochs=2000))
    house.say("play")
    house.wait_for("paused")
    verdict = page.last("status")["verdict"]
    assert verdict["kind"] == "solved"
    rows = house.run().history.view().table
    solved = rows[rows[:, 4] >= 0.97, 0]
    assert rows[-1, 4] >= 0.97
    assert rows[-1, 0] - solved[0] >= 9, "ten epochs a second, for one second"
    assert rows[-1, 0] < 1000
    assert 1 <= len(verdict["next"]) <= 2
    house.say("play")
    house.wait(3)
    assert house.run().state == "running", "Play goes on without a second verdict"
    assert page.last("status")["verdict"] is None


def test_not_yet_at_the_end_of_the_budget(house):
    page = house.visit(RUNNING.change(learning_rate=1e-6, epochs=7, noise=0.5))
    house.say("play")
    house.wait_for("paused")
    assert house.step() == 7 * 3, "not a step more"
    verdict = page.last("status")["verdict"]
    assert verdict["kind"] == "not_yet"
    assert "7" in verdict["text"]
    house.say("play")
    house.wait(2)
    assert house.step() > 7 * 3
    house.set(epochs=40)
    house.wait_for("paused")
    assert house.step() == 40 * 3, "a new budget is judged anew"


def test_a_diverged_run_stops_keeps_its_last_state_and_plays_anew(house):
    page = house.visit(CASES["full batch"].change(learning_rate=100.0, epochs=0, pace="10s"))
    house.say("play")
    house.wait_for("diverged")
    house.turn(0.02)
    frame = page.last("frame")
    assert frame.header["state"] == page.last("status")["state"] == "diverged"
    assert page.last("status")["verdict"]["kind"] == "diverged"
    assert np.isfinite(frame.arrays["weights"]).all()
    assert 0 < frame.header["step"] == house.step()
    stopped = house.step()
    house.say("step")
    house.wait(1)
    assert house.step() == stopped
    house.set(learning_rate=0.05)
    house.say("play")
    assert house.run().generation == 2
    house.wait(2)
    assert house.run().state == "running"
    assert house.step() > 10
