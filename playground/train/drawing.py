"""Where an experiment's chance comes from: NumPy's generators, or TensorFlow Playground's stream.

Everything drawn before the first step is drawn here.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from playground.compat import points as imported_points
from playground.compat import weights as imported_weights
from playground.compat.seedrandom import Stream
from playground.data import own
from playground.data.generators import DATASETS, Points
from playground.data.sampling import class_sizes, mislabel, pick, split
from playground.model.initializers import INITIALIZERS
from playground.model.mlp import layer_sizes
from playground.spec import Experiment

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]

# Every random choice has a purpose of its own, so that a new one does not shift the others.
_PURPOSE_POINTS, _PURPOSE_SPLIT, _PURPOSE_WEIGHTS = 1, 2, 3
_PURPOSE_BALANCE, _PURPOSE_LABELS = 5, 6  # 4 is that of own points
_EVEN = 0.5  # the balance at which a data set stays as it is
_POOL = 8  # times as many points are drawn where classes of a certain size are picked from them


class Source(NamedTuple):
    """All that an experiment's points depend on."""

    dataset: str
    formula: str  # "" where the data set has none
    n: int
    noise: float
    balance: float
    label_noise: float
    train_share: float
    training_points: int
    seed: int
    tfplayground: str
    own_points: str


def source_of(e: Experiment) -> Source:
    """What the points of an experiment depend on, and no more."""
    return Source(
        e.dataset,
        formula_of(e),
        e.points,
        e.noise,
        e.balance,
        e.label_noise,
        e.train_share,
        e.training_points,
        e.data_seed,
        e.tfplayground,
        e.own_points,
    )


def formula_of(e: Experiment) -> str:
    """The formula of the function that an experiment's points follow; "" where there is none."""
    own_formula = str(DATASETS[e.dataset].facts["formula"])
    return (e.formula or own_formula) if own_formula else ""


def draw_points(s: Source) -> tuple[Points, Indices, Indices]:
    """The points, the rows that train and the rows that test."""
    if s.own_points:
        rows_of = own.split(s.own_points, train_share=s.train_share, seed=s.seed)
        return own.decode(s.own_points).points, *rows_of
    facts: Any = DATASETS[s.dataset].facts
    kind, fixed, classes = str(facts["kind"]), bool(facts["fixed"]), int(facts["classes"])
    if s.tfplayground:
        stream = Stream(imported_points.seed_of(s.tfplayground, s.seed))
        points = imported_points.draw(s.dataset, s.n, noise=s.noise, stream=stream)
        rows = np.arange(s.n, dtype=np.int64)  # already shuffled
        train, test = rows[: s.training_points], rows[s.training_points :]
    else:
        points = _drawn(s, 4 if fixed else s.n, classes=1 if fixed else classes)
        train, test = split(
            points,
            train_share=s.train_share,
            rng=np.random.default_rng([s.seed, _PURPOSE_SPLIT]),
            kind=kind,
            fixed=fixed,
        )
    if s.label_noise and classes > 1 and not fixed:
        rng = np.random.default_rng([s.seed, _PURPOSE_LABELS])
        points = mislabel(points, train, share=s.label_noise, classes=classes, rng=rng)
    return points, train, test


def _drawn(s: Source, n: int, *, classes: int) -> Points:
    """Points of our own stream, with the classes' sizes as they are set."""
    generator: Callable[..., Points] = DATASETS[s.dataset].value
    function = {"formula": s.formula} if s.formula else {}

    def draw(count: int, noise: float) -> Points:
        rng = np.random.default_rng([s.seed, _PURPOSE_POINTS])
        return generator(count, noise=noise, rng=rng, **function)

    if s.balance == _EVEN or classes < 2:
        return draw(n, s.noise)
    # Their classes without noise decide, so that more noise moves the same points.
    true, points = draw(_POOL * n, 0.0).y, draw(_POOL * n, s.noise)
    label = np.where(true > 0, 0, 1) if classes == 2 else true.astype(np.int64)
    sizes = class_sizes(n, classes=classes, balance=s.balance)
    rows = pick(label, sizes, rng=np.random.default_rng([s.seed, _PURPOSE_BALANCE]))
    return Points(points.x[rows], points.y[rows])


def first_weights(experiment: Experiment) -> list[tuple[Floats, Floats]]:
    """Draw weights (fan_in, fan_out) and biases (fan_out,) of every layer from the weight seed."""
    e = experiment
    outputs = e.classes if e.kind == "multiclass" else 1
    sizes = layer_sizes(len(e.inputs), e.hidden, outputs)
    if e.tfplayground and e.initializer == "playground":
        seed = imported_points.seed_of(e.tfplayground, e.weight_seed)
        drawn = imported_weights.first_weights(sizes, dataset=e.dataset, n=e.points, seed=seed)
        return [(e.init_scale * w, b) for w, b in drawn]
    draw = INITIALIZERS[e.initializer].value
    rng = np.random.default_rng([e.weight_seed, _PURPOSE_WEIGHTS])
    return [draw(a, b, scale=e.init_scale, rng=rng) for a, b in pairwise(sizes)]
