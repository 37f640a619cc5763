"""Fitter: gives every run its program, as far as there is one, and has the rest made."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from playground.live.compiler import Compiler
from playground.live.marks import Marker
from playground.train.problem import Structure
from playground.train.programs import Programs

if TYPE_CHECKING:
    from playground.live.run import Run

__all__ = ["Fitter"]

MAX_COMPILES_PER_MINUTE = 40  # of one run
_BUSY = "Many new networks in a minute: this one waits for its turn …"


class Fitter:
    """Owns the programs and the workers beside the trainer's thread."""

    def __init__(
        self,
        programs: Programs,
        *,
        awaited: Callable[[], Iterable[Structure]],
        post: Callable[[Run | None, Callable[[float], None]], None],
        done: Callable[[], None],
        likely: Callable[[], Iterable[Structure]] = tuple,
        keep: Callable[[str, Structure], object] | None = None,
    ) -> None:
        """`post` leaves a job to the trainer's thread; the rest is the compiler's."""
        self.programs = programs
        self.compiler = Compiler(programs, awaited=awaited, done=done, likely=likely, keep=keep)
        self.marker = Marker()
        self._post = post
        self._asked: dict[int, deque[float]] = {}  # when each run (by id) asked for a program

    def fit_out(self, run: Run, now_s: float) -> None:
        """Give a run what there is of its program, and have the rest made."""
        found = [self.programs.find(structure) for structure in run.structures]
        programs = [program for program in found if program is not None]
        if len(programs) == len(found):
            if run.training is None:
                self.mark(run)
            run.begin_with(*programs, now_s=now_s)
        if not run.incomplete:
            return
        for structure in run.structures:
            if structure in self.compiler.failed:
                run.fail(f"This network could not be prepared: {self.compiler.failed[structure]}")
            elif self.programs.missing(structure) and not self.compiler.wants(structure):
                self._ask(run, structure, now_s)

    def mark(self, run: Run) -> None:
        """Have the marks of a run's points worked out."""
        run.unmarked = False
        self.marker.ask(run, self._post)

    def _ask(self, run: Run, structure: Structure, now_s: float) -> None:
        asked = self._asked.setdefault(id(run), deque())
        while asked and now_s - asked[0] > 60.0:
            asked.popleft()
        if len(asked) >= MAX_COMPILES_PER_MINUTE:
            run.fail(_BUSY)
            return
        asked.append(now_s)
        self.compiler.ask(structure)

    def forget(self, run: Run) -> None:
        """A run is gone."""
        self._asked.pop(id(run), None)

    def stop(self) -> None:
        """End the workers; a compile under way is not waited for."""
        self.compiler.stop()
        self.marker.stop()
