"""Jobs: what pages asked of the labs, each thing worked out once however many asked for it.

A job is a generator that yields after every slice of work, so that another can take its turn, a
page that leaves is heard, and what nobody waits for any more ends.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable, Generator, Hashable, Mapping
from threading import Condition
from typing import Any, NamedTuple, Protocol

from numpy.typing import NDArray

from playground.fields import InvalidExperiment
from playground.frames import File
from playground.strict import BadIntent

__all__ = ["ACTIVE", "Ear", "Lab", "Progress", "Queue", "Report", "Work"]

ACTIVE = 4  # jobs that take turns; those behind them wait, and hold no memory
MOST_JOBS = 256
KEPT_BYTES = 64 << 20  # of finished reports
_REPORT_BYTES = 4096  # of a report beside its arrays, about
FAILED = "This could not be worked out: an error of the server's, which its log tells."

_log = logging.getLogger(__name__)


class Progress(NamedTuple):
    """How much of the work is done, 0 to 1."""

    share: float


class Report(NamedTuple):
    """All that is known so far: it takes the place of the report before."""

    header: Mapping[str, Any]  # plain JSON values
    arrays: Mapping[str, NDArray[Any]]
    kept: Mapping[str, NDArray[Any]] = {}  # stays here, for what a page may take from it

    @property
    def size(self) -> int:
        """Its bytes, about."""
        arrays = [*self.arrays.values(), *self.kept.values()]
        return sum(array.nbytes for array in arrays) + _REPORT_BYTES


Work = Generator[Progress | Report, None, None]


class Lab(NamedTuple):
    """One lab: how its questions are read, and how they are answered."""

    read: Callable[[Mapping[str, Any]], Hashable]  # equal questions are equal; raises BadIntent
    work: Callable[[Any], Work]  # slices of at most some 50 ms; its last report is the answer
    # A file made of a report, for a page that asks by a message; raises BadIntent.
    take: Callable[[Any, Report, Mapping[str, Any]], File] | None = None


class Ear(Protocol):
    """Who asked, and is told."""

    def queued(self, place: int) -> None: ...

    def progress(self, share: float) -> None: ...

    def report(self, report: Report) -> None: ...

    def done(self) -> None: ...

    def failed(self, text: str) -> None: ...


class _Job:
    def __init__(self, key: Hashable, work: Callable[[], Work]) -> None:
        self.key = key
        self.start = work
        self.work: Work | None = None
        self.ears: list[Ear] = []
        self.share = 0.0
        self.report: Report | None = None
        self.spent_s = 0.0
        self.place = 0  # in the queue: 0 for one that is worked at


class Queue:
    """Asked by one thread, worked at by another: `turn` does one slice."""

    def __init__(self, *, clock: Callable[[], float], kept_bytes: int = KEPT_BYTES) -> None:
        self._clock = clock
        self._room = kept_bytes
        self._jobs: dict[Hashable, _Job] = {}  # in the order in which they came
        self._kept: OrderedDict[Hashable, Report] = OrderedDict()  # the least recently asked first
        self._some = Condition()  # guards all of it
        self._stopped = False

    def ask(self, ear: Ear, key: Hashable, work: Callable[[], Work]) -> None:
        """Answer from what is kept, join who asked the same, or wait for a turn."""
        with self._some:
            if key in self._kept:
                self._kept.move_to_end(key)
                ear.report(self._kept[key])
                ear.done()
                return
            job = self._jobs.get(key)
            if job is None:
                if len(self._jobs) >= MOST_JOBS:
                    raise BadIntent("Too much is asked of the labs now; try again in a while.")
                job = self._jobs[key] = _Job(key, work)
                job.place = max(0, len(self._jobs) - ACTIVE)
            job.ears.append(ear)
            if job.report is not None:
                ear.report(job.report)
            if job.place:
                ear.queued(job.place)
            else:
                ear.progress(job.share)
            self._some.notify()

    def leave(self, ear: Ear) -> None:
        """Somebody does not wait any more."""
        with self._some:
            for job in self._jobs.values():
                if ear in job.ears:
                    job.ears.remove(ear)
            self._some.notify()

    def report(self, key: Hashable) -> Report | None:
        """The finished report, where it is kept still."""
        with self._some:
            return self._kept.get(key)

    def run(self) -> None:
        """Work until stopped (a thread of its own)."""
        while not self._stopped:
            if not self.turn():
                with self._some:
                    if not self._jobs and not self._stopped:
                        self._some.wait()

    def stop(self) -> None:
        """End `run` after the slice it is at."""
        with self._some:
            self._stopped = True
            self._some.notify()

    def turn(self) -> bool:
        """One slice of the job that had least so far; False where there is none."""
        with self._some:
            self._drop_unheard()
            active = [job for job in self._jobs.values() if not job.place]
            if not active:
                return False
            job = min(active, key=lambda each: each.spent_s)
        began = self._clock()
        told, trouble = self._slice(job)
        with self._some:
            job.spent_s += self._clock() - began
            self._tell(job, told, trouble)
        return True

    def _slice(self, job: _Job) -> tuple[Progress | Report | None, str]:
        """What the job says after a slice, None at its end; or why it failed."""
        try:
            job.work = job.work or job.start()
            return next(job.work), ""
        except StopIteration:
            return None, ""
        except (BadIntent, InvalidExperiment) as error:
            return None, str(error)
        except Exception:
            _log.exception("a job failed: %.200r", job.key)
            return None, FAILED

    def _tell(self, job: _Job, told: Progress | Report | None, trouble: str) -> None:
        if isinstance(told, Progress):
            job.share = told.share
            for ear in job.ears:
                ear.progress(told.share)
        elif told is not None:
            job.report = told
            for ear in job.ears:
                ear.report(told)
        else:
            self._end(job)
            if job.report is not None and not trouble:
                self._keep(job.key, job.report)
            for ear in job.ears:
                ear.failed(trouble) if trouble else ear.done()

    def _keep(self, key: Hashable, report: Report) -> None:
        self._kept[key] = report
        while sum(kept.size for kept in self._kept.values()) > self._room:
            self._kept.popitem(last=False)

    def _drop_unheard(self) -> None:
        for job in [job for job in self._jobs.values() if not job.ears]:
            if job.work is not None:
                job.work.close()
            self._end(job)

    def _end(self, job: _Job) -> None:
        """Forget a job; those behind it move up."""
        del self._jobs[job.key]
        for number, waiting in enumerate(self._jobs.values(), 1):
            place = max(0, number - ACTIVE)
            if place == waiting.place:
                continue
            waiting.place = place
            for ear in waiting.ears:
                ear.queued(place) if place else ear.progress(waiting.share)
