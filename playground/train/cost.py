"""What a batch of networks will cost, estimated before anything is spent.

The constants were fitted to measured runs (docs/scaling.md); estimates are good to about a factor
of two, which is enough to say "too much" and to show how long something takes.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from playground.fields import InvalidExperiment
from playground.spec import Experiment
from playground.train.batch import shape_of
from playground.train.blocks import Shape

MAX_BYTES = 1 << 30  # of one batch
_COPIES = 4  # of parameters: before and after a step, the gradient, the optimizer's memory
_FLOPS_PER_S = {"lanes": 50e9, "scan": 20e9}  # of one core
_FLOPS_ACTIVATION = 30  # of one neuron, forth and back
_FLOPS_SHUFFLE = 500  # of a training row in each epoch
_COMPILE_S = {"lanes": 0.3, "scan": 0.6}  # and this much more for each layer:
_COMPILE_LAYER_S = {"lanes": 0.2, "scan": 0.2}


class Cost(NamedTuple):
    """What to expect of a batch on one core or device."""

    memory_bytes: int
    compile_s: float
    train_s: float


def estimate(experiments: Sequence[Experiment], *, steps: int, devices: int = 1) -> Cost:
    """The cost of training experiments that share a batch for some steps."""
    shape = shape_of(experiments)
    s = shape.structure
    room = shape.blocks * s.lanes
    per_step = s.batch * (6 * s.parameters + _FLOPS_ACTIVATION * sum(s.sizes[1:-1]))
    if s.shuffle:
        per_step += _FLOPS_SHUFFLE * s.batch
    return Cost(
        _bytes(shape, room),
        _COMPILE_S[shape.how] + _COMPILE_LAYER_S[shape.how] * (len(s.sizes) - 1),
        room * steps * per_step / _FLOPS_PER_S[shape.how] / min(devices, shape.blocks),
    )


def check_size(experiments: Sequence[Experiment]) -> None:
    """Raises InvalidExperiment where a batch would need too much memory, with what would fit."""
    shape = shape_of(experiments)
    per_lane = _bytes(shape, len(experiments)) / len(experiments)
    fit = int(MAX_BYTES / per_lane)
    if len(experiments) > fit:
        raise InvalidExperiment(
            "lanes", f"{len(experiments)} networks at once; {fit} of this size fit into memory"
        )


def _bytes(shape: Shape, count: int) -> int:
    s = shape.structure
    width = 8 if s.precision == "float64" else 4
    rows = (s.sizes[0] + s.sizes[-1]) * (2 * s.train_rows + s.test_rows)
    # Shuffled rows are a copy a lane, of one block a device at a time.
    points = rows * (count if shape.own_points else 1)
    widest = max(a * b for a, b in pairwise(s.sizes))
    return width * (count * (_COPIES * s.parameters + widest) + points)
