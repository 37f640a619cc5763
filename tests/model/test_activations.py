"""Activations against the oracle: values, slopes, and calm at the far ends."""

from functools import cache

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from playground.model.activations import ACTIVATIONS
from tests.reference import ACTIVATION

NEAR = np.concatenate([np.linspace(-4, 4, 41), [-1e-3, 1e-3]])  # 0 among them
FAR = np.array([-1e4, -200.0, 200.0, 1e4])


@cache
def evaluate(name):
    """Value and slope at NEAR and FAR, in one program."""
    f = jax.jit(jax.vmap(jax.value_and_grad(ACTIVATIONS[name].value)))
    return tuple(map(np.asarray, f(jnp.asarray(np.concatenate([NEAR, FAR]), jnp.float32))))


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_value_and_slope(name):
    value, slope = evaluate(name)
    assert value.dtype == np.float32
    f, df = ACTIVATION[name]
    np.testing.assert_allclose(value[: len(NEAR)], f(NEAR), rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(slope[: len(NEAR)], df(NEAR), rtol=1e-5, atol=2e-6)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_finite_for_large_sums(name):
    value, slope = evaluate(name)
    assert np.isfinite(value).all()
    assert np.isfinite(slope).all()


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_span(name):
    span = ACTIVATIONS[name].facts["span"]
    assert isinstance(span, float)
    assert span > 0
    if name in ("step", "sigmoid", "tanh", "sine"):
        reach = np.abs(ACTIVATION[name][0](np.linspace(-20, 20, 2001))).max()
        assert reach == pytest.approx(span, abs=1e-4)


def test_step_has_no_gradient_and_says_so():
    assert "no gradient" in ACTIVATIONS["step"].summary
    assert not evaluate("step")[1].any()
