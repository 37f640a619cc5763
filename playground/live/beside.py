"""Beside: the right side of a comparison, a second network that keeps up with the run's own.

Neither runs ahead: the run's own network takes its steps, then this one follows to the same part of
the same epoch, however many steps it has in one. Both stop where one of them diverges.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from playground.links import to_query
from playground.live.advice import TRAIN_ON
from playground.live.viewer import HISTORY_COLUMNS, Scene
from playground.spec import Experiment, to_json
from playground.train.programs import Program
from playground.train.training import Record, Training, plan

if TYPE_CHECKING:
    from playground.live.run import Run

__all__ = ["BESIDE_COLUMNS", "Beside", "beside_of", "rows_of", "told", "with_scene", "words_of"]

BESIDE_COLUMNS = HISTORY_COLUMNS + 4  # its losses and scores stand behind the run's own
_LEFT_OUT = {"points", "generation"}  # of its scene: they are the left side's


class Beside:
    """One more training, in step with the run's own."""

    def __init__(self, experiment: Experiment) -> None:
        self.experiment = experiment
        self.structure = plan(experiment)
        self.training: Training | None = None

    def begin_with(self, program: Program) -> None:
        """Take what is compiled, at first the means to show the untrained network."""
        if self.training is None:
            self.training = Training([self.experiment], program=program, rewindable=True)
        self.training.program = program

    def turn_to(self, experiment: Experiment) -> None:
        """Take over live settings."""
        self.experiment = experiment
        if self.training is not None:
            self.training.set_hyper(experiment)

    def set_points(self, experiment: Experiment) -> None:
        """Go on with other points."""
        self.experiment = experiment
        if self.training is not None:
            self.training.set_points(experiment)

    @property
    def ready(self) -> bool:
        """Whether it can train."""
        return self.training is not None and self.training.program.advance is not None

    @property
    def diverged(self) -> bool:
        """Whether it has left what a computer can hold."""
        return self.training is not None and not self.training.alive[0]

    def keep_up(self, leader: Training, *, every: int) -> list[Record]:
        """Train to where the leader is; losses at each epoch divisible by `every`."""
        assert self.training is not None
        return self.training.advance(self._place_of(leader) - self.training.step, every=every)

    def go_back(self, leader: Training, *, at_most: int) -> None:
        """Return to where the leader has returned to."""
        assert self.training is not None
        self.training.go_back(self._place_of(leader), at_most=at_most)
        self.keep_up(leader, every=2**30)

    def _place_of(self, leader: Training) -> int:
        """Its steps at the leader's place in the epoch, rounded down: it is never ahead."""
        assert self.training is not None
        return leader.step * self.training.steps_per_epoch // leader.steps_per_epoch


def beside_of(experiment: Experiment) -> Beside | None:
    """The right side that an experiment asks for."""
    return Beside(experiment.right) if experiment.right is not None else None


def rows_of(
    records: Sequence[Record], leader: Training, beside: Beside | None, *, every: int
) -> Iterator[tuple[int, list[float]]]:
    """Epoch and losses of each record, followed by those of what trains beside it.

    Not a number where that diverged before the end of the epoch.
    """
    kept_up = beside.keep_up(leader, every=every) if beside else []
    others = {record.epoch: record.values[0].tolist() for record in kept_up}
    for epoch, values in records:
        more = others.get(epoch, [math.nan] * 4) if beside else []
        yield epoch, [*values[0].tolist(), *more]


def told(beside: Beside | None) -> dict[str, Any] | None:
    """What the status says of it."""
    if beside is None:
        return None
    return {"experiment": to_json(beside.experiment), "query": to_query(beside.experiment)}


def with_scene(scene: Scene, other: Scene) -> Scene:
    """Both scenes as one: the right side's text inside, its arrays beside where they differ."""
    text = {name: value for name, value in other.text.items() if name not in _LEFT_OUT}
    arrays = {
        f"beside_{name}": array
        for name, array in other.arrays.items()
        if name not in _LEFT_OUT and not np.array_equal(array, scene.arrays.get(name, ()))
    }
    return Scene({**scene.text, "beside": text}, {**scene.arrays, **arrays})


def words_of(run: Run, kind: str, found: dict[str, Any]) -> dict[str, Any]:
    """The verdict `found` for one network, said of two."""
    assert run.training is not None and run.beside is not None and run.beside.training is not None
    epoch = run.training.epoch
    if kind == "diverged":
        left = not run.training.alive[0]
        side = "Both sides" if left and run.beside.diverged else "Left" if left else "Right"
        return found | {"text": f"{side} diverged at epoch {epoch}: neither runs on alone."}
    classes = run.experiment.kind in ("binary", "multiclass")
    scores = [float(t.snapshot().losses[3]) for t in (run.training, run.beside.training)]
    one, other = (f"{100 * s:.1f} %" if classes else f"{s:.2f}" for s in scores)
    one = f"test accuracy {one}" if classes else f"R² {one}"
    text = f"At epoch {epoch}: {one} on the left, {other} on the right."
    if kind == "stopped":  # by which rule
        text = f"{found['text']} {text}"
    return found | {"text": text, "next": [*(s for s in found["next"] if "preset" in s), TRAIN_ON]}
