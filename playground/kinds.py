"""Kinds of settings: how each is checked, and what is said of a value that cannot be."""

from __future__ import annotations

import re
import reprlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from playground import stopping
from playground.data import formula, own

MAX_WIDTH = 128
MAX_SIDES_CHARS = 600
_SEED_TEXT = re.compile(r"[!-~]{0,64}")  # printable ASCII without spaces
_NO_SEED_TEXT = re.compile("[&#=]")  # they would end the seed in a link

Kind = Literal[
    "float",
    "int",
    "bool",
    "choice",
    "inputs",
    "layers",
    "names",
    "text",
    "points",
    "formula",
    "rule",
    "sides",
]
Effect = Literal["restart", "points", "live", "view"]


class InvalidExperiment(ValueError):
    """An experiment that cannot be; `field` names what is wrong."""

    def __init__(self, field_name: str, message: str) -> None:
        super().__init__(message)
        self.field = field_name


@dataclass(frozen=True, kw_only=True)
class Field:
    """One setting: how it is checked, written into a link, and shown."""

    name: str
    group: str
    kind: Kind
    key: str  # in the query string
    label: str
    help: str
    effect: Effect = "restart"
    basic: bool = False
    low: float = 0.0
    high: float = 0.0
    stops: tuple[float, ...] = ()  # values a slider snaps to; empty: a continuous range
    choices: Iterable[str] = field(default=())
    imported: tuple[float, float] | None = None  # low and high of an imported experiment
    hidden: bool = False  # without a control of its own: it comes and goes with another

    def check(self, value: Any) -> Any:
        """Return `value` in its canonical type, or raise InvalidExperiment."""
        return _CHECKS[self.kind](self, value)

    def refuse(self, value: Any, allowed: str) -> InvalidExperiment:
        try:
            shown = reprlib.repr(value)[:60]
        except (RecursionError, ValueError):  # nested too deep; an integer of thousands of digits
            shown = f"a {type(value).__name__}"
        return InvalidExperiment(self.name, f"{self.name} is {shown}; {allowed}")


def _check_float(f: Field, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise f.refuse(value, "it must be a number")
    if not f.low <= value <= f.high:  # false for NaN as well
        raise f.refuse(value, f"it must lie in [{f.low:g}, {f.high:g}]")
    return float(value) + 0.0  # -0.0 and 0.0 are one setting


def _check_int(f: Field, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise f.refuse(value, "it must be a whole number")
    if not f.low <= value <= f.high:
        raise f.refuse(value, f"it must lie in [{f.low:.0f}, {f.high:.0f}]")
    return value


def _check_bool(f: Field, value: Any) -> bool:
    if not isinstance(value, bool):
        raise f.refuse(value, "it must be true or false")
    return value


def _check_choice(f: Field, value: Any) -> str:
    known = tuple(f.choices)
    if not isinstance(value, str) or value not in known:
        raise f.refuse(value, f"known: {', '.join(known)}")
    return value


def _check_inputs(f: Field, value: Any) -> tuple[str, ...]:
    if isinstance(value, str) or not isinstance(value, list | tuple):
        raise f.refuse(value, "it must be a list of inputs")
    known = tuple(f.choices)
    for name in value:
        if not isinstance(name, str) or name not in known:
            raise f.refuse(name, f"known: {', '.join(known)}")
    if not value:
        raise f.refuse(value, "choose at least one input")
    if len(set(value)) != len(value):
        raise f.refuse(value, "each input may appear once")
    return tuple(name for name in known if name in value)


def _check_layers(f: Field, value: Any) -> tuple[int, ...]:
    if not isinstance(value, list | tuple):
        raise f.refuse(value, "it must be a list of layer widths")
    if len(value) > f.high:
        raise f.refuse(value, f"at most {f.high:.0f} hidden layers")
    for width in value:
        if isinstance(width, bool) or not isinstance(width, int) or not 1 <= width <= MAX_WIDTH:
            raise f.refuse(width, f"each hidden layer has 1 to {MAX_WIDTH} neurons")
    return tuple(value)


def _check_names(f: Field, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list | tuple):
        raise f.refuse(value, "it must be a list of names")
    if len(value) > f.high:
        raise f.refuse(value, f"at most {f.high:.0f} names, one for each hidden layer")
    return tuple(_check_choice(f, name) for name in value)


def _check_text(f: Field, value: Any) -> str:
    good = isinstance(value, str) and _SEED_TEXT.fullmatch(value)
    if not good or _NO_SEED_TEXT.search(value):
        raise f.refuse(
            value, "it must be at most 64 ASCII characters, none of them a space, &, #, ="
        )
    return str(value)


def _check_sides(f: Field, value: Any) -> str:
    if not isinstance(value, str) or len(value) > MAX_SIDES_CHARS:
        raise f.refuse(value, f"it must be a text of at most {MAX_SIDES_CHARS} characters")
    return value


def _check_written(f: Field, value: Any) -> str:
    what, canonical = _WRITTEN[f.kind]
    if not isinstance(value, str):
        raise f.refuse(value, f"it must be {what}")
    try:
        return canonical(value) if value else ""
    except ValueError as error:
        raise f.refuse(value, str(error)) from None


_WRITTEN: dict[str, tuple[str, Callable[[str], str]]] = {
    "points": ("a text of points", own.canonical),
    "formula": ("a formula of x", formula.canonical),
    "rule": ("a stop rule", stopping.canonical),
}
_CHECKS = {
    "float": _check_float,
    "int": _check_int,
    "bool": _check_bool,
    "choice": _check_choice,
    "inputs": _check_inputs,
    "layers": _check_layers,
    "names": _check_names,
    "text": _check_text,
    "points": _check_written,
    "formula": _check_written,
    "rule": _check_written,
    "sides": _check_sides,
}
