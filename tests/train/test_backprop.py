"""Backpropagation written out agrees with JAX's own gradient, for all that can be chosen."""

from __future__ import annotations

from itertools import pairwise, zip_longest

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from playground.model.activations import ACTIVATIONS
from playground.model.losses import LOSSES, TASKS
from playground.model.mlp import forward
from playground.train.backprop import MAX_ROWS, backprop, gradients, steepest

SIZES = (3, 5, 4)
NAMES = list(ACTIVATIONS)
CHOICES = [("tanh tanh", kind, loss) for kind, losses in TASKS.items() for loss in losses]
CHOICES += [("tanh tanh", "binary", "perceptron")]
CHOICES += [  # each in one of two layers; step, which lets no gradient through, in the first
    (f"{other} {one}", "binary", "hinge")
    for one, other in zip_longest(NAMES[::2], NAMES[1::2], fillvalue=NAMES[-1])
]
ROWS = 7


def network(outputs, seed=0):
    rng = np.random.default_rng(seed)
    sizes = (*SIZES, outputs)
    return [(rng.normal(size=pair), rng.normal(size=pair[1])) for pair in pairwise(sizes)]


def points(kind, outputs, rows, seed=1):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(rows, SIZES[0]))
    if kind == "multiclass":
        return x, np.eye(outputs)[rng.integers(outputs, size=rows)]
    y = rng.normal(size=(rows, 1))
    return x, np.sign(y) if kind == "binary" else y


@pytest.mark.parametrize(("activations", "kind", "loss"), CHOICES)
def test_agrees_with_the_gradient_that_jax_takes(activations, kind, loss):
    outputs = 4 if kind == "multiclass" else 1
    layers = network(outputs)
    x, y = points(kind, outputs, ROWS)
    single = [(jnp.float32(w), jnp.float32(b)) for w, b in layers]
    names = activations.split()
    entry, acts = LOSSES[loss].value, [ACTIVATIONS[name].value for name in names]

    def mean_loss(layers):
        z, _ = forward(layers, jnp.float32(x), acts)
        return jnp.mean(jax.vmap(lambda z, y: entry.per_example(z, y, kind))(z, jnp.float32(y)))

    value, by_jax = jax.jit(jax.value_and_grad(mean_loss))(single)
    passes = backprop(layers, x, y, activations=names, loss=loss, kind=kind)
    assert passes.loss.mean() == pytest.approx(float(value), rel=1e-5, abs=1e-6)
    for own, theirs in zip(gradients(passes, x), by_jax, strict=True):
        for part, other in zip(own, theirs, strict=True):
            np.testing.assert_allclose(part, other, rtol=2e-4, atol=2e-6)


def test_a_unit_answers_its_activation_of_its_sum_whatever_the_width():
    rng = np.random.default_rng(2)
    layers = [(rng.normal(size=(3, 128)), rng.normal(size=128)), (rng.normal(size=(128, 1)), [0.5])]
    x, y = points("binary", 1, MAX_ROWS)
    passes = backprop(layers, x, y, activations=["sigmoid"], loss="half_squared", kind="binary")
    np.testing.assert_allclose(passes.a[0], 1 / (1 + np.exp(-passes.z[0])), atol=1e-6)
    np.testing.assert_allclose(passes.z[1], passes.a[0] @ layers[1][0] + 0.5)
    np.testing.assert_allclose(passes.a[1], np.tanh(passes.z[1]), atol=1e-6)


def test_how_steep_an_activation_is():
    assert steepest("tanh") == pytest.approx(1.0)
    assert steepest("sigmoid") == pytest.approx(0.25)
    assert steepest("relu") == 1.0
    assert steepest("step") == 0.0
