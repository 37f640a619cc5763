"""The network against the oracle: forward, loss and gradient, dropout."""

from functools import partial
from itertools import pairwise

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from playground.model.activations import ACTIVATIONS
from playground.model.losses import LOSSES, allowed_losses
from playground.model.mlp import FEW_ROWS, forward, layer_sizes
from tests import reference

KINDS = ("binary", "multiclass", "regression")
WIDE = (20, 18)  # with a matrix product between its layers
CASES = [
    *(("binary", "hinge", name, (5, 4)) for name in ("step", "relu", "sine")),
    *((kind, name, "tanh", (4,)) for kind in KINDS for name in allowed_losses(kind)),
    ("binary", "perceptron", "linear", ()),
    ("binary", "half_squared", "tanh", (3,) * 8),
    ("binary", "half_squared", "tanh", WIDE),
]


def example(kind, hidden, rows=20):
    rng = np.random.default_rng(7)
    outputs = 3 if kind == "multiclass" else 1
    sizes = layer_sizes(2, hidden, outputs)
    layers = [(rng.normal(0, 0.7, (m, n)), rng.normal(0, 0.5, n)) for m, n in pairwise(sizes)]
    x = rng.normal(0, 1, (rows, 2))
    if kind == "multiclass":
        return layers, x, np.eye(3)[rng.integers(0, 3, rows)]
    y = np.sign(rng.normal(0, 1, (rows, 1))) if kind == "binary" else rng.normal(0, 1, (rows, 1))
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
        z, _ = forward(weights, x, [f] * len(hidden))
        return jax.vmap(lambda z, y: per_example(z, y, kind))(z, y).mean()

    value, grads = mean_loss(float32(layers), *float32((x, y)))
    expected, slopes = reference.gradient(layers, x, y, activation, loss, kind)
    np.testing.assert_allclose(value, expected, rtol=1e-5)
    for (w, b), (dw, db) in zip(grads, slopes, strict=True):
        np.testing.assert_allclose(w, dw, rtol=1e-4, atol=1e-6)
        np.testing.assert_allclose(b, db, rtol=1e-4, atol=1e-6)


def test_few_rows_and_many_give_wide_weights_the_same_gradient():
    """The one is written row by row, the other is a product."""
    layers, x, y = example("binary", WIDE, rows=2 * FEW_ROWS)

    @jax.jit
    @jax.grad
    def slopes(weights, x, y):
        z, _ = forward(weights, x, [jnp.tanh] * len(WIDE))
        return jnp.sum(jnp.square(z - y))

    few = [
        slopes(float32(layers), *float32((x[half], y[half])))
        for half in np.split(np.arange(2 * FEW_ROWS), 2)
    ]
    both = jax.tree.map(np.add, *few)
    many = slopes(float32(layers), *float32((x, y)))
    jax.tree.map(partial(np.testing.assert_allclose, rtol=1e-4, atol=1e-5), many, both)


def test_every_layer_is_returned():
    layers, x, _ = example("binary", (5, 4))
    run = jax.jit(lambda a: forward(float32(layers), a, [jnp.tanh] * 2))
    z, hidden = run(np.float32(x))
    sums = reference.forward(layers, x, "tanh")
    np.testing.assert_allclose(z, sums[-1], rtol=1e-5, atol=1e-6)
    assert [h.shape for h in hidden] == [(20, 5), (20, 4)]
    for units, total in zip(hidden, sums, strict=False):
        np.testing.assert_allclose(units, np.tanh(total), rtol=1e-5, atol=1e-6)


def test_without_hidden_layer_the_output_is_linear():
    w, b = np.float32([[2], [-1]]), np.float32([0.5])
    z, hidden = forward([(w, b)], np.float32([[3, 4]]), [])
    assert hidden == ()
    assert z.tolist() == [[2.5]]
    assert layer_sizes(2, (), 1) == (2, 1)
    assert layer_sizes(2, [4, 3], 1) == (2, 4, 3, 1)


def test_masks_multiply_the_hidden_layers():
    layers, x, _ = example("binary", (5, 4))
    masks = float32((np.array([[2, 0, 2, 0, 2], [0, 0, 0, 2, 2]]), np.zeros((2, 4))))
    z, hidden = jax.jit(lambda a: forward(float32(layers), a, [jnp.tanh] * 2, masks))(
        np.float32(x[:2])
    )
    plain = np.tanh(reference.forward(layers, x[:2], "tanh")[0])
    np.testing.assert_allclose(hidden[0], plain * masks[0], rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(z, np.tile(layers[-1][1], (2, 1)), rtol=1e-6)
