"""A progress bar for terminals."""

from __future__ import annotations

import sys


class Bar:
    """A progress bar on standard error, on a terminal only."""

    def __init__(self, label: str, total: float) -> None:
        self._label, self._total, self._done = label, total, 0.0
        self._shown = sys.stderr.isatty() and total > 0

    def __enter__(self) -> Bar:
        self.set(0.0)
        return self

    def __exit__(self, *_: object) -> None:
        if self._shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)

    def add(self, amount: float) -> None:
        self._done += amount
        if self._total:
            self.set(self._done / self._total)

    def set(self, share: float) -> None:
        if self._shown:
            full = round(30 * min(share, 1.0))
            bar = "█" * full + "·" * (30 - full)
            print(
                f"\r{self._label} {bar} {min(share, 1.0):4.0%}", end="", file=sys.stderr, flush=True
            )
