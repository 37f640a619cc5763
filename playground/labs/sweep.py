"""Sweeps: two settings varied against each other, several networks a cell of the table.

Here is what is asked, and how the work is shared out. An optimizer race is a sweep over learning
rates and optimizers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote

import numpy as np

from playground.fields import MAX_SEED, InvalidExperiment
from playground.labs.axes import Axis, placed, read_axis
from playground.labs.questions import canonical
from playground.links import SWEEP, to_query
from playground.optim import OPTIMIZERS
from playground.spec import Experiment
from playground.train.batch import grouped, shape_of
from playground.train.blocks import Shape
from playground.train.cost import MAX_BYTES, Cost, estimate

__all__ = [
    "TURNS",
    "Block",
    "Sweep",
    "blocks_of",
    "cells_of",
    "check_sweep",
    "costs_of",
    "link_of",
    "marks_of",
    "race_of",
]

MAX_SEEDS = 64
MAX_EPOCHS = 10_000
MAX_MARKS = 32  # epochs at which all is measured
MAX_NETWORKS = 1 << 18
BLOCK = 1024  # networks that train together
_WIDTHS = (4, 8, 16, 32, 64, 128)  # those up to one of these share a program
# Blocks that take turns: the programs of so many kinds are kept, three each.
TURNS = 8
_PROGRAMS = 2.5  # what those of a block take to compile, in times of the one that trains


@dataclass(frozen=True, slots=True)
class Sweep:
    """What is asked for. Raises InvalidExperiment where a cell cannot be."""

    experiment: Experiment
    x: Axis
    y: Axis
    seeds: int = 1  # networks a cell: they differ in their first weights and their order of points
    epochs: int = 100

    def __post_init__(self) -> None:
        _within("seeds", self.seeds, MAX_SEEDS)
        if self.seeds > 1 and self.experiment.tfplayground:
            message = "an experiment of TensorFlow Playground has one start: seeds must be 1"
            raise InvalidExperiment("seeds", message)
        _within("epochs", self.epochs, MAX_EPOCHS)
        if self.x.name == self.y.name:
            raise InvalidExperiment("axis", f"both axes are {self.x.name}; they must differ")
        if self.experiment.lacks:
            raise InvalidExperiment("own_points", self.experiment.lacks)
        names = {self.x.name, self.y.name}
        e = canonical(self.experiment)
        if "schedule" in names:  # which then knows how long a run is to be
            e = e.change(epochs=self.experiment.epochs)
        object.__setattr__(self, "experiment", _heard(e, names))

    def cell(self, row: int, column: int) -> Experiment:
        """The experiment of a cell, with the first of its seeds."""
        axes = {self.y.name: self.y.values[row], self.x.name: self.x.values[column]}
        try:
            return self.experiment.change(**placed(self.experiment, axes))
        except InvalidExperiment as error:
            at = f"{self.x.name}={self.x.texts[column]}, {self.y.name}={self.y.texts[row]}"
            raise InvalidExperiment(error.field, f"at {at}: {error}") from None

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns of the table."""
        return len(self.y.values), len(self.x.values)

    @property
    def marks(self) -> list[int]:
        """The epochs at which all is measured."""
        return marks_of(self.epochs)


class Block(NamedTuple):
    """Whole cells that train in one batch."""

    cells: list[int]  # their places in the table, row by row
    experiments: list[Experiment]  # as many for each as there are seeds, in a row


def _within(name: str, value: int, most: int) -> None:
    if not 1 <= value <= most:
        raise InvalidExperiment(name, f"{name} is {value}; it must lie in [1, {most}]")


def _heard(e: Experiment, names: set[str]) -> Experiment:
    """The experiment, made such that settings that would say nothing to it do."""
    if "penalty_rate" in names and "penalty" not in names and e.penalty == "none":
        e = e.change(penalty="l2")
    deaf = not OPTIMIZERS[e.optimizer].facts["momentum"]
    if "momentum" in names and "optimizer" not in names and deaf:
        e = e.change(optimizer="momentum")
    return e


def marks_of(epochs: int) -> list[int]:
    """0, the last, and some between them: the earlier, the closer together."""
    steps = np.geomspace(1, epochs + 1, MAX_MARKS) - 1
    return sorted({0, epochs, *(int(step) for step in np.round(steps))})


