"""Inputs: what a network sees of each point.

A new input is one decorated function here; its fact `plane` says that it needs more than X₁, so
that a curve, which has X₁ alone, does not offer it.

Own points may bring further columns along: c1, c2 … are the third, the fourth … of their numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from playground.registry import Registry

Floats = NDArray[np.float64]
Feature = Callable[[Floats], Floats]  # (n, 2 + columns) -> (n,)

COLUMNS = tuple(f"c{number}" for number in range(1, 8))  # with the others 16: as many are drawn
FEATURES: Registry[Feature] = Registry("input")


def inputs_of(x: Floats, names: Sequence[str]) -> Floats:
    """What a network with these inputs sees of the points: (n, 2 + columns) -> (n, inputs)."""
    return np.column_stack([FEATURES[name].value(x) for name in names])


@FEATURES.register("x1", label="X₁", plane=False)
def x1(x: Floats) -> Floats:
    """The horizontal position.

    X₁ = x₁
    """
    return x[:, 0]


@FEATURES.register("x2", label="X₂", plane=True)
def x2(x: Floats) -> Floats:
    """The vertical position.

    X₂ = x₂
    """
    return x[:, 1]


@FEATURES.register("x1_squared", label="X₁²", plane=False)
def x1_squared(x: Floats) -> Floats:
    """The square of the horizontal position: how far to the side, left or right.

    X₁² = x₁ · x₁
    """
    return x[:, 0] ** 2


@FEATURES.register("x2_squared", label="X₂²", plane=True)
def x2_squared(x: Floats) -> Floats:
    """The square of the vertical position: how far from the middle, up or down.

    X₂² = x₂ · x₂
    """
    return x[:, 1] ** 2


@FEATURES.register("x1x2", label="X₁X₂", plane=True)
def x1x2(x: Floats) -> Floats:
    """The product of both positions: positive in two opposite corners, negative in the others.

    X₁X₂ = x₁ · x₂
    """
    return x[:, 0] * x[:, 1]


@FEATURES.register("sin_x1", label="sin X₁", plane=False)
def sin_x1(x: Floats) -> Floats:
    """A wave from left to right, zero in the middle.

    sin X₁ = sin(x₁), x₁ in radians
    """
    return np.sin(x[:, 0])


@FEATURES.register("sin_x2", label="sin X₂", plane=True)
def sin_x2(x: Floats) -> Floats:
    """A wave from bottom to top, zero in the middle.

    sin X₂ = sin(x₂), x₂ in radians
    """
    return np.sin(x[:, 1])


@FEATURES.register("cos_x1", label="cos X₁", plane=False)
def cos_x1(x: Floats) -> Floats:
    """A wave from left to right, highest in the middle.

    cos X₁ = cos(x₁), x₁ in radians
    """
    return np.cos(x[:, 0])


@FEATURES.register("cos_x2", label="cos X₂", plane=True)
def cos_x2(x: Floats) -> Floats:
    """A wave from bottom to top, highest in the middle.

    cos X₂ = cos(x₂), x₂ in radians
    """
    return np.cos(x[:, 1])


def _column(index: int) -> Feature:
    return lambda x: x[:, index]


for _number, _name in enumerate(COLUMNS, 1):
    FEATURES.add(
        _name,
        _column(1 + _number),
        label=f"C{_number}",
        doc=f"A further column of the table.\n\nC{_number} = the number that a point has there",
        plane=True,
    )
