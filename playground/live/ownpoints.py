"""Points under a run: they change while it trains, and it goes on with the weights it has.

Own points change when they are drawn, others when new ones of the same kind are.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from playground.data.own import OWN, link_points
from playground.links import leaves_out
from playground.live.marks import UNKNOWN
from playground.live.showing import losses_of, scene_for
from playground.live.undo import effects
from playground.spec import Experiment
from playground.train.training import plan

if TYPE_CHECKING:
    from playground.live.run import Run

__all__ = ["in_keeping", "refuses", "remarks", "resume", "take_points"]


def in_keeping(values: Mapping[str, Any], now: Experiment) -> dict[str, Any]:
    """The values that an address names; points that it had no room for stay as they are."""
    lost = values.get("dataset") == OWN and "own_points" not in values and leaves_out(now)
    return dict(values) | ({"own_points": now.own_points} if lost else {})


def remarks(experiment: Experiment) -> list[str]:
    """What is to be said of the points now."""
    found = [experiment.lacks] if experiment.lacks else []
    if leaves_out(experiment):
        found.append(
            f"A link holds up to {link_points(experiment.own_points)} own points: these "
            f"{experiment.all_points} stay in this run, and its address leaves them out. "
            "Save them to keep them."
        )
    return found


def refuses(run: Run, act: str) -> bool:
    """Whether there is nothing to train on; the run says so."""
    if act not in ("play", "step") or not run.experiment.lacks:
        return False
    run.notes = [run.experiment.lacks]
    return True


def take_points(run: Run, changed: Collection[str], *, final: bool = True) -> bool:
    """Let the run go on with its experiment's points, if they were changed.

    False where only a new network will do: with another number of classes it has other outputs,
    and what has diverged learns nothing.
    A program with more room for points is waited for, unless a drag is still in progress; two
    networks under comparison start again then.
    """
    if "points" not in effects(list(changed)):
        return True
    sides = [run.experiment, *([run.experiment.right] if run.experiment.right else [])]
    rooms = [(plan(side), has) for side, has in zip(sides, run.structures, strict=True)]
    for needed, has in rooms:
        if (
            run.diverged
            or replace(needed, train_rows=has.train_rows, test_rows=has.test_rows) != has
        ):
            return False
    run.playing = run.playing and not run.experiment.lacks
    if all(n.train_rows <= h.train_rows and n.test_rows <= h.test_rows for n, h in rooms):
        _move(run)
    elif run.beside is not None:
        return not final
    elif final:
        needed = rooms[0][0]
        run.structure, run.kept, run.training = needed, run.training or run.kept, None
    return True


def _move(run: Run) -> None:
    run.verdict = None
    if run.experiment.own_points:
        run.judge.done = True  # who draws and trains on is left alone
    if run.training is not None:
        run.training.set_points(run.experiment)
        if run.beside is not None and run.experiment.right is not None:
            run.beside.set_points(run.experiment.right)
        run.audience.set_stage(scene_for(run))
        if not run.training.step:  # the curves begin with the points that are there
            run.history.cut(-1)
            run.history.append(0, losses_of(run))
        run.audience.set_marks(UNKNOWN._asdict(), generation=run.generation)  # of other points
        run.unmarked = not run.experiment.own_points  # those change with every stroke
        run.audience.outdate()


def resume(run: Run) -> bool:
    """Take over what a program without enough room has learned, if there was one."""
    if run.kept is None or run.training is None:
        return False
    run.training.go_on_from(run.kept)
    run.kept = None
    return True
