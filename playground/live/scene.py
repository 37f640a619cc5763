"""What a page needs once for each start: points, axes, layers, and tables to work out neurons."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.data.features import COLUMNS, FEATURES
from playground.data.formula import evaluate
from playground.live.viewer import Scene
from playground.model.activations import ACTIVATIONS
from playground.model.losses import FORMULAS, TASKS
from playground.spec import Experiment
from playground.train.drawing import formula_of
from playground.train.problem import DOMAIN, Problem, Structure, plane, prepare
from playground.train.tables import activation_table

__all__ = ["scene_of"]


TARGET_PLACES = 241  # steps of 0.05
SHORT = 10  # characters of a title for which the drawing has room
MOST_POINT_INPUTS = 16_000  # the page works out margins where the points' inputs take 64 kB


def scene_of(experiment: Experiment, structure: Structure, *, generation: int) -> Scene:
    """Describe what stays while a run trains."""
    problem = prepare(experiment)
    rows = shown_rows(experiment, problem)
    split = np.zeros(len(rows), int)
    split[len(problem.train) :] = 1
    hidden = zip(structure.sizes[1:-1], structure.shown[1:-1], structure.activations, strict=True)
    used = sorted(set(structure.activations))  # each has one table
    reach = problem.value_range
    points = {
        "x": problem.x[rows, :2].round(4).tolist(),
        "y": problem.y[rows].round(4).tolist(),
        "split": split.tolist(),
    }
    if experiment.own_points:  # the page keeps them in their order
        points["rows"] = rows.tolist()
    text = {
        "generation": generation,
        "kind": structure.kind,
        "classes": experiment.classes,
        "domain": [-DOMAIN, DOMAIN],
        "points": points,
        "inputs": [_input(name, experiment) for name in problem.inputs],
        "standardized": experiment.standardize,
        "layers": [
            {"units": units, "shown": list(range(shown)), "activation": _activation(name, used)}
            for units, shown, name in hidden
        ],
        "output": {
            "units": structure.sizes[-1],
            "labels": _labels(structure),
            "formula": FORMULAS[TASKS[structure.kind].get(structure.loss, "linear")],
        },
        "grid": structure.grid,
        "map": structure.map,
        "value_range": [-reach, reach],
        "steps_per_epoch": experiment.steps_per_epoch,
        "target": _sampled(formula_of(experiment)),
    }
    arrays: dict[str, NDArray[Any]] = {
        "maps": _input_maps(problem, structure),
        "values": plane(problem, structure.grid).astype(np.float32).T,  # (inputs, grid²)
    }
    if used:
        arrays["activations"] = np.stack([activation_table(name).cells for name in used])
    if len(rows) * len(problem.inputs) <= MOST_POINT_INPUTS:
        arrays["points"] = (
            problem.features(problem.x[rows]).astype(np.float32).T
        )  # (inputs, points)
    return Scene(text, arrays)


def _input(name: str, experiment: Experiment) -> dict[str, str]:
    """How an input is called; one that is a further column has a title besides."""
    if name not in COLUMNS:
        return {"name": name, "label": FEATURES[name].label}
    title = experiment.columns[COLUMNS.index(name)]
    label = title if len(title) <= SHORT else f"{title[: SHORT - 1].rstrip()}…"
    return {"name": name, "label": label, "title": title}


def _sampled(formula: str) -> list[float | None] | None:
    """The function that the points follow, evenly over X₁; null where it is far from the plane."""
    if not formula:
        return None
    values = evaluate(formula, np.linspace(-DOMAIN, DOMAIN, TARGET_PLACES))
    return [round(value, 3) if abs(value) < 4 * DOMAIN else None for value in values.tolist()]


def _activation(name: str, used: list[str]) -> dict[str, Any]:
    """How it is written, what is full colour, and where its table lies."""
    facts, table = ACTIVATIONS[name].facts, activation_table(name)
    size = table.cells.size
    return {
        "name": name,
        "cells": [size * used.index(name), size * (used.index(name) + 1)],
        "formula": facts.get("formula", f"{name}({{}})"),
        "span": facts["span"],
        "low": table.low,
        "high": table.high,
        "repeats": table.repeats,
        "slopes": table.slopes,
    }


def shown_rows(experiment: Experiment, problem: Problem) -> NDArray[np.int64]:
    """The rows of the points drawn: training first, then test, unless they are the same four."""
    return problem.train if experiment.fixed else np.concatenate([problem.train, problem.test])


def _labels(structure: Structure) -> list[str]:
    if structure.kind == "multiclass":
        return [f"class {i + 1}" for i in range(structure.sizes[-1])]
    return ["output"]


def _input_maps(problem: Problem, structure: Structure) -> NDArray[np.uint8]:
    """Each input over the plane, its largest size in full colour: (inputs, map, map)."""
    values = plane(problem, structure.map)
    codes = np.round(127 + 127 * values / np.maximum(np.abs(values).max(axis=0), 1e-9))
    maps: NDArray[np.uint8] = codes.astype(np.uint8).T
    return maps if structure.kind == "curve" else maps.reshape(-1, structure.map, structure.map)
