"""Further columns of own points: inputs like the others, which no place of the plane decides."""

from __future__ import annotations

import numpy as np
import pytest

from playground.data.own import decode, encode
from playground.export.files import read_file, write_experiment
from playground.links import from_query, to_query
from playground.live.marks import marks_of
from playground.live.scene import scene_of
from playground.spec import repair
from playground.train.problem import prepare
from playground.train.training import plan
from tests.live.house import RUNNING, House
from tests.train.compiled import fresh

COLUMNS = ("Petal.Length", "petal width (cm)")


def flowers() -> str:
    """Two kinds that are alike in X₁ and X₂ and not in the other columns."""
    rng = np.random.default_rng(0)
    label = np.arange(60) % 2
    near, far = rng.normal(size=(60, 2)), rng.normal(size=(60, 2)) + 3 * (label[:, None] - 0.2)
    return encode(np.hstack([near, far]), label, classes=2, columns=COLUMNS)


ALL = RUNNING.change(dataset="own", own_points=flowers(), inputs=("x1", "x2", "c1", "c2"))
TWO = ALL.change(inputs=("x1", "x2"))


def answers(training, x):
    """What the network answers (n,) to these inputs (n, inputs), worked out in NumPy."""
    (w, b), (v, c) = training.weights()
    return np.tanh(np.tanh(x @ w + b) @ v + c)[:, 0]


def test_the_network_learns_more_from_all_columns_than_from_two():
    found = {}
    for e in (TWO, ALL):
        training = fresh(e)
        training.advance(40 * training.steps_per_epoch)
        found[e] = training.measure()[0]
    train_loss, test_loss, train_score, _ = np.array([found[ALL], found[TWO]]).T
    assert train_loss[0] < 0.5 * train_loss[1]
    assert test_loss[0] < 0.5 * test_loss[1]
    assert train_score[0] > 0.9 > train_score[1]


def test_the_field_is_the_slice_at_the_means_and_points_are_judged_by_all():
    house = House()
    page = house.visit(ALL)
    house.say("play")
    house.wait(0.5)
    house.say("pause")
    scene, frame, training = page.last("scene"), page.last("frame"), house.run().training
    problem = prepare(ALL)
    points = decode(ALL.own_points).x
    train = points[problem.train]
    grid = scene.text["grid"]
    along = np.linspace(-6, 6, grid)
    x1, x2 = np.meshgrid(along, along[::-1])
    means = [np.full(grid**2, train[:, column].mean()) for column in (2, 3)]
    places = np.stack([x1.ravel(), x2.ravel(), *means], axis=1)
    x = (places - train.mean(axis=0)) / train.std(axis=0)
    expected = np.round(127 + 127 * answers(training, x))
    assert np.ptp(expected) > 20
    assert np.abs(frame.arrays["field"].ravel() - expected).max() <= 1
    np.testing.assert_allclose(scene.arrays["values"].T, x, atol=1e-5)  # what the page works with
    rows = np.concatenate([problem.train, problem.test])
    seen = (points[rows] - train.mean(axis=0)) / train.std(axis=0)
    out, y = answers(training, seen), np.where(decode(ALL.own_points).label[rows], 1, -1)
    clear = np.abs(out) > 1e-4
    assert np.array_equal(frame.arrays["wrong"][clear], (out * y <= 0)[clear])


def test_the_scene_names_the_columns_and_shows_places_alone():
    house = House()
    scene = house.visit(ALL).last("scene").text
    assert [entry["label"] for entry in scene["inputs"]] == ["X₁", "X₂", "Petal.Len…", "petal wid…"]
    assert [entry.get("title") for entry in scene["inputs"]] == [None, None, *COLUMNS]
    assert {len(place) for place in scene["points"]["x"]} == {2}


def test_a_point_is_followed_with_its_own_values_and_a_place_with_the_means():
    house = House()
    page = house.visit(ALL)
    told: list[dict] = []
    page.tell = told.append
    generation, problem = house.run().generation, prepare(ALL)
    house.say("explain", generation=generation, point=0)
    house.say("explain", generation=generation, at=[1.5, -2])
    point, place = (each for each in told if each["type"] == "passes")
    x = decode(ALL.own_points).x[problem.train]
    assert point["raw"] == pytest.approx(x[0], abs=1e-6)
    assert point["at"] == pytest.approx(x[0, :2], abs=1e-6)
    assert place["raw"] == pytest.approx([1.5, -2, *x[:, 2:].mean(axis=0)], rel=1e-5)
    assert place["at"] == [1.5, -2]


def test_link_and_file_have_all_of_it():
    query = to_query(ALL)
    assert query.isascii()
    assert from_query(query) == ALL
    assert read_file(write_experiment(ALL).encode()).experiment == ALL


def test_another_data_set_lets_go_of_the_columns_and_undo_brings_them_back():
    house = House()
    page = house.visit(ALL)
    house.set(dataset="circle")
    assert house.run().experiment.inputs == ("x1", "x2")
    assert "the points have 0 further columns" in page.last("status")["notes"][0]
    house.say("undo")
    assert house.run().experiment == ALL


def test_a_column_that_is_not_there_is_put_right():
    with pytest.raises(ValueError, match="inputs names c3; the points have 2 further columns"):
        ALL.change(inputs=("c3",))
    mended, notes = repair({"inputs": ("c3",), "dataset": "own", "own_points": ALL.own_points})
    assert mended.inputs == ("x1",)
    assert len(notes) == 1


def test_no_straight_line_of_the_plane_is_marked():
    assert marks_of(ALL).line is None


def test_sixteen_inputs_are_all_drawn():
    columns = tuple("abcdefg")
    text = encode(np.zeros((4, 9)), np.arange(4) % 2, classes=2, columns=columns)
    every = ("x1", "x2", "x1_squared", "x2_squared", "x1x2", "sin_x1", "sin_x2", "cos_x1", "cos_x2")
    e = ALL.change(own_points=text, inputs=(*every, *(f"c{i}" for i in range(1, 8))))
    structure = plan(e, device="cpu")
    assert structure.shown[0] == structure.sizes[0] == 16
    assert len(scene_of(e, structure, generation=1).text["inputs"]) == 16
