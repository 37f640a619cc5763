"""What a person may well choose next: its programs are made while nothing trains."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from playground.fields import PENALTIES
from playground.kinds import InvalidExperiment
from playground.model.activations import ACTIVATIONS
from playground.spec import Experiment
from playground.train.problem import Structure
from playground.train.training import plan

if TYPE_CHECKING:
    from playground.live.run import Run

__all__ = ["likely_next", "looked_ahead"]

FEW = 4  # runs at once, whose next step is guessed


def looked_ahead(runs: Sequence[Run], later: Iterable[Structure]) -> Iterator[Structure]:
    """What those who look may open next, then `later`; nothing while that would slow one of them.

    A crowd chooses too many things: for more than a few nothing is guessed.
    """
    here = [run for run in runs if run.audience.watched]
    if len(here) > FEW or any(run.state in ("running", "compiling") for run in here):
        return
    for run in here:
        yield from map(plan, likely_next(run.experiment))
    yield from later


def likely_next(e: Experiment) -> Iterator[Experiment]:
    """The experiments one step away in the drawing and in the controls that are always visible.

    The likeliest first; what cannot be is left out.
    """
    for change in _changes(e):
        with suppress(InvalidExperiment):
            yield e.change(**change)


def _changes(e: Experiment) -> Iterator[dict[str, Any]]:
    hidden = e.hidden
    yield {"hidden": (*hidden, hidden[-1] if hidden else 4)}
    yield {"hidden": hidden[:-1]}
    for layer in range(len(hidden)):
        for more in (1, -1):
            yield {"hidden": (*hidden[:layer], hidden[layer] + more, *hidden[layer + 1 :])}
    for name in ACTIVATIONS:
        yield {"activation": name}
    for penalty in PENALTIES:
        yield {"penalty": penalty}
    for name in ("x1x2", "x1_squared", "x2_squared"):
        has = name in e.inputs
        yield {"inputs": tuple(x for x in e.inputs if x != name) if has else (*e.inputs, name)}
