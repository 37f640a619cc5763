"""Sweeping: all cells of a sweep are trained a stretch in turn, so that its table gets sharper."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from playground.labs.cells import Cells, Result
from playground.labs.sweep import TURNS, Block, Sweep, blocks_of, check_sweep, costs_of
from playground.labs.tables import Table
from playground.train.cost import Cost

__all__ = ["tabulate", "train"]


def train(sweep: Sweep, *, most_s: float | None = None) -> Iterator[tuple[float, Table | None]]:
    """Train a sweep here; yields the share done after every slice, and the table when it has grown.

    The table is one object that is filled. Raises InvalidExperiment where it is too large.
    """
    total = check_sweep(sweep, most_s=most_s)
    table = Table(sweep)
    done = 0.0
    work = list(zip(blocks_of(sweep), costs_of(sweep), strict=True))
    for first in range(0, len(work), TURNS):
        for seconds, grown in _turns(table, work[first : first + TURNS]):
            done += seconds
            yield min(done / total, 1.0), table if grown else None


def _turns(table: Table, work: list[tuple[Block, Cost]]) -> Iterator[tuple[float, bool]]:
    """Some blocks together: the seconds that were meant to be spent, and whether there is news."""
    crews = []
    for block, cost in work:
        crews.append((block, Cells(block.experiments, table.sweep.seeds)))
        yield cost.compile_s / 2, False
    for mark, epoch in enumerate(table.marks):
        for block, cells in crews:
            for seconds in cells.train_to(epoch):
                yield seconds, False
            table.note(block, mark, *cells.measure())
            yield 0.0, False
        yield 0.0, True
    for (block, cells), (_, cost) in zip(crews, work, strict=True):
        table.picture(block, *cells.pictures())
        yield cost.compile_s / 2, True


def tabulate(sweep: Sweep, results: Iterable[tuple[Block, Result]]) -> Table:
    """The same table from blocks that were trained elsewhere."""
    table = Table(sweep)
    for block, result in results:
        table.add(block, result)
    return table
