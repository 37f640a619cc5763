"""Stopping: the rule by which a run ends before its budget of epochs, and who looks out for it.

A rule is written `name-number` or `name-number-number`, such as `test_loss-0.1`. It is looked at at
the end of every epoch, so that equal runs end at the same one. Time alone is no part of the run:
how far one gets in it depends on the machine, what is true of each epoch does not.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

__all__ = ["RULES", "Rule", "Watch", "canonical", "read"]

_FORM = re.compile(r"([a-z_]+)-([0-9]{1,6}(?:\.[0-9]{1,6})?)(?:-([0-9]{1,6}))?")


@dataclass(frozen=True)
class Number:
    """A number of a rule: the words around it on the page, its bounds, and where it starts."""

    before: str
    after: str
    low: float
    high: float
    start: float
    percent: bool = False  # shown a hundredfold


@dataclass(frozen=True)
class Kind:
    """A kind of rule; `{0}` and `{1}` of its sentence are the numbers."""

    label: str
    help: str
    sentence: str
    numbers: tuple[Number, ...]


_LOSS = (Number("at most", "", 0, 1000, 0.1),)
RULES: Mapping[str, Kind] = {
    "train_loss": Kind(
        "Training loss",
        "Stop when the loss on the training points has come down to this.",
        "the training loss is {0} or less",
        _LOSS,
    ),
    "test_loss": Kind(
        "Test loss",
        "Stop when the loss on the test points has come down to this.",
        "the test loss is {0} or less",
        _LOSS,
    ),
    "accuracy": Kind(
        "Test accuracy",
        "Stop when this share of the test points is right; for a number, when R² is as high.",
        "the test accuracy (or R²) is {0} or more",
        (Number("at least", "%", 0, 1, 0.95, percent=True),),
    ),
    "plateau": Kind(
        "No progress",
        "Stop when the test loss has not fallen by this share for so many epochs.",
        "for {1} epochs the test loss has not fallen by {0}",
        (
            Number("under", "%", 0, 1, 0.01, percent=True),
            Number("within", "epochs", 1, 100_000, 50),
        ),
    ),
    "seconds": Kind(
        "Time",
        "Stop after so many seconds of training; how far that gets depends on the machine.",
        "{0} seconds of training are over",
        (Number("after", "seconds", 1, 86_400, 30),),
    ),
}


class Rule(NamedTuple):
    """One rule with its numbers."""

    name: str
    numbers: tuple[float, ...]

    @property
    def timed(self) -> bool:
        """Whether it goes by the clock, and not by what the network has learned."""
        return self.name == "seconds"

    @property
    def sentence(self) -> str:
        """What is so when it stops a run."""
        kind = RULES[self.name]
        pairs = zip(self.numbers, kind.numbers, strict=True)
        return kind.sentence.format(
            *(f"{100 * n:g} %" if of.percent else f"{n:g}" for n, of in pairs)
        )


def read(text: str) -> Rule | None:
    """The rule that a text names, None for the empty one. Raises ValueError: what is allowed."""
    if not text:
        return None
    found = _FORM.fullmatch(text)
    if found is None or found[1] not in RULES:
        raise ValueError(
            f"it must be a rule and its numbers, such as test_loss-0.1; rules: {', '.join(RULES)}"
        )
    numbers = tuple(float(part) for part in found.groups()[1:] if part is not None)
    wanted = RULES[found[1]].numbers
    if len(numbers) != len(wanted):
        raise ValueError(f"{found[1]} takes {len(wanted)} number{'s' if len(wanted) > 1 else ''}")
    for number, of in zip(numbers, wanted, strict=True):
        if not of.low <= number <= of.high:
            raise ValueError(f"{number:g} must lie in [{of.low:g}, {of.high:g}]")
    return Rule(found[1], numbers)


def canonical(text: str) -> str:
    """The one way to write a rule. Raises ValueError."""
    rule = read(text)
    if rule is None:
        return ""
    return "-".join((rule.name, *(f"{n:.6f}".rstrip("0").rstrip(".") for n in rule.numbers)))


class Watch:
    """Looks out for the epoch at which one network meets a rule that is not timed."""

    def __init__(self, rule: Rule) -> None:
        self.met_at: int | None = None  # the epoch
        self._rule = rule
        self._best = math.inf
        self._best_at = 0

    def look(self, epoch: int, values: Sequence[float]) -> bool:
        """Whether it is met, at the end of this epoch or before.

        `values` are train loss, test loss and train score, test score.
        """
        if self.met_at is None and self._holds(epoch, *map(float, values)):
            self.met_at = epoch
        return self.met_at is not None

    def _holds(self, epoch: int, train: float, test: float, _: float, score: float) -> bool:
        name, limit = self._rule.name, self._rule.numbers[0]
        if name == "accuracy":
            return score >= limit
        if name != "plateau":
            return (train if name == "train_loss" else test) <= limit
        if math.isnan(test):  # there is nothing to test on
            return False
        fallen = test < self._best and test <= self._best * (1 - limit)
        if fallen or math.isinf(self._best):
            self._best, self._best_at = test, epoch
        return epoch - self._best_at >= self._rule.numbers[1]
