"""The command `fractal`: a picture of which rates learn and which diverge."""

from __future__ import annotations

import json
from argparse import Namespace
from dataclasses import asdict
from pathlib import Path
from typing import Any

from playground.cli.progress import Bar
from playground.cli.source import BadInput
from playground.labs.colours import coloured, png
from playground.labs.fractal import draw
from playground.labs.jobs import Progress, Report
from playground.labs.window import HOME, Question


def run(args: Namespace) -> int:
    window = args.window or HOME[args.axes]
    question = Question(args.axes, args.network, args.points, args.steps, args.size, *window)
    report = _drawn(question)
    values = report.arrays["values"]
    if args.png:
        _write(Path(args.png), png(coloured(values)))
    found = _found(question, report)
    if args.json:
        print(json.dumps(asdict(question) | found))
    else:
        print(_sentence(question, found))
    return 0


def _drawn(question: Question) -> Report:
    with Bar("fractal", 1.0) as bar:
        for told in draw(question):
            if isinstance(told, Progress):
                bar.set(told.share)
            else:
                report = told
    return report


def _found(q: Question, report: Report) -> dict[str, Any]:
    """How many learned, and where fastest, in powers of ten."""
    best = report.header["best"]
    if best is None:
        return {"learned": 0, "best": None}
    column, row = best
    x = q.x + (column + 0.5) / q.size * q.span
    y = q.y + (q.size - row - 0.5) / q.size * q.span
    return {"learned": report.header["learned"], "best": {"x": x, "y": y}}


def _sentence(q: Question, found: dict[str, Any]) -> str:
    said = f"{found['learned']} of {q.size**2} networks learned"
    if found["best"] is None:
        return f"{said}."
    names = ("first rate", "later rate") if q.axes == "rates" else ("rate", "initial scale")
    at = ", ".join(
        f"{name} {10**power:.4g}" for name, power in zip(names, found["best"].values(), strict=True)
    )
    return f"{said}, fastest at {at}."


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise BadInput(f"cannot write {path}: {error.strerror}") from None
