"""Judge: has a run learned what it was to learn, or used up its budget without?"""

from __future__ import annotations

from playground.live.advice import TARGET

__all__ = ["Judge"]

SOLVED_FOR_S = 1.0


class Judge:
    """Gives one verdict and then is silent, so that a learner who trains on is left alone."""

    def __init__(self) -> None:
        self.done = False
        self._solved_since_s: float | None = None

    def look(self, now_s: float, *, score: float, step: int, budget: int) -> str | None:
        """The verdict, solved or not_yet, when it is time for one; `budget` in steps, 0: none."""
        if self.done:
            return None
        solved = score >= TARGET
        if not solved:
            self._solved_since_s = None
        elif self._solved_since_s is None:
            self._solved_since_s = now_s
        elif now_s - self._solved_since_s >= SOLVED_FOR_S:
            return self._say("solved")
        if budget and step >= budget:
            return self._say("solved" if solved else "not_yet")
        return None

    def _say(self, verdict: str) -> str:
        self.done = True
        return verdict
