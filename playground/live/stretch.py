"""Stretch: a run takes some steps, as far as its stop rule lets it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from playground.live.beside import rows_of

if TYPE_CHECKING:
    from playground.live.run import Run

__all__ = ["advance", "step_once"]


def advance(run: Run, steps: int) -> None:
    """Train for some steps, on both sides of a comparison, and note what was measured.

    While the judge looks at every epoch, it takes them one by one and stops at the end of the one
    at which the rule is met: where a run ends does not depend on how much was asked for at once.
    """
    training, judge = run.training, run.judge
    assert training is not None
    if not steps:
        return
    before, began_s = training.step, time.perf_counter()
    end = before + steps
    while training.step < end and not (run.diverged or judge.met):
        left, every = end - training.step, run.history.every
        if judge.watches:
            per_epoch = training.steps_per_epoch
            left, every = min(left, per_epoch - training.step % per_epoch), 1
        records = training.advance(left, every=every)
        for epoch, values in rows_of(records, training, run.beside, every=every):
            run.history.append(epoch, values)
            judge.note(epoch, values)
        fallen = run.beside is not None and run.beside.diverged
        run.diverged = fallen or not training.alive[0]
    run.pacer.took(training.step - before, time.perf_counter() - began_s)
    run.audience.outdate()


def step_once(run: Run) -> None:
    """One step at a pace of steps, else up to the end of the epoch."""
    assert run.training is not None
    per_epoch, slow = run.training.steps_per_epoch, run.experiment.pace.endswith("s")
    advance(run, 1 if slow else per_epoch - run.training.step % per_epoch)
