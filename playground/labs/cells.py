"""Cells in training: some cells of a sweep, the several networks of each, all in one batch.

`run_block` is the unit of work that can be sent anywhere: plain values in, plain values out, and
equal ones wherever it runs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from playground.spec import Experiment
from playground.train.batch import Batch
from playground.train.cost import estimate
from playground.train.problem import prepare

__all__ = ["FIELD", "MEASURES", "Cells", "Result", "middle", "run_block"]

MEASURES = ("train_loss", "test_loss", "train_score", "test_score")
FIELD = 24  # cells along a side of a picture
CURVE = 48  # places along a curve
SLICE_S = 0.05  # of work, about: whoever waits is heard after it

Array = NDArray[Any]


class Result(NamedTuple):
    """What became of some whole cells."""

    values: Array  # (epochs, networks, 4) float32, the measures; a diverged network's last finite
    alive: Array  # (epochs, networks) bool, false from where a network has diverged
    chosen: Array  # (cells,) int, which network of its cell is the middle one at the end
    fields: Array  # (cells, 1 or 2, FIELD · FIELD or CURVE) uint8, what it answers, in codes


def run_block(experiments: Sequence[Experiment], epochs_at: Sequence[int], seeds: int) -> Result:
    """Train networks that can share a batch, `seeds` in a row for each cell.

    They are measured at the ascending epochs `epochs_at`. Raises ValueError where they cannot
    share a batch.
    """
    cells = Cells(experiments, seeds)
    rows = []
    for epoch in epochs_at:
        for _ in cells.train_to(epoch):
            pass
        rows.append(cells.measure())
    values, alive = (np.stack(part) for part in zip(*rows, strict=True))
    return Result(values, alive, *cells.pictures(*rows[-1]))


class Cells:
    """The same, step by step."""

    def __init__(self, experiments: Sequence[Experiment], seeds: int) -> None:
        self._batch = Batch(experiments)
        self._seeds = seeds
        self._step_s = estimate(experiments, steps=1).train_s
        self._done = 0  # steps

    def train_to(self, epoch: int) -> Iterator[float]:
        """Train on to the end of an epoch; yields after every slice the seconds meant for it."""
        room = max(1, int(SLICE_S / self._step_s))
        end = epoch * self._batch.steps_per_epoch
        while self._done < end:
            steps = min(room, end - self._done)
            if self._batch.alive.any():
                self._batch.advance(steps)
            self._done += steps
            yield steps * self._step_s

    def measure(self) -> tuple[Array, Array]:
        """The measures now (networks, 4) and who is alive (networks,)."""
        return self._batch.measure(), self._batch.alive

    def pictures(self, values: Array, alive: Array) -> tuple[Array, Array]:
        """`chosen` and `fields` of a result, by what was measured now."""
        losses = np.where(alive, values[:, 1], np.inf).reshape(-1, self._seeds)
        chosen = middle(losses)
        lanes = np.arange(len(chosen)) * self._seeds + chosen
        return chosen, _coded(self._batch, lanes.tolist())


def _coded(batch: Batch, lanes: list[int]) -> Array:
    """Answers as the page's field has them: 0 … 254 for -1 … 1 of what has the full colour, top row
    first; of several classes the winner, and 0 … 255 for how sure it is.
    """
    kind = batch.experiments[0].kind
    found = batch.fields(lanes, cells=CURVE if kind == "curve" else FIELD)
    found = found.reshape(len(lanes), found.shape[1], -1)
    if kind == "multiclass":
        sure = np.round(255 * found.max(axis=1))
        return np.stack([found.argmax(axis=1), sure], axis=1).astype(np.uint8)
    reach = np.array([prepare(batch.experiments[lane]).value_range for lane in lanes])
    shown: Array = np.clip(found / reach[:, None, None], -1, 1)
    return np.round(127 + 127 * shown).astype(np.uint8)


def middle(losses: Array) -> Array:
    """Which of the last axis is the median one, the better of two: (…, seeds) -> (…)."""
    order: Array = np.argsort(losses, axis=-1, kind="stable")
    return order[..., (losses.shape[-1] - 1) // 2]
