"""How the cost of a batch grows with lanes, width, depth, and points, one thing varied at a time.

    python -m benchmarks.growth

prints one row of JSON for each measurement, with what `train/cost.py` had estimated. All of a block
of 64 networks on one device, but for the lanes.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from benchmarks.contestants import experiment_of, row
from playground.spec import Experiment
from playground.train.batch import Batch
from playground.train.cost import estimate

BLOCK = 64
_COMPILED_S = 0.1  # a first step takes longer, unless one before had the same program
SEVERAL = (1, 16, 64, 256, 1024, 4096)
# What is varied, and each experiment beside its value; the first network otherwise.
AXES: dict[str, list[tuple[int, Experiment]]] = {
    "lanes": [(n, experiment_of((4, 2))) for n in SEVERAL],
    "width of 2 layers": [(w, experiment_of((w, w))) for w in (2, 4, 8, 16, 32, 64)],
    "layers of 8": [(n, experiment_of((8,) * n)) for n in (1, 2, 4, 6)],
    "points of the data set": [(n, experiment_of((4, 2), points=n)) for n in (100, 500, 2000)],
    "points a step": [(n, experiment_of((4, 2), batch_size=n)) for n in (1, 10, 25, 50)],
}


def measure(axis: str, value: int, e: Experiment) -> dict[str, Any]:
    """One value of one axis: µs a step of one network, and what was estimated."""
    lanes = value if axis == "lanes" else BLOCK
    networks = [e.change(weight_seed=i) for i in range(lanes)]
    trained = Batch(networks, devices=1)
    found = row(trained.how, trained.advance, lanes=lanes)
    cost = estimate(networks, steps=1000)
    return {
        "axis": axis,
        "value": value,
        "way": trained.how,
        "us": [1e6 / rate for rate in found["rates"]],
        "first_s": found["first_s"],
        "estimated_us": cost.train_s * 1e3 / lanes,
        "estimated_s": cost.compile_s,
        "steps_per_epoch": trained.steps_per_epoch,
    }


def table(rows: Sequence[dict[str, Any]], text: Any) -> list[str]:
    """The rows as Markdown; `text` writes a number."""
    lines = [
        "| what grows | | trained | µs a step of one network | range | estimated | first step, s "
        "| estimated |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for r in rows:
        low, *_, high = known = sorted(r["us"])
        middle = f"**{text(known[len(known) // 2])}** | {text(low)} to {text(high)}"
        first = text(r["first_s"]) if r["first_s"] > _COMPILED_S else "known already"
        ends = f"{text(r['estimated_us'])} | {first} | {text(r['estimated_s'])}"
        lines.append(f"| {r['axis']} | {r['value']:,} | {r['way']} | {middle} | {ends} |")
    return lines


def main() -> None:
    for axis, points in AXES.items():
        for value, e in points:
            print(json.dumps(measure(axis, value, e)), flush=True)


if __name__ == "__main__":
    main()
