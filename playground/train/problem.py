"""What an experiment sets the engine to do: its data, its first weights, its program's shape.

The line between `Structure` and `Hyper` is the central one: a change of structure needs another
compiled program, a change of `Hyper` never does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from playground.compat.quirks import has_quirk
from playground.data.features import inputs_of
from playground.data.sampling import standardizer
from playground.model.mlp import layer_sizes
from playground.spec import Experiment
from playground.train.drawing import Source, draw_points, first_weights, source_of
from playground.train.structure import Structure

__all__ = [
    "Data",
    "Hyper",
    "Problem",
    "Structure",
    "data_of",
    "first_weights",
    "hyper_of",
    "plane",
    "prepare",
    "structure_of",
]

Floats = NDArray[np.float64]
Array = NDArray[Any]

DOMAIN = 6.0  # the plane drawn is [-6, 6]², as in TensorFlow Playground
# Rows are padded up to one of these, so that few programs serve every number of points.
_ROW_BUCKETS = (8, 64, 256, 512, 1024, 2048, 5120)
_ROOM_TO_DRAW = 512  # rows for own points at least: drawing more seldom needs another program


class Hyper(NamedTuple):
    """What may change while a network trains, as traced scalars."""

    learning_rate: Any
    penalty_rate: Any
    momentum: Any
    dropout: Any  # None in a batch of networks without any
    clip: Any
    total_epochs: Any  # the schedule's length


class Data(NamedTuple):
    """The points as the network sees them, padded with zero rows.

    `x_all` holds training and test points side by side, as losses are measured on both: laid out
    here once, since the compiled program would do so anew in every call.
    """

    x_train: Any  # (lanes, train_rows, inputs)
    y_train: Any  # (lanes, train_rows, outputs)
    x_all: Any  # (lanes, inputs, train_rows + test_rows)
    y_all: Any  # (lanes, train_rows + test_rows, outputs)
    counts: Any  # (2, train_rows + test_rows), 1 for a row of the training set, of the test set
    n_train: Any  # () int32, how many training rows are real
    numbers: Any  # (hidden units of the bucket,) uint32, each unit's number among the real ones
    units: Any  # () uint32, how many hidden units are real


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """One experiment's points and inputs, unpadded, in NumPy."""

    x: Floats  # (points, 2 + columns)
    y: Floats  # (points,)
    train: NDArray[np.int64]  # rows that train
    test: NDArray[np.int64]  # rows that test
    mean: Floats  # (inputs,)
    std: Floats  # (inputs,)
    inputs: tuple[str, ...]
    outputs: int
    kind: str
    middle: Floats  # (columns,) the training points' mean in the further columns

    def raw(self, x: Floats) -> Floats:
        """What the inputs (n, inputs) are before they are scaled.

        Of points (n, 2 + columns); places of the plane (n, 2) have the mean in further columns.
        """
        if x.shape[1] < 2 + len(self.middle):
            x = np.column_stack([x, np.tile(self.middle, (len(x), 1))])
        return inputs_of(x, self.inputs)

    def features(self, x: Floats) -> Floats:
        """What the network is given (n, inputs) of points or places, as `raw` takes them."""
        scaled: Floats = (self.raw(x) - self.mean) / self.std
        return scaled

    def targets(self, rows: NDArray[np.int64]) -> Floats:
        """The right answers of some rows: (n, outputs)."""
        y = self.y[rows]
        if self.kind == "multiclass":
            one_hot: Floats = np.eye(self.outputs)[y.astype(int)]
            return one_hot
        return y[:, None]

    @property
    def value_range(self) -> float:
        """Half the range of values that the colours span: the answers' own, 1 for classes."""
        if self.kind in ("binary", "multiclass"):
            return 1.0
        return max(float(np.abs(self.y).max()), 1e-3)


def prepare(experiment: Experiment) -> Problem:
    """Draw the experiment's points and deal them to training and test."""
    e = experiment
    outputs = e.classes if e.kind == "multiclass" else 1
    return _prepare(source_of(e), e.inputs, e.standardize, e.kind, outputs)


