"""What the questions of all labs have in common."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from playground.spec import DEFAULT, Experiment, from_json
from playground.strict import BadIntent

__all__ = ["canonical", "experiment_of"]

# How a run is shown and when it ends makes no difference to what is learned.
_SHOWN = ("pace", "show_test", "discretize", "stop", "versus")


def canonical(experiment: Experiment) -> Experiment:
    """The experiment without what no network's training depends on, so that equal questions are
    equal; of a comparison, the left side.
    """
    plain = experiment.change(**{name: getattr(DEFAULT, name) for name in _SHOWN})
    return plain.change(epochs=DEFAULT.epochs) if plain.schedule == "constant" else plain


def experiment_of(message: Mapping[str, Any]) -> Experiment:
    """The experiment in a question. Raises BadIntent, InvalidExperiment."""
    experiment = canonical(from_json(message.get("experiment")))
    if experiment.lacks:
        raise BadIntent(experiment.lacks)
    return experiment
