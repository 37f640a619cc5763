"""The multilayer perceptron: examples through all layers; `jax.vmap` makes lanes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import jax
import jax.numpy as jnp

Layer = tuple[jax.Array, jax.Array]  # w (fan_in, fan_out), b (fan_out,)
# A small layer is written as products and a sum, which the compiler fuses with everything around
# it: a step of 2-8×6-1 takes a sixth of the time that it takes with a matrix product a layer.
_FUSED_WEIGHTS = 300
# With so few rows the gradient of a wide layer's weights is written row by row and fused with the
# update: a step of 2-64-64-1 takes a quarter less than with a matrix product for it.
FEW_ROWS = 24
Masks = tuple[jax.Array, ...]  # one (rows, units) for each hidden layer
Activations = Sequence[Callable[[jax.Array], jax.Array]]  # one for each hidden layer


def is_small(weights: int) -> bool:
    """Whether a layer of so many weights is written as products and a sum."""
    return weights <= _FUSED_WEIGHTS


def layer_sizes(n_inputs: int, hidden: Sequence[int], outputs: int) -> tuple[int, ...]:
    """Units of every layer, inputs and outputs included: (2, [4, 3], 1) -> (2, 4, 3, 1)."""
    return (n_inputs, *hidden, outputs)


def forward(
    weights: Sequence[Layer],
    x: jax.Array,
    activations: Activations,
    masks: Masks | None = None,
) -> tuple[jax.Array, tuple[jax.Array, ...]]:
    """Examples (rows, inputs) -> the output's sums (rows, outputs) and every hidden layer's answers
    (rows, units).

    The output activation belongs to the loss. `masks` multiply the hidden layers (dropout).
    """
    hidden = []
    for i, (w, b) in enumerate(weights[:-1]):
        x = activations[i](_affine(x, w, b))
        if masks is not None:
            x = x * masks[i]
        hidden.append(x)
    return _affine(x, *weights[-1]), tuple(hidden)


def forward_columns(
    weights: Sequence[Layer], x: jax.Array, *, activations: Activations
) -> tuple[jax.Array, tuple[jax.Array, ...]]:
    """`forward` for many places at once, one column a place: x (inputs, places).

    Returns the outputs (outputs, places) and the hidden layers (units, places). The inner loops run
    along the places, which are many, and not along the units, which are few.
    """
    hidden = []
    for activation, (w, b) in zip(activations, weights[:-1], strict=True):
        x = activation(_dot(w.T, x) + b[:, None])
        hidden.append(x)
    w, b = weights[-1]
    return _dot(w.T, x) + b[:, None], tuple(hidden)


def _affine(x: jax.Array, w: jax.Array, b: jax.Array) -> jax.Array:
    if is_small(w.size):
        return jnp.sum(x[:, :, None] * w[None], axis=1) + b[None]
    return _product(x, w) + b[None]


@jax.custom_vjp
def _product(x: jax.Array, w: jax.Array) -> jax.Array:
    """x (rows, fan_in), w (fan_in, fan_out) -> (rows, fan_out)."""
    return _dot(x, w)


def _product_back(kept: tuple[jax.Array, jax.Array], d: jax.Array) -> tuple[jax.Array, jax.Array]:
    x, w = kept
    if len(x) > FEW_ROWS:
        return _dot(d, w.T), _dot(x.T, d)
    first, *rest = (x[row][:, None] * d[row][None] for row in range(len(x)))
    return _dot(d, w.T), sum(rest, start=first)


_product.defvjp(lambda x, w: (_product(x, w), (x, w)), _product_back)


def _dot(a: jax.Array, b: jax.Array) -> jax.Array:
    # HIGHEST keeps a GPU from rounding to TF32: full float32 everywhere.
    return jnp.dot(a, b, precision=jax.lax.Precision.HIGHEST)
