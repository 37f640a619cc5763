"""A run: transport, pace by the clock, restarts, undo, verdicts, and what its pages are sent."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from playground import content
from playground.fields import FIELDS
from playground.links import from_query, to_query
from playground.service.history import MAX_ROWS
from playground.spec import Experiment, from_json
from playground.train.problem import prepare
from tests.service.house import RUNNING, House
from tests.train.compiled import CASES, PROGRAMS, flat


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
    weights = params(house)
    house.say("new_data")
    assert page.last("scene").text["points"] != points
    assert np.array_equal(params(house), weights)
    house.say("undo")
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


# Changes


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
    assert not house.run().past
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
        seen = len(page.mails)
        house.set(**change)
        told = [m.status["navigate"] for m in page.mails[seen:] if m.status]
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
    house.set(inputs=[])
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
    seen = len(page.mails)
    house.say("load", query="?" + to_query(target), push=True)
    assert house.run().experiment == target
    assert "push" in [m.status["navigate"] for m in page.mails[seen:] if m.status]
    seen = len(page.mails)
    house.say("load", query=to_query(RUNNING))
    assert house.run().experiment == RUNNING
    assert {m.status["navigate"] for m in page.mails[seen:] if m.status} == {"none"}


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


# What the pages are sent

STATUS = {
    "revision", "generation", "state", "experiment", "query", "navigate", "title", "story",
    "preset", "twin", "hide", "notes", "verdict", "can_undo", "can_redo", "undo_label",
    "compiling", "expect", "device", "epochs_per_s_actual",
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


@pytest.mark.parametrize("case", ["sgd", "adam", "adamw", "lion", "large", "corners"])
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
    arrays = frame.arrays
    assert arrays["maps"].shape == (sum(shown) + outputs, *side)
    sizes = [len(e.inputs), *shown, outputs]
    assert arrays["weights"].shape == (sum(a * b for a, b in zip(sizes, sizes[1:], strict=False)),)
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
