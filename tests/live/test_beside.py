"""Two experiments side by side: one clock, one history, each as it would be alone."""

from __future__ import annotations

import numpy as np
import pytest

from playground.frames import decode
from playground.links import from_query, to_query
from playground.live.opening import still_means
from playground.live.viewer import BadIntent
from playground.train.training import Training, plan
from playground.wire import Kind
from tests.live.house import RUNNING, House
from tests.live.test_own_points import MORE, SOME
from tests.train.compiled import CASES, PROGRAMS, flat

# Three steps an epoch on the left, five on the right.
PAIR = RUNNING.change(versus="lr.0.3~batch.4")


@pytest.fixture
def house() -> House:
    return House()


def right(house):
    return house.run().beside.training


def both(house):
    return flat(house.run().training.weights()), flat(right(house).weights())


def alone(experiment, epochs):
    training = Training([experiment], program=PROGRAMS.get(plan(experiment)))
    training.advance(epochs * training.steps_per_epoch)
    return flat(training.weights())


def test_one_play_moves_both_and_neither_runs_ahead(house):
    page = house.visit(PAIR.change(pace="30s"))
    assert (house.run().training.steps_per_epoch, right(house).steps_per_epoch) == (3, 5)
    house.say("play")
    for _ in range(300):
        house.turn(0.01)
        left, other = house.run().training, right(house)
        assert left.epoch == other.epoch
        assert 0 <= left.step / 3 - other.step / 5 < 1 / 5
    assert left.epoch > 20
    house.say("pause")
    frame = page.last("frame")
    assert frame.header["step"] == house.step()
    assert frame.header["beside"]["train_loss"] == pytest.approx(right(house).measure()[0, 0])
    rows = frame.history.rows(0)
    assert rows.shape[1] == 9
    assert rows[:, 0].tolist() == list(range(house.run().training.epoch + 1))
    assert np.isfinite(rows).all()


def test_each_side_is_what_it_is_alone(house):
    house.visit(PAIR)
    for _ in range(4):
        house.say("step")
    left, other = both(house)
    assert np.array_equal(left, alone(PAIR.change(versus=""), 4))
    assert np.array_equal(other, alone(PAIR.right, 4))
    house.say("reset")
    assert house.step() == right(house).step == 0


def test_what_goes_over_the_wire(house):
    sent = []
    page = house.visit(PAIR)
    page._send = lambda kind, payload: sent.append((kind, payload))
    house.say("step")
    (frame,) = (decode(data) for kind, data in sent if kind == Kind.FRAME)
    own = {name for name in frame.arrays if not name.startswith("beside_")}
    assert {f"beside_{name}" for name in own} == set(frame.arrays) - own
    for name in ("history", "field", "weights"):
        assert frame.arrays[f"beside_{name}"].shape == frame.arrays[name].shape
    assert frame.arrays["beside_history"][:, 0].tolist() == frame.arrays["history"][:, 0].tolist()
    scene = page.last("scene")
    assert scene.text["beside"]["steps_per_epoch"] == 5
    assert "points" not in scene.text["beside"], "they are the same"
    assert not any(name.startswith("beside_") for name in scene.arrays), "they are the same, too"


def test_a_scene_brings_of_the_right_side_what_the_left_one_has_not(house):
    page = house.visit(RUNNING.change(versus="in.x1x2~act.relu"))
    arrays = page.last("scene").arrays
    own = {name.removeprefix("beside_") for name in arrays if name.startswith("beside_")}
    assert own == {"maps", "values", "activations"}
    assert len(arrays["beside_maps"]) == len(arrays["beside_values"]) == 1


def test_a_comparison_begins_with_a_copy_changes_on_one_side_and_ends(house):
    page = house.visit()
    house.set(versus="same")
    assert np.array_equal(*both(house))
    told = page.last("status")
    assert told["beside"]["experiment"] == told["experiment"] | {"versus": ""}
    house.set(hidden=[3], side="right")
    assert house.run().experiment == RUNNING.change(versus="net.3")
    house.set(activation="relu", side="left")
    assert house.run().experiment.right == RUNNING.change(hidden=(3,))
    house.set(noise=0.25, side="right")
    assert (house.run().experiment.noise, house.run().experiment.right.noise) == (0.25, 0.25)
    house.set(learning_rate=0.3)
    experiment = house.run().experiment
    assert experiment.learning_rate == experiment.right.learning_rate == 0.3
    house.say("new_weights")
    assert house.run().experiment.right.weight_seed == house.run().experiment.weight_seed == 1
    status = page.last("status")
    assert from_query(status["query"]) == house.run().experiment
    assert from_query(status["beside"]["query"]) == house.run().experiment.right
    house.set(versus="")
    assert house.run().beside is None
    assert page.last("status")["beside"] is None
    assert page.last("frame").history.rows(0).shape == (1, 5)
    for _ in range(7):
        house.say("undo")
    assert house.run().experiment == RUNNING


