"""Training: a batch of networks in motion. NumPy in, NumPy out; JAX stays inside."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import jax
import numpy as np
from numpy.typing import NDArray

from playground.spec import Experiment
from playground.train import engine
from playground.train.packing import unpack
from playground.train.probe import Snapshot, View, unpack_snapshot
from playground.train.problem import (
    Problem,
    Structure,
    data_of,
    first_weights,
    hyper_of,
    plane,
    prepare,
    structure_of,
)
from playground.train.programs import Program, Programs, choose_device, devices


class Record(NamedTuple):
    """Losses at the end of one epoch (epoch 0: before the first step)."""

    epoch: int
    values: NDArray[Any]  # (lanes, 4): train loss, test loss, train score, test score


def plan(
    experiment: Experiment, *, lanes: int = 1, device: str = "auto", precision: str = "float32"
) -> Structure:
    """The structure of the program that will train this experiment, its device chosen by rule."""
    shape = structure_of(experiment, device="cpu", lanes=lanes, precision=precision)
    if device == "auto":
        device = choose_device(lanes=lanes, batch=shape.batch, parameters=shape.parameters)
    return structure_of(experiment, device=device, lanes=lanes, precision=precision)


class Training:
    """One network a lane, at one moment. `experiments` may differ in seeds and in nothing else."""

    def __init__(self, experiments: Sequence[Experiment], *, program: Program) -> None:
        first, structure = experiments[0], program.structure
        self.program = program
        self.structure = structure
        self.problem = prepare(first)  # kept: a room full of runs would outgrow prepare's cache
        self.steps_per_epoch = first.steps_per_epoch
        self._device = devices()[structure.device]
        weights = [first_weights(e) for e in experiments]
        state = engine.start(structure, weights, seeds=[e.weight_seed for e in experiments])
        self._state = jax.device_put(state, self._device)
        self._data = jax.device_put(data_of(experiments, structure), self._device)
        self._experiments = list(experiments)
        self._views: dict[int, View] = {}
        # Kept on this side as well: asking the device for each costs more than a small step.
        self._epoch = self._position = 0
        self.alive = np.ones(len(self._experiments), bool)  # (lanes,), which are finite still
        self.set_hyper(first)

    def set_hyper(self, experiment: Experiment) -> None:
        """Take over the live settings: rates, momentum, dropout. Never recompiles."""
        hyper = hyper_of(experiment, precision=self.structure.precision)
        self._hyper = jax.device_put(hyper, self._device)

    def set_points(self, experiment: Experiment) -> None:
        """Go on with other points, which the program must have room for. Never recompiles.

        Weights, the optimizer's memory and the epoch stay as they are.
        """
        self.problem = prepare(experiment)
        self.steps_per_epoch = experiment.steps_per_epoch
        self._data = jax.device_put(data_of([experiment], self.structure), self._device)
        self._experiments = [experiment]
        self._views.clear()

    def go_on_from(self, other: Training) -> None:
        """Take over how far the same network came with a program for another number of points."""
        self._state = jax.device_put(other._state, self._device)
        self._epoch, self._position, self.alive = other._epoch, other._position, other.alive

    @property
    def epoch(self) -> int:
        """Whole epochs done."""
        return self._epoch

    @property
    def step(self) -> int:
        """Steps done since the start."""
        return self._epoch * self.steps_per_epoch + self._position

    def advance(self, n_steps: int, *, every: int = 1) -> list[Record]:
        """Train `n_steps` steps; returns the losses at each epoch divisible by `every`.

        Ends early where every lane has diverged. Blocks until done, without holding the GIL.
        """
        if self.program.advance is None:
            raise RuntimeError("the program that trains this network is not compiled yet")
        records: list[Record] = []
        while n_steps > 0 and self.alive.any():
            self._state, found, report = self.program.advance(
                self._state, self._hyper, self._data, np.int32(min(n_steps, 2**30)), np.int32(every)
            )
            done, self._epoch, self._position, count, *alive = np.asarray(report).tolist()
            self.alive = np.array(alive, bool)
            if count:
                epochs, values = np.asarray(found.epoch), np.asarray(found.values)
                records += [Record(int(epochs[i]), values[i]) for i in range(count)]
            n_steps -= done
        return records

    def snapshot(self, lane: int = 0) -> Snapshot:
        """What the page shows of one lane, as NumPy arrays."""
        return self._read(lane, self._view_of(lane))

    def _read(self, lane: int, view: View) -> Snapshot:
        if self.program.probe is None:
            raise RuntimeError("the program that reads this network is not compiled")
        found = self.program.probe(self._state.params, self._data, view, np.int32(lane))
        return unpack_snapshot(self.structure, np.asarray(found.codes), np.asarray(found.numbers))

    def _view_of(self, lane: int) -> View:
        """The plane as this lane's inputs see it: its points set how they are standardized."""
        if lane not in self._views:
            view = _view(prepare(self._experiments[lane]), self.structure)
            self._views[lane] = jax.device_put(view, self._device)
        return self._views[lane]

    def measure(self) -> NDArray[Any]:
        """Train loss, test loss, train score and test score of every lane: (lanes, 4)."""
        view = self._view_of(0)  # losses do not depend on where the plane is looked at
        return np.stack([self._read(lane, view).losses for lane in range(self.structure.lanes)])

    def weights(self, lane: int = 0) -> list[tuple[NDArray[Any], NDArray[Any]]]:
        """Weights (fan_in, fan_out) and biases (fan_out,) of every layer of one lane."""
        params = jax.tree.map(lambda leaf: np.asarray(leaf)[lane], self._state.params)
        return unpack(self.structure, params)


def _view(problem: Problem, structure: Structure) -> View:
    dtype = structure.precision
    return View(
        plane(problem, structure.grid).T.astype(dtype),
        plane(problem, structure.map).T.astype(dtype),
        np.asarray(problem.value_range, dtype),
    )


def train(
    experiment: Experiment,
    *,
    epochs: int,
    seeds: Sequence[int] | None = None,
    device: str = "auto",
    precision: str = "float32",
    programs: Programs | None = None,
) -> Training:
    """Train one network a seed for some epochs; each seed draws its own points and weights.

    Raises ValueError where there is nothing to learn.
    """
    if experiment.lacks:
        raise ValueError(experiment.lacks)
    experiments = [experiment]
    if seeds is not None:
        experiments = [experiment.change(data_seed=s, weight_seed=s) for s in seeds]
    structure = plan(experiment, lanes=len(experiments), device=device, precision=precision)
    training = Training(
        experiments, program=(Programs() if programs is None else programs).get(structure)
    )
    training.advance(epochs * training.steps_per_epoch, every=max(epochs, 1))
    return training
