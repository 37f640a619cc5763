"""The command `devices`: the same work on each device of this machine."""

from __future__ import annotations

import json
from argparse import Namespace
from typing import Any

from playground.cli.progress import Bar
from playground.labs.hardware import Request, work
from playground.labs.jobs import Progress

_HEADS = {"networks": "µs a step of all networks 2-4-2-1", "width": "µs a step of one 2-w-w-1"}


def run(args: Namespace) -> int:
    report: dict[str, Any] = {}
    with Bar("devices", 1.0) as bar:
        for told in work(Request()):
            if isinstance(told, Progress):
                bar.set(told.share)
            else:
                report = dict(told.header)
    print(json.dumps(report, ensure_ascii=False) if args.json else _text(report))
    return 0


def _text(report: dict[str, Any]) -> str:
    stored = report["stored"]
    columns = [(device["name"], device["lines"]) for device in report["devices"]]
    columns.append((f"{stored['name']}, stored", stored["lines"]))
    lines = []
    for axis, head in _HEADS.items():
        lines.append(f"{head:<36}" + "".join(f"{name:>20}" for name, _ in columns))
        for value in sorted({x for _, found in columns for x, _ in found[axis]}):
            cells = [dict(found[axis]).get(value) for _, found in columns]
            said = "".join(f"{'' if us is None else f'{us:,.1f}':>20}" for us in cells)
            lines.append(f"{axis} {value:,}".ljust(36) + said)
    meet = report["crossing"]
    against = "the GPU" if len(report["devices"]) > 1 else f"an {stored['name']}"
    if meet is not None:
        lines.append(f"From about {meet:,.0f} networks on, {against} is faster than this CPU.")
    lines.append(
        f"Stored: {stored['name']}, {stored['date']}, {stored['versions']}; not measured here."
    )
    return "\n".join(lines)
