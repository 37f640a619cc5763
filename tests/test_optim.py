"""Optimizers against the oracle on any pytree; schedules at the points they promise."""

from functools import cache

import jax
import numpy as np
import pytest

from playground.optim import OPTIMIZERS, SCHEDULES
from tests import reference

RNG = np.random.default_rng(5)
LAYERS = [
    (RNG.normal(size=(2, 3)), RNG.normal(size=3)),
    (RNG.normal(size=(3, 1)), RNG.normal(size=1)),
]
GRADIENTS = [jax.tree.map(lambda p: RNG.normal(size=p.shape), LAYERS) for _ in range(4)]
RATE, MOMENTUM = 0.05, 0.8


def flat(tree):
    return np.concatenate([np.ravel(leaf) for leaf in jax.tree.leaves(tree)])


def oracle(name):
    """Parameters after each step, flat."""
    params, path = jax.tree.leaves(LAYERS), []
    memory = [(0.0, 0.0)] * len(params)
    for t, grads in enumerate(GRADIENTS, start=1):
        for i, g in enumerate(jax.tree.leaves(grads)):
            decays = params[i].ndim == 2
            d, memory[i] = reference.direction(name, g, params[i], memory[i], t, MOMENTUM, decays)
            params[i] = params[i] - RATE * d
        path.append(flat(params))
    return path


@cache
def walker(name, *, vector):
    """A program for four steps, with learning rate and momentum traced."""
    entries = jax.tree.map(lambda p: np.full(p.shape, np.float32(p.ndim == 2)), LAYERS)
    decays = flat(entries) if vector else None

    @jax.jit
    def walk(params, gradients, momentum):
        optimizer = OPTIMIZERS[name].value(momentum, decays=decays)

        def step(carry, grads):
            params, state = carry
            direction, state = optimizer.update(grads, state, params)
            params = jax.tree.map(lambda p, d: p - RATE * d, params, direction)
            return (params, state), (params, direction)

        return jax.lax.scan(step, (params, optimizer.init(params)), gradients)[1]

    return walk


def float32(tree):
    return jax.tree.map(np.float32, tree)


FLAT = float32(flat(LAYERS))
FLAT_GRADIENTS = np.stack([float32(flat(g)) for g in GRADIENTS])


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_steps_match_the_oracle(name):
    stacked = jax.tree.map(lambda *g: np.float32(np.stack(g)), *GRADIENTS)
    path, _ = walker(name, vector=False)(float32(LAYERS), stacked, MOMENTUM)
    for t, expected in enumerate(oracle(name)):
        ours = flat([leaf[t] for leaf in map(np.asarray, jax.tree.leaves(path))])
        np.testing.assert_allclose(ours, expected, rtol=2e-5, atol=1e-6)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_one_flat_vector_takes_the_same_steps(name):
    path, _ = walker(name, vector=True)(FLAT, FLAT_GRADIENTS, MOMENTUM)
    np.testing.assert_allclose(path[-1], oracle(name)[-1], rtol=2e-5, atol=1e-6)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_zero_gradient_at_the_start_is_harmless(name):
    zero = np.zeros_like(FLAT)
    _, directions = walker(name, vector=True)(zero, np.stack([zero] * 4), MOMENTUM)
    assert not np.any(directions)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_facts(name):
    facts = OPTIMIZERS[name].facts
    ends = [walker(name, vector=True)(FLAT, FLAT_GRADIENTS, m)[0][-1] for m in (0.0, 0.9)]
    assert facts["momentum"] == (not np.array_equal(*ends))
    assert facts["perceptron"] == (name == "perceptron")


def test_adamw_needs_the_parameters():
    optimizer = OPTIMIZERS["adamw"].value(0.9)
    with pytest.raises(ValueError, match="needs the parameters"):
        optimizer.update(FLAT, optimizer.init(FLAT))


@pytest.mark.parametrize("name", SCHEDULES)
def test_schedules_are_factors(name):
    progress = np.linspace(0, 3, 301, dtype=np.float32)
    factor = np.asarray(jax.jit(jax.vmap(SCHEDULES[name].value))(progress))
    assert factor.shape == (301,)
    assert factor.dtype == np.float32
    assert (factor > 0).all()
    assert (factor <= 1).all()
    assert (factor[100:] == factor[100]).all(), "constant after the end of the run"


@pytest.mark.parametrize(
    ("name", "points"),
    [
        ("constant", {0: 1, 0.5: 1, 1: 1}),
        ("step", {0: 1, 0.49: 1, 0.5: 0.1, 0.74: 0.1, 0.75: 0.01, 1: 0.01}),
        ("exponential", {0: 1, 0.5: 0.1, 1: 0.01}),
        ("cosine", {0: 1, 0.5: 0.505, 1: 0.01}),
        ("warmup", {0: 0.01, 0.05: 0.505, 0.1: 1, 1: 1}),
    ],
)
def test_schedules_pass_through_their_points(name, points):
    factors = jax.jit(jax.vmap(SCHEDULES[name].value))(np.float32(list(points)))
    np.testing.assert_allclose(factors, list(points.values()), rtol=1e-4)
