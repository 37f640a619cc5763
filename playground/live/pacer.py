"""Pacer: how many steps the clock allows, and how many the machine can afford."""

from __future__ import annotations

__all__ = ["Pacer"]

MAX_LAG_S = 0.25  # a run that fell behind its pace does not rush to catch up more than this
RATE_MEMORY_S = 0.5
FIRST_CHUNK = 20  # steps, before the speed of a network is known


class Pacer:
    """Keeps the steps owed to a pace, and measures what a step costs."""

    def __init__(self, now_s: float) -> None:
        self.rate = 0.0  # steps a second of late, by the clock
        self.trained_s = 0.0  # by the clock, pauses left out
        self._then_s = now_s
        self._owed = 0.0  # steps that the pace allows and that are not taken yet
        self._step_s = 0.0  # measured time of a step, smoothed; 0: unknown

    def skip_to(self, now_s: float) -> None:
        """Forget the time that passed without training, and what was owed."""
        self._then_s, self._owed = now_s, 0.0

    def due(self, now_s: float, *, pace: str, per_epoch: int, slice_s: float) -> int:
        """Steps to take now, at most what fits into about `slice_s` seconds."""
        elapsed_s = min(max(now_s - self._then_s, 0.0), MAX_LAG_S)
        self._then_s = now_s
        self.trained_s += elapsed_s
        steps = self._allowed(elapsed_s, pace, per_epoch, slice_s)
        if elapsed_s > 0:
            self.rate += min(1.0, elapsed_s / RATE_MEMORY_S) * (steps / elapsed_s - self.rate)
        return steps

    def _allowed(self, elapsed_s: float, pace: str, per_epoch: int, slice_s: float) -> int:
        affordable = self.affordable(slice_s)
        if pace == "max":
            return affordable
        rate = float(pace[:-1]) * (per_epoch if pace[-1] == "e" else 1)
        self._owed = min(self._owed + elapsed_s * rate, max(1.0, rate * MAX_LAG_S))
        steps = min(int(self._owed), affordable)
        self._owed -= steps
        return steps

    def affordable(self, seconds: float) -> int:
        """Steps that fit into some time, at least one."""
        return max(1, int(seconds / self._step_s)) if self._step_s else FIRST_CHUNK

    def took(self, steps: int, seconds: float) -> None:
        """Note what some steps cost."""
        if steps:
            self._step_s += (seconds / steps - self._step_s) * (0.2 if self._step_s else 1.0)
