"""The command line: presets, train, grid, export, check, sweep, race, fractal, devices, bench.

Everything heavy is imported inside the commands, so that a mistyped line is answered at once.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from playground.cores import share_cores

MAX_EPOCHS = 1_000_000
MAX_SEEDS = 65_536
MAX_SEED = 2**31 - 1
MEASURES = ("train_loss", "test_loss", "train_accuracy", "test_accuracy", "train_r2", "test_r2")
FORMS = ("tfplayground", "json", "jax", "numpy", "pytorch", "notebook")


class UsageError(ValueError):
    """The line cannot be read; the message is one line."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UsageError(message)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status: 0, 1 where a claim fails, 2 for bad input."""
    try:
        args = build_parser().parse_args(argv)
        status: int = args.command(args)
        sys.stdout.flush()
        return status
    except BrokenPipeError:  # `… | head`: nobody reads on, which is no error
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130
    except ValueError as error:
        if not isinstance(error, _bad_input()):
            raise
        print(f"playground: {' '.join(str(error).split())}", file=sys.stderr)
        return 2


def _bad_input() -> tuple[type[Exception], ...]:
    """The errors that are the asker's, as far as the modules that raise them are loaded."""
    homes = {
        "playground.cli.source": "BadInput",
        "playground.content": "UnknownPreset",
        "playground.export.files": "BadFile",
        "playground.export.programs": "CannotExport",
        "playground.fields": "InvalidExperiment",
        "playground.labs.cluster": "NoCluster",
        "playground.strict": "BadIntent",
    }
    loaded = [
        getattr(sys.modules[home], name) for home, name in homes.items() if home in sys.modules
    ]
    return (UsageError, *loaded)


def build_parser() -> argparse.ArgumentParser:
    """The commands and their options."""
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
    train.add_argument(
        "--seed", type=_int(0, MAX_SEED), help="of points and weights; default: its own"
    )
    train.add_argument(
        "--seeds", type=_int(1, MAX_SEEDS), default=1, help="how many, counted from the seed"
    )
    train.add_argument("--at", type=_epochs, help="epochs to report, such as 0,1,10")
    train.add_argument("--device", choices=("auto", "cpu", "gpu"), default="auto")
    train.add_argument("--precision", choices=("float32", "float64"), default="float32")
    grid = command(_grid, "grid", "train many other starts: how many succeed?")
    grid.add_argument("source", metavar="SOURCE", help="a preset's id, a file, or a link")
    grid.add_argument("--starts", type=_int(1, MAX_SEEDS), default=256, help="how many (256)")
    grid.add_argument(
        "--epoch", type=_int(1, MAX_EPOCHS), help="at which to look; default: its last, or 200"
    )
    grid.add_argument(
        "--goal", type=_share, help="test accuracy that is a success (0.95); for numbers R² (0.9)"
    )
    grid.add_argument("--points", action="store_true", help="each start draws its own points too")
    export = command(_export, "export", "write an experiment as a link, JSON or a program")
    export.add_argument("source", metavar="SOURCE", help="a preset's id, a file, or a link")
    export.add_argument(
        "--as",
        dest="form",
        choices=FORMS,
        default=FORMS[0],
        help="tfplayground (default): a link of TensorFlow Playground",
    )
    check = command(_check, "check", "does every claim hold?")
    check.add_argument("ids", metavar="ID", nargs="*", help="presets; default: all")
    check.add_argument(
        "--seeds", type=_int(1, MAX_SEEDS), default=256, help="how many fresh seeds (256)"
    )
    check.add_argument("--seed", type=_int(0, MAX_SEED), help="the master seed, to repeat a check")
    for name, text in (
        ("sweep", "vary two settings against each other"),
        ("race", "each optimizer at its own best learning rate"),
    ):
        _add_sweep(command(_sweep, name, text), race=name == "race")
    _add_fractal(command(_fractal, "fractal", "which rates learn and which diverge, as a picture"))
    command(_devices, "devices", "CPU or GPU? the same work on each device of this machine")
    command(_bench, "bench", "how fast does this machine train?")
    return parser


