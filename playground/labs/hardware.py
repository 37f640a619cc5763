"""CPU or GPU? The same work on each device of this machine, over networks and width.

Unlike other labs this one asks the machine: its answer depends on what else runs.
"""

from __future__ import annotations

import itertools
import json
import math
import os
import platform
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any, NamedTuple

from playground.cores import share_cores
from playground.labs.jobs import Lab, Progress, Report, Work
from playground.labs.measuring import AXES
from playground.strict import only, whole

__all__ = ["LAB", "STORED", "crossing", "work"]

Point = tuple[float, float]  # how many networks or how wide, microseconds a step
Lines = dict[str, list[Point]]  # of each axis

# Measured on one H100 by `benchmarks.engine` and `labs.measuring`: plain SGD, batches of 10, one
# shared data set. `networks` is a vmap over a plain scan (of one: a probe of the day before),
# `width` the page's own loop.
STORED: dict[str, Any] = {
    "name": "H100",
    "date": "2026-11-24",
    "versions": "JAX 0.11.2",
    "lines": {
        "networks": [(1, 14.0), (64, 16.5), (1024, 18.1), (16_384, 33.7)],
        "width": [(4, 41.4), (16, 41.1), (64, 50.3), (128, 54.9)],
    },
    # The whole loop in one kernel: one network, a program; 131,072, each a lane.
    "kernel": {"us": 1.1, "millions": 8925},
}
_KINDS = {"cpu": "cpu", "gpu": "cuda,cpu"}  # what JAX is to load for each
_WAIT_S = 0.05  # between two looks at a process that measures
_POINTS = sum(map(len, AXES.values()))


class Request(NamedTuple):
    """There is one question, which can be asked again."""

    run: int = 0


def read(message: Mapping[str, Any]) -> Request:
    """A page's question. Raises BadIntent."""
    only(message, "run")
    return Request(whole(message, "run"))


def work(request: Request) -> Work:
    """Measure device by device; a report after each measurement."""
    del request
    found: dict[str, Lines] = {}
    kinds = [kind for kind in _KINDS if kind == "cpu" or _may_have_gpu()]
    done = 0
    for kind in kinds:
        for point in _measured(kind):
            if point is not None:
                done += 1
                lines = found.setdefault(kind, {axis: [] for axis in AXES})
                lines[point["axis"]].append((point["value"], point["us"]))
                yield _report(found)
            yield Progress(min(done / (_POINTS * len(kinds)), 1.0))
    if not found:
        raise RuntimeError("no device could be measured")
    yield _report(found)


def crossing(a: list[Point], b: list[Point]) -> float | None:
    """Where on the axis two lines cross, straight between points on logarithmic axes."""
    start, end = max(a[0][0], b[0][0]), min(a[-1][0], b[-1][0])
    places = sorted({x for x, _ in (*a, *b) if start <= x <= end})
    before: tuple[float, float] | None = None
    for x in places:
        gap = _log_at(a, x) - _log_at(b, x)
        if before is not None and before[1] * gap < 0:
            share = before[1] / (before[1] - gap)
            return math.exp(before[0] + share * (math.log(x) - before[0]))
        before = math.log(x), gap
    return None


def _log_at(line: list[Point], x: float) -> float:
    for (x0, y0), (x1, y1) in itertools.pairwise(line):
        if x0 <= x <= x1:
            share = math.log(x / x0) / math.log(x1 / x0)
            return (1 - share) * math.log(y0) + share * math.log(y1)
    return math.log(line[-1][1])  # a line of one point


def _report(found: Mapping[str, Lines]) -> Report:
    """`devices` as measured, `stored` as it was, and where they cross by the number of networks."""
    own = [{"kind": kind, "name": _name(kind), "lines": lines} for kind, lines in found.items()]
    cpu = found["cpu"]["networks"] if "cpu" in found else []
    other = found["gpu"]["networks"] if "gpu" in found else STORED["lines"]["networks"]
    meet = crossing(cpu, other) if len(cpu) > 1 and len(other) > 1 else None
    header = {"devices": own, "stored": STORED, "crossing": meet, "axes": AXES}
    return Report(header, {})


def _name(kind: str) -> str:
    cores = os.cpu_count() or 1
    return f"{platform.machine()}, {cores} cores" if kind == "cpu" else "GPU"


def _may_have_gpu() -> bool:
    """Whether it is worth loading JAX to see."""
    return any(Path("/dev").glob("nvidia[0-9]*")) or any(Path("/dev").glob("kfd"))


def _measured(kind: str) -> Iterator[dict[str, Any] | None]:
    """What another process measures, as it comes; None while there is nothing new."""
    env = os.environ | {"JAX_PLATFORMS": _KINDS[kind]}
    share_cores(env)
    process = subprocess.Popen(
        _command(kind),
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, env=env,
    )  # fmt: skip
    lines: SimpleQueue[str] = SimpleQueue()
    Thread(target=_read, args=(process, lines), daemon=True).start()
    try:
        while True:
            try:
                line = lines.get(timeout=_WAIT_S)
            except Empty:
                yield None
                continue
            if not line:
                break
            yield json.loads(line)
        if process.wait():
            raise RuntimeError(f"measuring the {kind} failed; the log tells why")
    finally:
        process.kill()
        process.wait()


def _command(kind: str) -> list[str]:
    return [sys.executable, "-m", "playground.labs.measuring", kind]


def _read(process: subprocess.Popen[str], lines: SimpleQueue[str]) -> None:
    """Every line, and an empty one at the end."""
    assert process.stdout is not None
    with process.stdout:
        for line in process.stdout:
            lines.put(line)
    lines.put("")


LAB = Lab(read, work)
