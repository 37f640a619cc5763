"""Rewind: let a run go on from an earlier step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playground.live.detector import Detector
from playground.live.intents import Rewind
from playground.live.judge import Judge

if TYPE_CHECKING:
    from playground.live.run import Run

__all__ = ["rewind"]

LONGEST_S = 0.3  # of training from the nearest kept state: others wait for as long


def rewind(run: Run, there: Rewind, now_s: float) -> None:
    """Return to a step, as it was, and wait there; the losses after it are forgotten."""
    training = run.training
    gone = there.generation != run.generation or run.state == "compiling"
    if training is None or gone or there.step > training.step:
        run.announce()  # tells the page what is so instead
        return
    at_most = run.pacer.affordable(LONGEST_S)
    training.go_back(there.step, at_most=at_most)
    if run.beside is not None:
        run.beside.go_back(training, at_most=at_most)
    run.hand.held = training.held
    run.history.cut(training.epoch)
    run.playing, run.diverged = False, not training.alive[0]
    run.judge, run.verdict, run.notes = Judge(run.experiment.stop), None, []
    run.detector = Detector(now_s)
    if training.step != there.step:
        run.notes = [f"The nearest moment that could be restored is epoch {training.epoch}."]
    run.pacer.skip_to(now_s)
    run.announce()
