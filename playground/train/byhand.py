"""By hand: single weights set or held, and hidden units switched off; in NumPy.

A unit is switched off by its outgoing weights: they are zero and held there, and so is all that
leads into it. What they were is remembered for when it is switched on again. The answer is that of
a network without the unit, and everything that reads weights agrees about it: the field, the maps,
the page's own working out of a neuron.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "Held",
    "Layers",
    "Place",
    "Unit",
    "copied",
    "equal",
    "free",
    "put_at",
    "rounded",
    "silence",
    "value_at",
]

Layers = list[tuple[NDArray[Any], NDArray[Any]]]  # (w (fan_in, fan_out), b (fan_out,)) of each


class Place(NamedTuple):
    """A weight or a bias. Layers count from 1, the first hidden one (or the output)."""

    layer: int
    source: int | None  # the unit of the layer before; None: the bias
    target: int


class Unit(NamedTuple):
    """A hidden neuron."""

    layer: int  # from 1
    unit: int


class Held(NamedTuple):
    """What does not train."""

    frozen: frozenset[Place] = frozenset()
    off: frozenset[Unit] = frozenset()


def value_at(layers: Layers, place: Place) -> float:
    """The number at one place."""
    w, b = layers[place.layer - 1]
    return float(b[place.target] if place.source is None else w[place.source, place.target])


def put_at(layers: Layers, place: Place, value: float | bool) -> None:
    """Write a number to one place."""
    w, b = layers[place.layer - 1]
    if place.source is None:
        b[place.target] = value
    else:
        w[place.source, place.target] = value


def copied(layers: Layers) -> Layers:
    """Layers that may be written to."""
    return [(np.array(w), np.array(b)) for w, b in layers]


def rounded(layers: Layers, *, to: float) -> Layers:
    """Every number the nearest multiple of `to`."""
    parts = round(1 / to)  # dividing by it keeps 0.3 from becoming 0.30000000000000004
    return [(np.rint(w * parts) / parts, np.rint(b * parts) / parts) for w, b in layers]


def equal(one: Layers, other: Layers) -> bool:
    """Whether all numbers are the same."""
    pairs = zip(one, other, strict=True)
    return all(np.array_equal(w, v) and np.array_equal(b, c) for (w, b), (v, c) in pairs)


def silence(
    layers: Layers, silenced: Mapping[Unit, NDArray[Any]], off: Iterable[Unit]
) -> dict[Unit, NDArray[Any]]:
    """Take the say from units, and give it back to those no longer off; what they had to say."""
    now = dict(silenced)
    for unit in set(now) - set(off):
        layers[unit.layer][0][unit.unit] = now.pop(unit)
    for unit in set(off) - set(now):
        outgoing = layers[unit.layer][0][unit.unit]
        now[unit] = outgoing.copy()
        outgoing[:] = 0
    return now


def free(layers: Layers, held: Held) -> Layers:
    """True for every parameter that trains."""
    found = [(np.ones(w.shape, bool), np.ones(b.shape, bool)) for w, b in layers]
    for place in held.frozen:
        put_at(found, place, False)
    for layer, unit in held.off:
        w, b = found[layer - 1]
        w[:, unit] = b[unit] = found[layer][0][unit] = False
    return found
