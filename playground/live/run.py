"""Run: one experiment in motion, and its owner. No thread, no lock, no clock of its own.

Everything happens in calls from the trainer's thread, which hands in the time: `apply` carries
out what a page asked for, `tick` trains what the pace allows, `show` offers a frame.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from playground import content
from playground.export.files import Weights
from playground.hiding import Hide
from playground.live import changes, showing, touch
from playground.live.advice import verdict
from playground.live.audience import Audience
from playground.live.beside import BESIDE_COLUMNS, beside_of, words_of
from playground.live.detector import Detector
from playground.live.explain import Explain, explain
from playground.live.history import LossHistory
from playground.live.intents import Act, Hiding, Intent, Rewind
from playground.live.judge import Judge
from playground.live.ownpoints import refuses, resume, take_points
from playground.live.pacer import Pacer
from playground.live.rewind import rewind
from playground.live.stretch import advance, step_once
from playground.live.touch import Hand, Touch
from playground.live.undo import Undo
from playground.live.viewer import HISTORY_COLUMNS, Viewer
from playground.spec import Experiment
from playground.train.problem import Structure
from playground.train.programs import Program
from playground.train.training import Training, plan

__all__ = ["Run"]


class Run:
    """One experiment in motion. `experiment` is always the one the page should show."""

    def __init__(
        self,
        experiment: Experiment,
        *,
        preset: str | None,
        now_s: float,
        notes: Sequence[str] = (),
        hide: Hide | None = None,
    ) -> None:
        """`hide` names the controls that the page does without; None leaves it to the preset."""
        self.experiment = experiment
        self.preset = preset
        self.revision = 0
        self.news: str | None = None  # how pages' addresses follow what they are to be told
        self.generation = 0
        self.playing = False
        self.audience = Audience(now_s)
        self.notes = list(notes)
        self.hide = hide
        self.undo = Undo()
        self.brought: Weights | None = None  # from a file, to start from
        self.verdict: dict[str, Any] | None = None
        self.settled = experiment  # what it was before a drag in progress
        self.replaced = 0  # revision at which the whole experiment was last replaced
        self.pacer = Pacer(now_s)
        self.restart(now_s)

    @property
    def state(self) -> str:
        """idle, compiling, running, paused or diverged."""
        if self.training is None or self.training.program.advance is None:
            return "compiling"
        if self.beside is not None and not self.beside.ready:
            return "compiling"
        if self.diverged:
            return "diverged"
        if self.playing:
            return "running"
        return "paused" if self.training.step else "idle"

    @property
    def active(self) -> bool:
        """Whether a tick would train."""
        return self.audience.watched and self.state == "running"

    @property
    def waiting(self) -> bool:
        """Whether a viewer still lacks the newest frame."""
        return self.audience.lacks_frame and self.training is not None

    @property
    def incomplete(self) -> bool:
        """Whether a part of its program is missing or a sketch."""
        trainings = [self.training, *([self.beside.training] if self.beside else [])]
        return any(training is None or not training.program.complete for training in trainings)

    @property
    def structures(self) -> list[Structure]:
        """What its programs are for: one, or one for each side of a comparison."""
        return [self.structure, *([self.beside.structure] if self.beside else [])]

    def look_around(self, now_s: float) -> None:
        """Note whether anybody looks; a run goes on where it stopped, without catching up."""
        if self.audience.look_around(now_s):
            self.pacer.skip_to(now_s)

    # What a page asks for

    def apply(self, intent: Intent, now_s: float) -> None:
        """Carry out one intent. One decided on an experiment that was replaced since is dropped."""
        if isinstance(intent, Act):
            name = "pause" if refuses(self, intent.name) else intent.name
            getattr(self, f"_{name}")(now_s)  # one of ACTS: each has its method
        elif isinstance(intent, Rewind):
            rewind(self, intent, now_s)
        elif isinstance(intent, Explain):
            explain(self, intent)
        elif isinstance(intent, Hiding):
            changes.hide(self, intent.names)
        elif isinstance(intent, Touch):
            touch.carry_out(self, intent)
        elif intent.revision is not None and intent.revision < self.replaced:
            self.announce()  # tells the page what is so instead
        elif intent.final:
            changes.settle(self, intent, now_s)
        else:
            self.experiment, _ = intent.change(self.experiment)
            take_points(self, intent.fields, final=False)
            changes.tune(self)

    def _play(self, now_s: float) -> None:
        if self.diverged:
            self.restart(now_s)
        self.verdict = None
        self.playing = True
        self.stepping = False
        self.pacer.skip_to(now_s)
        self.announce()

    def _pause(self, now_s: float) -> None:
        self.playing = self.stepping = False
        self.announce()

    def _step(self, now_s: float) -> None:
        """One step at a pace of steps, else up to the end of the epoch; once it can be taken."""
        self.playing = False
        self.stepping = self.state == "compiling"
        if self.state not in ("diverged", "compiling"):
            step_once(self)
            if self.diverged or self.judge.met:
                self._conclude("diverged" if self.diverged else "stopped")
        self.announce()

    def _reset(self, now_s: float) -> None:
        self.playing = False
        if self.brought is not None and self.brought.epoch:
            self.brought = None  # it is known where they come from
        self.restart(now_s)
        self.announce()

    def _undo(self, now_s: float) -> None:
        changes.go_back(self, now_s)

    def _redo(self, now_s: float) -> None:
        changes.go_forth(self, now_s)

    # Starting

    def restart(self, now_s: float) -> None:
        """Start again; the training itself follows when its program is there."""
        self.generation += 1
        self.hand = Hand()
        self.undo.forget_edits()
        self.structure: Structure = plan(self.experiment)
        self.training: Training | None = None
        self.kept: Training | None = None  # until a program with more room for points is there
        self.trouble: str | None = None  # why the program cannot be had
        self.beside = beside_of(self.experiment)
        self.history = LossHistory(BESIDE_COLUMNS if self.beside else HISTORY_COLUMNS)
        self.diverged = False
        self.stepping = False  # a step was asked for that the program is still missing for
        self.unmarked = False  # its points are others than those whose marks pages have
        self.judge = Judge(self.experiment.stop)
        self.verdict = None
        self.detector = Detector(now_s)
        self.playing = self.playing and not self.experiment.lacks
        self.pacer = Pacer(now_s)

    def begin_with(self, program: Program, *others: Program, now_s: float) -> None:
        """Take what is compiled: with the probe draw points and weights and show the field."""
        first, waited = self.training is None, self.state == "compiling"
        if self.beside is not None:
            self.beside.begin_with(*others)
        if self.training is None:
            self.training = Training([self.experiment], program=program, rewindable=True)
            if self.brought is not None:
                self.training.start_from(*self.brought)
            if not resume(self):
                self.history.append(self.training.epoch, showing.losses_of(self))
        self.training.program = program
        if first or (waited and self.state != "compiling"):
            self.pacer.skip_to(now_s)
            self.announce()
        if first:
            self.tell()
            self.audience.set_stage(showing.scene_for(self))
        if self.stepping and self.state != "compiling":
            self._step(now_s)

    def give_up(self, note: str) -> None:
        """Stop and say why, after an error of ours; never fails itself."""
        self.playing, self.notes = False, [note]
        with suppress(Exception):
            self.announce()
            self.tell()

    def fail(self, trouble: str) -> None:
        """Say that the program cannot be had, once."""
        if self.trouble != trouble:
            self.trouble = trouble
            self.announce()

    # Training

    def tick(self, now_s: float, *, slice_s: float, crowd: int = 1) -> None:
        """Train what the pace allows, for about `slice_s` seconds at most, and judge the result;
        `crowd` runs share the trainer.
        """
        if not self.active or self.training is None:
            self.pacer.skip_to(now_s)
            return
        per_epoch, pace = self.training.steps_per_epoch, self.experiment.pace
        steps = self.pacer.due(now_s, pace=pace, per_epoch=per_epoch, slice_s=slice_s)
        budget = self.experiment.epochs * per_epoch
        if budget and not self.judge.done:
            steps = min(steps, max(0, budget - self.training.step))
        advance(self, steps)
        if self.diverged:
            self._conclude("diverged")
            return
        score, step = float(self.history.last[4::4].min()), self.training.step
        trained_s = self.pacer.trained_s
        judged = self.judge.look(now_s, score=score, step=step, budget=budget, trained_s=trained_s)
        if judged:
            self._conclude(judged)
        elif self.beside is None and self.detector.is_due(now_s, crowd=crowd) and self._detect():
            self.announce()

    def _detect(self) -> bool:
        """Look for what goes wrong; whether there is something new to say."""
        assert self.training is not None
        return self.detector.look(self.training, self.experiment, self.history.view().table)

    def _conclude(self, kind: str) -> None:
        assert self.training is not None
        self.judge.done, self.playing = True, False
        if self.beside is None:
            self._detect()
        self.verdict = verdict(
            kind,
            self.experiment,
            epoch=self.training.epoch,
            score=float(self.training.snapshot().losses[3]),
            preset=content.find(self.preset) if self.preset else None,
        )
        if self.beside is not None:
            self.verdict = words_of(self, kind, self.verdict)
        self.announce()

    # Showing

    def attach(self, viewer: Viewer, now_s: float) -> None:
        """Show this run to one more socket, from the start of its history."""
        self.audience.join(viewer, now_s)
        viewer.offer_status(showing.status_of(self))
        if self.training is not None:
            viewer.offer_scene(showing.scene_for(self))
        self.look_around(now_s)

    def show(self) -> None:
        """Offer a frame to every viewer that lacks the newest and has room for one."""
        takers = self.audience.takers
        if self.training is not None and takers:
            self.audience.show(showing.frame_of(self, self.training), takers)

    def announce(self, *, navigate: str = "none") -> None:
        """Have all viewers told what is so, once: when everything that is due now is done."""
        self.revision += 1
        if self.news is None or navigate != "none":
            self.news = navigate
        self.audience.outdate()  # the frame carries the state, too

    def tell(self) -> None:
        """Tell all viewers what is so now, if that was announced."""
        if self.news is not None:
            self.audience.tell(showing.status_of(self) | {"navigate": self.news})
            self.news = None
