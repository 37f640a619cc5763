"""The command line: presets, train, check, bench.

Everything heavy is imported inside the commands, so that a mistyped line is answered at once.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from playground.claims import Verdict
    from playground.spec import Experiment
    from playground.train.series import Block

DEFAULT_EPOCHS = 200
MAX_EPOCHS = 1_000_000
MAX_SEEDS = 65_536
MAX_SEED = 2**31 - 1
MAX_FILE_BYTES = 1_000_000


class BadInput(ValueError):
    """What was asked for cannot be; the message is one line."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise BadInput(message)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status: 0, 1 where a claim fails, 2 for bad input."""
    try:
        args = _parser().parse_args(argv)
        status: int = args.command(args)
        sys.stdout.flush()
        return status
    except BrokenPipeError:  # `… | head`: nobody reads on, which is no error
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130
    except ValueError as error:
        from playground.content import InvalidPreset, UnknownPreset
        from playground.fields import InvalidExperiment

        if not isinstance(error, BadInput | InvalidExperiment | InvalidPreset | UnknownPreset):
            raise
        print(f"playground: {' '.join(str(error).split())}", file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m playground", description="A neural network playground.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND", parser_class=_Parser)

    def command(run: Callable[[argparse.Namespace], int], name: str, text: str) -> _Parser:
        sub = commands.add_parser(name, help=text, description=text)
        sub.set_defaults(command=run)
        sub.add_argument("--json", action="store_true", help="print for programs")
        return sub

    command(_presets, "presets", "list the presets and what they claim")
    train = command(_train, "train", "train a preset, a JSON file or a link")
    train.add_argument("source", metavar="SOURCE", help="a preset's id, a JSON file, or a link")
    train.add_argument(
        "--epochs", type=_int(0, MAX_EPOCHS), help="default: the experiment's own, or 200"
    )
    train.add_argument("--seed", type=_int(0, MAX_SEED), help="of points and weights; default: its own")
    train.add_argument("--seeds", type=_int(1, MAX_SEEDS), default=1, help="how many, counted from the seed")
    train.add_argument("--at", type=_epochs, help="epochs to report, such as 0,1,10")
    train.add_argument("--device", choices=("auto", "cpu", "gpu"), default="auto")
    train.add_argument("--precision", choices=("float32", "float64"), default="float32")
    check = command(_check, "check", "does every claim hold?")
    check.add_argument("ids", metavar="ID", nargs="*", help="presets; default: all")
    check.add_argument("--seeds", type=_int(1, MAX_SEEDS), default=256, help="how many fresh seeds (256)")
    check.add_argument("--seed", type=_int(0, MAX_SEED), help="the master seed, to repeat a check")
    command(_bench, "bench", "how fast does this machine train?")
    return parser


def _int(low: int, high: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not (text.isascii() and text.isdigit() and len(text) <= 12 and low <= int(text) <= high):
            raise argparse.ArgumentTypeError(f"{text[:40]!r} is not a whole number from {low} to {high}")
        return int(text)

    return read


def _epochs(text: str) -> list[int]:
    return sorted({_int(0, MAX_EPOCHS)(part.strip()) for part in text.split(",")})


def _print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, allow_nan=False))


def _presets(args: argparse.Namespace) -> int:
    from playground.content import presets

    found = list(presets().values())
    if args.json:
        _print_json([{"id": p.id, "title": p.title, "claim": p.claim, "year": p.year} for p in found])
        return 0
    width = max(len(p.id) for p in found)
    for p in found:
        print(f"{p.id:<{width}}  {p.title}{f' ({p.year})' if p.year else ''}")
        print(f"{'':<{width}}  {p.claim}")
    return 0


# ---- train


