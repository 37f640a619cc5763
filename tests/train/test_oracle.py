"""The engine against the NumPy oracle: gradients, steps, losses and scores."""

import numpy as np
import pytest

from playground.fields import PENALTIES
from playground.model.activations import ACTIVATIONS
from playground.model.losses import LOSSES, TASKS
from playground.optim import OPTIMIZERS, SCHEDULES
from tests.train.compiled import (
    BASE,
    CASES,
    flat,
    fresh,
    oracle_scores,
    oracle_start,
    oracle_walk,
)

STEPS = 7  # two whole epochs, each with a partial batch at its end, and one step


def close(ours, expected, *, rtol=2e-4, atol=2e-5):
    np.testing.assert_allclose(ours, expected, rtol=rtol, atol=atol)


@pytest.mark.parametrize("name", CASES)
def test_training_follows_the_oracle(name):
    e = CASES[name]
    training = fresh(e)
    close(flat(training.weights()), flat(oracle_start(e)), rtol=1e-7, atol=0)
    close(training.measure()[0], oracle_scores(e, oracle_start(e)))
    records = training.advance(STEPS)
    close(flat(training.weights()), flat(oracle_walk(e, STEPS)))
    assert training.step == STEPS
    per_epoch = training.steps_per_epoch
    assert [r.epoch for r in records] == list(range(1, STEPS // per_epoch + 1))
    for record in records:
        after = oracle_walk(e, record.epoch * per_epoch)
        close(record.values[0], oracle_scores(e, after), rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize("name", [n for n, e in CASES.items() if e.optimizer == "sgd"])
def test_one_step_with_rate_1_is_the_gradient(name):
    e = CASES[name].change(learning_rate=1.0, penalty_rate=0.0)
    training = fresh(e)
    before = flat(training.weights())
    training.advance(1)
    gradient = before - flat(training.weights())
    assert np.abs(gradient).max() > 1e-3
    close(gradient, flat(oracle_start(e)) - flat(oracle_walk(e, 1)), atol=1e-6)


def test_every_choice_has_a_case():
    cases = CASES.values()
    assert {e.optimizer for e in cases} == set(OPTIMIZERS)
    assert {name for e in cases for name in e.layer_activations} == set(ACTIVATIONS)
    assert {e.loss for e in cases} == set(LOSSES)
    assert {e.kind for e in cases} == set(TASKS)
    assert {e.schedule for e in cases} == set(SCHEDULES)
    assert {e.penalty for e in cases} == set(PENALTIES)


@pytest.mark.parametrize(
    "fields",
    [
        {"learning_rate": 0.3},
        {"points": 126, "noise": 0.3, "data_seed": 9},
        {"points": 48, "train_share": 0.25},
        {"initializer": "playground", "weight_seed": 3},
        {"initializer": "zeros"},
        {"dataset": "xor", "standardize": False},
        {"inputs": ("x1_squared", "sin_x2")},
    ],
    ids=str,
)
def test_what_needs_no_other_program_follows_too(fields):
    e = BASE.change(**fields)
    training = fresh(e)
    assert training.structure == fresh(BASE).structure
    training.advance(STEPS)
    close(flat(training.weights()), flat(oracle_walk(e, STEPS)))


@pytest.mark.parametrize(
    ("case", "fields"),
    [
        ("momentum", {"momentum": 0.2, "penalty_rate": 0.3}),
        ("nesterov", {"momentum": 0.0, "penalty_rate": 0.0}),
        ("large", {"clip": 1000.0, "penalty_rate": 0.0}),
    ],
)
def test_live_settings_act_from_the_next_step_on(case, fields):
    e = CASES[case]
    changed = e.change(**fields)
    still, moved = fresh(e), fresh(changed)
    moved.set_hyper(e)
    still.advance(3)
    moved.advance(3)
    assert np.array_equal(flat(still.weights()), flat(moved.weights())), "hyper is all there is"
    other = fresh(changed)
    other.advance(3)
    close(flat(other.weights()), flat(oracle_walk(changed, 3)))
    still.set_hyper(changed)
    before = flat(still.weights())
    still.advance(1)
    moved.advance(1)
    assert not np.allclose(flat(still.weights()) - before, flat(moved.weights()) - before)
