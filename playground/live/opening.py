"""What an address opens: a run of its experiment, or one that is there and still means it."""

from __future__ import annotations

from playground.links import to_query
from playground.live.intents import experiment_at, hide_at
from playground.live.run import Run
from playground.live.runner import Runner

__all__ = ["open_run", "still_means"]


def open_run(runner: Runner, query: str, token: str) -> None:
    """A fresh run of the experiment in an address, with a note on what had to be put right."""
    experiment, preset, notes = experiment_at(query)
    runner.open(experiment, preset=preset, token=token, notes=notes, hide=hide_at(query))


def still_means(run: Run, query: str) -> bool:
    """Whether a reloaded page at this address still means that run."""
    experiment, preset, _ = experiment_at(query)
    here = to_query(run.experiment, run.hide)
    return to_query(experiment, hide_at(query)) == here and preset in (None, run.preset)
