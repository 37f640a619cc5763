"""Runner: the one trainer thread, the one compile worker, and every run they serve."""

from __future__ import annotations

import logging
import sys
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Mapping
from threading import Condition, Event, Thread
from typing import Any

from playground.service.intents import Act, Goal, parse_intent
from playground.service.run import Run
from playground.service.viewer import BadIntent, NoRoom, UnknownRun, Viewer
from playground.spec import DEFAULT, Experiment
from playground.train.problem import Structure
from playground.train.programs import Programs, devices
from playground.train.training import plan

__all__ = ["Runner"]

MAX_RUNS = 400
DROP_AFTER_S = 30 * 60.0  # a run without a viewer is forgotten
FRAMES_PER_S = 125.0  # of one run: above any display's rate, the acknowledgements set the real one
ALL_FRAMES_PER_S = 720.0  # of all runs together: sixty runs keep twelve each
SLICE_S = 0.012  # of training before others get their turn
IDLE_WAIT_S = 0.05
MAX_COMPILES_PER_MINUTE = 40  # of one run

_log = logging.getLogger(__name__)


class Runner:
    """Runs by token. `open`, `find`, `post`, `attach` … may be called from any thread."""

    def __init__(self, *, programs: Programs | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self.programs = programs or Programs()
        self._clock = clock
        self._runs: dict[str, Run] = {}  # several tokens may name one run
        self._changed = Condition()
        self._posted: deque[tuple[Run, Callable[[float], None]]] = deque()
        self._wanted: OrderedDict[Structure, None] = OrderedDict()  # for the compile worker
        self._failed: dict[Structure, str] = {}
        self._compiles: dict[int, deque[float]] = {}
        self._next: dict[int, float] = {}  # when each run is due, by id
        self._stopping = Event()
        self._heartbeat_s = clock()
        self._threads: list[Thread] = []

    # -- life -----------------------------------------------------------------------------------

    def start(self) -> None:
        """Start both threads and warm the program that a plain visit opens."""
        sys.setswitchinterval(0.001)  # tracing a program holds the GIL; others get their turn sooner
        self._heartbeat_s = self._clock()
        self._wanted[plan(DEFAULT)] = None
        self._threads = [Thread(target=loop, name=name, daemon=True) for loop, name in ((self._train, "trainer"), (self._compile, "compiler"))]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End both threads; a compile under way is not waited for."""
        self._stopping.set()
        with self._changed:
            self._changed.notify_all()
        self._threads[0].join(timeout=2.0)

    @property
    def device(self) -> str:
        """What a small network trains on here, and "+gpu" where large ones may go."""
        return "gpu" if "gpu" in devices() else "cpu"

    @property
    def heartbeat_age_s(self) -> float:
        """How long the trainer has been silent."""
        return self._clock() - self._heartbeat_s

    def stats(self) -> Mapping[str, Any]:
        """Numbers for /metrics."""
        runs = self.runs()
        states = [run.state for run in runs]
        return {
            "runs": {state: states.count(state) for state in ("idle", "compiling", "running", "paused", "diverged")},
            "viewers": sum(len(run.viewers) for run in runs),
            "programs": len(self.programs),
            "compiles": self.programs.compiled,
            "compile_s": self.programs.compile_s,
        }

    # -- runs -----------------------------------------------------------------------------------

    def runs(self) -> list[Run]:
        """Every run, once."""
        with self._changed:
            return list({id(run): run for run in self._runs.values()}.values())

    def open(self, experiment: Experiment, *, preset: str | None = None, token: str, notes: list[str] | None = None) -> Run:
        """A new run under this token. Raises NoRoom when the server is full."""
        with self._changed:
            if len({id(run) for run in self._runs.values()}) >= MAX_RUNS:
                raise NoRoom(f"the room is full: {MAX_RUNS} runs; try again later")
            run = Run(experiment, preset=preset, now_s=self._clock(), notes=notes)
            self._runs[token] = run
            self._changed.notify_all()
        return run

    def find(self, token: str) -> Run | None:
        """The run that a token names."""
        return self._runs.get(token)

    def alias(self, new: str, old: str) -> None:
        """Let a second token name the old one's run; a fresh run under it is forgotten."""
        with self._changed:
            run = self._runs.get(old)
            if run is None:
                raise UnknownRun(old[:6])
            self._runs[new] = run

    def post(self, token: str, intent: dict[str, Any]) -> None:
        """Check an intent now and have it carried out by the trainer. Raises BadIntent, UnknownRun."""
        run = self._get(token)
        parsed = parse_intent(intent)
        if isinstance(parsed, Goal):
            try:
                parsed.change(run.experiment)
            except ValueError as error:
                raise BadIntent(str(error)) from error
        self._post(run, lambda now_s: _carry_out(run, parsed, now_s))

    def attach(self, token: str, viewer: Viewer) -> None:
        """Show a run to a socket."""
        run = self._get(token)
        self._post(run, lambda now_s: run.attach(viewer, now_s))

    def detach(self, token: str, viewer: Viewer) -> None:
        """Forget a socket."""
        for run in self.runs():
            if viewer in run.viewers:
                self._post(run, lambda now_s, run=run: run.viewers.remove(viewer))  # type: ignore[misc]

    def _get(self, token: str) -> Run:
        run = self._runs.get(token)
        if run is None:
            raise UnknownRun(token[:6])
        return run

    def _post(self, run: Run, job: Callable[[float], None]) -> None:
        with self._changed:
            self._posted.append((run, job))
            self._changed.notify_all()

    # -- the trainer's thread -------------------------------------------------------------------

    def _train(self) -> None:
        while not self._stopping.is_set():
            try:
                wait_s = self.turn()
            except Exception:
                # The rim: one run's failure must not end everybody else's training.
                _log.exception("the trainer goes on after an error")
                wait_s = IDLE_WAIT_S
            with self._changed:
                if wait_s > 0 and not self._posted:
                    self._changed.wait(wait_s)

    def turn(self) -> float:
        """One round over all runs; returns how long there is nothing to do."""
        now_s = self._heartbeat_s = self._clock()
        while self._posted:
            run, job = self._posted.popleft()
            job(now_s)
            self._next[id(run)] = now_s
        runs = self.runs()
        for run in runs:
            run.look_around(now_s)
            self._fit_out(run, now_s)
        self._drop_forgotten(now_s)
        live = [run for run in runs if run.active]
        fast = sum(run.experiment.pace == "max" for run in live)
        period_s = max(1 / FRAMES_PER_S, len(live) / ALL_FRAMES_PER_S)
        soonest_s = now_s + IDLE_WAIT_S
        for run in runs:
            due_s = self._next.get(id(run), 0.0)
            if self._clock() >= due_s:
                run.tick(self._clock(), slice_s=SLICE_S / max(fast, 1))
                run.show()
                busy = run.active and run.experiment.pace == "max"
                due_s = self._clock() if busy else now_s + (period_s if run.active else 0.008)
                self._next[id(run)] = due_s
            soonest_s = min(soonest_s, due_s)
        return soonest_s - self._clock()

    def _fit_out(self, run: Run, now_s: float) -> None:
        """Give a waiting run its program, or ask the compile worker for it."""
        if run.training is not None:
            return
        program = self.programs.find(run.structure)
        if program is not None:
            run.begin_with(program, now_s)
            return
        with self._changed:
            if run.structure not in self._wanted and run.structure not in self._failed:
                self._wanted[run.structure] = None
                self._changed.notify_all()

    def _drop_forgotten(self, now_s: float) -> None:
        with self._changed:
            for token, run in list(self._runs.items()):
                if not run.viewers and now_s - run.unwatched_since_s > DROP_AFTER_S:
                    del self._runs[token]
                    self._next.pop(id(run), None)

    # -- the compile worker ---------------------------------------------------------------------

    def _compile(self) -> None:
        while not self._stopping.is_set():
            with self._changed:
                if not self._wanted:
                    self._changed.wait(1.0)
                structure = next(iter(self._wanted), None)
            if structure is None:
                continue
            try:
                self.programs.get(structure)
            except Exception as error:
                _log.exception("a program could not be compiled")
                self._failed[structure] = str(error)
            with self._changed:
                self._wanted.pop(structure, None)
                self._changed.notify_all()


def _carry_out(run: Run, intent: Act | Goal, now_s: float) -> None:
    try:
        run.apply(intent, now_s)
    except ValueError:
        run.announce()  # the experiment changed meanwhile so that this no longer fits: show what is so