def _add_sweep(sub: _Parser, *, race: bool) -> None:
    sub.add_argument("source", metavar="SOURCE", help="a preset's id, a file, or a link")
    if race:
        sub.add_argument("--rates", default="0.0001:10:16:log", help="0.0001:10:16:log, or 0.1,1")
    else:
        forms = "name=low:high:count, name=low:high:count:log or name=a,b,c"
        sub.add_argument("--x", help=f"{forms}; default: of the link's sweep")
        sub.add_argument("--y", help="likewise")
    sub.add_argument("--seeds", type=_int(1, 64), help="networks a cell (1)")
    sub.add_argument("--epochs", type=_int(1, 10_000), help="the experiment's own, or 200")
    sub.add_argument("--measure", choices=MEASURES, default="test_loss", help="test_loss")
    sub.add_argument("--csv", action="store_true", help="print for spreadsheets")
    sub.add_argument(
        "--cluster", metavar="ADDRESS", help="of a Dask scheduler, tcp://…, to work there"
    )
    sub.set_defaults(race=race, command_name="race" if race else "sweep")


def _add_fractal(sub: _Parser) -> None:
    from playground.labs import window  # light: no JAX

    sub.add_argument("--axes", choices=window.AXES, default="rates")
    sub.add_argument("--network", choices=window.NETWORKS, default="2-4-2-1")
    sub.add_argument("--points", type=int, choices=window.POINTS, default=16)
    sub.add_argument("--steps", type=int, choices=window.STEPS, default=500)
    sub.add_argument("--size", type=int, choices=window.SIZES, default=128, help="pixels a side")
    sub.add_argument(
        "--window",
        type=_three,
        metavar="X,Y,SPAN",
        help="lower left corner and side, powers of ten",
    )
    sub.add_argument("--png", metavar="FILE", help="write the picture")


def _three(text: str) -> tuple[float, float, float]:
    parts = text.split(",")
    try:
        x, y, span = (float(part) for part in parts)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text[:40]!r} is not X,Y,SPAN") from None
    return x, y, span


def _int(low: int, high: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not (text.isascii() and text.isdigit() and len(text) <= 12 and low <= int(text) <= high):
            raise argparse.ArgumentTypeError(
                f"{text[:40]!r} is not a whole number from {low} to {high}"
            )
        return int(text)

    return read


def _share(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError(f"{text[:40]!r} is not a number from 0 to 1")
    return value


def _epochs(text: str) -> list[int]:
    return sorted({_int(0, MAX_EPOCHS)(part.strip()) for part in text.split(",")})


def _print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, allow_nan=False))


def _presets(args: argparse.Namespace) -> int:
    from playground.content import presets

    found = list(presets().values())
    if args.json:
        _print_json(
            [{"id": p.id, "title": p.title, "claim": p.claim, "year": p.year} for p in found]
        )
        return 0
    width = max(len(p.id) for p in found)
    for p in found:
        print(f"{p.id:<{width}}  {p.title}{f' ({p.year})' if p.year else ''}")
        print(f"{'':<{width}}  {p.claim}")
    return 0


def _train(args: argparse.Namespace) -> int:
    from playground.cli.training import run

    return run(args)


def _grid(args: argparse.Namespace) -> int:
    share_cores()
    from playground.cli.growing import run

    return run(args)


def _export(args: argparse.Namespace) -> int:
    from playground.cli.exporting import run

    return run(args)


def _check(args: argparse.Namespace) -> int:
    from playground.cli.checking import run

    return run(args)


def _sweep(args: argparse.Namespace) -> int:
    share_cores()
    from playground.cli.sweeping import run

    return run(args)


def _fractal(args: argparse.Namespace) -> int:
    share_cores()
    from playground.cli.drawing import run

    return run(args)


def _devices(args: argparse.Namespace) -> int:
    from playground.cli.devices import run

    return run(args)


def _bench(args: argparse.Namespace) -> int:
    from playground.bench import as_table, measure
    from playground.cli.progress import Bar

    with Bar("bench", 1.0) as bar:
        rows = measure(progress=bar.set)
    if args.json:
        _print_json({"rows": rows})
    else:
        print(as_table(rows))
    return 0
