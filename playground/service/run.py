"""Run: one experiment in motion, and its owner. No thread, no lock, no clock of its own.

Everything happens in calls from the trainer's thread, which hands in the time: `apply` carries
out what a page asked for, `tick` trains what the pace allows, `show` offers a frame.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from playground import content
from playground.fields import FIELDS
from playground.service import showing
from playground.service.advice import TARGET, verdict
from playground.service.history import LossHistory
from playground.service.intents import Act, Goal
from playground.service.scene import scene_of
from playground.service.viewer import Viewer
from playground.spec import Experiment
from playground.train.probe import Snapshot
from playground.train.problem import Structure
from playground.train.programs import Program
from playground.train.training import Training, plan

__all__ = ["Run"]

MAX_UNDO = 50
UNSEEN_PAUSE_S = 10.0  # a run that nobody looks at waits after this long
SOLVED_FOR_S = 1.0
MAX_LAG_S = 0.25  # a run that fell behind its pace does not rush to catch up more than this
RATE_MEMORY_S = 0.5
_FIRST_CHUNK = 20  # steps, before the speed of a network is known


class Past(NamedTuple):
    """What undo returns to."""

    experiment: Experiment
    preset: str | None
    label: str


class Run:
    """One experiment in motion. `experiment` is always the one the page should show."""

    def __init__(
        self,
        experiment: Experiment,
        *,
        preset: str | None,
        now_s: float,
        notes: Sequence[str] = (),
    ) -> None:
        self.experiment = experiment
        self.preset = preset
        self.revision = 0
        self.generation = 0
        self.playing = False
        self.watched = True
        self.viewers: list[Viewer] = []
        self.unwatched_since_s = now_s
        self.notes = list(notes)
        self.past: list[Past] = []
        self.future: list[Past] = []
        self.rate = 0.0  # steps a second of late, by the clock
        self.verdict: dict[str, Any] | None = None
        self._settled = experiment  # without what a drag in progress changes
        self._replaced = 0  # revision at which the whole experiment was last replaced
        self._unseen: set[int] = set()  # viewers (by id) that have not got the newest frame
        self._tick_s = now_s  # when the pace was last served
        self._begin()

    @property
    def state(self) -> str:
        """idle, compiling, running, paused or diverged."""
        if self.training is None or self.training.program.advance is None:
            return "compiling"
        if self.diverged:
            return "diverged"
        if self.playing:
            return "running"
        return "paused" if self.training.step else "idle"

    @property
    def active(self) -> bool:
        """Whether a tick would train."""
        return self.watched and self.state == "running"

    @property
    def waiting(self) -> bool:
        """Whether a viewer still lacks the newest frame."""
        return bool(self._unseen) and self.training is not None

    def look_around(self, now_s: float) -> None:
        """Note whether anybody looks: a viewer, in a tab that is seen, that paints its frames."""
        if any(_looks(viewer, now_s) for viewer in self.viewers):
            if not self.watched:
                self._tick_s = now_s  # goes on where it stopped, without catching up
            self.unwatched_since_s = now_s
        self.watched = now_s - self.unwatched_since_s <= UNSEEN_PAUSE_S

    # What a page asks for

    def apply(self, intent: Act | Goal, now_s: float) -> None:
        """Carry out one intent. One decided on an experiment that was replaced since is dropped."""
        if isinstance(intent, Act):
            _ACTS[intent.name](self, now_s)
        elif intent.revision is not None and intent.revision < self._replaced:
            self.announce()  # tells the page what is so instead
        elif intent.final:
            self._settle(intent)
        else:
            self.experiment, _ = intent.change(self.experiment)
            if self.training is not None:
                self.training.set_hyper(self.experiment)

    def _settle(self, goal: Goal) -> None:
        experiment, self.notes = goal.change(self.experiment)
        changed = _differing(experiment, self._settled)
        preset = goal.preset
        if goal.revision is not None and "restart" not in _effects(changed):
            preset = self.preset  # a live setting moved: still the preset's story
        if changed or preset != self.preset:
            label = FIELDS[changed[0]].label if len(changed) == 1 else "the last change"
            if goal.navigate == "push" or not self.past or self.past[-1].label != label:
                past = Past(self._settled, self.preset, label)
                self.past = [*self.past, past][-MAX_UNDO:]
            self.future = []
        self._turn_to(experiment, preset, navigate=goal.navigate, whole=goal.revision is None)

    def _turn_to(
        self, experiment: Experiment, preset: str | None, *, navigate: str, whole: bool
    ) -> None:
        changed = _differing(experiment, self._settled)
        self.experiment = self._settled = experiment
        self.preset = preset
        if whole:
            self._replaced = self.revision + 1
        if "restart" in _effects(changed):
            self._begin()
        elif self.training is not None:
            self.training.set_hyper(experiment)
            if "epochs" in changed:
                self.judged, self.verdict = False, None
        self.announce(navigate=navigate)

    def _play(self, now_s: float) -> None:
        if self.diverged:
            self._begin()
        self.verdict = None
        self.playing, self._tick_s, self._owed = True, now_s, 0.0
        self.announce()

    def _pause(self, now_s: float) -> None:
        self.playing = False
        self.announce()

    def _step(self, now_s: float) -> None:
        """One step at a pace of steps, else up to the end of the epoch."""
        self.playing = False
        if self.training is not None and self.state not in ("diverged", "compiling"):
            per_epoch = self.training.steps_per_epoch
            slow = self.experiment.pace.endswith("s")
            self._advance(1 if slow else per_epoch - self.training.step % per_epoch)
        self.announce()

    def _reset(self, now_s: float) -> None:
        self.playing = False
        self._begin()
        self.announce()

    def _undo(self, now_s: float) -> None:
        self._swap(self.past, self.future)

    def _redo(self, now_s: float) -> None:
        self._swap(self.future, self.past)

    def _swap(self, source: list[Past], target: list[Past]) -> None:
        if source:
            back = source.pop()
            target.append(Past(self._settled, self.preset, back.label))
            self.notes = []
            self._turn_to(back.experiment, back.preset, navigate="push", whole=True)

    # Starting

    def _begin(self) -> None:
        """Start again; the training itself follows when its program is there."""
        self.generation += 1
        self.structure: Structure = plan(self.experiment)
        self.training: Training | None = None
        self.trouble: str | None = None  # why the program cannot be had
        self.history = LossHistory()
        self.snapshot: Snapshot | None = None
        self.diverged = self.judged = False
        self.verdict = None
        self._solved_since_s: float | None = None
        self._owed = 0.0  # steps that the pace allows and that are not taken yet
        self._step_s = 0.0  # measured time of a step, smoothed; 0: unknown

    def begin_with(self, program: Program, now_s: float) -> None:
        """Take what is compiled: with the probe draw points and weights and show the field."""
        if self.training is not None:
            if program.advance is not None:
                self.training.program = program
                self._tick_s = now_s
                self.announce()
            return
        self.training = Training([self.experiment], program=program)
        self.snapshot = self.training.snapshot()
        self.history.append(0, self.snapshot.losses)
        self._tick_s = now_s
        self.announce()
        scene = scene_of(self.experiment, self.structure, generation=self.generation)
        for viewer in self.viewers:
            viewer.offer_scene(*scene)
        self._outdate()

    def fail(self, trouble: str) -> None:
        """Say that the program cannot be had, once."""
        if self.trouble != trouble:
            self.trouble = trouble
            self.announce()

    # Training

    def tick(self, now_s: float, *, slice_s: float) -> None:
        """Train what the pace allows, for about `slice_s` seconds at most, and judge the result."""
        elapsed_s, self._tick_s = min(now_s - self._tick_s, MAX_LAG_S), now_s
        if not self.active or self.training is None or elapsed_s <= 0:
            return
        affordable = max(1, int(slice_s / self._step_s)) if self._step_s else _FIRST_CHUNK
        steps, pace = affordable, self._pace()
        if pace is not None:
            self._owed = min(self._owed + elapsed_s * pace, max(1.0, pace * MAX_LAG_S))
            steps = min(int(self._owed), affordable)
            self._owed -= steps
        budget = self.experiment.epochs * self.training.steps_per_epoch
        if budget and not self.judged:
            steps = min(steps, max(0, budget - self.training.step))
        if steps:
            self._advance(steps)
        self.rate += min(1.0, elapsed_s / RATE_MEMORY_S) * (steps / elapsed_s - self.rate)
        if not self.judged and not self.diverged:
            self._judge(now_s, budget=budget)

    def _pace(self) -> float | None:
        """Steps a second; None for as fast as the hardware goes."""
        pace = self.experiment.pace
        if pace == "max" or self.training is None:
            return None
        return float(pace[:-1]) * (self.training.steps_per_epoch if pace[-1] == "e" else 1)

    def _advance(self, steps: int) -> None:
        assert self.training is not None
        before, began_s = self.training.step, time.perf_counter()
        for record in self.training.advance(steps, every=self.history.every):
            self.history.append(record.epoch, record.values[0])
        taken = self.training.step - before
        if taken:
            step_s = (time.perf_counter() - began_s) / taken
            self._step_s += (step_s - self._step_s) * (0.2 if self._step_s else 1.0)
        self._outdate()
        if not self.training.alive[0]:
            self.diverged = True
            self._conclude("diverged")

    def _judge(self, now_s: float, *, budget: int) -> None:
        assert self.training is not None
        solved = float(self.history.last[4]) >= TARGET
        if not solved:
            self._solved_since_s = None
        elif self._solved_since_s is None:
            self._solved_since_s = now_s
        elif now_s - self._solved_since_s >= SOLVED_FOR_S:
            self._conclude("solved")
        if not self.judged and budget and self.training.step >= budget:
            self._conclude("solved" if solved else "not_yet")

    def _conclude(self, kind: str) -> None:
        assert self.training is not None
        self.judged, self.playing = True, False
        self.snapshot = self.training.snapshot()
        self.verdict = verdict(
            kind,
            self.experiment,
            epoch=self.training.epoch,
            score=float(self.snapshot.losses[3]),
            preset=content.find(self.preset) if self.preset else None,
        )
        self.announce()

    # Showing

    def attach(self, viewer: Viewer, now_s: float) -> None:
        """Show this run to one more socket, from the start of its history."""
        viewer.last_ack_s = now_s
        self.viewers.append(viewer)
        self._unseen.add(id(viewer))
        viewer.offer_status(showing.status_of(self))
        if self.training is not None:
            viewer.offer_scene(
                *scene_of(self.experiment, self.structure, generation=self.generation)
            )
        self.look_around(now_s)

    def detach(self, viewer: Viewer) -> None:
        """Forget a socket that may have been shown this run."""
        if viewer in self.viewers:
            self.viewers.remove(viewer)
            self._unseen.discard(id(viewer))

    def show(self) -> None:
        """Offer a frame to every viewer that lacks the newest and has room for one."""
        takers = [v for v in self.viewers if id(v) in self._unseen and v.wants_frame]
        if self.training is None or not takers:
            return
        self.snapshot = self.training.snapshot()
        frame = showing.frame_of(self, self.training, self.snapshot)
        for viewer in takers:
            viewer.offer_frame(frame)
            self._unseen.discard(id(viewer))

    def announce(self, *, navigate: str = "none") -> None:
        """Tell all viewers what is so now."""
        self.revision += 1
        status = showing.status_of(self) | {"navigate": navigate}
        for viewer in self.viewers:
            viewer.offer_status(status)
        self._outdate()  # the frame carries the state, too

    def _outdate(self) -> None:
        self._unseen = {id(viewer) for viewer in self.viewers}


def _looks(viewer: Viewer, now_s: float) -> bool:
    return viewer.visible and (viewer.unacked == 0 or now_s - viewer.last_ack_s < UNSEEN_PAUSE_S)


def _differing(one: Experiment, other: Experiment) -> list[str]:
    return [name for name in FIELDS if getattr(one, name) != getattr(other, name)]


def _effects(names: list[str]) -> set[str]:
    return {FIELDS[name].effect for name in names}


_ACTS: dict[str, Callable[[Run, float], None]] = {
    "play": Run._play,
    "pause": Run._pause,
    "step": Run._step,
    "reset": Run._reset,
    "undo": Run._undo,
    "redo": Run._redo,
}
