"""Activations as tables, so that a page can work out any neuron from a frame's weights.

A table is piecewise linear: every cell has its own value at either end, so that a kink on a cell's
edge, and a jump there, is exact.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from playground.model.activations import ACTIVATIONS

CELLS = 2048  # a power of two: 0, where activations bend, is an edge; 2e-5 off at most
REACH = 16.0  # beyond, every activation without a period is straight to 1e-6
NEAR = 2.0**-10  # of a cell: where the value just before its far end is taken


class ActivationTable(NamedTuple):
    """An activation between `low` and `high`; beyond, it repeats or goes on straight."""

    low: float
    high: float
    repeats: bool
    slopes: tuple[float, float]  # below `low`, above `high`
    cells: NDArray[np.float32]  # (CELLS, 2) the values at a cell's near and far end


@lru_cache
def activation_table(name: str) -> ActivationTable:
    """Sample an activation of the catalogue; its fact `period`, if it has one, says it repeats."""
    period = ACTIVATIONS[name].facts.get("period")
    low, high = (-REACH, REACH) if period is None else (-period / 2, period / 2)
    width = (high - low) / CELLS
    starts = low + width * np.arange(CELLS)
    # One call, since each shape would be a program of its own.
    places = np.concatenate([starts, starts + width * (1 - NEAR), [2 * low, 2 * high]])
    compiled = jax.jit(ACTIVATIONS[name].value)
    values = np.asarray(compiled(jnp.asarray(places, jnp.float32)), np.float64)
    first = values[:CELLS]
    last = first + (values[CELLS:-2] - first) / (1 - NEAR)
    slopes = ((first[0] - values[-2]) / -low, (values[-1] - last[-1]) / high)
    return ActivationTable(
        low,
        high,
        repeats=period is not None,
        slopes=(float(slopes[0]), float(slopes[1])),
        cells=np.stack([first, last], axis=1).astype(np.float32),
    )
