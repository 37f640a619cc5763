"""Undo: the experiments that a run has left, and those it has come back from."""

from __future__ import annotations

from typing import NamedTuple

from playground.fields import FIELDS
from playground.spec import Experiment

__all__ = ["Past", "Undo", "differing", "effects"]

MAX_UNDO = 50


class Past(NamedTuple):
    """What undo returns to."""

    experiment: Experiment
    preset: str | None
    label: str  # what was changed then


class Undo:
    """Two stacks; the older end of the first is forgotten."""

    def __init__(self) -> None:
        self.past: list[Past] = []
        self.future: list[Past] = []

    @property
    def label(self) -> str | None:
        """What the next undo takes back."""
        return self.past[-1].label if self.past else None

    def leave(self, past: Past, *, merge: bool) -> None:
        """Remember what is being left; `merge` keeps a row of like changes one step of undo."""
        if not (merge and self.label == past.label):
            self.past = [*self.past, past][-MAX_UNDO:]
        self.future = []

    def back(self, here: Past) -> Past | None:
        """Go back one step from `here`."""
        return _swap(self.past, self.future, here)

    def forth(self, here: Past) -> Past | None:
        """Take the last undo back."""
        return _swap(self.future, self.past, here)


def _swap(source: list[Past], target: list[Past], here: Past) -> Past | None:
    if not source:
        return None
    there = source.pop()
    target.append(here._replace(label=there.label))
    return there


def differing(one: Experiment, other: Experiment) -> list[str]:
    """The fields in which two experiments differ."""
    return [name for name in FIELDS if getattr(one, name) != getattr(other, name)]


def effects(names: list[str]) -> set[str]:
    """What changing these fields does: see `fields.Effect`."""
    return {FIELDS[name].effect for name in names}
