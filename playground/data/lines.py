"""The most that one straight line can get right of two classes, exactly."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["MAX_POINTS", "best_line"]

MAX_POINTS = 2_000  # beyond, the sweep takes longer than a mark on a curve is worth
_PIVOTS = 64  # taken together: 64 × 2,000 angles are 1 MB
_SAME = 1e-12  # radians: closer angles are one direction, rounded


def best_line(x: NDArray[np.float64], y: NDArray[np.float64]) -> float:
    """The largest share of points (n, 2) with labels (n,), −1 or +1, that a line puts right.

    Some best line can be moved, without crossing a point, until it touches one, and turned until
    it touches no other; which side that point is on is then free. So for each point the line
    through it is turned once around, passing the others in the order of their angles:
    O(n² log n).
    """
    places, back = np.unique(x, axis=0, return_inverse=True)
    back = back.ravel()
    high, low = (
        np.bincount(back[mine], minlength=len(places)).astype(np.float64) for mine in (y > 0, y < 0)
    )
    best = 0.0
    for first in range(0, len(places), _PIVOTS):
        pivots = np.arange(first, min(first + _PIVOTS, len(places)))
        around = _right_around(places, high - low, pivots)
        # Of the others c − w, right and wrong, or the other way round for the line turned over.
        others = len(y) - (high + low)[pivots]
        free = np.maximum(high, low)[pivots]
        best = max(best, float(((others + around) / 2 + free).max()))
    return best / len(y)


def _right_around(
    places: NDArray[np.float64], gain: NDArray[np.float64], pivots: NDArray[np.int64]
) -> NDArray[np.float64]:
    """For lines through each pivot: the largest |right − wrong| over the other places.

    `gain` is what a place adds on the positive side: positive points less negative ones.
    """
    away = places[None, :, :] - places[pivots, None, :]  # (pivots, places, 2)
    below = (away[..., 1] < 0) | ((away[..., 1] == 0) & (away[..., 0] < 0))
    angle = np.arctan2(np.where(below, -away[..., 1], away[..., 1]),
                       np.where(below, -away[..., 0], away[..., 0]))  # fmt: skip
    signed = np.where(below, -gain, gain)
    rows = np.arange(len(pivots))
    signed[rows, pivots], angle[rows, pivots] = 0.0, -1.0  # itself: first, and for nothing
    order = np.argsort(angle, axis=1)
    angle, signed = (np.take_along_axis(part, order, axis=1) for part in (angle, signed))
    # A line that has turned past the first k: those have changed sides.
    balance = signed.sum(axis=1, keepdims=True) - 2 * np.cumsum(signed, axis=1)
    between = np.diff(angle, axis=1, append=np.inf) > _SAME
    widest: NDArray[np.float64] = np.where(between, np.abs(balance), 0.0).max(axis=1)
    return widest
