"""Run: one experiment in motion, and its owner. No thread, no lock, no clock of its own.

Everything happens in calls from the trainer's thread, which hands in the time: `apply` carries
out what a page asked for, `tick` trains what the pace allows and offers a frame.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from playground import content
from playground.fields import FIELDS
from playground.links import to_query
from playground.service.advice import TARGET, verdict
from playground.service.headline import headline
from playground.service.history import LossHistory
from playground.service.intents import Act, Goal
from playground.service.scene import scene_of
from playground.service.viewer import Frame, Viewer
from playground.spec import Experiment, to_json
from playground.train.problem import Structure, prepare
from playground.train.programs import Program
from playground.train.training import Record, Training, plan

__all__ = ["Run"]

MAX_UNDO = 50
UNSEEN_PAUSE_S = 10.0  # a run that nobody looks at waits after this long
SOLVED_FOR_S = 1.0
MAX_LAG_S = 0.25  # a run that fell behind its pace does not rush to catch up more than this
_FIRST_CHUNK = 20  # steps, before the speed of a network is known


class _Past(NamedTuple):
    """What undo returns to."""

    experiment: Experiment
    preset: str | None
    label: str


class Run:
    """One experiment in motion. `experiment` is always the one the page should show."""

    def __init__(self, experiment: Experiment, *, preset: str | None, now_s: float, notes: list[str] | None = None) -> None:
        self.experiment = experiment
        self.preset = preset
        self.revision = 0
        self.generation = 0
        self.playing = False
        self.viewers: list[Viewer] = []
        self.unwatched_since_s = now_s
        self.structure: Structure
        self.training: Training | None = None
        self._notes = notes or []
        self._past: list[_Past] = []
        self._future: list[_Past] = []
        self._tick_s = now_s  # when the pace was last served
        self._owed = 0.0  # steps that the pace allows and that are not taken yet
        self._step_s = 0.0  # measured time of a step, smoothed; 0: unknown
        self._rate = 0.0  # steps a second of late, by the clock
        self._begin()

    # -- states ---------------------------------------------------------------------------------

    @property
    def state(self) -> str:
        """idle, compiling, running, paused or diverged."""
        if self.training is None:
            return "compiling"
        if self._diverged:
            return "diverged"
        if self.playing:
            return "running"
        return "paused" if self.training.step else "idle"

    @property
    def active(self) -> bool:
        """Whether a tick would train."""
        return self.state == "running" and self.watched

    @property
    def watched(self) -> bool:
        """Whether somebody looks, or did until a moment ago."""
        return self._seen_s <= UNSEEN_PAUSE_S

    def look_around(self, now_s: float) -> None:
        """Note how long nobody has looked: no viewer, a hidden tab, or no frame painted."""
        if any(_looks(viewer, now_s) for viewer in self.viewers):
            if not self.watched:
                self._tick_s = now_s  # goes on where it stopped, without catching up
                self._dirty = True
            self.unwatched_since_s = now_s
        self._seen_s = now_s - self.unwatched_since_s

    # -- intents --------------------------------------------------------------------------------

    def apply(self, intent: Act | Goal, now_s: float) -> None:
        """Carry out one intent; a stale one is dropped."""
        self._tick_s = max(self._tick_s, now_s - MAX_LAG_S)
        if isinstance(intent, Act):
            _ACTS[intent.name](self, now_s)
            return
        if intent.revision is not None and self._is_stale(intent):
            self.announce()  # tells the page what is so instead
            return
        experiment, notes = intent.change(self.experiment)
        self._notes = notes
        changed = [name for name in FIELDS if getattr(experiment, name) != getattr(self.experiment, name)]
        preset = intent.preset if intent.preset or "restart" not in _effects(changed) else None
        preset = preset or (self.preset if "restart" not in _effects(changed) and not intent.preset else None)
        if not intent.final:
            self._drag(experiment)
            return
        if changed or preset != self.preset:
            label = FIELDS[changed[0]].label if len(changed) == 1 else "change"
            same = bool(self._past) and len(changed) == 1 and self._past[-1].label == label and intent.navigate == "replace"
            if not same:
                self._past = [*self._past, _Past(self._base, self.preset, label)][-MAX_UNDO:]
            self._future = []
        self._turn_to(experiment, preset, changed, navigate=intent.navigate)

    def _is_stale(self, intent: Goal) -> bool:
        """Whether the page decided before it knew of a later start (another tab, undo, Back)."""
        return intent.revision is not None and intent.revision < self._born

    def _drag(self, experiment: Experiment) -> None:
        self.experiment = experiment
        if self.training is not None:
            self.training.set_hyper(experiment)

    def _turn_to(self, experiment: Experiment, preset: str | None, changed: list[str], *, navigate: str) -> None:
        self.experiment = self._base = experiment
        self.preset = preset
        restarts = "restart" in _effects(changed)
        if restarts or self.training is None:
            self._begin()
        else:
            self.training.set_hyper(experiment)
            if "epochs" in changed:
                self._verdict, self._judged = None, False
        self._dirty = True
        self.announce(navigate=navigate)

    def _play(self, now_s: float) -> None:
        if self._diverged:
            self._begin()
        if self._verdict is not None:
            self._verdict = None
        self.playing, self._tick_s, self._owed = True, now_s, 0.0
        self.announce()

    def _pause(self, now_s: float) -> None:
        self.playing = False
        self.announce()

    def _step(self, now_s: float) -> None:
        """One step at a pace of steps, else up to the end of the epoch."""
        self.playing = False
        if self.training is not None and not self._diverged:
            per_epoch = self.training.steps_per_epoch
            slow = self.experiment.pace.endswith("s")
            self._advance(1 if slow else per_epoch - self.training.step % per_epoch)
        self.announce()

    def _reset(self, now_s: float) -> None:
        self.playing = False
        self._begin()
        self.announce()

    def _undo(self, now_s: float) -> None:
        self._swap(self._past, self._future)

    def _redo(self, now_s: float) -> None:
        self._swap(self._future, self._past)

    def _swap(self, source: list[_Past], target: list[_Past]) -> None:
        if not source:
            return
        past = source.pop()
        target.append(_Past(self._base, self.preset, past.label))
        self._notes = []
        changed = [n for n in FIELDS if getattr(past.experiment, n) != getattr(self.experiment, n)]
        self._turn_to(past.experiment, past.preset, changed, navigate="push")

    # -- starting -------------------------------------------------------------------------------

    def _begin(self) -> None:
        """Start again from the experiment; the training itself follows when its program is there."""
        self.generation += 1
        self.training = None
        self.structure = plan(self.experiment)
        self.history = LossHistory()
        self._base = self.experiment
        self._born = self.revision + 1
        self._diverged = False
        self._verdict: dict[str, Any] | None = None
        self._judged = False
        self._solved_since_s: float | None = None
        self._seen_s = getattr(self, "_seen_s", 0.0)
        self._owed = self._rate = self._step_s = 0.0
        self._dirty = True

    def begin_with(self, program: Program, now_s: float) -> None:
        """Take the compiled program, draw points and weights, and show the untrained field."""
        self.training = Training([self.experiment], program=program)
        self._snapshot = self.training.snapshot()
        self.history.append(0, self._snapshot.losses)
        self._tick_s = now_s
        self.announce()
        scene = self.scene()
        for viewer in self.viewers:
            viewer.offer_scene(*scene)

    def scene(self) -> Any:
        return scene_of(self.experiment, self.structure, generation=self.generation)

    # -- training -------------------------------------------------------------------------------

    def tick(self, now_s: float, *, slice_s: float) -> None:
        """Train what the pace allows, for about `slice_s` seconds at most, and judge the result."""
        if not self.active or self.training is None:
            self._tick_s = now_s
            return
        elapsed, self._tick_s = min(now_s - self._tick_s, MAX_LAG_S), now_s
        affordable = max(1, int(slice_s / self._step_s)) if self._step_s else _FIRST_CHUNK
        pace = self._pace()
        if pace is None:
            steps = affordable
        else:
            self._owed = min(self._owed + elapsed * pace, max(1.0, pace * MAX_LAG_S))
            steps = min(int(self._owed), affordable)
            self._owed -= steps
        budget = self.experiment.epochs * self.training.steps_per_epoch
        if budget and not self._judged:
            steps = min(steps, max(0, budget - self.training.step))
        if steps:
            self._advance(steps)
        if elapsed > 0:
            self._rate += min(1.0, elapsed / 0.5) * (steps / elapsed - self._rate)
        self._judge(now_s, budget=budget)

    def _pace(self) -> float | None:
        """Steps a second; None for as fast as the hardware goes."""
        pace = self.experiment.pace
        if pace == "max" or self.training is None:
            return None
        return float(pace[:-1]) * (self.training.steps_per_epoch if pace[-1] == "e" else 1)

    def _advance(self, steps: int) -> None:
        assert self.training is not None
        before, began = self.training.step, time.perf_counter()
        records = self.training.advance(steps, every=self.history.every)
        self._remember(records)
        taken = self.training.step - before
        if taken:
            step_s = (time.perf_counter() - began) / taken
            self._step_s += (step_s - self._step_s) * (0.2 if self._step_s else 1.0)
        self._dirty = True
        if not self.training.alive[0]:
            self._diverged, self.playing = True, False
            self._conclude("diverged")

    def _remember(self, records: list[Record]) -> None:
        for record in records:
            self.history.append(record.epoch, record.values[0])

    def _judge(self, now_s: float, *, budget: int) -> None:
        if self._judged or self._diverged or self.training is None:
            return
        score = float(self.history.last[4])
        if score < TARGET:
            self._solved_since_s = None
        elif self._solved_since_s is None:
            self._solved_since_s = now_s
        elif now_s - self._solved_since_s >= SOLVED_FOR_S:
            self._conclude("solved")
        if not self._judged and budget and self.training.step >= budget:
            self._conclude("solved" if score >= TARGET else "not_yet")

    def _conclude(self, kind: str) -> None:
        assert self.training is not None
        self._judged, self.playing = True, False
        preset = content.find(self.preset) if self.preset else None
        score = float(self.history.last[4])
        epoch = self.training.epoch
        self._verdict = verdict(kind, self.experiment, epoch=epoch, score=score, preset=preset)
        self.announce()

    # -- showing --------------------------------------------------------------------------------

    def show(self) -> bool:
        """Offer a frame to whoever has room for one; says whether the network was read for it."""
        takers = [viewer for viewer in self.viewers if viewer.wants_frame]
        if self.training is None or not takers or not self._dirty:
            return False
        self._snapshot = self.training.snapshot()
        frame = self._frame()
        for viewer in takers:
            viewer.offer_frame(frame)
        self._dirty = len(takers) < len(self.viewers)
        return True

    def _frame(self) -> Frame:
        assert self.training is not None
        s, training = self._snapshot, self.training
        names = ("train_loss", "test_loss", "train_score", "test_score")
        header = {
            "generation": self.generation,
            "state": self.state,
            "step": training.step,
            "epoch": round(training.step / training.steps_per_epoch, 4),
            "steps_per_s": round(self._rate, 1) if self.playing else 0.0,
            "epochs_per_s": round(self._rate / training.steps_per_epoch, 2) if self.playing else 0.0,
        }
        header |= {n: round(float(v), 7) if np.isfinite(v) else None for n, v in zip(names, s.losses, strict=True)}
        problem = prepare(self.experiment)
        wrong = s.wrong_train[: len(problem.train)]
        if not self.experiment.fixed:
            wrong = np.concatenate([wrong, s.wrong_test[: len(problem.test)]])
        arrays = {"maps": s.maps, "weights": s.weights, "biases": s.biases, "wrong": wrong}
        if self.structure.kind == "curve":
            arrays["curve"] = s.field
        elif self.structure.kind == "multiclass":
            arrays |= {"field_class": s.field, "field_confidence": s.confidence}
        else:
            arrays["field"] = s.field
        return Frame(header, arrays, self.history.view())

    def attach(self, viewer: Viewer, now_s: float) -> None:
        """Show this run to one more socket, from the start of its history."""
        viewer.last_ack_s = now_s
        self.viewers.append(viewer)
        self._dirty = True
        viewer.offer_status(self.status())
        if self.training is not None:
            viewer.offer_scene(*self.scene())

    def announce(self, *, navigate: str = "none") -> None:
        """Tell all viewers what is so now."""
        self.revision += 1
        status = self.status() | {"navigate": navigate}
        for viewer in self.viewers:
            viewer.offer_status(status)

    def status(self) -> dict[str, Any]:
        """What the page shows beside the numbers."""
        preset = content.find(self.preset) if self.preset else None
        compiling = "Preparing this network …" if self.training is None else None
        return {
            "revision": self.revision,
            "generation": self.generation,
            "state": self.state,
            "playing": self.playing,
            "experiment": to_json(self.experiment),
            "query": to_query(self.experiment),
            "navigate": "none",
            "notes": self._notes,
            "verdict": self._verdict,
            "can_undo": bool(self._past),
            "can_redo": bool(self._future),
            "undo_label": self._past[-1].label if self._past else None,
            "compiling": compiling,
            "device": self.structure.device,
        } | headline(self.experiment, preset)


def _looks(viewer: Viewer, now_s: float) -> bool:
    return viewer.visible and (viewer.unacked == 0 or now_s - viewer.last_ack_s < UNSEEN_PAUSE_S)


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