@lru_cache(maxsize=64)
def _prepare(
    source: Source, inputs: tuple[str, ...], standardize: bool, kind: str, outputs: int
) -> Problem:
    points, train, test = draw_points(source)
    raw = inputs_of(points.x, inputs)
    plain = np.zeros(len(inputs)), np.ones(len(inputs))
    mean, std = standardizer(raw[train]) if standardize and len(train) else plain
    y = points.y.astype(np.float64)
    more = points.x[:, 2:]
    middle = more[train].mean(axis=0) if len(train) else np.zeros(more.shape[1])
    return Problem(points.x, y, train, test, mean, std, inputs, outputs, kind, middle)


def structure_of(
    experiment: Experiment, *, device: str, lanes: int = 1, precision: str = "float32"
) -> Structure:
    """The shape of the program that trains `lanes` networks of this experiment."""
    e = experiment
    outputs = e.classes if e.kind == "multiclass" else 1
    n_test = 4 if e.fixed else e.all_points - e.training_points
    room = _ROOM_TO_DRAW if e.own_points else 0
    return Structure(
        kind=e.kind,
        sizes=layer_sizes(len(e.inputs), e.hidden, outputs),
        activations=e.layer_activations,
        loss=e.loss,
        optimizer=e.optimizer,
        schedule=e.schedule,
        penalty="l1_dead" if has_quirk(e, "dead_links") else e.penalty,
        clipped=e.clip > 0,
        shuffle=e.shuffle,
        batch=e.batch_size,
        carry=e.carried,
        train_rows=_bucket(max(e.training_points, room)),
        test_rows=_bucket(max(n_test, room)),
        lanes=lanes,
        precision=precision,
        device=device,
    )


def _bucket(rows: int) -> int:
    return next(size for size in _ROW_BUCKETS if rows <= size)


def hyper_of(experiment: Experiment, *, precision: str = "float32") -> Hyper:
    """The traced scalars of an experiment."""
    e = experiment
    values = (e.learning_rate, e.penalty_rate, e.momentum, e.dropout, e.clip, e.epochs or 300)
    return Hyper(*(np.asarray(value, precision) for value in values))


def data_of(experiments: Sequence[Experiment], structure: Structure) -> Data:
    """The data of one experiment a lane, padded to the structure's rows."""
    s = structure
    problems = [prepare(e) for e in experiments]
    first = problems[0]

    def stack(rows: int, part: str, *, targets: bool) -> Array:
        width = first.outputs if targets else len(first.inputs)
        out = np.zeros((len(problems), rows, width), s.precision)
        for lane, problem in enumerate(problems):
            index = getattr(problem, part)
            out[lane, : len(index)] = (
                problem.targets(index) if targets else problem.features(problem.x[index])
            )
        return out

    x_train = stack(s.train_rows, "train", targets=False)
    y_train = stack(s.train_rows, "train", targets=True)
    x_test = stack(s.test_rows, "test", targets=False)
    y_test = stack(s.test_rows, "test", targets=True)
    counts = np.zeros((2, s.train_rows + s.test_rows), s.precision)
    counts[0, : len(first.train)] = 1
    counts[1, s.train_rows : s.train_rows + len(first.test)] = 1
    return Data(
        x_train,
        y_train,
        np.ascontiguousarray(np.concatenate([x_train, x_test], axis=1).transpose(0, 2, 1)),
        np.concatenate([y_train, y_test], axis=1),
        counts,
        np.int32(len(first.train)),
        *_numbered(s),
    )


def _numbered(s: Structure) -> tuple[Array, Any]:
    """`Data.numbers` and `Data.units`."""
    numbers, count = [], 0
    for real, room in zip(s.sizes[1:-1], s.bucket.sizes[1:-1], strict=True):
        numbers.append(count + np.arange(room))
        count += real
    return np.concatenate([np.zeros(0), *numbers]).astype(np.uint32), np.uint32(count)


def plane(problem: Problem, cells: int) -> Floats:
    """Inputs on a grid over the plane, edges included, top row first: (cells², inputs).

    For a curve: at `cells` places along X₁, (cells, inputs).
    """
    along = np.linspace(-DOMAIN, DOMAIN, cells)
    if problem.kind == "curve":
        return problem.features(np.stack([along, np.zeros(cells)], axis=1))
    x1, x2 = np.meshgrid(along, along[::-1])
    return problem.features(np.stack([x1.ravel(), x2.ravel()], axis=1))