def test_a_drag_acts_on_one_side_alone_and_restarts_nothing(house):
    house.visit(RUNNING.change(versus="same"))
    house.say("step")
    generation, compiled = house.run().generation, PROGRAMS.compiled
    for rate in (0.5, 0.2, 1e-6):
        house.set(learning_rate=rate, final=False, side="right")
    before = both(house)
    house.say("step")
    moved = [np.abs(now - then).max() for now, then in zip(both(house), before, strict=True)]
    assert moved[0] > 1e-3
    assert moved[1] < 1e-4
    house.set(learning_rate=1e-6, side="right")
    assert house.run().experiment == RUNNING.change(versus="lr.1e-06")
    assert (house.run().generation, PROGRAMS.compiled) == (generation, compiled)
    house.say("undo")
    assert house.run().experiment == RUNNING.change(versus="same")


def test_both_go_back_to_one_moment_and_on_from_there(house):
    house.visit(PAIR)
    for _ in range(3):
        house.say("step")
    there = both(house)
    for _ in range(3):
        house.say("step")
    end = both(house)
    house.say("rewind", generation=house.run().generation, step=9)
    assert (house.step(), right(house).step) == (9, 15)
    assert all(map(np.array_equal, both(house), there))
    assert len(house.run().history) == 4
    for _ in range(3):
        house.say("step")
    assert all(map(np.array_equal, both(house), end))


def test_one_that_diverges_stops_both_and_the_verdict_says_which(house):
    start = CASES["full batch"].change(epochs=0, pace="10s", versus="lr.100")
    page = house.visit(start)
    house.say("play")
    house.wait_for("diverged")
    assert page.last("status")["verdict"]["text"].startswith("Right diverged at epoch")
    stopped = house.step()
    house.wait(1)
    assert house.step() == stopped


def test_the_verdict_of_a_budget_names_both_scores(house):
    page = house.visit(PAIR.change(epochs=5, learning_rate=1e-6, versus="lr.1e-05"))
    house.say("play")
    house.wait_for("paused")
    verdict = page.last("status")["verdict"]
    assert verdict["kind"] == "not_yet"
    assert verdict["text"].startswith("At epoch 5: test accuracy ")
    assert verdict["text"].count(" %") == 2
    assert verdict["next"] == [{"label": "Train on", "action": "play"}]


def test_a_reloaded_page_returns_to_its_comparison(house):
    house.visit(PAIR)
    assert still_means(house.run(), "?" + to_query(PAIR))
    assert not still_means(house.run(), "?" + to_query(RUNNING))


def test_a_stop_rule_waits_for_both(house):
    page = house.visit(PAIR.change(stop="train_loss-0.2"))
    house.say("play")
    house.wait_for("paused")
    rows = house.run().history.view().table
    losses = rows[:, [1, 5]]
    assert (losses[-1] <= 0.2).all() and (losses[:-1] > 0.2).any()
    text = page.last("status")["verdict"]["text"]
    assert text.startswith("Stopped at epoch") and "on the right" in text
    assert text.count("Stopped at epoch") == 1


@pytest.mark.parametrize("side", ["middle", None, [], 1])
def test_sides_are_read_strictly(house, side):
    house.visit()
    with pytest.raises(BadIntent, match="side must be one of: left, right, both"):
        house.set(learning_rate=0.1, side=side)


def test_drawing_a_point_leaves_both_networks_as_they_are(house):
    house.visit(PAIR.change(dataset="own", own_points=SOME))
    house.say("step")
    before, generation = both(house), house.run().generation
    house.set(own_points=MORE)
    assert all(map(np.array_equal, both(house), before))
    assert house.run().generation == generation
    problems = [house.run().training.problem, right(house).problem]
    assert [len(problem.x) for problem in problems] == [41, 41]
    house.say("step")
    assert house.run().training.epoch == right(house).epoch == 2
