"""Combinations that cannot be: refused by the experiment, gently put right for the page."""

import pytest
from hypothesis import assume, given, settings

from playground.fields import FIELDS, SETTINGS, InvalidExperiment
from playground.spec import Experiment, repair
from playground.train.problem import prepare
from tests.strategies import VALUES

IMPOSSIBLE = [  # (what is asked, the field that is refused, what it becomes)
    ({"dataset": "blobs", "loss": "hinge"}, "loss", "cross_entropy"),
    ({"dataset": "plane"}, "loss", "half_squared"),
    ({"dataset": "plane", "loss": "hinge"}, "loss", "half_squared"),
    ({"loss": "huber"}, "loss", "cross_entropy"),
    ({"batch_size": 251}, "batch_size", 250),
    ({"dataset": "xor_corners"}, "batch_size", 4),
    ({"points": 4, "batch_size": 2}, "points", 8),
    ({"dataset": "blobs", "points": 11, "batch_size": 2}, "points", 12),
    ({"optimizer": "perceptron", "loss": "perceptron"}, "optimizer", "sgd"),
    ({"optimizer": "perceptron", "hidden": ()}, "loss", "perceptron"),
    ({"loss": "perceptron", "hidden": ()}, "loss", "cross_entropy"),
    (
        {"optimizer": "perceptron", "loss": "perceptron", "hidden": (), "dataset": "blobs"},
        "optimizer",
        "sgd",
    ),
    ({"dataset": "curve", "loss": "huber"}, "inputs", ("x1",)),
    ({"dataset": "curve", "loss": "huber", "inputs": ("x2",)}, "inputs", ("x1",)),
    (
        {"dataset": "curve", "loss": "huber", "inputs": ("x1_squared", "x1x2", "sin_x1")},
        "inputs",
        ("x1_squared", "sin_x1"),
    ),
    ({"inputs": ()}, "inputs", ("x1",)),
    ({"hidden": (4, 4), "activations": ("sine", "same", "relu")}, "activations", ("sine",)),
    ({"hidden": (), "activations": ("sine",)}, "activations", ()),
]


@pytest.mark.parametrize(("values", "field", "mended"), IMPOSSIBLE)
def test_impossible_combinations_are_refused_and_mended(values, field, mended):
    with pytest.raises(InvalidExperiment) as caught:
        Experiment(**values)
    assert caught.value.field == field
    experiment, notes = repair(values)
    assert getattr(experiment, field) == mended
    assert notes
    assert any(FIELDS[field].label.split()[0].lower().rstrip("s") in n.lower() for n in notes)
    assert all(note.endswith(".") for note in notes)
    untouched = set(values) - {field, "loss", "optimizer", "batch_size"}
    assert all(getattr(experiment, name) == values[name] for name in untouched)


def test_a_possible_experiment_needs_no_repair():
    perceptron = {"optimizer": "perceptron", "loss": "perceptron", "hidden": ()}
    corners = {"dataset": "xor_corners", "batch_size": 4, "points": 4}
    for values in ({}, perceptron, corners, {"dataset": "blobs", "points": 12, "batch_size": 6}):
        experiment, notes = repair(values)
        assert notes == []
        assert experiment == Experiment(**values)


@settings(max_examples=80, deadline=None)
@given(VALUES)
def test_any_single_valid_values_can_be_mended(values):
    experiment, notes = repair(values)
    changed = {n for n in SETTINGS if getattr(experiment, n) != FIELDS[n].check(values[n])}
    changed -= {"activation"}  # of layers that have one of their own it may be another's name
    assert changed <= {"inputs", "points", "optimizer", "loss", "batch_size"}
    assert len(notes) >= len(changed), "whatever was changed is said"
    for name in changed:
        assert any(note.startswith(FIELDS[name].label) for note in notes)
    assert repair({n: getattr(experiment, n) for n in FIELDS}) == (experiment, [])


@settings(max_examples=25, deadline=None)
@given(VALUES)
def test_any_experiment_has_points_to_train_and_to_test(values):
    assume(values["points"] <= 300)
    experiment, _ = repair(values)
    problem = prepare(experiment)
    assert len(problem.train) == experiment.training_points >= experiment.batch_size
    assert len(problem.test) >= 1
    if not experiment.fixed:
        assert sorted([*problem.train, *problem.test]) == list(range(experiment.points))
