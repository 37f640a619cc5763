"""Training: how it is called must not matter; lanes, padding and divergence."""

import jax
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.train.step import MAX_OUTPUT
from playground.train.training import train
from tests.train.compiled import BASE, CASES, PROGRAMS, SHUFFLED, flat, fresh, sets

LANES = [SHUFFLED.change(weight_seed=s, data_seed=s) for s in range(4)]
WILD = CASES["full batch"].change(learning_rate=100.0)  # half squared error, no bound


def weights(training, lane=0):
    return flat(training.weights(lane))


def poison(training, name, rows, value):
    """Overwrite rows of the points on the device; returns the training."""
    array = np.array(getattr(training._data, name))
    array[rows] = value
    training._data = training._data._replace(**{name: jax.device_put(array)})
    return training


@pytest.mark.parametrize("experiment", [SHUFFLED.change(dropout=0.3), CASES["adam"]])
def test_many_calls_are_one_call_bit_for_bit(experiment):
    whole, parts = fresh(experiment), fresh(experiment)
    records = whole.advance(40)
    pieces = [record for n in (1, 2, 3, 1, 13, 20) for record in parts.advance(n)]
    assert whole.step == parts.step == 40
    assert np.array_equal(weights(whole), weights(parts))
    assert [r.epoch for r in records] == [r.epoch for r in pieces]
    assert all(np.array_equal(a.values, b.values) for a, b in zip(records, pieces, strict=True))


def test_equal_experiments_give_bit_equal_runs():
    one, same = fresh(SHUFFLED), fresh(SHUFFLED.change(noise=0.2).change(noise=0.1))
    other = fresh(SHUFFLED.change(weight_seed=1))
    for training in (one, other, same):
        training.advance(100)
    assert np.array_equal(weights(one), weights(same))
    assert all(np.array_equal(a, b) for a, b in zip(one.snapshot(), same.snapshot(), strict=True))
    assert not np.array_equal(weights(one), weights(other))


def test_reading_does_not_disturb():
    quiet, watched = fresh(SHUFFLED), fresh(SHUFFLED)
    for _ in range(10):
        quiet.advance(1)
        watched.advance(1)
        watched.snapshot()
        watched.measure()
    assert np.array_equal(weights(quiet), weights(watched))


def test_epochs_are_recorded_as_asked_and_none_is_lost():
    training = fresh(BASE)
    records = training.advance(600 * 3)  # more than one call of the program holds
    assert [r.epoch for r in records] == list(range(1, 601))
    assert training.epoch == 600
    assert [r.epoch for r in training.advance(10 * 3, every=4)] == [604, 608]
    assert training.advance(2) == []
    assert training.step == 610 * 3 + 2


@pytest.mark.parametrize("experiment", [BASE, SHUFFLED])
def test_padding_does_not_matter(experiment):
    clean, dirty = fresh(experiment), fresh(experiment)
    n = len(sets(experiment)[0][0])
    for name in ("x_train", "y_train"):
        assert getattr(dirty._data, name).shape[1] > n
        poison(dirty, name, (slice(None), slice(n, None)), 77.0)
    unused = np.flatnonzero(np.asarray(dirty._data.counts).sum(axis=0) == 0)
    assert len(unused) > 0
    poison(dirty, "x_all", (slice(None), slice(None), unused), 77.0)
    poison(dirty, "y_all", (slice(None), unused), 77.0)
    records = [training.advance(31) for training in (clean, dirty)]
    assert np.array_equal(weights(clean), weights(dirty))
    assert np.array_equal(clean.measure(), dirty.measure())
    for a, b in zip(*records, strict=True):
        assert np.array_equal(a.values, b.values)


def test_lanes_are_networks_of_their_own():
    together, alone = fresh(None, LANES), [fresh(e) for e in LANES]
    for _ in range(6):
        records = together.advance(1)
        for lane, single in enumerate(alone):
            own = single.advance(1)
            np.testing.assert_allclose(
                weights(together, lane), weights(single), rtol=1e-6, atol=1e-7
            )
            for a, b in zip(records, own, strict=True):
                np.testing.assert_allclose(a.values[lane], b.values[0], rtol=1e-5, atol=1e-6)
    assert len({weights(together, lane).tobytes() for lane in range(4)}) == 4
    found = together.measure()
    assert found.shape == (4, 4)
    np.testing.assert_allclose(found[3], alone[3].measure()[0], rtol=1e-5, atol=1e-6)


def test_train_gives_a_lane_to_each_seed():
    training = train(SHUFFLED, epochs=2, seeds=range(4), device="cpu", programs=PROGRAMS)
    expected = fresh(None, LANES)
    expected.advance(2 * 3)
    assert training.epoch == 2
    for lane in range(4):
        assert np.array_equal(weights(training, lane), weights(expected, lane))


def test_one_lane_may_fall_and_the_others_go_on():
    healthy, hurt = fresh(None, LANES), fresh(None, LANES)
    poison(hurt, "x_train", 2, np.inf)
    start = weights(hurt, 2)
    healthy.advance(9)
    hurt.advance(9)
    assert hurt.alive.tolist() == [True, True, False, True]
    assert hurt.step == 9
    assert np.array_equal(weights(hurt, 2), start), "the last finite state"
    for lane in (0, 1, 3):
        assert np.array_equal(weights(hurt, lane), weights(healthy, lane))


def test_a_diverging_run_stops_at_its_first_step_that_is_not_finite():
    walker, runner = fresh(WILD), fresh(WILD)
    finite = 0
    while walker.alive.all():
        before = weights(walker)
        walker.advance(1)
        finite += bool(walker.alive.all())
        assert finite < 100
    assert finite >= 2
    assert np.array_equal(weights(walker), before), "the step that failed was not taken"
    records = runner.advance(10_000)
    assert runner.step == walker.step == finite
    assert len(records) == runner.epoch == finite // runner.steps_per_epoch
    assert np.array_equal(weights(runner), before)
    assert np.isfinite(before).all()
    assert not runner.alive.any()
    # The oracle agrees that the next step's outputs or weights are out of bounds.
    x, y = sets(WILD)[0]
    (w, b), (v, c) = [[part.astype(float) for part in layer] for layer in runner.weights()]
    z = (x @ w + b) @ v + c
    moved = np.abs(100 * ((x @ w + b).T @ (z - y) / len(x)))
    assert np.abs(z).mean() > MAX_OUTPUT or moved.max() > np.finfo(np.float32).max
    assert runner.advance(5) == []
    assert runner.step == finite


FULL = CASES["full batch"]


@settings(max_examples=10, deadline=None)
@given(st.permutations(range(20)))
def test_a_full_batch_gradient_does_not_depend_on_the_order_of_rows(rows):
    straight, mixed = fresh(FULL), fresh(FULL)
    for name in ("x_train", "y_train"):
        array = np.array(getattr(mixed._data, name))
        poison(mixed, name, (0, slice(0, 20)), array[0, rows])
    straight.advance(1)
    mixed.advance(1)
    np.testing.assert_allclose(weights(mixed), weights(straight), rtol=1e-5, atol=1e-6)


def test_own_points_are_trained_with_many_seeds_or_refused():
    text = "2" + "fQPoA" * 6 + "u4H0B" * 6
    experiment = BASE.change(dataset="own", own_points=text)
    found = train(experiment, epochs=1, seeds=[0, 1, 2], device="cpu", programs=PROGRAMS)
    assert np.isfinite(found.measure()).all()
    with pytest.raises(ValueError, match="no points"):
        train(experiment.change(own_points="2"), epochs=1, programs=PROGRAMS)
