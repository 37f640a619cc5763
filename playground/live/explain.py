"""Explain: what one point causes in a run's network, forwards and backwards, in numbers."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from playground.live.scene import shown_rows
from playground.live.viewer import BadIntent
from playground.model.activations import ACTIVATIONS
from playground.model.losses import LOSSES
from playground.strict import number, only, whole
from playground.train.backprop import backprop
from playground.train.problem import DOMAIN

if TYPE_CHECKING:
    from playground.live.run import Run

__all__ = ["Explain", "explain", "read_explain"]

DIGITS = 7  # as many as single precision has


class Explain(NamedTuple):
    """A question about one point, or about a place where there is none."""

    generation: int
    point: int | None  # its place among those that the scene lists
    at: tuple[float, float]  # the place, if there is no point


def read_explain(message: Mapping[str, Any]) -> Explain:
    """Read the question; raises BadIntent."""
    only(message, "type", "generation", "point", "at")
    point, at = message.get("point"), message.get("at")
    if point is not None:
        point, at = whole(message, "point"), [0, 0]
    if not isinstance(at, list) or len(at) != 2:
        raise BadIntent("explain needs a point, or a place at [x₁, x₂]")
    place = dict(zip(("x₁", "x₂"), at, strict=True))
    x1, x2 = (number(place, key, limit=DOMAIN) for key in place)
    return Explain(whole(message, "generation"), point, (x1, x2))


def explain(run: Run, question: Explain) -> None:
    """Tell the run's pages. A question about what is gone meanwhile has no answer."""
    if run.training is not None and question.generation == run.generation:
        answer = _answer(run, question)
        if answer is not None:
            run.audience.tell({"type": "passes", **answer})


def _answer(run: Run, question: Explain) -> dict[str, Any] | None:
    assert run.training is not None
    e, problem, training = run.experiment, run.training.problem, run.training
    place, y = np.array([question.at]), None
    if question.point is not None:
        rows = shown_rows(e, problem)
        if not 0 <= question.point < len(rows):
            return None
        row = rows[question.point : question.point + 1]
        place, y = problem.x[row], problem.targets(row)
    x = problem.features(place)
    layers = [(np.asarray(w, float), np.asarray(b, float)) for w, b in training.weights()]
    guess = np.zeros((1, problem.outputs)) if y is None else y
    passes = backprop(
        layers, x, guess, activations=e.layer_activations, loss=e.loss, kind=problem.kind
    )
    shown = run.structure.shown
    told = []
    for i, (w, b) in enumerate(layers):
        units = slice(shown[i + 1])
        part = {
            "w": _plain(w[: shown[i], units]),
            "b": _plain(b[units]),
            "z": _plain(passes.z[i][0, units]),
            "a": _plain(passes.a[i][0, units]),
            "slope": _plain(passes.slope[i][0, units]) if i < len(passes.slope) else None,
            "delta": None if y is None else _plain(passes.delta[i][0, units]),
        }
        told.append(part)
    return {
        "generation": run.generation,
        "step": training.step,
        "point": question.point,
        "at": _plain(place[0, :2]),
        "raw": _plain(problem.raw(place)[0]),
        "mean": _plain(problem.mean),
        "std": _plain(problem.std),
        "x": _plain(x[0]),
        "y": None if y is None else _plain(y[0]),
        "layers": told,
        "loss": None if y is None else _plain(passes.loss)[0],
        "rate": e.learning_rate,
        "rules": [_rule(ACTIVATIONS[name].doc) for name in e.layer_activations],
        "loss_rule": _rule(LOSSES[e.loss].doc),
    }


def _plain(values: Any) -> Any:
    """Numbers as JSON has them, in single precision's digits; null where one is not finite."""
    if isinstance(values, np.ndarray):
        return [_plain(value) for value in values]
    return float(f"{values:.{DIGITS}g}") if math.isfinite(values) else None


def _rule(doc: str) -> str:
    """The formula in a catalogue entry's description: its second paragraph."""
    paragraphs = doc.split("\n\n")
    lines = paragraphs[1].split("\nReference:")[0] if len(paragraphs) > 1 else ""
    return " ".join(lines.split())
