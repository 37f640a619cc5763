"""The commands `sweep` and `race`: two settings against each other, optimizers at their best."""

from __future__ import annotations

import csv
import json
import sys
from argparse import Namespace
from collections.abc import Iterator
from typing import Any

import numpy as np

from playground.cli.progress import Bar
from playground.cli.source import BadInput, read_source, read_sweep
from playground.labs.axes import read_axis
from playground.labs.cells import MEASURES
from playground.labs.sweep import MAX_EPOCHS, Sweep, link_of, race_of
from playground.labs.sweeping import train
from playground.labs.tables import Table, names_of

DEFAULT_EPOCHS = 200
SHADES = "█▇▆▅▄▃▂▁"  # the best is the fullest
DIVERGED = "×"


def run(args: Namespace) -> int:
    sweep = _asked(args)
    names = names_of(sweep)
    if args.measure not in names:
        raise BadInput(f"argument --measure: {args.measure!r}; here: {', '.join(names)}")
    table = Table(sweep)
    with Bar(args.command_name, 1.0) as bar:
        for share, grown in _trained(sweep, args.cluster):
            bar.set(share)
            table = grown or table
    measure = MEASURES[names.index(args.measure)]
    if args.csv:
        csv.writer(sys.stdout, lineterminator="\n").writerows(table.lines())
    elif args.json:
        report = table.as_json() | {"link": f"?{link_of(sweep)}", "best": _best(table, measure)}
        print(json.dumps(report, ensure_ascii=False, allow_nan=False))
    else:
        _print(table, measure, args.measure)
    return 0


def _trained(sweep: Sweep, cluster: str | None) -> Iterator[tuple[float, Table | None]]:
    if cluster is None:
        return train(sweep)
    from playground.labs.cluster import train_on

    return train_on(sweep, cluster)


def _asked(args: Namespace) -> Sweep:
    """The sweep of the line; what it does not say is the link's, where the source is one."""
    experiment = read_source(args.source)
    parts = dict(part.partition("=")[::2] for part in read_sweep(args.source))
    seeds = args.seeds or int(parts.pop("seeds", 1))
    epochs = args.epochs or int(parts.pop("epochs", 0))
    epochs = epochs or min(experiment.epochs or DEFAULT_EPOCHS, MAX_EPOCHS)
    if args.race:
        return race_of(experiment, args.rates, seeds, epochs)
    texts = [f"{name}={values}" for name, values in parts.items()][:2]
    x, y = (args.x or [*texts, ""][0], args.y or [*texts, "", ""][1])
    for name, text in (("--x", x), ("--y", y)):
        if not text:
            raise BadInput(f"argument {name} is needed, such as {name} learning_rate=0.001:1:8:log")
    return Sweep(experiment, read_axis(x), read_axis(y), seeds, epochs)


def _best(table: Table, measure: str) -> list[dict[str, Any] | None]:
    """For each row where its measure is best, None where all have diverged."""
    x, values = table.sweep.x, table.values[MEASURES.index(measure), -1]
    return [
        None if column is None else {x.name: x.values[column], "value": float(str(row[column]))}
        for column, row in zip(table.best(measure), values, strict=True)
    ]


def _print(table: Table, measure: str, name: str) -> None:
    sweep = table.sweep
    x, y = sweep.x, sweep.y
    values = table.values[MEASURES.index(measure), -1]
    of = f", median of {sweep.seeds} networks" if sweep.seeds > 1 else ""
    print(f"{name.replace('_', ' ')} at epoch {sweep.epochs}{of}; fuller is better, × diverged")
    width = max(len(text) for text in y.texts)
    best = _best(table, measure)
    print(f"{y.name} down, {x.name} {x.texts[0]} to {x.texts[-1]} across")
    shades = _shades(values, lower=measure.endswith("loss"))
    for text, row, found in zip(y.texts, shades, best, strict=True):
        said = f"best {found['value']:.4g} at {found[x.name]}" if found else "all diverged"
        print(f"{text:>{width}} {row}  {said}")
    diverged = int(table.diverged[-1].sum())
    if diverged:
        print(f"diverged: {diverged} of {values.size * sweep.seeds} networks")


def _shades(values: Any, *, lower: bool) -> list[str]:
    """A character a value, by its rank: equal steps of rank, however far values lie apart."""
    finite = np.isfinite(values)
    ranks = np.searchsorted(np.sort(values[finite]), values) / max(1, finite.sum())
    ranks = ranks if lower else 1 - ranks
    places = np.clip((ranks * len(SHADES)).astype(int), 0, len(SHADES) - 1)
    return [
        "".join(SHADES[place] if place >= 0 else DIVERGED for place in row)
        for row in np.where(finite, places, -1)
    ]
