"""Which device trains what: microseconds a step on each device, over width, depth and batch.

    python -m benchmarks.devices

The rule in `playground/train/programs.py` (GPU_WORK) is read off this table.
"""

from __future__ import annotations

import time

import numpy as np

from playground.spec import DEFAULT, Experiment
from playground.train.programs import Programs, devices
from playground.train.training import Training, plan

NETWORKS: tuple[tuple[int, ...], ...] = ((4, 2), (8,) * 6, (64, 64), (128, 128), (128,) * 8)
BATCHES = (10, 100, 1000)
SECONDS = 0.3  # for one measurement


def step_us(experiment: Experiment, device: str, programs: Programs) -> tuple[float, float, float]:
    """Microseconds a step (best of three), seconds to compile, milliseconds a frame."""
    program = programs.get(plan(experiment, device=device))
    training = Training([experiment], program=program)
    steps, best = 50, float("inf")
    for _ in range(4):
        began = time.perf_counter()
        training.advance(steps, every=1_000_000)
        taken = time.perf_counter() - began
        best = min(best, taken / steps)
        steps = max(50, int(SECONDS / best))
    training.snapshot()
    began = time.perf_counter()
    for _ in range(5):
        training.snapshot()
    return best * 1e6, program.compile_s, (time.perf_counter() - began) / 5 * 1e3


def main() -> None:
    names = list(devices())
    print(
        "| network | batch | work a step | "
        + " | ".join(f"{n}: µs a step · compile s · frame ms" for n in names)
        + " |"
    )
    print("|---|---|---|" + "---|" * len(names))
    for hidden in NETWORKS:
        for batch in BATCHES:
            e = DEFAULT.change(
                hidden=hidden, points=2000, batch_size=batch, optimizer="adam", epochs=0
            )
            parameters = plan(e, device="cpu").parameters
            cells = [
                "{:.1f} · {:.2f} · {:.2f}".format(*step_us(e, name, Programs())) for name in names
            ]
            shape = "-".join(map(str, (2, *hidden, 1)))
            print(
                f"| {shape} | {batch} | {batch * parameters:,} | " + " | ".join(cells) + " |",
                flush=True,
            )
    difference = np.abs(losses("cpu") - losses(names[-1])).max()
    print(f"\nlargest difference of losses after 100 steps between devices: {difference:.2e}")


def losses(device: str) -> np.ndarray:
    """Losses of a large network after 100 steps."""
    e = DEFAULT.change(hidden=(64, 64), batch_size=100)
    training = Training([e], program=Programs().get(plan(e, device=device)))
    training.advance(100)
    return np.asarray(training.snapshot().losses)


if __name__ == "__main__":
    main()
