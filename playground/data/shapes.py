"""What several data sets are made of: classes of equal size, signs, the arms of a spiral."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

DOMAIN = 6.0  # the plane drawn is [−DOMAIN, DOMAIN]²


def half(n: int) -> int:
    """The size of the first of two classes: the odd point goes to it."""
    return n - n // 2


def by_class(n: int, classes: int) -> NDArray[np.int64]:
    """Class of each point, class by class, in sizes that differ by one at most."""
    return np.sort(np.arange(n, dtype=np.int64) % classes)


def sign(positive: NDArray[np.bool_]) -> Floats:
    """+1 where it holds, −1 elsewhere."""
    return np.where(positive, 1.0, -1.0)


def spread(noise: float) -> float:
    """The standard deviation of a round cloud."""
    return float(np.sqrt(0.5 + 7 * noise))


def along_arms(n: int, *, arms: int, turns: float) -> tuple[Floats, NDArray[np.int64]]:
    """Points along the arms of a spiral, and the arm of each."""
    arm = by_class(n, arms)
    size = np.bincount(arm, minlength=arms)
    part = np.concatenate([np.arange(m) / max(m, 1) for m in size])
    t = turns * 2 * np.pi * part + arm * 2 * np.pi / arms
    return 5 * part[:, None] * np.column_stack([np.sin(t), np.cos(t)]), arm
