"""The accuracy that nothing can pass but by luck, where a data set's own noise sets it.

For points drawn without end the best rule says, at each place, the class that is likelier there.
Only sets whose densities can be written down have a ceiling here; the others have none.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from playground.data.formula import evaluate
from playground.data.shapes import DOMAIN

__all__ = ["ceiling"]

Floats = NDArray[np.float64]

_CELLS = 400  # along a side of the plane: right to 1e-3
_STRIPS = 60  # of a square of noise: right to 2e-5, and few, since trainings share the processor
_REACH = 12.0  # the plane integrated over is [−12, 12]²


@lru_cache(maxsize=64)
def ceiling(dataset: str, *, noise: float, balance: float = 0.5, formula: str = "") -> float | None:
    """The best accuracy that can be expected on new points, or None where it is not known.

    `balance` : 1 − balance is how likely the first class is against each other one, before noise.
    """
    if dataset == "above":  # a formula may leave too little of one class to pick from
        return _above(noise, formula) if balance == 0.5 else None
    rule = _CEILINGS.get(dataset)
    return None if rule is None else rule(noise, balance)


def _gauss(noise: float, balance: float) -> float:
    """Two clouds at ±(2, 2): the best line lies between, nearer to the rarer one."""
    apart = 2 * math.sqrt(8) / _sigma(noise)  # in standard deviations
    shift = math.log(balance / (1 - balance)) / apart
    return balance * _phi(apart / 2 + shift) + (1 - balance) * _phi(apart / 2 - shift)


def _blobs(noise: float, balance: float) -> float:
    """Three clouds: at each place the densest class is the likeliest."""
    along = (np.arange(_CELLS) + 0.5) / _CELLS * 2 * _REACH - _REACH
    x1, x2 = np.meshgrid(along, along)
    angle = np.pi / 2 + np.arange(3) * 2 * np.pi / 3
    squared = (x1[..., None] - 3 * np.cos(angle)) ** 2 + (x2[..., None] - 3 * np.sin(angle)) ** 2
    variance = _sigma(noise) ** 2
    share = np.array([balance, 1 - balance, 1 - balance]) / (2 - balance)
    densest = (share * np.exp(-squared / (2 * variance))).max(axis=-1) / (2 * np.pi * variance)
    return float(densest.sum() * (2 * _REACH / _CELLS) ** 2)


def _xor(noise: float, balance: float) -> float:
    """Labels turn where x + e changes its sign, with e uniform: each coordinate on its own."""
    if noise == 0:
        return 1.0
    size = (np.arange(_CELLS) + 0.5) / _CELLS * 5 + 0.3  # |x₁|, |x₂|
    keeps = np.clip((size / (5 * noise) + 1) / 2, 0, 1)  # that a coordinate keeps its sign
    right = keeps[:, None] * keeps + (1 - keeps[:, None]) * (1 - keeps)
    return float(np.maximum(right, 1 - right).mean())  # likewise in every square


def _circle(noise: float, balance: float) -> float:
    """Labels turn where x + e crosses the circle, with e uniform in a square of side 10 · noise."""
    if noise == 0:
        return 1.0
    part = (np.arange(60) + 0.5) / 60
    radius = np.concatenate([2.5 * part, 3.5 + 1.5 * part])[:, None, None]
    turn = (part * np.pi / 4)[None, :, None]  # the square looks the same after every 45°, mirrored
    half = 5 * noise
    # The share of the square inside the disc, cut into strips along the second coordinate.
    across = radius * np.cos(turn) + half * (2 * (np.arange(_STRIPS) + 0.5) / _STRIPS - 1)
    reach = np.sqrt(np.maximum(2.5**2 - across**2, 0))
    middle = radius * np.sin(turn)
    strip = np.minimum(reach, middle + half) - np.maximum(-reach, middle - half)
    inside = np.maximum(strip, 0).mean(axis=-1) / (2 * half)
    disc, ring = np.split(np.maximum(inside, 1 - inside), 2)
    return float(balance * disc.mean() + (1 - balance) * ring.mean())


def _above(noise: float, formula: str) -> float:
    """Labels turn where x₂ + e crosses the curve, with e uniform."""
    if noise == 0:
        return 1.0
    along = ((np.arange(_CELLS) + 0.5) / _CELLS * 2 - 1) * DOMAIN
    curve = evaluate(formula, along)
    away = along[:, None] - curve[np.isfinite(curve)]
    above = np.clip((away / (5 * noise) + 1) / 2, 0, 1)
    return float(np.maximum(above, 1 - above).mean())


def _phi(z: float) -> float:
    return 0.5 * (1 + math.erf(z / math.sqrt(2)))


def _sigma(noise: float) -> float:
    return math.sqrt(0.5 + 7 * noise)


_CEILINGS: dict[str, Callable[[float, float], float]] = {
    "gauss": _gauss,
    "blobs": _blobs,
    "xor": _xor,
    "circle": _circle,
}
