"""How long a step takes on one kind of device: `python -m playground.labs.measuring cpu` or `gpu`.

A process of its own, for JAX decides when it is loaded which devices there are. It prints a line of
JSON for each measurement: which axis, where on it, and microseconds, the best of a few repeats.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

from playground.spec import Experiment
from playground.train.batch import Batch
from playground.train.programs import Programs, devices
from playground.train.training import Training, plan

__all__ = ["AXES", "measure"]

# One step of all networks 2-4-2-1 at once, and one step of a single network 2-w-w-1.
AXES: dict[str, tuple[int, ...]] = {
    "networks": (1, 16, 64, 256, 1024, 4096),
    "width": (4, 16, 64, 128),
}
_REPEATS = 4
_SECONDS = 0.12  # of one repeat, about


def measure(device: str) -> Iterator[dict[str, Any]]:
    """All measurements, the cheapest first: {axis, value, us}."""
    for axis, values in AXES.items():
        for value in values:
            many = axis == "networks"
            yield {
                "axis": axis,
                "value": value,
                "us": _step_us(_batch(value) if many and value > 1 else _one(device, axis, value)),
            }


def _experiment(hidden: tuple[int, ...]) -> Experiment:
    return Experiment(hidden=hidden, epochs=0, shuffle=False, learning_rate=0.03)


def _one(device: str, axis: str, value: int) -> Callable[[int], object]:
    e = _experiment((4, 2) if axis == "networks" else (value, value))
    program = Programs().get_blind(plan(e, device=device))
    training = Training([e], program=program)
    # Losses are recorded once in 1,000 epochs: what is measured is training.
    return lambda n: training.advance(n, every=1_000)


def _batch(count: int) -> Callable[[int], object]:
    e = _experiment((4, 2))
    return Batch([e.change(weight_seed=i) for i in range(count)]).advance


def _step_us(advance: Callable[[int], object]) -> float:
    """Microseconds a step."""
    advance(1)  # may compile
    n, taken = 1, _seconds(advance, 1)
    while taken < _SECONDS / 4:
        n *= 4
        taken = _seconds(advance, n)
    n = max(1, round(n * _SECONDS / taken))
    # Noise only ever slows it down.
    return min(_seconds(advance, n) for _ in range(_REPEATS)) / n * 1e6


def _seconds(advance: Callable[[int], object], n: int) -> float:
    began = time.perf_counter()
    advance(n)
    return time.perf_counter() - began


def main() -> None:
    """Measure one kind of device; says nothing where there is none."""
    device = sys.argv[1]
    for found in measure(device) if device in devices() else ():
        print(json.dumps(found), flush=True)


if __name__ == "__main__":
    main()
