"""Compiler: the one worker that makes programs, so that nobody else's frames wait for them."""

from __future__ import annotations

import logging
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable
from threading import Condition, Event, Thread

from playground.train.problem import Structure
from playground.train.programs import Programs

__all__ = ["Compiler"]

FIRST_PAGE_S = 8.0  # a page loads in this time, also where the machine is busy with it

_log = logging.getLogger(__name__)


class Compiler:
    """Compiles the structures that runs wait for, the oldest request first."""

    def __init__(
        self,
        programs: Programs,
        *,
        awaited: Callable[[], Iterable[Structure]],
        done: Callable[[], None],
    ) -> None:
        """`awaited` lists what runs still wait for; `done` is called after each program."""
        self.failed: dict[Structure, str] = {}
        self._programs = programs
        self._awaited = awaited
        self._done = done
        self._wanted: OrderedDict[Structure, None] = OrderedDict()
        self._spare: deque[Callable[[], object]] = deque()
        self._spare_from_s = 0.0
        self._changed = Condition()
        self._stopping = Event()

    def start(self, spare: Iterable[Callable[[], object]]) -> None:
        """Start the worker; `spare` is work for when nobody waits for anything.

        All but the first piece of it is left until a first page has had time to load.
        """
        self._spare.extend(spare)
        self._spare_from_s = time.monotonic()
        Thread(target=self._work, name="compiler", daemon=True).start()

    def stop(self) -> None:
        """End the worker after what it compiles now."""
        self._stopping.set()
        with self._changed:
            self._changed.notify_all()

    def wants(self, structure: Structure) -> bool:
        """Whether somebody asked for it and it is not there yet."""
        return structure in self._wanted

    def ask(self, structure: Structure) -> None:
        """Compile this when its turn comes, if somebody still waits for it then."""
        with self._changed:
            self._wanted[structure] = None
            self._changed.notify_all()

    def _work(self) -> None:
        while not self._stopping.is_set():
            structure, spare = self._next()
            try:
                if structure is not None:
                    self._programs.get(structure)
                elif spare is not None:
                    spare()
            except Exception as error:  # the rim: the run says so, the worker goes on
                _log.exception("a program could not be compiled")
                if structure is not None:
                    self.failed[structure] = str(error)[:200]
            if structure is not None:
                with self._changed:
                    self._wanted.pop(structure, None)
            self._done()

    def _next(self) -> tuple[Structure | None, Callable[[], object] | None]:
        """What somebody waits for, else what may be done meanwhile, else neither after a second."""
        awaited = set(self._awaited())
        with self._changed:
            for structure in list(self._wanted):
                if structure in awaited:
                    return structure, None
                del self._wanted[structure]
            if self._spare and time.monotonic() >= self._spare_from_s:
                self._spare_from_s += FIRST_PAGE_S
                return None, self._spare.popleft()
            self._changed.wait(1.0)
            return None, None
