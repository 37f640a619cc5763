"""Compiler: the workers that have programs made, so that nobody's frames wait for them."""

from __future__ import annotations

import logging
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from threading import Condition, Event, Thread

from playground.train.problem import Structure
from playground.train.programs import MAX_PROGRAMS, PARTS, Programs

__all__ = ["Compiler"]

AT_ONCE = MAX_PROGRAMS // 2  # in the making: what is made must not push out what was just made
FIRST_PAGE_S = 8.0  # a page loads in this time, also where the machine is busy with it
CALM_S = 3.0  # nobody asked for anything for as long: there is time for what is only likely

_log = logging.getLogger(__name__)


class Compiler:
    """Makes the parts of programs that runs wait for: first pictures first, then training loops."""

    def __init__(
        self,
        programs: Programs,
        *,
        awaited: Callable[[], Iterable[Structure]],
        done: Callable[[], None],
        likely: Callable[[], Iterable[Structure]] = tuple,
        keep: Callable[[str, Structure], object] | None = None,
    ) -> None:
        """`awaited` lists what runs still lack a part of; `done` is called after each part.

        `likely` lists what may be wanted next, if there is time to have it ready: `keep` puts a
        part by without loading it.
        """
        self.failed: dict[Structure, str] = {}
        self._programs = programs
        self._awaited = awaited
        self._done = done
        self._likely = likely
        self._keep = keep
        self._put_by: set[tuple[str, Structure]] = set()
        self._wanted: OrderedDict[Structure, None] = OrderedDict()
        self._first_page: list[Structure] = []
        self._warm: Callable[[], object] | None = None
        self._begun_s = 0.0
        self._asked_s = 0.0
        self._news = 0  # counts what may give a worker something to do
        self._changed = Condition()
        self._stopping = Event()

    def start(self, first: Structure, warm: Callable[[], object] | None = None) -> None:
        """Start the workers; `first` is what a first page will show. `warm` is called when such a
        page has had time to load.
        """
        self._first_page = [first]
        self._warm = warm
        self._begun_s = time.monotonic()
        # A first picture does not wait for somebody's training loop, nor that for somebody's probe.
        for part in PARTS:
            Thread(target=self._work, args=([part],), name=f"{part} maker", daemon=True).start()
        Thread(target=self._work_ahead, name="ahead maker", daemon=True).start()

    def stop(self) -> None:
        """End each worker after what it makes now."""
        self._stopping.set()
        with self._changed:
            self._changed.notify_all()

    def wants(self, structure: Structure) -> bool:
        """Whether somebody asked for it and it is not wholly there yet."""
        return structure in self._wanted

    def ask(self, structure: Structure) -> None:
        """Compile this when its turn comes, if somebody still waits for it then."""
        with self._changed:
            self._wanted[structure] = None
            self._asked_s = time.monotonic()
            self._tell()

    def _tell(self) -> None:
        self._news += 1
        self._changed.notify_all()

    def _work(self, parts: Sequence[str]) -> None:
        while not self._stopping.is_set():
            news = self._news
            found = self._next(parts)
            if found is None:
                self._rest(news)
            else:
                self._make(*found)

    def _rest(self, news: int) -> None:
        """Wait for something to do, unless it came while nothing was found."""
        with self._changed:
            if news == self._news:
                self._changed.wait(1.0)

    def _make(self, part: str, structure: Structure) -> None:
        try:
            self._programs.make(part, structure)
        except Exception as error:  # the rim: the run says so, the worker goes on
            _log.exception("a program could not be compiled")
            self.failed[structure] = str(error)[:200]
            with self._changed:
                self._wanted.pop(structure, None)
            self._first_page = [other for other in self._first_page if other != structure]
        with self._changed:
            self._tell()  # another worker may go on with it
        self._done()

    def _next(self, parts: Sequence[str] = PARTS) -> tuple[str, Structure] | None:
        """The part that somebody waits for longest; before a first page, the plain visit's."""
        awaited = set(self._awaited())
        with self._changed:
            for structure in list(self._wanted):
                # What is there is crossed out: if it is dropped later, someone must ask again.
                if structure not in awaited or self._programs.missing(structure) is None:
                    del self._wanted[structure]
            found = self._first(parts, list(self._wanted)[:AT_ONCE])
        if found is None and time.monotonic() - self._begun_s < FIRST_PAGE_S:
            return self._first(parts, self._first_page)
        return found

    # What nobody waits for has a worker of its own: who asks meanwhile does not wait for it.

    def _work_ahead(self) -> None:
        while not self._stopping.is_set():
            news = self._news
            if time.monotonic() - self._begun_s >= FIRST_PAGE_S:
                self._warm_up()
            if not self._look_ahead():
                self._rest(news)

    def _warm_up(self) -> None:
        warm, self._warm = self._warm, None
        if warm is not None:
            try:
                warm()
            except Exception:  # the rim: it only would have been quicker
                _log.exception("the helper could not be warmed")

    def _look_ahead(self) -> bool:
        """Put by one part that may be wanted next; whether there was one."""
        now_s = time.monotonic()
        if self._keep is None or now_s - max(self._begun_s + FIRST_PAGE_S, self._asked_s) < CALM_S:
            return False
        for structure in self._likely():
            for part, key in (("advance", structure.bucket), ("probe", structure.seen.bucket)):
                if (part, key) in self._put_by:
                    continue
                self._put_by.add((part, key))  # also if it fails: whoever wants it hears why
                try:
                    self._keep(part, key)
                except Exception:  # the rim: it only would have been quicker
                    _log.exception("a program could not be put by")
                return True
        return False

    def _first(
        self, parts: Sequence[str], structures: Iterable[Structure]
    ) -> tuple[str, Structure] | None:
        missing = [(self._programs.missing(s), s) for s in structures]
        for part in parts:
            for lacking, structure in missing:
                if lacking == part:
                    return part, structure
        return None
