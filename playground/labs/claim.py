"""What a preset claims, tried on fresh seeds: the check of the command line, as a lab."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground import content
from playground.claims import SEEDS, column_of, moments_of, within
from playground.content import Check
from playground.fields import MAX_SEED
from playground.labs.jobs import Lab, Progress, Report, Work
from playground.labs.slices import advance
from playground.spec import Experiment
from playground.strict import only
from playground.train.batch import Batch
from playground.train.series import with_seeds

__all__ = ["LAB"]


@dataclass(frozen=True, slots=True)
class Request:
    """Which preset."""

    preset: str


def read(message: Mapping[str, Any]) -> Request:
    """A page's question. Raises BadIntent, UnknownPreset."""
    only(message, "preset")
    return Request(content.find(str(message.get("preset"))[:40]).id)


def work(request: Request) -> Work:
    """Try the claim on the seeds that follow the preset's own; one report: `held` of `seeds`."""
    check = content.find(request.preset).check
    first = check.experiment.weight_seed
    seeds = [(first + number) % (MAX_SEED + 1) for number in range(1, SEEDS + 1)]
    share = 1.0 if check.against is None else 0.5
    values = yield from _measured(check, check.experiment, moments_of(check), seeds, (0.0, share))
    if check.against is not None:
        end = [check.against.epochs]
        against = yield from _measured(check, check.against, end, seeds, (0.5, 1.0))
        values = values / against
    held = int(within(check, values).sum())
    yield Report({"preset": request.preset, "held": held, "seeds": SEEDS}, {})


def _measured(
    check: Check, experiment: Experiment, moments: list[int], seeds: list[int], span: Any
) -> Generator[Progress | Report, None, NDArray[np.float64]]:
    """What the check measures at some epochs: (moments, seeds)."""
    yield Progress(span[0])
    batch = Batch(with_seeds(experiment, seeds))
    found = []
    for moment in moments:
        steps = (moment - batch.epoch) * batch.steps_per_epoch
        before = batch.epoch / max(moments[-1], 1)
        for share in advance(batch, steps):
            part = before + share * (moment / max(moments[-1], 1) - before)
            yield Progress(span[0] + (span[1] - span[0]) * part)
        if check.measure == "largest_weight":
            lanes = range(batch.lanes)
            largest = [max(np.abs(w).max() for w, _ in batch.layers(lane)) for lane in lanes]
            found.append(np.array(largest, np.float64))
        else:
            found.append(batch.measure()[:, column_of(check)].astype(np.float64))
    return np.stack(found)


LAB = Lab(read, work)
