"""The network against the oracle: forward, loss and gradient, dropout."""

from itertools import pairwise

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from playground.model.activations import ACTIVATIONS
from playground.model.losses import LOSSES, allowed_losses
from playground.model.mlp import forward, layer_sizes
from tests import reference

KINDS = ("binary", "multiclass", "regression")
CASES = [
    *(("binary", "hinge", name, (5, 4)) for name in ("step", "relu", "sine")),
    *((kind, name, "tanh", (4,)) for kind in KINDS for name in allowed_losses(kind)),
    ("binary", "perceptron", "linear", ()),
    ("binary", "half_squared", "tanh", (3,) * 8),
]


def example(kind, hidden):
    rng = np.random.default_rng(7)
    outputs = 3 if kind == "multiclass" else 1
    sizes = layer_sizes(2, hidden, outputs)
    layers = [(rng.normal(0, 0.7, (m, n)), rng.normal(0, 0.5, n)) for m, n in pairwise(sizes)]
    x = rng.normal(0, 1, (20, 2))
    if kind == "multiclass":
        return layers, x, np.eye(3)[rng.integers(0, 3, 20)]
    y = np.sign(rng.normal(0, 1, (20, 1))) if kind == "binary" else rng.normal(0, 1, (20, 1))
    return layers, x, y


def float32(tree):
    return jax.tree.map(np.float32, tree)


@pytest.mark.parametrize(("kind", "loss", "activation", "hidden"), CASES)
def test_forward_loss_and_gradient(kind, loss, activation, hidden):
    layers, x, y = example(kind, hidden)
    f, per_example = ACTIVATIONS[activation].value, LOSSES[loss].value.per_example

    @jax.jit
    @jax.value_and_grad
    def mean_loss(weights, x, y):
        each = jax.vmap(
            lambda a, b: per_example(forward(weights, a, [f] * len(hidden))[0], b, kind)
        )
        return each(x, y).mean()

    value, grads = mean_loss(float32(layers), *float32((x, y)))
    expected, slopes = reference.gradient(layers, x, y, activation, loss, kind)
    np.testing.assert_allclose(value, expected, rtol=1e-5)
    for (w, b), (dw, db) in zip(grads, slopes, strict=True):
        np.testing.assert_allclose(w, dw, rtol=1e-4, atol=1e-6)
        np.testing.assert_allclose(b, db, rtol=1e-4, atol=1e-6)


def test_every_layer_is_returned():
    layers, x, _ = example("binary", (5, 4))
    run = jax.jit(jax.vmap(lambda a: forward(float32(layers), a, [jnp.tanh] * 2)))
    z, hidden = run(np.float32(x))
    sums = reference.forward(layers, x, "tanh")
    np.testing.assert_allclose(z, sums[-1], rtol=1e-5, atol=1e-6)
    assert [h.shape for h in hidden] == [(20, 5), (20, 4)]
    for units, total in zip(hidden, sums, strict=False):
        np.testing.assert_allclose(units, np.tanh(total), rtol=1e-5, atol=1e-6)


def test_without_hidden_layer_the_output_is_linear():
    w, b = np.float32([[2], [-1]]), np.float32([0.5])
    z, hidden = forward([(w, b)], np.float32([3, 4]), [])
    assert hidden == ()
    assert z == 2.5
    assert layer_sizes(2, (), 1) == (2, 1)
    assert layer_sizes(2, [4, 3], 1) == (2, 4, 3, 1)


def test_masks_multiply_the_hidden_layers():
    layers, x, _ = example("binary", (5, 4))
    masks = float32((np.array([2, 0, 2, 0, 2]), np.zeros(4)))
    z, hidden = jax.jit(lambda a: forward(float32(layers), a, [jnp.tanh] * 2, masks))(
        np.float32(x[0])
    )
    plain = np.tanh(reference.forward(layers, x[:1], "tanh")[0][0])
    np.testing.assert_allclose(hidden[0], plain * masks[0], rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(z, layers[-1][1], rtol=1e-6)
