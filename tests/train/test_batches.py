"""Which rows a step sees, and which neurons it leaves out."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.train.batches import drop, order
from tests.train.compiled import BASE, SHUFFLED, flat, fresh, oracle_walk, sets

ROWS = 64
SEEDS = st.integers(0, 2**31 - 1)


@jax.jit
def _order(seed, epoch, n):
    return order(seed=seed, epoch=epoch, rows=ROWS, n=n)


@jax.jit
def _mask(seed, epoch, position, rate):
    return drop(places((64, 50)), seed=seed, epoch=epoch, position=position, rate=rate)


def places(shape):
    """Where each neuron (columns) of each example (rows) stands."""
    return jnp.arange(shape[0] * shape[1], dtype=jnp.uint32).reshape(shape)


def ordered(seed, epoch, n):
    return np.asarray(_order(np.uint32(seed), np.int32(epoch), np.int32(n)))


def mask(seed=1, epoch=0, position=0, rate=0.0):
    return np.asarray(_mask(*map(np.int32, (seed, epoch, position)), np.float32(rate)))


@settings(max_examples=60, deadline=None)
@given(SEEDS, st.integers(0, 1_000_000), st.integers(1, ROWS))
def test_an_order_is_a_permutation_with_the_padding_behind(seed, epoch, n):
    rows = ordered(seed, epoch, n)
    assert sorted(rows[:n]) == list(range(n))
    assert sorted(rows[n:]) == list(range(n, ROWS))


def test_orders_differ_between_epochs_and_seeds_and_are_even():
    orders = {tuple(ordered(seed, epoch, 50)[:50]) for seed in (0, 1, 2) for epoch in range(100)}
    assert len(orders) == 300
    assert tuple(range(50)) not in orders
    first = np.bincount([rows[0] for rows in orders], minlength=50)
    assert first.max() < 20, "no row comes first again and again (6 on average)"
    assert np.array_equal(ordered(3, 4, 50), ordered(3, 4, 50))


def test_every_order_of_four_comes_equally_often():
    seeds = np.arange(24_000, dtype=np.uint32)
    draw = jax.vmap(lambda seed: order(seed=seed, epoch=np.int32(7), rows=5, n=np.int32(4)))
    _, counts = np.unique(np.asarray(jax.jit(draw)(seeds)), axis=0, return_counts=True)
    assert len(counts) == 24
    assert ((counts - 1000) ** 2 / 1000).sum() < 49.7, "chi-square with 23 degrees, 0.1 %"


def test_neighbours_do_not_stay_together():
    rows = np.array([ordered(seed, 0, 64) for seed in range(500)])
    together = np.abs(np.diff(rows, axis=1)) == 1
    assert together.mean() == pytest.approx(2 / 64, rel=0.1)


def test_the_engine_trains_on_this_order():
    e = SHUFFLED.change(weight_seed=5)
    n = len(sets(e)[0][0])
    training = fresh(e)
    training.advance(7)
    expected = oracle_walk(e, 7, order=lambda epoch: ordered(5, epoch, n)[:n])
    np.testing.assert_allclose(flat(training.weights()), flat(expected), rtol=2e-4, atol=2e-5)
    straight = fresh(BASE.change(weight_seed=5))
    straight.advance(7)
    assert not np.allclose(flat(straight.weights()), flat(expected), atol=1e-4)


@pytest.mark.parametrize("rate", [0.1, 0.5, 0.9])
def test_dropout_keeps_its_share_and_scales(rate):
    factors = mask(rate=rate)
    kept = np.float32(1) / (np.float32(1) - np.float32(rate))
    assert set(np.unique(factors)) == {np.float32(0), kept}
    assert (factors > 0).mean() == pytest.approx(1 - rate, abs=0.03)
    assert (factors.mean(0) > 0).all(), "no neuron is out for good"


def test_dropout_differs_between_steps_epochs_and_seeds():
    drawn = [mask(rate=0.5, **at) for at in ({}, {"position": 1}, {"epoch": 1}, {"seed": 2})]
    for i, one in enumerate(drawn):
        assert np.array_equal(one, mask(rate=0.5)) == (i == 0)
        for other in drawn[:i]:
            assert ((one > 0) == (other > 0)).mean() == pytest.approx(0.5, abs=0.05)


def test_dropout_at_rate_0_changes_nothing_bit_for_bit():
    assert (mask(rate=0.0) == 1).all()
    none, nearly = fresh(SHUFFLED), fresh(SHUFFLED.change(dropout=1e-30))
    none.advance(50)
    nearly.advance(50)  # draws its masks, of which none leaves anything out
    assert np.array_equal(flat(none.weights()), flat(nearly.weights()))


def test_a_step_with_dropout_is_the_oracles_with_these_masks():
    e = BASE.change(dropout=0.5, learning_rate=1.0, weight_seed=4)
    (x, y), _ = sets(e)
    x, y = x[:8], y[:8]
    training = fresh(e)
    (w, b), (v, c) = [[part.astype(float) for part in layer] for layer in training.weights()]
    factors = np.asarray(
        drop(
            places((8, 3)), seed=np.uint32(4), epoch=np.int32(0), position=np.int32(0),
            rate=np.float32(0.5),
        )
    )  # fmt: skip
    assert 0 < (factors > 0).sum() < factors.size
    h = np.tanh(x @ w + b)
    out = np.tanh((h * factors) @ v + c)
    delta = (out - y) * (1 - out**2) / 8
    inner = (delta @ v.T) * factors * (1 - h**2)
    expected = flat([(x.T @ inner, inner.sum(0)), ((h * factors).T @ delta, delta.sum(0))])
    training.advance(1)
    before = flat([(w, b), (v, c)])
    np.testing.assert_allclose(before - flat(training.weights()), expected, rtol=2e-4, atol=1e-6)


def test_dropout_rests_when_the_network_is_measured():
    calm, wild = fresh(BASE), fresh(BASE.change(dropout=0.9))
    assert np.array_equal(calm.measure(), wild.measure())
    wild.advance(1)
    calm.advance(1)
    assert not np.array_equal(calm.measure(), wild.measure())
