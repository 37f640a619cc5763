"""The learning curves of many seeds: one batch of networks a block, measured at chosen epochs."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import jax
import numpy as np
from numpy.typing import NDArray

from playground.spec import Experiment
from playground.stopping import Rule, Watch
from playground.train.programs import Programs
from playground.train.training import Record, Training, plan

# More lanes would train a little faster, but hold more memory and report progress less often.
MAX_LANES = 64
# Where there are several blocks, steps are reported this often at least (in seconds, about).
_CHUNK_EPOCHS = 50


class Block(NamedTuple):
    """Some lanes of one experiment, trained to the last of the chosen epochs."""

    experiments: list[Experiment]
    alive: NDArray[np.bool_]  # (lanes,), false for a lane that diverged
    stopped: list[int | None]  # the epoch at which a lane met the stop rule
    values: NDArray[Any]  # (epochs, lanes, 4): train loss, test loss, train score, test score
    largest_weight: NDArray[Any]  # (lanes,), |w| at the end, biases left out
    steps_per_epoch: int
    device: str
    compile_s: float
    train_s: float


def enable_float64() -> None:
    """Allow precision "float64", for the whole process; before the first program is compiled."""
    jax.config.update("jax_enable_x64", True)  # type: ignore[no-untyped-call]


def with_seeds(experiment: Experiment, seeds: Sequence[int]) -> list[Experiment]:
    """One experiment a seed, each drawing its own points and its own weights from it."""
    return [experiment.change(data_seed=seed, weight_seed=seed) for seed in seeds]


def blocks(
    experiments: Sequence[Experiment],
    at: Sequence[int],
    *,
    device: str = "auto",
    precision: str = "float32",
    stop: Rule | None = None,
    programs: Programs | None = None,
    progress: Callable[[int], None] | None = None,
) -> Iterator[Block]:
    """Train all experiments (alike but for seeds), measured at the ascending epochs `at`.

    `progress` hears of epochs · lanes as they are done. A diverged lane
    keeps its last finite values, and one that meets the rule `stop` those it had then; time is
    no such rule.
    """
    programs = Programs() if programs is None else programs
    for first in range(0, len(experiments), MAX_LANES):
        lanes = list(experiments[first : first + MAX_LANES])
        structure = plan(lanes[0], lanes=len(lanes), device=device, precision=precision)
        known = programs.find(structure) is not None
        # After an epoch its losses are on record: only the start is read with a probe.
        program = programs.get(structure) if 0 in at else programs.get_blind(structure)
        training = Training(lanes, program=program)
        lookout = None if stop is None or stop.timed else _Lookout(stop, len(lanes))
        began = time.perf_counter()
        values: list[NDArray[Any]] = []
        for epoch in at:
            if not values or (training.alive.any() and not (lookout and lookout.over)):
                values.append(_measured_at(training, epoch, progress, lookout))
            else:
                values.append(values[-1])  # all have diverged or stopped: nothing changes any more
        seconds = time.perf_counter() - began
        yield Block(
            lanes,
            training.alive | lookout.met if lookout else training.alive,
            [watch.met_at for watch in lookout.watches] if lookout else [None] * len(lanes),
            np.stack(values),
            _largest_weights(training),
            training.steps_per_epoch,
            structure.device,
            0.0 if known else program.compile_s,
            seconds,
        )


class _Lookout:
    """Looks at the end of every epoch which lanes meet a rule."""

    def __init__(self, rule: Rule, lanes: int) -> None:
        self.watches = [Watch(rule) for _ in range(lanes)]
        self.values: NDArray[Any] | None = None  # (lanes, 4): the newest, or those it stopped with

    @property
    def over(self) -> bool:
        """Whether every lane has stopped."""
        return bool(self.met.all())

    @property
    def met(self) -> NDArray[np.bool_]:
        """Which lanes have stopped."""
        return np.array([watch.met_at is not None for watch in self.watches])

    def note(self, record: Record, alive: NDArray[np.bool_]) -> None:
        before = record.values if self.values is None else self.values
        self.values = np.where(self.met[:, None], before, record.values)
        for watch, living, values in zip(self.watches, alive, record.values, strict=True):
            if living:
                watch.look(record.epoch, values)


def _measured_at(
    training: Training,
    epoch: int,
    progress: Callable[[int], None] | None,
    lookout: _Lookout | None,
) -> NDArray[Any]:
    """Train on to the end of `epoch`; returns (lanes, 4)."""
    if lookout is not None and epoch > training.epoch:
        return _watched_to(training, epoch, progress, lookout)
    before = training.epoch
    while training.epoch < epoch and training.alive.any():
        n = min(epoch - training.epoch, _CHUNK_EPOCHS)
        # Only the asked-for epoch is a multiple of itself on this stretch: one record at most.
        records = training.advance(n * training.steps_per_epoch, every=epoch)
        if records:
            values: NDArray[Any] = records[-1].values
            _tell(progress, training, epoch - before)
            return values
        _tell(progress, training, n)
        before += n
    return training.measure()


def _watched_to(
    training: Training,
    epoch: int,
    progress: Callable[[int], None] | None,
    lookout: _Lookout,
) -> NDArray[Any]:
    """The same, one epoch after the other, until every lane has met the rule."""
    while training.epoch < epoch and training.alive.any() and not lookout.over:
        for record in training.advance(training.steps_per_epoch):
            lookout.note(record, training.alive)
        _tell(progress, training, 1)
    return training.measure() if lookout.values is None else lookout.values


def _tell(progress: Callable[[int], None] | None, training: Training, epochs: int) -> None:
    if progress is not None:
        progress(epochs * training.structure.lanes)


def _largest_weights(training: Training) -> NDArray[Any]:
    lanes = range(training.structure.lanes)
    return np.array([max(np.abs(w).max() for w, _ in training.weights(lane)) for lane in lanes])
