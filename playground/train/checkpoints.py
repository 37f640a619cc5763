"""Checkpoints: states of a training to return to, few enough to keep and exact all the same.

Training from one state with one set of rates always gives the same next states. So a few kept
states reproduce every step between them, as long as nothing was changed from outside meanwhile:
each one says how far that holds.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

__all__ = ["Checkpoint", "Checkpoints"]

MOST = 64
FEWEST = 4
MOST_BYTES = 4 << 20  # of one run, while it keeps more than the fewest


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """One state, and the rates it went on with."""

    step: int
    state: Any  # opaque here, and never changed
    hyper: Any
    exact_to: float = math.inf  # the step up to which training on gives what had been


class Checkpoints:
    """States at even distances, the first one always among them."""

    def __init__(self, *, state_bytes: int, spacing: int) -> None:
        """Begin with `spacing` steps between two states; it doubles whenever the room is full."""
        self._kept: list[Checkpoint] = []
        self._spacing = spacing
        self._room = max(FEWEST, min(MOST, MOST_BYTES // max(state_bytes, 1)))

    def __len__(self) -> int:
        return len(self._kept)

    def is_due(self, step: int) -> bool:
        """Whether the last state lies far enough behind."""
        return not self._kept or step - self._kept[-1].step >= self._spacing

    def keep(self, step: int, state: Any, hyper: Any) -> None:
        """Keep a state that the training has reached by itself."""
        self._kept.append(Checkpoint(step, state, hyper))
        while len(self._kept) > self._room:
            self._thin_out()

    def interrupt(self, step: int, state: Any, hyper: Any) -> None:
        """Keep a state that was changed from outside: what lies before does not lead beyond it."""
        if self._kept and self._kept[-1].step == step:
            self._kept.pop()
        if self._kept:
            last = self._kept[-1]
            self._kept[-1] = replace(last, exact_to=min(last.exact_to, step))
        self.keep(step, state, hyper)

    def nearest(self, step: int) -> Checkpoint:
        """The last state that is not after `step`; what comes after it is forgotten."""
        while len(self._kept) > 1 and self._kept[-1].step > step:
            self._kept.pop()
        return self._kept[-1]

    def _thin_out(self) -> None:
        self._spacing *= 2
        first, *rest = self._kept
        kept = [first]
        for each in rest:
            if each.step - kept[-1].step >= self._spacing:
                kept.append(each)
            elif kept[-1].exact_to > each.step:  # it leads there, and on as far as that one did
                kept[-1] = replace(kept[-1], exact_to=each.exact_to)
        self._kept = kept
