"""Runner: the one trainer thread, and every run it serves."""

from __future__ import annotations

import logging
import sys
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from threading import Condition, Event, Thread
from typing import Any

from playground.hiding import Hide
from playground.live.fitting import Fitter
from playground.live.intents import Goal, Intent, parse_intent
from playground.live.likely import looked_ahead
from playground.live.rota import Rota
from playground.live.run import Run
from playground.live.taking import hand_over
from playground.live.touch import Touch, check
from playground.live.viewer import BadIntent, NoRoom, UnknownRun, Viewer
from playground.spec import DEFAULT, Experiment
from playground.train.problem import Structure
from playground.train.programs import Compiled, Programs, devices
from playground.train.training import plan

__all__ = ["Runner"]

STATES = ("idle", "compiling", "running", "paused", "diverged")
MAX_RUNS = 400
DROP_AFTER_S = 30 * 60.0  # a run without a viewer is forgotten
SLICE_S = 0.012  # of training before others get their turn
FULL_SPEED_FRAMES_PER_S = 42.0
IDLE_WAIT_S = 0.05
LOOK_AROUND_S = 0.25

_log = logging.getLogger(__name__)


class Runner:
    """Runs by token. All public methods but `turn` may be called from any thread."""

    def __init__(
        self,
        *,
        make: Callable[[str, Structure], Compiled] | None = None,
        keep: Callable[[str, Structure], object] | None = None,
        clock: Callable[[], float] = time.monotonic,
        report: Callable[[Mapping[str, Any]], None] = lambda stats: None,
    ) -> None:
        """`make` makes programs, `keep` puts one by for later; `report` gets the numbers for
        /metrics a few times a second.
        """
        self.fitter = Fitter(
            Programs(make=make),
            awaited=self._awaited,
            post=self._post,
            done=self._wake,
            likely=lambda: looked_ahead(self.runs(), self._later),
            keep=keep,
        )
        self._clock = clock
        self._report = report
        self._runs: dict[str, Run] = {}  # several tokens may name one run
        self._changed = Condition()
        self._posted: deque[tuple[Run | None, Callable[[float], None]]] = deque()
        self._due: dict[int, float] = {}  # when each run (by id) has its next turn
        self._later: Sequence[Structure] = ()
        self._rota = Rota()
        self._shown: dict[int, float] = {}  # when each run at full speed (by id) gave a frame
        self._looked_s = 0.0
        self._stopping = Event()
        self._thread: Thread | None = None

    def start(
        self, warm: Callable[[], object] | None = None, later: Sequence[Structure] = ()
    ) -> None:
        """Start all threads; the program that a plain visit opens is made at once, when that is on
        screen `warm` is called, and programs of `later` are put by when nothing trains.
        """
        self._later = later
        sys.setswitchinterval(0.001)  # the desk's thread should not wait for the trainer's
        self.fitter.compiler.start(plan(DEFAULT), warm)
        self._thread = Thread(target=self._train, name="trainer", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End both threads; a compile under way is not waited for."""
        self._stopping.set()
        self.fitter.stop()
        self._wake()
        if self._thread is not None:
            self._thread.join(timeout=2.0)

    @property
    def device(self) -> str:
        """The fastest kind of device here; each run's status names its own."""
        return "gpu" if "gpu" in devices() else "cpu"

    def stats(self) -> Mapping[str, Any]:
        """Numbers for /metrics."""
        runs, programs = self.runs(), self.fitter.programs
        states = [run.state for run in runs]
        return {
            "runs": {state: states.count(state) for state in STATES},
            "viewers": sum(len(run.audience.viewers) for run in runs),
            "programs": len(programs),
            "compiles": programs.compiled,
            "compile_seconds": programs.compile_s,
        }

    # Runs

    def runs(self) -> list[Run]:
        """Every run, once."""
        with self._changed:
            return list({id(run): run for run in self._runs.values()}.values())

    def open(
        self,
        experiment: Experiment,
        *,
        token: str,
        preset: str | None = None,
        notes: Sequence[str] = (),
        hide: Hide | None = None,
    ) -> Run:
        """A new run under this token. Raises NoRoom when the server is full."""
        if len(self.runs()) >= MAX_RUNS:
            raise NoRoom(f"all {MAX_RUNS} places are taken; try again in a few minutes")
        run = Run(experiment, preset=preset, now_s=self._clock(), notes=notes, hide=hide)
        with self._changed:
            self._runs[token] = run
            self._changed.notify_all()
        return run

    def find(self, token: str) -> Run | None:
        """The run that a token names."""
        return self._runs.get(token)

    def alias(self, new: str, old: str) -> None:
        """Let a second token name the old one's run; a fresh run under it is forgotten."""
        with self._changed:
            self._runs[new] = self._named(old)

    def post(self, token: str, intent: dict[str, Any]) -> None:
        """Check an intent and leave it to the trainer. Raises BadIntent or UnknownRun."""
        run = self._named(token)
        parsed = parse_intent(intent)
        if isinstance(parsed, Goal):
            try:
                parsed.change(run.experiment)
            except ValueError as error:
                raise BadIntent(str(error)) from error
        elif isinstance(parsed, Touch):
            check(parsed, run)
        self._post(run, lambda now_s: _carry_out(run, parsed, now_s))

    def take(self, token: str, form: str, viewer: Viewer) -> None:
        """Make a file of a run for a socket. Raises UnknownRun."""
        run = self._named(token)
        self._post(run, lambda now_s: hand_over(run, form, viewer))

    def attach(self, token: str, viewer: Viewer) -> None:
        """Show a run to a socket. Raises UnknownRun."""
        run = self._named(token)
        self._post(run, lambda now_s: run.attach(viewer, now_s))

    def detach(self, token: str, viewer: Viewer) -> None:
        """Forget a socket, also one that was never attached."""
        self._post(None, lambda now_s: self._forget(viewer))

    def _forget(self, viewer: Viewer) -> None:
        for run in self.runs():
            run.audience.leave(viewer)

    def _named(self, token: str) -> Run:
        run = self._runs.get(token)
        if run is None:
            raise UnknownRun("this run is gone")
        return run

    def _post(self, run: Run | None, job: Callable[[float], None]) -> None:
        self._posted.append((run, job))
        self._wake()

    def _wake(self) -> None:
        with self._changed:
            self._changed.notify_all()

    def _awaited(self) -> list[Structure]:
        """What is to be compiled; a page that was left in the middle of it waits for nothing."""
        waiting = [run for run in self.runs() if run.audience.watched and run.incomplete]
        return [structure for run in waiting for structure in run.structures]

    # The trainer's thread

    def _train(self) -> None:
        while not self._stopping.is_set():
            wait_s = self.turn()
            with self._changed:
                if wait_s > 0 and not self._posted:
                    self._changed.wait(wait_s)

    def turn(self) -> float:
        """One round over all runs; returns for how long there is nothing to do."""
        now_s = self._clock()
        while self._posted:
            run, job = self._posted.popleft()
            self._safely(job, run, now_s)
            if run is not None:
                self._due[id(run)] = now_s
        runs = self.runs()
        if now_s - self._looked_s >= LOOK_AROUND_S:
            self._looked_s = now_s
            self._look_around(runs, now_s)
            self._report(self.stats())
        live = [run for run in runs if run.active]
        fast = sum(run.experiment.pace == "max" for run in live)
        period_s = self._rota.period_s(len(live))
        next_s = now_s + IDLE_WAIT_S
        for run in runs:
            began_s = self._clock()
            if self._due.get(id(run), now_s) <= began_s:
                self._due[id(run)] = now_s + self._serve(
                    run, period_s, SLICE_S / max(fast, 1), len(live)
                )
                if run.active:
                    self._rota.took(self._clock() - began_s)
            next_s = min(next_s, self._due[id(run)])
        return next_s - self._clock()

    def _serve(self, run: Run, period_s: float, slice_s: float, crowd: int) -> float:
        """Give one run its turn; returns after how long it wants the next."""

        def job(now_s: float) -> None:
            if run.state == "compiling" and run.audience.watched:
                self.fitter.fit_out(run, now_s)
            run.tick(now_s, slice_s=slice_s, crowd=crowd)
            run.tell()
            if self._may_show(run, now_s):
                run.show()

        if not self._safely(job, run, self._clock()):
            return IDLE_WAIT_S
        if run.state == "compiling":
            return period_s
        if run.active:
            return 0.0 if run.experiment.pace == "max" else period_s
        return period_s if run.waiting else IDLE_WAIT_S

    def _may_show(self, run: Run, now_s: float) -> bool:
        """At full speed every frame costs training: fewer of them, as smooth as a film."""
        if not (run.active and run.experiment.pace == "max"):
            return True
        if now_s - self._shown.get(id(run), 0.0) < 1 / FULL_SPEED_FRAMES_PER_S:
            return False
        self._shown[id(run)] = now_s
        return True

    def _safely(self, job: Callable[[float], None], run: Run | None, now_s: float) -> bool:
        """The rim: one run's failure must not end everybody else's training."""
        try:
            job(now_s)
            return True
        except Exception:
            _log.exception("a run failed")
            if run is not None:
                if run.training is None:
                    self.fitter.compiler.failed[run.structure] = "an internal error"
                run.give_up("Something went wrong on the server; reset to start again.")
            return False

    def _look_around(self, runs: list[Run], now_s: float) -> None:
        for run in runs:
            run.look_around(now_s)
            if run.unmarked and run.audience.viewers:
                self.fitter.mark(run)
            if run.incomplete and run.audience.viewers:
                self.fitter.fit_out(run, now_s)
        with self._changed:
            gone = {
                token: run
                for token, run in self._runs.items()
                if not run.audience.viewers
                and now_s - run.audience.unwatched_since_s > DROP_AFTER_S
            }
            for token, run in gone.items():
                del self._runs[token]
                self._due.pop(id(run), None)
                self.fitter.forget(run)
                self._shown.pop(id(run), None)


def _carry_out(run: Run, intent: Intent, now_s: float) -> None:
    try:
        run.apply(intent, now_s)
    except ValueError:
        run.announce()  # the experiment changed meanwhile, and this no longer fits it
