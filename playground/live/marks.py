"""Marks on the accuracy curve: what a straight line could do at best, and what noise allows."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from playground.data.ceilings import ceiling
from playground.data.lines import MAX_POINTS, best_line
from playground.spec import Experiment
from playground.train.drawing import Source, draw_points, source_of

if TYPE_CHECKING:
    from playground.live.run import Run

__all__ = ["UNKNOWN", "Marker", "Marks", "marks_of"]


class Marks(NamedTuple):
    """Accuracies, each None where it is not known or means nothing."""

    line: float | None  # of the training points, by the best straight line
    ceiling: float | None  # to be expected of the best rule on new points


UNKNOWN = Marks(None, None)


def marks_of(experiment: Experiment) -> Marks:
    """The marks of an experiment's points."""
    return _marks(source_of(experiment), experiment.kind)


@lru_cache(maxsize=256)
def _marks(source: Source, kind: str) -> Marks:
    most = (
        None
        if kind not in ("binary", "multiclass")
        else ceiling(
            source.dataset,
            noise=source.noise,
            balance=source.balance,
            formula=source.formula,
        )
    )
    if kind != "binary" or source.training_points > MAX_POINTS:
        return Marks(None, most)
    points, train, _ = draw_points(source)
    if points.x.shape[1] > 2:  # a plane through more inputs passes the best line of two
        return Marks(None, most)
    return Marks(best_line(points.x[train], points.y[train].astype(float)), most)


class Marker:
    """Works out marks on a thread of its own: a sweep over 2,000 points takes most of a second."""

    def __init__(self) -> None:
        """The thread begins with the first question."""
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="marks")

    def ask(self, run: Run, post: Callable[[Run, Callable[[float], None]], None]) -> None:
        """Have the marks of this start worked out, and told to its pages from the run's thread."""
        experiment, generation = run.experiment, run.generation

        def work() -> None:
            marks = marks_of(experiment)._asdict()
            post(run, lambda now_s: run.audience.set_marks(marks, generation=generation))

        self._pool.submit(work)

    def stop(self) -> None:
        """End the thread; what is asked and not begun is dropped."""
        self._pool.shutdown(wait=False, cancel_futures=True)
