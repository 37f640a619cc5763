"""Losses and scores of a network over its training and test points."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp

from playground.model.activations import functions
from playground.model.losses import LOSSES
from playground.model.mlp import forward_columns
from playground.train.packing import unpack
from playground.train.problem import Data, Structure


def evaluate(
    s: Structure, layers: Any, x: jax.Array, y: jax.Array, counts: jax.Array
) -> tuple[jax.Array, jax.Array, jax.Array]:
    """Mean loss and score of each set, and which rows are wrong.

    x (inputs, rows), y (rows, outputs); counts (sets, rows) is 1 where a row belongs to a set.
    Returns (sets,), (sets,), (rows,): a wrong row of several classes is marked with one more than
    the class answered, another one with 1, and a right one with 0. The score is the accuracy;
    for a regression R² = 1 − Σ(y − ŷ)² / Σ(y − ȳ)², and no row is wrong.
    """
    loss = LOSSES[s.loss].value
    z = forward_columns(layers, x, activations=functions(s.activations))[0].T
    sizes = jnp.sum(counts, axis=1)
    mean_loss = _sums(counts, jax.vmap(lambda z, y: loss.per_example(z, y, s.kind))(z, y)) / sizes
    if s.kind in ("regression", "curve"):
        value = y[:, 0]
        residual = _sums(counts, jnp.square(z[:, 0] - value))
        spread = _sums(counts, jnp.square(value)) - jnp.square(_sums(counts, value)) / sizes
        return mean_loss, 1.0 - residual / spread, jnp.zeros(y.shape[0], bool)
    if s.kind == "multiclass":
        said = jnp.argmax(z, axis=1)
        wrong = jnp.where(said != jnp.argmax(y, axis=1), said + 1, 0)
    else:
        wrong = z[:, 0] * y[:, 0] <= 0  # a point on the line itself is on neither side
    return mean_loss, 1.0 - _sums(counts, (wrong > 0).astype(x.dtype)) / sizes, wrong


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
    layers = unpack(s, params)
    loss, score, wrong = evaluate(s, layers, data.x_all, data.y_all, data.counts)
    return jnp.concatenate([loss, score]), (wrong[: s.train_rows], wrong[s.train_rows :])
