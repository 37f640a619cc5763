"""Which points train and which test, and the scale of the inputs."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from playground.data.generators import Points

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]


def train_size(n: int, *, train_share: float) -> int:
    """How many of `n` points train: ⌊n · share⌋, but one at least on either side."""
    whole = math.floor(n * train_share + 1e-9)  # 100 · 0.29 is 28.999… in floating point
    return min(max(whole, 1), n - 1)


def split(
    points: Points, *, train_share: float, rng: np.random.Generator, kind: str, fixed: bool
) -> tuple[Indices, Indices]:
    """Deal the points to training and test; returns the rows of each, in random order.

    Classes keep their share in both (to within one point); a fixed set is trained and tested on
    all of its points, in their own order.
    """
    n = len(points.x)
    everything = np.arange(n, dtype=np.int64)
    if fixed:
        return everything, everything
    strata = points.y if kind in ("binary", "multiclass") else np.zeros(n)
    groups = [rng.permutation(everything[strata == label]) for label in np.unique(strata)]
    shares = np.array([len(group) for group in groups]) * (
        train_size(n, train_share=train_share) / n
    )
    takes = whole(shares)
    train = np.concatenate([g[:take] for g, take in zip(groups, takes, strict=True)])
    test = np.concatenate([g[take:] for g, take in zip(groups, takes, strict=True)])
    return rng.permutation(train), rng.permutation(test)


def whole(shares: Floats) -> Indices:
    """Round the shares so that their sum, a whole number, is kept: largest remainders go up."""
    down = np.floor(shares + 1e-9).astype(np.int64)
    missing = round(float(shares.sum())) - int(down.sum())
    largest = np.argsort(down - shares, kind="stable")[:missing]
    down[largest] += 1
    return down


def standardizer(train_inputs: Floats) -> tuple[Floats, Floats]:
    """Mean and spread of each input over the training points: (n, k) -> (k,), (k,).

    An input that never changes has spread 0; it gets 1, so that dividing by it is harmless.
    """
    mean = train_inputs.mean(axis=0)
    std = train_inputs.std(axis=0)
    still = std <= 1e-12 * np.maximum(np.abs(mean), 1.0)  # rounding leaves a trace of a constant
    return mean, np.where(still, 1.0, std)
