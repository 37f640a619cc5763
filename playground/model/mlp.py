"""The multilayer perceptron: one example through all layers; `jax.vmap` makes batches and lanes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import jax
import jax.numpy as jnp

Layer = tuple[jax.Array, jax.Array]  # w (fan_in, fan_out), b (fan_out,)
# A small layer is written as products and a sum, which the compiler fuses with everything around
# it: a step of 2-8×6-1 takes 4 µs so, 24 µs with a matrix product a layer.
_FUSED_WEIGHTS = 300
Masks = tuple[jax.Array, ...]  # one (units,) for each hidden layer
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
    """One example (inputs,) -> the output's sum (outputs,) and every hidden layer (units,).

    The output activation belongs to the loss. `masks` multiply the hidden layers (dropout).
    """
    a = x
    hidden = []
    for i, (w, b) in enumerate(weights[:-1]):
        a = activations[i](_affine(a, w, b))
        if masks is not None:
            a = a * masks[i]
        hidden.append(a)
    return _affine(a, *weights[-1]), tuple(hidden)


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


def _affine(a: jax.Array, w: jax.Array, b: jax.Array) -> jax.Array:
    if is_small(w.size):
        return jnp.sum(a[:, None] * w, axis=0) + b
    return _dot(a, w) + b


def _dot(a: jax.Array, b: jax.Array) -> jax.Array:
    # HIGHEST keeps a GPU from rounding to TF32: full float32 everywhere.
    return jnp.dot(a, b, precision=jax.lax.Precision.HIGHEST)