def read_source(source: str) -> Experiment:
    """The experiment that a preset's id, a JSON file or a link names; raises a ValueError."""
    from playground.content import find, presets
    from playground.links import from_query
    from playground.spec import from_json

    if source in presets():
        return find(source).experiment
    path = Path(source)
    if source.endswith(".json") or (len(source) < 256 and "?" not in source and path.is_file()):
        found = _read_json(path)
        # A preset's file and what `train --json` prints hold an experiment among other things.
        inner = found.get("experiment") if isinstance(found, dict) else None
        return from_json(inner if isinstance(inner, dict) else found)
    if "=" in source or "?" in source or "://" in source:
        from urllib.parse import parse_qs

        query = source.partition("?")[2] if "?" in source else "" if "://" in source else source
        named = parse_qs(query.partition("#")[0]).get("preset")
        only = all(part.startswith(("preset=", "embed")) for part in query.partition("#")[0].split("&"))
        return find(named[0]).experiment if named and only else from_query(query)
    raise BadInput(f"{source[:60]!r} is no preset, JSON file or link; presets: {', '.join(presets())}")


def _read_json(path: Path) -> Any:
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise BadInput(f"{path} is larger than {MAX_FILE_BYTES} bytes")
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadInput(f"cannot read {path}: {error.strerror}") from None
    except RecursionError:
        raise BadInput(f"{path} is nested too deeply") from None
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise BadInput(f"{path} is not JSON: {error}") from None


def _train(args: argparse.Namespace) -> int:
    experiment = read_source(args.source)
    at = _report_epochs(args, experiment)
    experiments = _seeded(args, experiment)
    if args.precision == "float64":
        import jax

        jax.config.update("jax_enable_x64", True)
    from playground.train.programs import devices
    from playground.train.series import blocks

    if args.device == "gpu" and "gpu" not in devices():
        raise BadInput("there is no GPU that JAX can use; --device cpu or auto")
    with _Bar("training", at[-1] * len(experiments)) as bar:
        found = list(
            blocks(experiments, at, device=args.device, precision=args.precision, progress=bar.add)
        )
    report = _report(args.source, experiment, at, found)
    if args.json:
        _print_json(report)
    else:
        _print_training(report)
    return 0


def _report_epochs(args: argparse.Namespace, experiment: Experiment) -> list[int]:
    """The epochs to report, ascending; the last is where training ends."""
    epochs = args.epochs
    if args.at is None:
        end = (experiment.epochs or DEFAULT_EPOCHS) if epochs is None else epochs
        return sorted({0, end})
    if epochs is not None and args.at[-1] > epochs:
        raise BadInput(f"argument --at: epoch {args.at[-1]} comes after the last, {epochs}")
    return list(args.at)


def _seeded(args: argparse.Namespace, experiment: Experiment) -> list[Experiment]:
    from playground.train.series import with_seeds

    if args.seed is None and args.seeds == 1:
        return [experiment]
    first = experiment.weight_seed if args.seed is None else args.seed
    if first + args.seeds - 1 > MAX_SEED:
        raise BadInput(f"argument --seeds: the last seed would be above {MAX_SEED}")
    return with_seeds(experiment, range(first, first + args.seeds))


def _report(source: str, experiment: Experiment, at: list[int], found: list[Block]) -> dict[str, Any]:
    """What `train --json` prints."""
    from playground.spec import to_json

    scored = experiment.kind in ("binary", "multiclass")
    seconds = sum(block.train_s for block in found)
    steps = sum(at[-1] * block.steps_per_epoch * len(block.experiments) for block in found)
    runs = []
    for block in found:
        for lane, e in enumerate(block.experiments):
            points = [
                _point(epoch, epoch * block.steps_per_epoch, block.values[i, lane], scored)
                for i, epoch in enumerate(at)
            ]
            runs.append({"seed": e.weight_seed, "diverged": not block.alive[lane], "points": points})
    return {
        "source": source,
        "experiment": to_json(experiment),
        "device": found[0].device,
        "compile_s": sum(block.compile_s for block in found),
        "train_s": seconds,
        "net_steps_per_s": steps / seconds if seconds > 0 else 0.0,
        "runs": runs,
    }


