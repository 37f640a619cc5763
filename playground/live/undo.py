"""Undo: what a run has left by a setting or by hand, and what it has come back from."""

from __future__ import annotations

from typing import NamedTuple

from playground.export.files import Layers, Weights
from playground.fields import FIELDS
from playground.hiding import Hide
from playground.spec import Experiment
from playground.train.byhand import Held, Place

__all__ = ["Edit", "Past", "Undo", "differing", "effects"]

MAX_UNDO = 50


class Edit(NamedTuple):
    """Something done by hand to the network itself: each pair is before and after."""

    place: Place | None  # of the number set
    values: tuple[float, float]
    held: tuple[Held, Held]
    step: int  # at which it was done
    layers: tuple[Layers, Layers] | None = None  # all numbers, where all were set

    def turned(self) -> Edit:
        """The edit that takes this one back."""
        layers = self.layers and (self.layers[1], self.layers[0])
        return self._replace(values=self.values[::-1], held=self.held[::-1], layers=layers)


class Past(NamedTuple):
    """What undo returns to."""

    experiment: Experiment
    preset: str | None
    label: str  # what was changed then
    edit: Edit | None = None  # to carry out instead, where no setting was changed
    weights: Weights | None = None  # that were brought, and from which it starts
    hide: Hide | None = None  # controls that the page did without


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

    def forget_edits(self) -> None:
        """The network that they were made on is gone."""
        self.past = [past for past in self.past if past.edit is None]
        self.future = [past for past in self.future if past.edit is None]

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
    edit = there.edit.turned() if there.edit else None
    target.append(here._replace(label=there.label, edit=edit))
    return there


def differing(one: Experiment, other: Experiment) -> list[str]:
    """The fields in which two experiments differ, on either side of a comparison."""
    found = {name for name in FIELDS if getattr(one, name) != getattr(other, name)}
    if one.right is not None and other.right is not None:
        found = found - {"versus"} | set(differing(one.right, other.right))
    return [name for name in FIELDS if name in found]


def effects(names: list[str]) -> set[str]:
    """What changing these fields does: see `fields.Effect`."""
    return {FIELDS[name].effect for name in names}
