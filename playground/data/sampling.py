"""Which points are taken, which train and which test, whose labels are wrong, the inputs' scale."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from playground.data.generators import Points
from playground.data.shapes import by_class

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


def class_sizes(n: int, *, classes: int, balance: float) -> Indices:
    """How many of `n` points each class gets, one at least: (classes,).

    The first has balance : 1 − balance against each other one, which are alike to within a point.
    """
    share = balance / (balance + (classes - 1) * (1 - balance))
    first = min(max(math.floor(share * n + 0.5), 1), n - classes + 1)
    return np.array([first, *np.bincount(by_class(n - first, classes - 1))])


def pick(label: Indices, sizes: Indices, *, rng: np.random.Generator) -> Indices:
    """Rows by lot, so many of each class 0, 1 …, in ascending order.

    More of a class are the same rows and some besides. Where a class has too few, others step in.
    """
    by_lot = rng.permutation(len(label))
    taken = np.zeros(len(label), bool)
    for one, size in enumerate(sizes):
        taken[by_lot[label[by_lot] == one][:size]] = True
    missing = int(sizes.sum()) - int(taken.sum())
    taken[by_lot[~taken[by_lot]][:missing]] = True
    return np.flatnonzero(taken)


def mislabel(
    points: Points, rows: Indices, *, share: float, classes: int, rng: np.random.Generator
) -> Points:
    """Give a share of these rows another class, each other one as likely.

    A larger share turns the same rows and some besides.
    """
    n = len(points.y)
    lot, further = rng.random(n), rng.integers(1, classes, n)
    turned = rows[np.argsort(lot[rows], kind="stable")[: math.floor(share * len(rows) + 0.5)]]
    y = points.y.copy()
    y[turned] = -y[turned] if classes == 2 else (y[turned] + further[turned]) % classes
    return Points(points.x, y)


def standardizer(train_inputs: Floats) -> tuple[Floats, Floats]:
    """Mean and spread of each input over the training points: (n, k) -> (k,), (k,).

    An input that never changes has spread 0; it gets 1, so that dividing by it is harmless.
    """
    mean = train_inputs.mean(axis=0)
    std = train_inputs.std(axis=0)
    still = std <= 1e-12 * np.maximum(np.abs(mean), 1.0)  # rounding leaves a trace of a constant
    return mean, np.where(still, 1.0, std)
