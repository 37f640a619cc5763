"""Axes: a setting and the values that a sweep gives it.

Written `name=low:high:count`, with `:log` behind for steps of equal ratio, `name=low:high` for
every whole number, or `name=a,b,c`. Beside the settings of an experiment there are `hidden`, here
the width of each hidden layer, and `depth`, their number.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from playground.fields import MAX_LAYERS, MAX_WIDTH, SETTINGS, Field, InvalidExperiment
from playground.linktext import read_value, write_value
from playground.spec import Experiment

__all__ = ["AXES", "MAX_VALUES", "Axis", "placed", "read_axis"]

MAX_VALUES = 64
MAX_CHARS = 600
_DIGITS = {True: 3, False: 4}  # of a value in a range, on a logarithmic scale or a plain one
_PLAIN_WIDTH = 4  # where depth is an axis and the experiment has no hidden layer

_DEPTH = Field(
    name="depth", group="network", kind="int", key="depth", label="Hidden layers", high=MAX_LAYERS,
    help="How many hidden layers there are, each as wide as the first.",
)  # fmt: skip
_WIDTH = Field(
    name="hidden", group="network", kind="int", key="hidden", label="Width", low=1, high=MAX_WIDTH,
    help="How many neurons each hidden layer has.",
)  # fmt: skip
# Seeds of weights are what a cell has several of; a formula and inputs have no scale to lie on.
_LEFT_OUT = ("weight_seed", "formula", "inputs", "hidden")
AXES: dict[str, Field] = {
    "hidden": _WIDTH,
    "depth": _DEPTH,
    **{
        name: row for name, row in SETTINGS.items() if row.group != "show" and name not in _LEFT_OUT
    },
}


@dataclass(frozen=True, slots=True)
class Axis:
    """A setting and its values, each once; axes of equal values are equal."""

    name: str
    values: tuple[Any, ...]
    log: bool = field(default=False, compare=False)
    text: str = field(default="", compare=False)  # as it was asked for

    @property
    def label(self) -> str:
        """What a learner calls it."""
        return AXES[self.name].label

    @property
    def texts(self) -> list[str]:
        """Its values as they are written in a link."""
        return [write_value(value) for value in self.values]


def read_axis(text: str) -> Axis:
    """Read what the module's first lines describe; raises InvalidExperiment."""
    name, equals, given = text.strip().partition("=")
    if len(text) > MAX_CHARS or not equals or name not in AXES:
        raise InvalidExperiment(
            "axis",
            f"an axis is {text[:40]!r}; it must be name=low:high:count, name=low:high:count:log or "
            f"name=a,b,c with one of the names {', '.join(AXES)}",
        )
    row = AXES[name]
    values = (
        _range(row, given) if ":" in given else [_value(row, part) for part in given.split(",")]
    )
    values = list(dict.fromkeys(values))
    if len(values) > MAX_VALUES:
        raise InvalidExperiment(
            name, f"{name} has {len(values)} values; an axis has {MAX_VALUES} at most"
        )
    return Axis(name, tuple(values), given.endswith(":log"), f"{name}={given}")


def placed(e: Experiment, axes: dict[str, Any]) -> dict[str, Any]:
    """The fields of an experiment that change where axes have these values."""
    changes = {name: value for name, value in axes.items() if name not in ("hidden", "depth")}
    if "hidden" in axes or "depth" in axes:
        width = axes.get("hidden", e.hidden[0] if e.hidden else _PLAIN_WIDTH)
        layers = e.hidden if "hidden" not in axes else (width,) * max(1, len(e.hidden))
        changes["hidden"] = (width,) * axes["depth"] if "depth" in axes else layers
        changes["activations"] = e.activations[: len(changes["hidden"])]
    return changes


def _range(row: Field, given: str) -> list[Any]:
    low_text, *more = given.split(":")
    shape = "low:high, low:high:count or low:high:count:log"
    log = more[-1:] == ["log"]
    more = more[:-1] if log else more
    if row.kind not in ("float", "int") or len(more) not in (1, 2) or (log and len(more) == 1):
        allowed = f"write {shape}" if row.kind in ("float", "int") else "write its values: a,b,c"
        raise row.refuse(given, allowed)
    low, high = _value(row, low_text), _value(row, more[0])
    if not low < high:
        raise row.refuse(given, "low must be below high")
    if log and low <= 0:
        raise row.refuse(given, "with log, low must be above 0")
    if len(more) == 1:
        if row.kind == "float":
            raise row.refuse(given, f"a count must follow, 2 to {MAX_VALUES}")
        return list(range(low, min(high, low + MAX_VALUES) + 1))
    if not (more[1].isascii() and more[1].isdigit() and 2 <= int(more[1][:4]) <= MAX_VALUES):
        raise row.refuse(given, f"its count must be a whole number from 2 to {MAX_VALUES}")
    steps = (np.geomspace if log else np.linspace)(low, high, int(more[1])).tolist()
    steps[0], steps[-1] = low, high
    if row.kind == "int":
        return [round(step) for step in steps]
    return [low, *(row.check(float(f"{step:.{_DIGITS[log]}g}")) for step in steps[1:-1]), high]


def _value(row: Field, text: str) -> Any:
    return row.check(read_value(row, text.strip()))
