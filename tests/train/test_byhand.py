"""By hand: a weight set is that weight alone, what is held stays, a neuron off has no say."""

import numpy as np
import pytest

from playground.train.byhand import Held, Place, Unit
from tests.train.compiled import BASE, CASES, PROGRAMS, SHUFFLED, flat, fresh

WEIGHT, BIAS = Place(1, 1, 2), Place(2, None, 0)
HARD = CASES["nesterov"]  # two hidden layers, momentum, and L1 that pulls at every weight
LARGE = CASES["large"]  # an array a layer instead of one flat vector


@pytest.mark.parametrize("experiment", [BASE, LARGE])
@pytest.mark.parametrize("place", [WEIGHT, BIAS])
def test_setting_a_number_changes_exactly_that_number(experiment, place):
    training = fresh(experiment)
    training.advance(3)
    before, compiled = flat(training.weights()), PROGRAMS.compiled
    training.put(place, -1.25)
    after = flat(training.weights())
    assert training.value(place) == -1.25
    assert np.count_nonzero(after != before) == 1
    assert after.dtype == np.float32
    training.advance(3)
    assert training.value(place) != -1.25, "it goes on learning"
    assert PROGRAMS.compiled == compiled


def test_the_snapshot_shows_it():
    training = fresh(BASE)
    training.put(WEIGHT, 3.5)
    assert training.snapshot().weights[1 * 3 + 2] == 3.5


@pytest.mark.parametrize("name", ["nesterov", "adam", "adamw", "lion", "adagrad", "large"])
def test_frozen_stays_bit_for_bit_and_the_rest_learns(name):
    training = fresh(CASES[name])
    training.advance(4)
    last = len(training.weights())
    frozen = {Place(1, 0, 1), Place(1, None, 0), Place(last, 2, 0)}
    compiled, start = PROGRAMS.compiled, flat(training.weights())
    values = [training.value(place) for place in frozen]
    training.hold(Held(frozenset(frozen)))
    training.advance(30)
    assert [training.value(place) for place in frozen] == values
    assert np.count_nonzero(flat(training.weights()) != start) > len(start) / 2
    training.hold(Held())
    training.advance(5)
    assert all(training.value(p) != v for p, v in zip(frozen, values, strict=True))
    assert PROGRAMS.compiled == compiled


def test_a_weight_let_go_makes_no_jump():
    """Momentum does not gather while a weight is frozen."""
    momentum = CASES["momentum"].change(learning_rate=0.01, momentum=0.95)
    held, free = fresh(momentum), fresh(momentum)
    place = Place(1, 0, 0)
    held.hold(Held(frozenset({place})))
    held.advance(60)
    before = held.value(place)
    held.hold(Held())
    held.advance(1)
    steps = []
    for _ in range(60):
        start = free.value(place)
        free.advance(1)
        steps.append(abs(free.value(place) - start))
    assert abs(held.value(place) - before) <= max(steps)


@pytest.mark.parametrize("experiment", [SHUFFLED, HARD, LARGE])
def test_a_neuron_switched_off_has_no_say_and_comes_back_as_it_was(experiment):
    training = fresh(experiment)
    training.advance(3)
    unit = Unit(1, 1)
    before, measured = flat(training.weights()), training.measure()
    training.hold(Held(off=frozenset({unit})))
    silent = training.measure()
    assert not np.array_equal(silent, measured)
    for place in (Place(1, 0, 1), Place(1, None, 1)):
        own = training.value(place)
        training.put(place, 7.0)
        assert np.array_equal(training.measure(), silent), "whatever it computes"
        training.put(place, own)
    training.hold(Held())
    assert np.array_equal(flat(training.weights()), before)
    assert np.array_equal(training.measure(), measured)


def test_a_network_learns_as_one_without_the_neuron_that_is_off():
    training = fresh(HARD)
    unit = Unit(1, 2)
    training.hold(Held(off=frozenset({unit})))
    training.advance(12)
    (w, b), (v, _), _ = training.weights()
    (w0, b0), _, _ = fresh(HARD).weights()
    assert not v[2].any()
    assert np.array_equal(w[:, 2], w0[:, 2])
    assert b[2] == b0[2]
    assert not np.array_equal(w[:, 0], w0[:, 0])


def test_two_neurons_in_a_row_come_back_in_any_order():
    training = fresh(HARD)
    one, other = Unit(1, 0), Unit(2, 1)
    before = flat(training.weights())
    for off in ({one}, {one, other}, {other}, set()):
        training.hold(Held(off=frozenset(off)))
    assert np.array_equal(flat(training.weights()), before)


def test_of_several_networks_one_may_be_set_and_none_held():
    training = fresh(None, [SHUFFLED.change(weight_seed=s, data_seed=s) for s in range(4)])
    others = [flat(training.weights(lane)) for lane in (1, 2, 3)]
    training.put(WEIGHT, 2.0)
    with pytest.raises(ValueError, match="4 networks"):
        training.hold(Held(frozenset({BIAS})))
    assert training.value(WEIGHT) == 2.0
    assert all(
        np.array_equal(flat(training.weights(lane)), w)
        for lane, w in zip((1, 2, 3), others, strict=True)
    )
