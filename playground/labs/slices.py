"""Training a batch in slices, short enough that others get their turn."""

from __future__ import annotations

import time
from collections.abc import Iterator

from playground.train.batch import Batch

__all__ = ["SLICE_S", "advance"]

SLICE_S = 0.05


def advance(batch: Batch, n_steps: int) -> Iterator[float]:
    """Train on; yields the share done after each slice. However it is cut, the result is one."""
    done, n = 0, 1
    while done < n_steps:
        began = time.perf_counter()
        batch.advance(n)
        took = time.perf_counter() - began
        done += n
        yield done / n_steps
        # The first step may have been compiled; later ones tell how many fit.
        n = min(n_steps - done, max(1, int(n * min(8.0, SLICE_S / max(took, 1e-6)))))