@lru_cache(maxsize=4)
def cells_of(sweep: Sweep) -> tuple[Experiment, ...]:
    """The experiments of all cells, row by row. Raises InvalidExperiment for what cannot be."""
    rows, columns = sweep.shape
    cells = [sweep.cell(row, column) for row in range(rows) for column in range(columns)]
    kinds = list(dict.fromkeys((e.kind, e.classes) for e in cells))
    if len(kinds) > 1:
        tasks = ", ".join(f"{kind} with {classes} classes" for kind, classes in kinds)
        raise InvalidExperiment("dataset", f"all data sets must be of one task; here are: {tasks}")
    return tuple(cells)


@lru_cache(maxsize=4)
def blocks_of(sweep: Sweep) -> tuple[Block, ...]:
    """How the cells are shared out: equal sweeps in equal blocks, wherever they are trained."""
    cells = cells_of(sweep)
    networks = len(cells) * sweep.seeds
    if networks > MAX_NETWORKS:
        raise _too_large(networks, MAX_NETWORKS)
    found = []
    for group in grouped(cells):
        by_width: dict[int, list[int]] = {}
        # Mixed, so that the blocks of a group are alike: then one program trains them all.
        for place in np.random.default_rng(0).permutation(group).tolist():
            width = max(cells[place].hidden, default=1)
            by_width.setdefault(next(w for w in _WIDTHS if width <= w), []).append(place)
        for places in by_width.values():
            count = -(-len(places) * sweep.seeds // BLOCK)
            found += [_block(sweep, cells, places[first::count]) for first in range(count)]
    return tuple(found)


def _block(sweep: Sweep, cells: Sequence[Experiment], places: list[int]) -> Block:
    first = sweep.experiment.weight_seed
    seeds = [(first + more) % (MAX_SEED + 1) for more in range(sweep.seeds)]
    experiments = [cells[place].change(weight_seed=seed) for place in places for seed in seeds]
    return Block(places, experiments)


def costs_of(sweep: Sweep) -> list[Cost]:
    """What each block costs on one core; only the first of a kind is compiled."""
    known: set[Shape] = set()
    found = []
    for block in blocks_of(sweep):
        steps = sweep.epochs * block.experiments[0].steps_per_epoch
        cost, shape = estimate(block.experiments, steps=steps), shape_of(block.experiments)
        found.append(cost._replace(compile_s=0 if shape in known else _PROGRAMS * cost.compile_s))
        known.add(shape)
    return found


def check_sweep(sweep: Sweep, *, most_s: float | None = None) -> float:
    """The seconds that a sweep will take on one core, about.

    Raises InvalidExperiment where it is too large, with what would fit; `most_s` bounds its time.
    """
    costs = costs_of(sweep)
    networks = sum(len(block.experiments) for block in blocks_of(sweep))
    needed = max(cost.memory_bytes for cost in costs) * min(TURNS, len(costs))
    if needed > MAX_BYTES:
        raise _too_large(networks, int(networks * MAX_BYTES / needed))
    seconds = sum(cost.train_s + cost.compile_s for cost in costs)
    if most_s is not None and seconds > most_s:
        raise _too_large(networks, int(networks * most_s / seconds))
    return seconds


def race_of(experiment: Experiment, rates: str, seeds: int, epochs: int) -> Sweep:
    """Every optimizer that this experiment can have, over learning rates `low:high:count:log`."""

    def fits(name: str) -> bool:
        try:
            return bool(experiment.change(optimizer=name))
        except InvalidExperiment:
            return False

    y = read_axis(f"optimizer={','.join(name for name in OPTIMIZERS if fits(name))}")
    return Sweep(experiment, read_axis(f"learning_rate={rates}"), y, seeds, epochs)


def link_of(sweep: Sweep) -> str:
    """The query string that opens the sweep in the page, without its question mark."""
    parts = (sweep.x.text, sweep.y.text, f"seeds={sweep.seeds}", f"epochs={sweep.epochs}")
    return f"{to_query(sweep.experiment)}&{SWEEP}={quote(';'.join(parts), safe=';=:,._-')}"


def _too_large(networks: int, fit: int) -> InvalidExperiment:
    return InvalidExperiment(
        "sweep",
        f"{networks:,} networks are too many for this sweep; about {fit:,} would fit: take fewer "
        "values, seeds or epochs",
    )