def _point(epoch: int, step: int, values: Any, scored: bool) -> dict[str, Any]:
    import math

    numbers = [float(v) if math.isfinite(v) else None for v in values]
    names = ("train_loss", "test_loss", "train_accuracy", "test_accuracy")
    point = dict(zip(names, numbers if scored else [*numbers[:2], None, None], strict=True))
    return {"epoch": epoch, "step": step} | point


def _print_training(report: dict[str, Any]) -> None:
    names = ("train_loss", "test_loss", "train_accuracy", "test_accuracy")
    runs = report["runs"]
    many = len(runs) > 1
    print(f"{report['source']} on {report['device']}" + (f", median of {len(runs)} seeds" if many else ""))
    print(f"{'epoch':>8}" + "".join(f"{name.replace('_', ' '):>16}" for name in names))
    for i, point in enumerate(runs[0]["points"]):
        cells = [_median([run["points"][i][name] for run in runs]) for name in names]
        print(f"{point['epoch']:>8}" + "".join(f"{cell:>16}" for cell in cells))
    ends = [run["points"][-1]["test_accuracy"] for run in runs]
    if many and None not in ends:
        solved = sum(end >= 0.95 for end in ends)
        print(f"test accuracy at least 0.95 at the end: {solved} of {len(runs)} seeds")
    diverged = sum(run["diverged"] for run in runs)
    if diverged:
        print(f"diverged: {diverged} of {len(runs)} seeds")
    print(f"{report['net_steps_per_s']:,.0f} steps/s, compiled in {report['compile_s']:.1f} s")


def _median(values: list[float | None]) -> str:
    from statistics import median

    known = [value for value in values if value is not None]
    return f"{median(known):.4f}" if known else "—"


# ---- check and bench


def _check(args: argparse.Namespace) -> int:
    from playground.claims import check
    from playground.content import find, presets

    chosen = [find(preset_id) for preset_id in args.ids] or list(presets().values())
    verdicts = []
    for preset in chosen:
        with _Bar(preset.id, 1.0) as bar:
            verdict = check(preset, seeds=args.seeds, master_seed=args.seed, progress=bar.set)
        verdicts.append(verdict)
        if not args.json:
            print(f"{verdict.outcome:<6} {preset.id}: {preset.claim}\n       {verdict.sentence}", flush=True)
    failed = [verdict.preset for verdict in verdicts if not verdict.passed]
    if args.json:
        _print_json([_verdict_json(verdict) for verdict in verdicts])
    else:
        print(f"{len(verdicts) - len(failed)} of {len(verdicts)} claims stand.")
    return 1 if failed else 0


def _verdict_json(verdict: Verdict) -> dict[str, Any]:
    from dataclasses import asdict

    found = asdict(verdict)
    return {"id": found.pop("preset"), "passed": verdict.passed} | found


def _bench(args: argparse.Namespace) -> int:
    from playground.bench import as_table, measure

    with _Bar("bench", 1.0) as bar:
        rows = measure(progress=bar.set)
    if args.json:
        _print_json({"rows": rows})
    else:
        print(as_table(rows))
    return 0


class _Bar:
    """A progress bar on standard error, on a terminal only."""

    def __init__(self, label: str, total: float) -> None:
        self._label, self._total, self._done = label, total, 0.0
        self._shown = sys.stderr.isatty() and total > 0

    def __enter__(self) -> _Bar:
        self.set(0.0)
        return self

    def __exit__(self, *_: object) -> None:
        if self._shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)

    def add(self, amount: float) -> None:
        self._done += amount
        if self._total:
            self.set(self._done / self._total)

    def set(self, share: float) -> None:
        if self._shown:
            full = round(30 * min(share, 1.0))
            bar = "█" * full + "·" * (30 - full)
            print(f"\r{self._label} {bar} {min(share, 1.0):4.0%}", end="", file=sys.stderr, flush=True)
