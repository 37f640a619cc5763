"""Rota: how often each of many runs gets its turn."""

from __future__ import annotations

__all__ = ["Rota"]

FRAMES_PER_S = 125.0  # of one run: above most displays' rate, acknowledgements set the real one
ALL_FRAMES_PER_S = 720.0  # of all runs together, at least: sixty runs keep twelve each
TURNS_SHARE = 0.65  # of the trainer's time that more turns than those may take
MEMORY = 0.02  # weight of a new turn in the mean of what one takes


class Rota:
    """As many frames as the machine has time for, and never fewer than a crowd needs.

    A run at full speed takes long turns: beside one there is no time to spare.
    """

    def __init__(self) -> None:
        """Start with the fewest; turns that are soon over make room for more."""
        self._turn_s = TURNS_SHARE / ALL_FRAMES_PER_S

    def took(self, turn_s: float) -> None:
        """Note how long the turn of one run took, in seconds."""
        self._turn_s += MEMORY * (turn_s - self._turn_s)

    def period_s(self, runs: int) -> float:
        """From one turn of a run to its next, in seconds, while so many runs train."""
        each_s = min(1 / ALL_FRAMES_PER_S, self._turn_s / TURNS_SHARE)
        return max(1 / FRAMES_PER_S, runs * each_s)
