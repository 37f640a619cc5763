"""Combinations: what cannot be in an experiment though each of its values can be by itself.

Here an experiment is anything with its attributes: one that is wanted, and not yet known to be.
"""

from __future__ import annotations

from typing import Any

from playground.data import own
from playground.data.features import COLUMNS, FEATURES
from playground.data.generators import DATASETS
from playground.fields import FIELDS, IMPORTED_DATASETS, InvalidExperiment
from playground.model.losses import allowed_losses

__all__ = ["Problem", "problems_of"]

# What is wrong, after the change that puts it right; its first field is the one that is named.
Problem = tuple[dict[str, Any], InvalidExperiment]


def problems_of(e: Any) -> list[Problem]:
    """What cannot be in a combination, each with the change that would put it right."""
    found = _problems_of_layers(e) + _problems_of_columns(e)
    found += _problems_of_import(e) if e.tfplayground else []

    def problem(name: str, fix: dict[str, Any], message: str) -> None:
        found.append((fix, InvalidExperiment(name, message)))

    if e.kind == "curve":
        seen = tuple(name for name in e.inputs if not FEATURES[name].facts["plane"])
        if seen != e.inputs:
            problem(
                "inputs",
                {"inputs": seen or ("x1",)},
                "inputs must not use X₂: a curve has X₁ alone",
            )
    if e.own_points and e.dataset != own.OWN:
        message = f"own_points are given; dataset is {e.dataset!r}, they belong to {own.OWN!r}"
        problem("own_points", {"own_points": ""}, message)
    if e.points < 4 * max(e.classes, 1) and not e.fixed and not e.own_points:
        problem(
            "points",
            {"points": 4 * e.classes},
            f"points is {e.points}; {e.dataset} needs at least {4 * e.classes}",
        )
    if e.optimizer == "perceptron" and e.hidden:
        problem(
            "optimizer",
            {"optimizer": "sgd"},
            "optimizer is 'perceptron'; that rule trains a network without hidden layers",
        )
    if e.optimizer == "perceptron" and e.kind != "binary":
        problem(
            "optimizer",
            {"optimizer": "sgd"},
            f"optimizer is 'perceptron'; that rule needs two classes, {e.dataset} has none or more",
        )
    allowed = allowed_losses(e.kind)
    if (e.loss == "perceptron") != (e.optimizer == "perceptron"):
        fix = "perceptron" if e.optimizer == "perceptron" else allowed[0]
        problem(
            "loss", {"loss": fix}, f"loss is {e.loss!r}; optimizer {e.optimizer!r} needs {fix!r}"
        )
    elif e.loss not in (*allowed, "perceptron"):
        problem(
            "loss",
            {"loss": allowed[0]},
            f"loss is {e.loss!r}; for {e.dataset} it must be one of: {', '.join(allowed)}",
        )
    # While points are drawn their number moves, and the batch stays: theirs may be smaller.
    if e.batch_size > max(e.training_points, 1) and not e.own_points:
        problem(
            "batch_size",
            {"batch_size": e.training_points},
            f"batch_size is {e.batch_size}; there are only {e.training_points} training points",
        )
    return found


def _problems_of_layers(e: Any) -> list[Problem]:
    """Activations for layers that are not there."""
    if len(e.activations) <= len(e.hidden):
        return []
    message = f"activations names {len(e.activations)} layers; there are {len(e.hidden)}"
    fix = {"activations": e.activations[: len(e.hidden)]}
    return [(fix, InvalidExperiment("activations", message))]


def _problems_of_columns(e: Any) -> list[Problem]:
    """Inputs that are further columns, of points that do not have them."""
    gone = [name for name in COLUMNS[len(e.columns) :] if name in e.inputs]
    if not gone:
        return []
    message = f"inputs names {gone[0]}; the points have {len(e.columns)} further columns"
    fix = {"inputs": tuple(name for name in e.inputs if name not in gone) or ("x1",)}
    return [(fix, InvalidExperiment("inputs", message))]


def _problems_of_import(e: Any) -> list[Problem]:
    """What an experiment from TensorFlow Playground cannot be: what that program does not have."""
    if e.dataset not in IMPORTED_DATASETS:
        message = f"tfplayground is {e.tfplayground!r}; that program has no data set {e.dataset!r}"
        fix = {"tfplayground": "", **_within_own_bounds(e)}
        return [(fix, InvalidExperiment("tfplayground", message))]
    points = int(DATASETS[e.dataset].facts["default_points"])
    if e.points == points:
        return []
    message = f"points is {e.points}; TensorFlow Playground draws {points} for {e.dataset}"
    return [({"points": points}, InvalidExperiment("points", message))]


def _within_own_bounds(e: Any) -> dict[str, Any]:
    """What an import may hold and an experiment of our own may not, brought back."""
    nearest = {
        name: min(max(getattr(e, name), field.low), field.high)
        for name, field in FIELDS.items()
        if field.imported and field.kind == "float"
    }
    nearest["hidden"] = e.hidden[: int(FIELDS["hidden"].high)]
    return {name: value for name, value in nearest.items() if value != getattr(e, name)}
