"""Where an experiment's chance comes from: NumPy's generators, or TensorFlow Playground's stream.

Everything drawn before the first step is drawn here.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from playground.compat import points as imported_points
from playground.compat import weights as imported_weights
from playground.compat.seedrandom import Stream
from playground.data import own
from playground.data.generators import DATASETS, Points
from playground.data.sampling import split
from playground.model.initializers import INITIALIZERS
from playground.model.mlp import layer_sizes
from playground.spec import Experiment

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]

# Every random choice has a purpose of its own, so that a new one does not shift the others.
_PURPOSE_POINTS, _PURPOSE_SPLIT, _PURPOSE_WEIGHTS = 1, 2, 3


class Source(NamedTuple):
    """All that an experiment's points depend on."""

    dataset: str
    n: int
    noise: float
    train_share: float
    training_points: int
    seed: int
    tfplayground: str
    own_points: str


def source_of(e: Experiment) -> Source:
    """What the points of an experiment depend on, and no more."""
    return Source(
        e.dataset,
        e.points,
        e.noise,
        e.train_share,
        e.training_points,
        e.data_seed,
        e.tfplayground,
        e.own_points,
    )


def draw_points(s: Source) -> tuple[Points, Indices, Indices]:
    """The points, the rows that train and the rows that test."""
    if s.own_points:
        rows_of = own.split(s.own_points, train_share=s.train_share, seed=s.seed)
        return own.decode(s.own_points).points, *rows_of
    if s.tfplayground:
        stream = Stream(imported_points.seed_of(s.tfplayground, s.seed))
        points = imported_points.draw(s.dataset, s.n, noise=s.noise, stream=stream)
        rows = np.arange(s.n, dtype=np.int64)  # already shuffled
        return points, rows[: s.training_points], rows[s.training_points :]
    facts: Any = DATASETS[s.dataset].facts
    kind, fixed = str(facts["kind"]), bool(facts["fixed"])
    points = DATASETS[s.dataset].value(
        4 if fixed else s.n, noise=s.noise, rng=np.random.default_rng([s.seed, _PURPOSE_POINTS])
    )
    train, test = split(
        points,
        train_share=s.train_share,
        rng=np.random.default_rng([s.seed, _PURPOSE_SPLIT]),
        kind=kind,
        fixed=fixed,
    )
    return points, train, test


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
