"""Losses and scores of a network over its training and test points."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp

from playground.model.activations import ACTIVATIONS
from playground.model.losses import LOSSES
from playground.model.mlp import forward_columns
from playground.train.packing import unpack
from playground.train.problem import Data, Structure


def evaluate(
    s: Structure, layers: Any, x: jax.Array, y: jax.Array, counts: jax.Array
) -> tuple[jax.Array, jax.Array, jax.Array]:
    """Mean loss and score of each set, and which rows are wrong.

    x (rows, inputs), y (rows, outputs); counts (sets, rows) is 1 where a row belongs to a set.
    Returns (sets,), (sets,), (rows,). The score is the accuracy; for a regression
    R² = 1 − Σ(y − ŷ)² / Σ(y − ȳ)², and no row is wrong.
    """
    loss, activation = LOSSES[s.loss].value, ACTIVATIONS[s.activation].value
    z = forward_columns(layers, x.T, activation=activation)[0].T
    sizes = jnp.sum(counts, axis=1)
    mean_loss = _sums(counts, jax.vmap(lambda z, y: loss.per_example(z, y, s.kind))(z, y)) / sizes
    if s.kind in ("regression", "curve"):
        value = y[:, 0]
        residual = _sums(counts, jnp.square(z[:, 0] - value))
        spread = _sums(counts, jnp.square(value)) - jnp.square(_sums(counts, value)) / sizes
        return mean_loss, 1.0 - residual / spread, jnp.zeros(x.shape[0], bool)
    if s.kind == "multiclass":
        wrong = jnp.argmax(z, axis=1) != jnp.argmax(y, axis=1)
    else:
        wrong = z[:, 0] * y[:, 0] <= 0  # a point on the line itself is on neither side
    return mean_loss, 1.0 - _sums(counts, wrong.astype(x.dtype)) / sizes, wrong


def _sums(counts: jax.Array, values: jax.Array) -> jax.Array:
    """(sets, rows), (rows,) -> (sets,). A row that does not count may hold anything."""
    return jnp.sum(jnp.where(counts > 0, counts * values[None, :], 0.0), axis=1)


def measure_lane(
    s: Structure, params: Any, data: Data
) -> tuple[jax.Array, tuple[jax.Array, jax.Array]]:
    """(train loss, test loss, train score, test score) of one lane, and its wrong rows.

    `data` holds one lane, without the lane axis.

    Both sets go through the network together: one program, half the compile time of two.
    """
    rows = jnp.arange(s.train_rows + s.test_rows)
    in_train = rows < data.n_train
    in_test = (rows >= s.train_rows) & (rows < s.train_rows + data.n_test)
    counts = jnp.stack([in_train, in_test]).astype(data.x_train.dtype)
    x = jnp.concatenate([data.x_train, data.x_test])
    y = jnp.concatenate([data.y_train, data.y_test])
    loss, score, wrong = evaluate(s, unpack(s, params), x, y, counts)
    return jnp.concatenate([loss, score]), (wrong[: s.train_rows], wrong[s.train_rows :])
