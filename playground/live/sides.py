"""Sides: which of two experiments under comparison a change is meant for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playground.fields import FIELDS
from playground.linktext import OWN, versus_of
from playground.spec import Experiment, repair

__all__ = ["SIDES", "on_side"]

SIDES = ("left", "right", "both")

Change = Callable[[Experiment], tuple[Experiment, list[str]]]


def on_side(now: Experiment, side: str, change: Change) -> tuple[Experiment, list[str]]:
    """Change one side of a comparison, or both; without one, the experiment itself.

    Data and seeds are the same on both sides, whichever was meant.
    """
    if now.right is None:
        return change(now)
    left, right = now.change(versus=""), now.right
    notes: list[str] = []
    if side != "right":
        left, notes = change(left)
    if side != "left":
        right, more = change(right)
        notes += [note for note in more if note not in notes]
    if side == "right":
        left, more = repair(_values(left) | _shared(right))
    else:
        right, more = repair(_values(right) | _shared(left))
    notes += [note for note in more if note not in notes]
    return left.change(versus=versus_of(left, right)), notes


def _values(experiment: Experiment) -> dict[str, Any]:
    return {name: getattr(experiment, name) for name in FIELDS}


def _shared(experiment: Experiment) -> dict[str, Any]:
    return {name: value for name, value in _values(experiment).items() if name not in OWN}
