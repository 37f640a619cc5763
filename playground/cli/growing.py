"""The command `grid`: one experiment from many other starts, and how many of them succeed."""

from __future__ import annotations

import json
import math
from argparse import Namespace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.claims import wilson
from playground.cli.progress import Bar
from playground.cli.source import BadInput, read_source
from playground.labs.grid import Request, work
from playground.labs.jobs import Progress, Report
from playground.labs.questions import canonical
from playground.spec import Experiment, to_json
from playground.strict import BadIntent

DEFAULT_EPOCHS = 200
GOALS = {"classes": 0.95, "numbers": 0.9}  # of the test accuracy, of R²
NAMES = ("train_loss", "test_loss", "train_score", "test_score")
_SCORE = NAMES.index("test_score")


def run(args: Namespace) -> int:
    experiment = canonical(read_source(args.source))
    if experiment.lacks:
        raise BadInput(experiment.lacks)
    epoch = args.epoch or read_source(args.source).epochs or DEFAULT_EPOCHS
    request = Request(experiment, args.starts, args.points, epoch)
    found = _report(request)
    values, alive = found.arrays["values"], found.arrays["alive"].astype(bool)
    scored = experiment.kind in ("binary", "multiclass")
    goal = args.goal if args.goal is not None else GOALS["classes" if scored else "numbers"]
    reached = alive & (values[:, _SCORE] >= goal)
    held, interval = int(reached.sum()), wilson(int(reached.sum()), len(reached))
    if args.json:
        answer = {
            "source": args.source,
            "experiment": to_json(experiment),
            "epoch": epoch,
            "goal": goal,
            "held": held,
            "of": len(reached),
            "interval": interval,
            "way": found.header["way"],
            "starts": [_start(found.arrays, reached, start) for start in range(len(reached))],
        }
        print(json.dumps(answer, ensure_ascii=False, allow_nan=False))
        return 0
    low, high = interval
    print(
        f"{held} of {len(reached)} starts ({held / len(reached):.0%}, between {low:.0%} and "
        f"{high:.0%}) reach {_named(experiment, goal)} by epoch {epoch}"
    )
    return 0


def _report(request: Request) -> Report:
    with Bar("grid", 1.0) as bar:
        try:
            for told in work(request):
                if isinstance(told, Progress):
                    bar.set(told.share)
        except BadIntent as error:
            raise BadInput(str(error)) from error
    assert isinstance(told, Report), "a lab ends with its report"
    return told


def _start(
    arrays: Any, reached: NDArray[np.bool_], start: int
) -> dict[str, int | bool | float | None]:
    # Through text: 0.428 in float32 should read 0.428 and not 0.42799997.
    values = [float(str(v)) if math.isfinite(v) else None for v in arrays["values"][start]]
    return {
        "seed": int(arrays["seeds"][start]),
        "reached": bool(reached[start]),
        "diverged": not arrays["alive"][start],
        **dict(zip(NAMES, values, strict=True)),
    }


def _named(experiment: Experiment, goal: float) -> str:
    if experiment.kind in ("binary", "multiclass"):
        return f"{goal:.0%} test accuracy"
    return f"a test R² of {goal:g}"
