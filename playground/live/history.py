"""LossHistory: one row an epoch up to 4,096 rows, then every second epoch, and so on."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from playground.live.viewer import HISTORY_COLUMNS, History

__all__ = ["MAX_ROWS", "LossHistory"]

MAX_ROWS = 4096


class LossHistory:
    """A bounded record of losses and scores over epochs.

    Views taken with `view` stay as they were: rows are only ever added behind them, and thinning
    out fills a new table.
    """

    def __init__(self, columns: int = HISTORY_COLUMNS) -> None:
        """Of a comparison each row goes on with the losses and scores of its right side."""
        self.every = 1  # epochs between two rows
        self._version = 0
        self._table = np.empty((MAX_ROWS, columns), np.float32)
        self._rows = 0

    def __len__(self) -> int:
        return self._rows

    def append(self, epoch: int, values: Iterable[float]) -> None:
        """Add the losses at the end of one epoch; an epoch between two rows is left out."""
        if epoch % self.every:
            return
        if self._rows == MAX_ROWS:
            self._thin_out()
            if epoch % self.every:
                return
        self._table[self._rows] = (epoch, *values)
        self._rows += 1

    def cut(self, epoch: int) -> None:
        """Forget what came after an epoch; views taken before keep it."""
        kept = self._table[: self._rows]
        self._refill(kept[kept[:, 0] <= epoch])

    def view(self) -> History:
        """The rows so far."""
        return History(self._version, self._table[: self._rows])

    @property
    def last(self) -> NDArray[np.float32]:
        """The newest row: epoch, train loss, test loss, train score, test score."""
        newest: NDArray[np.float32] = self._table[self._rows - 1]
        return newest

    def _thin_out(self) -> None:
        self.every *= 2
        self._refill(self._table[self._table[:, 0] % self.every == 0])

    def _refill(self, kept: NDArray[np.float32]) -> None:
        self._version += 1
        self._table = np.empty_like(self._table)
        self._table[: len(kept)] = kept
        self._rows = len(kept)
