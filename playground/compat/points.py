"""TensorFlow Playground's points: its six data sets, drawn and shuffled as it draws them.

The sets are those of `data/generators.py`, which names their formulas; what differs is the order
in which chance is asked, and that the whole set is shuffled and then cut into training and test.
Reference: TensorFlow Playground, dataset.ts.
"""

from __future__ import annotations

from collections.abc import Callable
from math import log, pi, sqrt

import numpy as np
from numpy.typing import NDArray

from playground.compat.seedrandom import Stream
from playground.data.generators import BUMPS, Points

Floats = NDArray[np.float64]
_Draw = Callable[[int, float, Stream], Points]


def draw(dataset: str, n: int, *, noise: float, stream: Stream) -> Points:
    """The `n` points (an even number) of a data set under our name, in their shuffled order.

    The first ones train. `noise` is a share, 0.25 for 25 %.
    """
    points = _SETS[dataset](n, noise, stream)
    rows = _shuffled(n, stream)
    return Points(points.x[rows], points.y[rows])


def seed_of(seed: str, draw: int) -> str:
    """The seed of the link itself for draw 0, a seed made from it for every other draw."""
    return f"{seed}.{draw}" if draw else seed


def _shuffled(n: int, stream: Stream) -> list[int]:
    """A permutation by Fisher and Yates, from the last place down."""
    rows = list(range(n))
    for left in range(n, 0, -1):
        chosen = int(stream.double() * left)
        rows[left - 1], rows[chosen] = rows[chosen], rows[left - 1]
    return rows


def _uniform(u: Floats, reach: float) -> Floats:
    """Numbers from [0, 1) spread over [−reach, reach), in the arithmetic of the original."""
    spread: Floats = u * (2 * reach) - reach
    return spread


def _halves(n: int) -> Floats:
    """+1 for the first half of the points, −1 for the second."""
    return np.repeat([1.0, -1.0], n // 2)


def _circle(n: int, noise: float, stream: Stream) -> Points:
    u = stream.doubles(n, 4)
    inner = _halves(n) > 0
    r = np.where(inner, u[:, 0] * 2.5, u[:, 0] * 1.5 + 3.5)
    angle = u[:, 1] * (2 * pi)
    x = np.column_stack([r * np.sin(angle), r * np.cos(angle)])
    moved = x + _uniform(u[:, 2:], 5) * noise
    # The root of a sum of squares, and not hypot, so that no label on the rim differs.
    distance = np.sqrt(moved[:, 0] ** 2 + moved[:, 1] ** 2)
    return Points(x, np.where(distance < 2.5, 1.0, -1.0))


def _xor(n: int, noise: float, stream: Stream) -> Points:
    u = stream.doubles(n, 4)
    x = _uniform(u[:, :2], 5)
    x += np.where(x > 0, 0.3, -0.3)
    moved = x + _uniform(u[:, 2:], 5) * noise
    return Points(x, np.where(moved[:, 0] * moved[:, 1] >= 0, 1.0, -1.0))


def _gauss(n: int, noise: float, stream: Stream) -> Points:
    spread = sqrt(0.5 + 7 * noise)
    y = _halves(n)
    x = [[2 * side + spread * _normal(stream) for _ in range(2)] for side in y]
    return Points(np.array(x), y)


def _normal(stream: Stream) -> float:
    """One normal number by the polar method, which throws its second one away."""
    while True:
        a, b = 2 * stream.double() - 1, 2 * stream.double() - 1
        s = a * a + b * b
        if s <= 1:
            return sqrt(-2 * log(s) / s) * a


def _spiral(n: int, noise: float, stream: Stream) -> Points:
    y = _halves(n)
    part = np.tile(np.arange(n // 2), 2) / (n // 2)
    t = 1.75 * part * 2 * pi + np.where(y > 0, 0.0, pi)
    jitter = _uniform(stream.doubles(n, 2), 1) * noise
    x = 5 * part[:, None] * np.column_stack([np.sin(t), np.cos(t)]) + jitter
    return Points(x, y)


def _plane(n: int, noise: float, stream: Stream) -> Points:
    x, moved = _square(n, noise, stream)
    return Points(x, moved.sum(axis=1) / 10)


def _multi_gauss(n: int, noise: float, stream: Stream) -> Points:
    x, moved = _square(n, noise, stream)
    d = np.linalg.norm(moved[:, None, :] - BUMPS[None, :, :2], axis=2)
    height = np.clip(1 - d / 2, 0, 1)
    top = height.argmax(axis=1)
    return Points(x, BUMPS[top, 2] * height[np.arange(n), top])


def _square(n: int, noise: float, stream: Stream) -> tuple[Floats, Floats]:
    """Points all over the plane, and where noise moves them for their answer."""
    u = stream.doubles(n, 4)
    x = _uniform(u[:, :2], 6)
    return x, x + _uniform(u[:, 2:], 6) * noise


_SETS: dict[str, _Draw] = {
    "circle": _circle,
    "xor": _xor,
    "gauss": _gauss,
    "spiral": _spiral,
    "plane": _plane,
    "multi_gauss": _multi_gauss,
}
