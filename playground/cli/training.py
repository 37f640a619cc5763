"""The command `train`: one experiment, one seed or many, its losses at some epochs."""

from __future__ import annotations

import json
import math
import sys
from argparse import Namespace
from dataclasses import asdict
from statistics import median
from typing import Any

from playground import stopping
from playground.cli.progress import Bar
from playground.cli.source import BadInput, read_link, read_source
from playground.compat.link import Imported
from playground.compat.quirks import quirks_of
from playground.fields import MAX_SEED
from playground.spec import Experiment, to_json
from playground.train.problem import first_weights, prepare
from playground.train.programs import devices
from playground.train.series import Block, blocks, enable_float64, with_seeds

DEFAULT_EPOCHS = 200
NAMES = ("train_loss", "test_loss", "train_accuracy", "test_accuracy")


def run(args: Namespace) -> int:
    experiment = read_source(args.source)
    if experiment.lacks:
        raise BadInput(experiment.lacks)
    at = _report_epochs(args, experiment)
    experiments = _seeded(args, experiment)
    if args.precision == "float64":
        enable_float64()
    if args.device == "gpu" and "gpu" not in devices():
        raise BadInput("there is no GPU that JAX can use; --device cpu or auto")
    with Bar("training", at[-1] * len(experiments)) as bar:
        found = list(
            blocks(
                experiments,
                at,
                device=args.device,
                precision=args.precision,
                stop=stopping.read(experiment.stop),
                progress=bar.add,
            )
        )
    report = _report(args.source, experiment, at, found)
    imported = read_link(args.source)
    if experiment.tfplayground:
        report["tfplayground"] = _import_report(found[0].experiments[0], imported)
    if args.json:
        print(json.dumps(report, ensure_ascii=False, allow_nan=False))
        return 0
    for note in imported.notes if imported is not None else ():
        print(f"note: {note}", file=sys.stderr)
    if (rule := stopping.read(experiment.stop)) is not None and rule.timed:
        print(
            "note: time does not stop a run here, or it would depend on the machine",
            file=sys.stderr,
        )
    _print_training(report)
    return 0


def _report_epochs(args: Namespace, experiment: Experiment) -> list[int]:
    """The epochs to report, ascending; the last is where training ends."""
    epochs = args.epochs
    if args.at is None:
        end = (experiment.epochs or DEFAULT_EPOCHS) if epochs is None else epochs
        return sorted({0, end})
    if epochs is not None and args.at[-1] > epochs:
        raise BadInput(f"argument --at: epoch {args.at[-1]} comes after the last, {epochs}")
    return list(args.at)


def _seeded(args: Namespace, experiment: Experiment) -> list[Experiment]:
    if args.seed is None and args.seeds == 1:
        return [experiment]
    first = experiment.weight_seed if args.seed is None else args.seed
    if first + args.seeds - 1 > MAX_SEED:
        raise BadInput(f"argument --seeds: the last seed would be above {MAX_SEED}")
    return with_seeds(experiment, range(first, first + args.seeds))


def _report(
    source: str, experiment: Experiment, at: list[int], found: list[Block]
) -> dict[str, Any]:
    """What `train --json` prints."""
    scored = experiment.kind in ("binary", "multiclass")
    seconds = sum(block.train_s for block in found)
    steps = sum(at[-1] * block.steps_per_epoch * len(block.experiments) for block in found)
    runs = []
    for block in found:
        for lane, e in enumerate(block.experiments):
            stopped = block.stopped[lane]
            points = [
                _point(epoch, epoch * block.steps_per_epoch, block.values[i, lane], scored)
                for i, epoch in enumerate(min(n, n if stopped is None else stopped) for n in at)
            ]
            runs.append(
                {
                    "seed": e.weight_seed,
                    "diverged": not block.alive[lane],
                    "stopped": stopped,
                    "points": points,
                }
            )
    return {
        "source": source,
        "experiment": to_json(experiment),
        "device": found[0].device,
        "compile_s": sum(block.compile_s for block in found),
        "train_s": seconds,
        "net_steps_per_s": steps / seconds if seconds > 0 else 0.0,
        "runs": runs,
    }


def _import_report(experiment: Experiment, imported: Imported | None) -> dict[str, Any]:
    """What an experiment from TensorFlow Playground starts from, to be compared with it."""
    problem = prepare(experiment)

    def rows(chosen: Any) -> list[list[float]]:
        return [[*x, y] for x, y in zip(problem.x[chosen].tolist(), problem.y[chosen], strict=True)]

    return {
        "train": rows(problem.train),  # x1, x2, answer
        "test": rows(problem.test),
        # For each layer the weights into each neuron, as the original holds them.
        "first_weights": [
            {"w": w.T.tolist(), "b": b.tolist()} for w, b in first_weights(experiment)
        ],
        "quirks": [quirk.name for quirk in quirks_of(experiment)],
        "view": None if imported is None else asdict(imported.view),
        "notes": [] if imported is None else list(imported.notes),
    }


def _point(epoch: int, step: int, values: Any, scored: bool) -> dict[str, Any]:
    # Through text: 0.428 in float32 should read 0.428 and not 0.42799997.
    numbers = [float(str(v)) if math.isfinite(v) else None for v in values]
    point = dict(zip(NAMES, numbers if scored else [*numbers[:2], None, None], strict=True))
    return {"epoch": epoch, "step": step} | point


def _print_training(report: dict[str, Any]) -> None:
    runs = report["runs"]
    many = len(runs) > 1
    print(
        f"{report['source']} on {report['device']}"
        + (f", median of {len(runs)} seeds" if many else "")
    )
    print(f"{'epoch':>8}" + "".join(f"{name.replace('_', ' '):>16}" for name in NAMES))
    shown = -1
    for i in range(len(runs[0]["points"])):
        epoch = max(run["points"][i]["epoch"] for run in runs)
        if epoch == shown:
            break  # all have stopped
        cells = [_median([run["points"][i][name] for run in runs]) for name in NAMES]
        print(f"{epoch:>8}" + "".join(f"{cell:>16}" for cell in cells))
        shown = epoch
    _print_stopped(report)
    ends = [run["points"][-1]["test_accuracy"] for run in runs]
    if many and None not in ends:
        solved = sum(end >= 0.95 for end in ends)
        print(f"test accuracy at least 0.95 at the end: {solved} of {len(runs)} seeds")
    diverged = sum(run["diverged"] for run in runs)
    if diverged:
        print(f"diverged: {diverged} of {len(runs)} seeds")
    print(f"{report['net_steps_per_s']:,.0f} steps/s, compiled in {report['compile_s']:.1f} s")


def _print_stopped(report: dict[str, Any]) -> None:
    rule = stopping.read(report["experiment"]["stop"])
    epochs = sorted(run["stopped"] for run in report["runs"] if run["stopped"] is not None)
    if rule is None or not epochs:
        return
    when = (
        f"epoch {epochs[0]}" if epochs[0] == epochs[-1] else f"epochs {epochs[0]} to {epochs[-1]}"
    )
    of = f" {len(epochs)} of {len(report['runs'])} seeds" if len(report["runs"]) > 1 else ""
    print(f"stopped{of} at {when}: {rule.sentence}")


def _median(values: list[float | None]) -> str:
    known = [value for value in values if value is not None]
    return f"{median(known):.4f}" if known else "—"
