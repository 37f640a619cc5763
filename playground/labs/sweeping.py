"""Sweeping: all cells of a sweep are trained a stretch in turn, so that its table gets sharper."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.labs.axes import Axis, read_axis
from playground.labs.cells import Cells, Result
from playground.labs.jobs import Lab, Progress, Report, Work
from playground.labs.sweep import (
    TURNS,
    Block,
    Sweep,
    blocks_of,
    cells_of,
    check_sweep,
    costs_of,
    link_of,
    race_of,
)
from playground.labs.tables import Table
from playground.spec import from_json, to_json
from playground.strict import BadIntent, only, whole
from playground.train.cost import Cost

__all__ = ["LAB", "RACE", "tabulate", "train"]

MOST_S = 900.0  # of one core, that a page may ask for
_STEP = 0.02  # of the work: a table is told anew no more often


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
        crews.append((block, Cells(block.experiments, table.sweep.seeds), cost.compile_s / 3))
        yield 0.0, False
    for mark, epoch in enumerate(table.marks):
        for block, cells, compile_s in crews:
            for seconds in cells.train_to(epoch):
                yield seconds, False
            measured = cells.measure()
            table.note(block, mark, *measured)
            if mark:  # untrained networks are nothing to see
                table.picture(block, *cells.pictures(*measured))
            # The first reading is compiled, then the first step and the first pictures.
            yield compile_s * {0: 1, 1: 2}.get(mark, 0), False
        yield 0.0, True


def tabulate(sweep: Sweep, results: Iterable[tuple[Block, Result]]) -> Table:
    """The same table from blocks that were trained elsewhere."""
    table = Table(sweep)
    for block, result in results:
        table.add(block, result)
    return table


# For pages


def read(message: Mapping[str, Any]) -> Sweep:
    """A page's question. Raises BadIntent, InvalidExperiment."""
    only(message, "experiment", "x", "y", "seeds", "epochs")
    experiment = from_json(message.get("experiment"))
    x, y = (read_axis(_text(message, name)) for name in ("x", "y"))
    return Sweep(experiment, x, y, whole(message, "seeds"), whole(message, "epochs"))


def read_race(message: Mapping[str, Any]) -> Sweep:
    """Likewise, of a race."""
    only(message, "experiment", "rates", "seeds", "epochs")
    seeds, epochs = whole(message, "seeds"), whole(message, "epochs")
    experiment = from_json(message.get("experiment"))
    return race_of(experiment, _text(message, "rates"), seeds, epochs)


def _text(message: Mapping[str, Any], key: str) -> str:
    value = message.get(key)
    if not isinstance(value, str):
        raise BadIntent(f"{key} must be a text")
    return value


def work(sweep: Sweep) -> Work:
    """The table whenever it has grown by some share."""
    said = -1.0
    for share, table in train(sweep, most_s=MOST_S):
        if table is None or (share < 1 and share < said + _STEP):
            yield Progress(share)
            continue
        said = share
        yield _report(table)


def _report(table: Table) -> Report:
    """All that is known, and what a page needs to name it and to open a cell."""
    sweep = table.sweep
    known = int((~np.isnan(table.values[0])).any(axis=(1, 2)).sum())
    e = sweep.cell(0, 0)
    header = {
        "x": _axis(sweep.x),
        "y": _axis(sweep.y),
        "seeds": sweep.seeds,
        "epochs": table.marks[:known],
        "last": sweep.epochs,
        "task": e.kind,
        "classes": e.classes,
        "experiment": to_json(sweep.experiment),
        "layers": [cell.hidden for cell in cells_of(sweep)],
        "query": link_of(sweep),
    }
    arrays: dict[str, NDArray[Any]] = {
        "values": table.values[:, :known].copy(),
        "diverged": table.diverged[:known].astype(np.uint16),
        "chosen": table.chosen.astype(np.int32),
    }
    if table.fields is not None:
        arrays["fields"] = table.fields.copy()
    return Report(header, arrays)


def _axis(axis: Axis) -> dict[str, Any]:
    values, log = list(axis.values), axis.log
    return {
        "name": axis.name,
        "label": axis.label,
        "values": values,
        "texts": axis.texts,
        "log": log,
    }


LAB = Lab(read, work)
RACE = Lab(read_race, work)
