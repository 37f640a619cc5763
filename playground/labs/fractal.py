"""The fractal of trainability: a picture whose every pixel is a network, learning or diverging.

Two rates are the axes, or the rate and the size of the first weights; both run in powers of ten.
Reference: Sohl-Dickstein, "The boundary of neural network trainability is fractal", 2024.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import isqrt
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from playground.labs.jobs import Lab, Progress, Report, Work
from playground.labs.window import NETWORKS, SIZES, Pixel, Question, parameters, read_question
from playground.spec import Experiment
from playground.train.fractal import Pixels, State, measured
from playground.train.programs import devices

__all__ = ["LAB", "Places", "draw", "experiment_of", "places", "read", "slice_of", "started"]

_FULL_REPORTS = 4  # of a level, as soon as it takes a while
_SLICE_WORK = 2e5  # steps · points · parameters between two yields: about 30 ms

Floats = NDArray[np.float64]


def experiment_of(network: str, points: int, *, steps: int) -> Experiment:
    """What all pixels have in common: a plane to fit, in full batches of all training points."""
    return Experiment(
        dataset="plane",
        points=2 * points,
        hidden=NETWORKS[network],
        initializer="normal",
        loss="half_squared",
        batch_size=points,
        shuffle=False,
        epochs=steps,
    )


class Places(NamedTuple):
    """Networks by what distinguishes them, one a row."""

    rates: Floats  # (networks, 2) of the first layer, of the later ones
    scales: Floats  # (networks,) factor of the first weights


def places(axes: str, x: Floats, y: Floats) -> Places:
    """The networks at powers of ten (networks,) along both axes."""
    if axes == "rates":
        return Places(10 ** np.stack([x, y], axis=1), np.ones(len(x)))
    return Places(10 ** np.stack([x, x], axis=1), 10**y)


def draw(question: Question) -> Work:
    """Ever finer pictures: of 32, 64, … pixels a side, up to the question's.

    Each report has `values` (size, size), top row first, as `train.fractal.measured` says; within
    a level what is still missing is taken from the level before.
    """
    q = question
    pixels = Pixels(experiment_of(q.network, q.points, steps=q.steps))
    levels = [size for size in SIZES if size <= q.size]
    whole = sum(size**2 for size in levels)
    done = 0
    values = np.zeros((1, 1), np.float32)
    for size in levels:
        values = np.kron(values, np.ones((size // len(values),) * 2, np.float32))
        order = _by_block(size, isqrt(pixels.block))
        calls = range(0, size**2, pixels.room)
        pause = max(1, -(-len(calls) // (_FULL_REPORTS if size > 64 else 1)))
        for call, first in enumerate(calls, 1):
            chosen = order[first : first + pixels.room]
            state = started(pixels, _seen(q, size, chosen))
            while int(np.max(state.step)) < q.steps and np.any(state.alive):
                state = pixels.advance(state, slice_of(q, state), of=q.steps)
                share = int(np.max(state.step)) / q.steps
                yield Progress((done + share * len(chosen)) / whole)
            values.flat[chosen] = measured(state)[: len(chosen)]
            done += len(chosen)
            if call % pause == 0 or call == len(calls):
                yield Report(_header(q, values, done / whole), {"values": values.copy()})


def _by_block(size: int, side: int) -> NDArray[np.int64]:
    """The pixels' numbers, square after square: what lies together diverges together."""
    rows, columns = np.divmod(np.arange(size**2), size)
    return np.lexsort((columns, rows, columns // side, rows // side))


def _seen(q: Question, size: int, chosen: NDArray[np.int64]) -> Places:
    rows, columns = np.divmod(chosen, size)
    x = q.x + (columns + 0.5) / size * q.span
    y = q.y + (size - rows - 0.5) / size * q.span
    return places(q.axes, x, y)


def started(pixels: Pixels, seen: Places) -> State:
    """Some networks before training; the rest of the room is empty."""
    empty = pixels.room - len(seen.scales)
    rates = np.pad(seen.rates, ((0, empty), (0, 0)), constant_values=np.nan)
    return pixels.start(rates, np.pad(seen.scales, (0, empty), constant_values=1.0))


def slice_of(q: Question | Pixel, state: State) -> int:
    """How many steps to train on, so that a cancel is heard soon."""
    slice_steps = max(1, int(_SLICE_WORK / (q.points * parameters(q.network))))
    return min(slice_steps, q.steps - int(np.max(state.step)))


def _header(q: Question, values: NDArray[np.float32], share: float) -> dict[str, Any]:
    learned = values > 0
    best = None
    if learned.any():
        row, column = np.divmod(int(np.argmin(np.where(learned, values, np.inf))), len(values))
        best = [int(column), int(row)]
    return {"size": len(values), "learned": int(learned.sum()), "best": best, "share": share}


def read(message: Mapping[str, Any]) -> Question:
    """A page's question. Raises BadIntent."""
    return read_question(message, bounded="gpu" not in devices())


LAB = Lab(read, draw)
