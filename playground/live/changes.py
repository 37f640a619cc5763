"""Changes: a run turns to another experiment, and back again by undo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playground.fields import FIELDS
from playground.hiding import Hide
from playground.live import touch
from playground.live.detector import Detector
from playground.live.intents import Goal
from playground.live.judge import Judge
from playground.live.ownpoints import take_points
from playground.live.undo import Past, differing, effects

if TYPE_CHECKING:
    from playground.live.run import Run

__all__ = ["go_back", "go_forth", "hide", "settle", "tune"]


def settle(run: Run, goal: Goal, now_s: float) -> None:
    """Turn to what a page decided on, and leave a step of undo."""
    experiment, run.notes = goal.change(run.experiment)
    changed = differing(experiment, run.settled)
    preset = goal.preset
    if goal.revision is not None and "restart" not in effects(changed):
        preset = run.preset  # a live setting moved: still the preset's story
    hidden = goal.hide if goal.opens else run.hide
    if changed or preset != run.preset or hidden != run.hide or goal.weights is not None:
        label = FIELDS[changed[0]].label if len(changed) == 1 else "the last change"
        label = label if goal.weights is None else "opened weights"
        run.undo.leave(_here(run, label), merge=goal.merges)
    kept = None if "restart" in effects(changed) else run.brought
    weights = kept if goal.weights is None else goal.weights
    there = Past(experiment, preset, "", weights=weights, hide=hidden)
    _turn_to(run, there, goal.navigate, now_s, whole=goal.revision is None)


def hide(run: Run, names: Hide) -> None:
    """Do without these controls and no others, and leave a step of undo for a row of choices."""
    hidden = names if names or run.preset else None
    if hidden != run.hide:
        run.undo.leave(_here(run, "Hidden controls"), merge=True)
        run.hide = hidden
    run.announce(navigate="replace")


def go_back(run: Run, now_s: float) -> None:
    """Undo the last change."""
    _return_to(run, run.undo.back(_here(run)), now_s, undone=True)


def go_forth(run: Run, now_s: float) -> None:
    """Redo what was undone last."""
    _return_to(run, run.undo.forth(_here(run)), now_s, undone=False)


def _here(run: Run, label: str = "") -> Past:
    return Past(run.settled, run.preset, label, weights=run.brought, hide=run.hide)


def _return_to(run: Run, past: Past | None, now_s: float, *, undone: bool) -> None:
    if past is not None and past.edit is not None:
        touch.take_back(run, past.edit, undone=undone)
    elif past is not None:
        run.notes = []
        _turn_to(run, past, "push", now_s, whole=True)


def _turn_to(run: Run, there: Past, navigate: str, now_s: float, *, whole: bool) -> None:
    changed = differing(there.experiment, run.settled)
    run.experiment = run.settled = there.experiment
    run.preset, run.hide = there.preset, there.hide
    if whole:
        run.replaced = run.revision + 1
    if changed:
        run.detector = Detector(now_s)  # it was found under other settings
    if "restart" in effects(changed) or there.weights is not run.brought:
        run.brought = there.weights
        run.restart(now_s)
    elif not take_points(run, changed):
        run.brought = None  # they are of a network with other outputs
        run.restart(now_s)
    elif run.training is not None:
        tune(run)
        if {"epochs", "stop"} & {*changed}:
            run.judge, run.verdict = Judge(run.experiment.stop), None
    run.announce(navigate=navigate)


def tune(run: Run) -> None:
    """Let the live settings act, on both sides of a comparison."""
    if run.training is not None:
        run.training.set_hyper(run.experiment)
    if run.beside is not None and run.experiment.right is not None:
        run.beside.turn_to(run.experiment.right)
