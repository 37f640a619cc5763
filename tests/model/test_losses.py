"""Losses against the oracle: values, slopes, outputs, and calm at the far ends."""

from functools import cache

import jax
import numpy as np
import pytest

from playground.model.losses import LOSSES, TASKS, allowed_losses
from tests import reference

PAIRS = [(kind, name) for kind in TASKS for name in allowed_losses(kind)]
PAIRS.append(("binary", "perceptron"))
Z = np.linspace(-3, 3, 31)
FAR = 1e4


def example(kind):
    """Weighted sums and answers, the last six or two far off: (n, o), (n, o)."""
    rng = np.random.default_rng(0)
    if kind == "multiclass":
        z, y = rng.normal(0, 2, (90, 3)), np.eye(3)[np.arange(90) % 3]
        far = np.repeat([[FAR, 0, 0], [-FAR, 0, 0]], 3, axis=0)
        return np.concatenate([z, far]), np.concatenate([y, np.eye(3), np.eye(3)])
    z = np.concatenate([Z, Z, [FAR, -FAR]])[:, None]
    if kind == "binary":
        return z, np.concatenate([np.ones(31), -np.ones(31), [-1, 1]])[:, None]
    return z, rng.uniform(-1.2, 1.2, z.shape)


@cache
def evaluate(kind, name):
    """Loss, slope and output of the example, in one program."""
    loss = LOSSES[name].value
    z, y = example(kind)

    @jax.jit
    def program(z, y):
        slope = jax.value_and_grad(lambda a, b: loss.per_example(a, b, kind))
        return *jax.vmap(slope)(z, y), loss.output(z, kind)

    answers = y if kind == "multiclass" else y[:, 0]
    return tuple(map(np.asarray, program(np.float32(z), np.float32(answers))))


@pytest.mark.parametrize(("kind", "name"), PAIRS)
def test_value_and_slope(kind, name):
    z, y = example(kind)
    value, grad, _ = evaluate(kind, name)
    assert value.dtype == np.float32
    near = np.abs(z).max(axis=1) < FAR
    if name == "hinge":  # either slope is right exactly at the bend
        near &= ~np.isclose(y * z, 1)[:, 0]
    expected, slope = reference.loss(name, kind, z[near], y[near])
    np.testing.assert_allclose(value[near], expected, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(grad[near], slope, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize(("kind", "name"), PAIRS)
def test_finite_for_large_sums(kind, name):
    value, grad, output = evaluate(kind, name)
    assert np.isfinite(value).all()
    assert np.isfinite(grad).all()
    assert np.isfinite(output).all()


@pytest.mark.parametrize(("kind", "name"), [p for p in PAIRS if p[0] != "multiclass"])
def test_an_answer_may_be_a_number_or_a_vector(kind, name):
    per_example = jax.jit(LOSSES[name].value.per_example, static_argnums=2)
    z = np.float32([0.3])
    assert per_example(z, np.float32(-1), kind) == per_example(z, np.float32([-1]), kind)


@pytest.mark.parametrize(("kind", "name"), PAIRS)
def test_output_is_what_is_shown(kind, name):
    z = example(kind)[0]
    shown = evaluate(kind, name)[2]
    assert shown.shape == z.shape
    if kind == "multiclass":
        np.testing.assert_allclose(shown.sum(axis=1), 1, rtol=1e-5)
        np.testing.assert_array_equal(shown[:90].argmax(axis=1), z[:90].argmax(axis=1))
    elif kind == "binary":
        shape = {"half_squared": np.tanh, "cross_entropy": lambda z: np.tanh(z / 2)}
        expected = shape.get(name, lambda z: np.clip(z, -1, 1))(z)
        np.testing.assert_allclose(shown, expected, rtol=1e-5, atol=1e-6)
    else:
        np.testing.assert_allclose(shown, z, rtol=1e-6)


def test_the_line_itself_is_a_mistake_for_the_perceptron():
    slope = jax.jit(jax.grad(LOSSES["perceptron"].value.per_example), static_argnums=2)
    for y in (-1.0, 1.0):
        assert slope(np.zeros(1, np.float32), np.float32(y), "binary") == -y
    assert slope(np.float32([0.1]), np.float32(1), "binary") == 0


def test_tasks():
    assert allowed_losses("multiclass") == ("cross_entropy",)
    assert set(allowed_losses("binary")) == {"half_squared", "cross_entropy", "hinge"}
    assert set(allowed_losses("curve")) == set(allowed_losses("regression"))
    assert {name for kind in TASKS for name in TASKS[kind]} | {"perceptron"} == set(LOSSES)
    with pytest.raises(ValueError, match="unknown kind 'nope'; known: binary"):
        allowed_losses("nope")
