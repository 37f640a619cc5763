"""What the pages of a run are sent: status, scene, frames and history."""

from __future__ import annotations

import json
from itertools import pairwise

import numpy as np
import pytest

from playground.links import from_query
from playground.live.history import MAX_ROWS
from playground.live.scene import scene_of
from playground.spec import Experiment, from_json, repair
from playground.train.problem import prepare
from playground.train.training import plan
from tests.live.house import RUNNING, House
from tests.train.compiled import CASES, flat


@pytest.fixture
def house() -> House:
    return House()


STATUS = {
    "revision", "generation", "state", "experiment", "query", "navigate", "title", "story",
    "preset", "twin", "hide", "notes", "verdict", "can_undo", "can_redo", "undo_label",
    "compiling", "expect", "device",
}  # fmt: skip
HEADER = {
    "generation", "step", "epoch", "state", "train_loss", "test_loss", "train_score", "test_score",
    "steps_per_s", "epochs_per_s",
}  # fmt: skip


def test_status(house):
    page = house.visit()
    status = page.last("status")
    json.dumps(status, allow_nan=False)
    assert status["experiment"]["noise"] == 0.1
    assert from_json(status["experiment"]) == RUNNING == from_query(status["query"])
    assert status["device"] == "cpu"
    assert status["title"]
    assert status["expect"].endswith(".")
    assert status["compiling"] is status["verdict"] is status["undo_label"] is None
    assert set(status) >= STATUS


@pytest.mark.parametrize("case", ["sgd", "adam", "adamw", "lion", "large", "adagrad"])
def test_scene_and_frame(house, case):
    e = CASES[case].change(epochs=0)
    page = house.visit(e)
    house.say("step")
    scene, frame = page.last("scene"), page.last("frame")
    s, problem, text = house.run().structure, prepare(e), scene.text
    json.dumps([text, frame.header], allow_nan=False)
    assert set(frame.header) >= HEADER
    assert (text["kind"], text["classes"], text["domain"]) == (e.kind, e.classes, [-6, 6])
    n = len(text["points"]["x"])
    split = text["points"]["split"]
    if e.fixed:
        assert (n, split) == (4, [0] * 4)
    else:
        assert split == [0] * 20 + [1] * 20
        assert np.allclose(text["points"]["x"][20], problem.x[problem.test[0]], atol=1e-4)
    assert len(text["points"]["y"]) == n == len(frame.arrays["wrong"])
    assert [layer["units"] for layer in text["layers"]] == list(e.hidden)
    shown = [len(layer["shown"]) for layer in text["layers"]]
    assert shown == [min(16, units) for units in e.hidden]
    outputs = 3 if e.kind == "multiclass" else 1
    assert text["output"]["units"] == outputs == len(text["output"]["labels"])
    assert (text["grid"], text["map"]) == (s.grid, s.map)
    low, high = text["value_range"]
    assert -low == high > 0
    assert [entry["name"] for entry in text["inputs"]] == list(e.inputs)
    side = (s.map,) if e.kind == "curve" else (s.map, s.map)
    assert scene.arrays["maps"].shape == (len(e.inputs), *side)
    assert scene.arrays["maps"].dtype == np.uint8
    places = s.grid if e.kind == "curve" else s.grid**2
    assert scene.arrays["values"].shape == (len(e.inputs), places)
    points = np.float32(problem.features(problem.x[np.concatenate([problem.train, problem.test])]))
    assert np.array_equal(scene.arrays["points"].T, points[:n])
    assert sum(array.nbytes for array in scene.arrays.values()) <= 200_000
    assert (
        text["layers"][0]["activation"]["formula"].count("{}")
        == text["output"]["formula"].count("{}")
        == 1
    )
    arrays = frame.arrays
    assert arrays["maps"].shape == (sum(shown) + outputs, *side)
    sizes = [len(e.inputs), *shown, outputs]
    assert arrays["weights"].shape == (sum(a * b for a, b in pairwise(sizes)),)
    assert arrays["biases"].shape == (sum(shown) + outputs,)
    fields = {"curve": {"curve"}, "multiclass": {"field_class", "field_confidence"}}
    expected = fields.get(e.kind, {"field"})
    assert set(arrays) == expected | {"maps", "weights", "biases", "wrong"}
    for name in expected:
        assert arrays[name].shape == ((256,) if e.kind == "curve" else (s.grid, s.grid))


def test_wrong_flags_follow_the_order_of_the_points(house):
    page = house.visit(RUNNING.change(noise=0.4))
    house.say("step")
    scene, frame = page.last("scene"), page.last("frame")
    (w, b), (v, c) = house.run().training.weights()
    problem = prepare(house.run().experiment)
    x = problem.features(np.array(scene.text["points"]["x"]))
    z = (np.tanh(x @ w + b) @ v + c)[:, 0]
    clear = np.abs(z) > 1e-3  # the scene's positions are rounded
    expected = z * np.array(scene.text["points"]["y"]) <= 0
    assert np.array_equal(frame.arrays["wrong"][clear], expected[clear])
    assert 0 < expected.sum() < 40


def test_epoch_and_losses_in_frames(house):
    page = house.visit(RUNNING.change(pace="1s"))
    house.say("step")
    header = page.last("frame").header
    assert (header["step"], header["epoch"]) == (1, pytest.approx(1 / 3, abs=1e-3))
    expected = house.run().training.measure()[0]
    names = ("train_loss", "test_loss", "train_score", "test_score")
    assert [header[name] for name in names] == pytest.approx(expected.tolist(), abs=1e-6)


def test_history_has_a_row_an_epoch_and_is_thinned_out_past_4096(house):
    page = house.visit(RUNNING.change(pace="max"))
    house.run().tick(house.now_s, slice_s=1.0)
    early = page.last("frame").history
    house.say("play")
    for _ in range(4000):
        if house.run().training.epoch > MAX_ROWS + 50:
            break
        house.turn(0.01)
    house.say("pause")
    house.turn(0.1)
    table = page.last("frame").history.rows(0)
    assert len(table) <= MAX_ROWS
    assert table[:, 0].tolist() == list(range(0, int(table[-1, 0]) + 1, 2))
    assert table[-1, 0] > MAX_ROWS
    assert page.last("frame").history.version != early.version
    house.look("a")
    assert len(house.pages[-1].last("frame").history.rows(0)) == len(table)


def test_equal_runs_are_equal_whoever_else_runs(house):
    house.visit(token="a")
    house.visit(RUNNING.change(pace="max", weight_seed=3), token="b")
    house.visit(token="c")
    for token in "abc":
        house.say("play", token=token)
    house.wait(1)
    for token in "ac":
        house.say("pause", token=token)
    while house.step("a") != house.step("c"):
        house.say("step", token="a" if house.step("a") < house.step("c") else "c")
    a, c = (flat(house.run(token).training.weights()) for token in "ac")
    assert np.array_equal(a, c)
    assert isinstance(house.run().experiment, Experiment)


def test_the_scene_draws_the_function_that_points_follow():
    def target(**fields):
        e, _ = repair(fields)
        return scene_of(e, plan(e), generation=1).text["target"]

    assert target(dataset="circle", formula="x") is None
    curve = target(dataset="curve")
    assert curve[120] == 0
    assert curve[0] == pytest.approx(0.6 * np.sin(-6) + 0.4 * np.sin(-12), abs=1e-3)
    above = target(dataset="above", formula="1/x+sqrt(x)")
    assert above[:121] == [None] * 121, "no value"
    assert above[121] == pytest.approx(20 + 0.05**0.5, abs=1e-3)
    assert target(dataset="above", formula="x^3")[0] is None, "far from the plane"
