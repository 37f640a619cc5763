"""Tables: what a sweep found, cell by cell, as far as it is known."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.labs.cells import MEASURES, Result
from playground.labs.sweep import Block, Sweep
from playground.spec import to_json

__all__ = ["Table", "names_of"]

Array = NDArray[Any]


class Table:
    """Filled block by block.

    `values` (measures, epochs, rows, columns) float32: the median network's, the better one of
    two; NaN is not known yet, infinite is diverged. `diverged` (epochs, rows, columns) int16 counts
    networks. `chosen` (rows, columns) int16 is the place among its cell's seeds of the network
    whose test loss is the median one by now, -1 where not known yet, and `fields` (rows,
    columns, outputs, …) uint8 its answers, None while none is known.
    """

    def __init__(self, sweep: Sweep) -> None:
        self.sweep = sweep
        self.marks = sweep.marks
        shape = (len(self.marks), *sweep.shape)
        self.values = np.full((len(MEASURES), *shape), np.nan, np.float32)
        self.diverged = np.zeros(shape, np.int16)
        self.chosen = np.full(sweep.shape, -1, np.int16)
        self.fields: Array | None = None

    def add(self, block: Block, result: Result) -> None:
        """All that became of a block."""
        for mark in range(len(self.marks)):
            self.note(block, mark, result.values[mark], result.alive[mark])
        self.picture(block, result.chosen, result.fields)

    def note(self, block: Block, mark: int, values: Array, alive: Array) -> None:
        """The measures (networks, 4) of a block at one of the marks, and who is alive then."""
        at = np.unravel_index(block.cells, self.sweep.shape)
        dead = ~alive.reshape(-1, self.sweep.seeds)
        self.diverged[mark][at] = dead.sum(axis=1)
        for i, name in enumerate(MEASURES):
            sign = -1 if name.endswith("score") else 1  # the less, the better
            each = np.where(dead, np.inf, sign * values[:, i].reshape(dead.shape))
            ranked = np.sort(each, axis=1)
            self.values[i, mark][at] = sign * ranked[:, (self.sweep.seeds - 1) // 2]

    def picture(self, block: Block, chosen: Array, fields: Array) -> None:
        """What the median networks of a block answer at the end."""
        if self.fields is None:
            self.fields = np.zeros((*self.sweep.shape, *fields.shape[1:]), np.uint8)
        at = np.unravel_index(block.cells, self.sweep.shape)
        self.chosen[at] = chosen
        self.fields[at] = fields

    def best(self, measure: str, mark: int = -1) -> list[int | None]:
        """For each row, in which column a measure is best; None where all have diverged."""
        i = MEASURES.index(measure)
        sign = -1 if measure.endswith("score") else 1
        found: list[int | None] = []
        for row in sign * self.values[i, mark]:
            known = np.where(np.isfinite(row), row, np.inf)
            found.append(int(known.argmin()) if np.isfinite(known).any() else None)
        return found

    def lines(self) -> Iterator[list[Any]]:
        """The table as lines of plain values, the first one names them; None has diverged."""
        sweep = self.sweep
        names = names_of(sweep)
        yield [sweep.y.name, sweep.x.name, "epoch", "networks", "diverged", *names]
        for row, y in enumerate(sweep.y.texts):
            for column, x in enumerate(sweep.x.texts):
                for mark, epoch in enumerate(self.marks):
                    values = [_plain(v) for v in self.values[:, mark, row, column]]
                    diverged = int(self.diverged[mark, row, column])
                    yield [y, x, epoch, sweep.seeds, diverged, *values]

    def as_json(self) -> dict[str, Any]:
        """The table as plain JSON values, `values[measure][epoch][row][column]`."""
        sweep = self.sweep
        values = zip(names_of(sweep), self.values, strict=True)
        return {
            "experiment": to_json(sweep.experiment),
            "x": {"name": sweep.x.name, "values": list(sweep.x.values)},
            "y": {"name": sweep.y.name, "values": list(sweep.y.values)},
            "seeds": sweep.seeds,
            "epochs": self.marks,
            "values": {name: _nested(found) for name, found in values},
            "diverged": self.diverged.tolist(),
        }


def names_of(sweep: Sweep) -> list[str]:
    """What the measures are called: a score is an accuracy, or R² where numbers are learned."""
    scored = sweep.cell(0, 0).kind in ("binary", "multiclass")
    return [name.replace("score", "accuracy" if scored else "r2") for name in MEASURES]


def _plain(value: Any) -> float | None:
    # Through text: 0.428 in float32 should read 0.428 and not 0.42799997.
    return float(str(value)) if np.isfinite(value) else None


def _nested(values: Array) -> Any:
    return [_nested(part) for part in values] if values.ndim else _plain(values[()])
