"""Judge: has a run learned what it was to learn, met its stop rule, or used up its budget?"""

from __future__ import annotations

from collections.abc import Sequence

from playground import stopping
from playground.live.advice import TARGET

__all__ = ["Judge"]

SOLVED_FOR_S = 1.0
_VALUES = 4  # of one network: train loss, test loss, train score, test score


class Judge:
    """Gives one verdict and then is silent, so that a learner who trains on is left alone."""

    def __init__(self, stop: str) -> None:
        """`stop` is the run's stop rule, or empty."""
        self.done = False
        self.rule = stopping.read(stop)
        self._sides: list[stopping.Watch] = []  # of a comparison there are two
        self._met = False
        self._solved_since_s: float | None = None

    @property
    def watches(self) -> bool:
        """Whether it wants to note every epoch."""
        return self.rule is not None and not self.rule.timed and not self.done

    @property
    def met(self) -> bool:
        """Whether the rule has stopped the run."""
        return self._met and not self.done

    def note(self, epoch: int, values: Sequence[float]) -> None:
        """Look at the end of an epoch at what was measured, on one side or on both."""
        if not self.watches or self.rule is None:
            return
        sides = [values[i : i + _VALUES] for i in range(0, len(values), _VALUES)]
        self._sides = self._sides or [stopping.Watch(self.rule) for _ in sides]
        looks = [watch.look(epoch, own) for watch, own in zip(self._sides, sides, strict=True)]
        self._met = all(looks)

    def look(
        self, now_s: float, *, score: float, step: int, budget: int, trained_s: float
    ) -> str | None:
        """The verdict, when it is time for one: stopped, solved or not_yet.

        `budget` is in steps, 0: none; `trained_s` is how long the run has trained. Where there is a
        rule to stop by, having solved the task is none.
        """
        if self.done:
            return None
        solved = score >= TARGET
        if not solved or self.rule is not None:
            self._solved_since_s = None
        elif self._solved_since_s is None:
            self._solved_since_s = now_s
        elif now_s - self._solved_since_s >= SOLVED_FOR_S:
            return self._say("solved")
        if self._met or (self.rule and self.rule.timed and trained_s >= self.rule.numbers[0]):
            return self._say("stopped")
        if budget and step >= budget:
            return self._say("solved" if solved else "not_yet")
        return None

    def _say(self, verdict: str) -> str:
        self.done = True
        return verdict
