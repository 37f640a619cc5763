"""Backpropagation written out: every number of a forward and a backward pass, in NumPy.

For who wants to see them: the engine itself differentiates a whole batch at once. Activations and
losses are those of the catalogues, differentiated by JAX one number at a time, so that a new entry
there needs nothing here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from playground.fields import MAX_WIDTH
from playground.model.activations import ACTIVATIONS
from playground.model.losses import LOSSES
from playground.train.byhand import Layers

__all__ = ["MAX_ROWS", "Passes", "backprop", "gradients", "steepest"]

Floats = NDArray[np.float64]
_ROWS = (1, 32)  # rows are padded up to one of these: each is a compiled program of its own
MAX_ROWS = _ROWS[-1]


class Passes(NamedTuple):
    """What some points cause in a network; a list has one array a layer, the output's last."""

    z: list[Floats]  # (rows, units) weighted sums
    a: list[Floats]  # (rows, units) what hidden neurons answer, and what the output shows
    slope: list[Floats]  # (rows, units) da/dz of the hidden layers
    delta: list[Floats]  # (rows, units) dL/dz of each row's own loss
    loss: Floats  # (rows,)


def backprop(
    layers: Layers, x: Floats, y: Floats, *, activations: Sequence[str], loss: str, kind: str
) -> Passes:
    """Both passes for x (rows, inputs) with the answers y (rows, outputs); at most MAX_ROWS.

    `activations` has one name for each hidden layer.
    """
    z: list[Floats] = []
    a: list[Floats] = []
    slope: list[Floats] = []
    before = x
    for (w, b), activation in zip(layers[:-1], activations, strict=True):
        z.append(before @ w + b)
        rows, units = z[-1].shape
        found = _curve(activation)(_padded(z[-1], MAX_WIDTH))
        value, rise = (np.asarray(part, float)[:rows, :units] for part in found)
        a.append(value)
        slope.append(rise)
        before = value
    w, b = layers[-1]
    z.append(before @ w + b)
    ends = (_padded(part, y.shape[1]) for part in (z[-1], y))
    shown, losses, error = (np.asarray(p, float)[: len(x)] for p in _scored(loss, kind)(*ends))
    a.append(shown)
    delta = [error]
    for (w, _), rise in zip(reversed(layers[1:]), reversed(slope), strict=True):
        delta.insert(0, (delta[0] @ w.T) * rise)
    return Passes(z, a, slope, delta, losses)


def gradients(passes: Passes, x: Floats) -> list[tuple[Floats, Floats]]:
    """The gradient of the rows' mean loss by every layer's weights and biases."""
    before = [x, *passes.a[:-1]]
    return [(a.T @ d / len(x), d.mean(axis=0)) for a, d in zip(before, passes.delta, strict=True)]


@lru_cache
def steepest(activation: str) -> float:
    """How steep an activation is where it is not flat: its largest slope near 0; 0 for a step."""
    _, slopes = _curve(activation)(_padded(np.array([[-1.0, 0.0, 1.0]]), MAX_WIDTH))
    return float(np.abs(np.asarray(slopes)[0, :3]).max())


@lru_cache
def _curve(activation: str) -> Callable[[Any], Any]:
    f = ACTIVATIONS[activation].value
    return jax.jit(lambda z: jax.jvp(f, (z,), (jnp.ones_like(z),)))


@lru_cache
def _scored(loss: str, kind: str) -> Callable[[Any, Any], Any]:
    entry = LOSSES[loss].value

    def one(z: jax.Array, y: jax.Array) -> Any:
        value, error = jax.value_and_grad(lambda z: entry.per_example(z, y, kind))(z)
        return entry.output(z, kind), value, error

    return jax.jit(jax.vmap(one))


def _padded(part: Floats, width: int) -> NDArray[np.float32]:
    """In the upper left corner of one of few shapes."""
    rows, used = part.shape
    full = np.zeros((next(size for size in _ROWS if rows <= size), width), np.float32)
    full[:rows, :used] = part
    return full
