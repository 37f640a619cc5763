"""The run as a program of its own, to read, to change and to run anywhere."""

from __future__ import annotations

import json
from typing import NamedTuple

from playground import stopping
from playground.compat.quirks import has_quirk
from playground.export import in_jax, in_numpy, in_torch, shared
from playground.export.files import sizes_of
from playground.export.sections import Section, as_script
from playground.fields import FIELDS
from playground.links import to_query
from playground.spec import DEFAULT, Experiment
from playground.train.problem import prepare

__all__ = ["LIBRARIES", "CannotExport", "Program", "notebook", "program"]

LIBRARIES = {"jax": in_jax, "numpy": in_numpy, "pytorch": in_torch}
_NEEDS = {"jax": "JAX and optax", "numpy": "NumPy", "pytorch": "PyTorch and NumPy"}


# Settings that change no number, that are in the points and weights, and that are in the code.
# Any other would be left out without a word: it is named instead.
_SHOWN = {"pace", "show_test", "discretize", "versus", "stop"}  # it says so of the last two
_DRAWN = {"dataset", "noise", "train_share", "points", "data_seed", "initializer", "init_scale"}
_DRAWN |= {"weight_seed", "tfplayground", "own_points", "balance", "label_noise", "formula"}
_WRITTEN = {"inputs", "standardize", "hidden", "activation", "activations", "learning_rate"}
_WRITTEN |= {"penalty", "penalty_rate", "batch_size", "loss", "optimizer", "momentum", "schedule"}
_WRITTEN |= {"shuffle", "dropout", "clip", "epochs"}
_EXPRESSED = _SHOWN | _DRAWN | _WRITTEN


class CannotExport(ValueError):
    """No program can be made of an experiment; the message says why."""


class Program(NamedTuple):
    """A file and its name."""

    name: str
    text: str


def program(e: Experiment, library: str) -> Program:
    """The experiment as a Python program: jax, numpy or pytorch. Raises CannotExport."""
    sections = _sections(e, library, alone=True)
    header = f"{_title(e)}\n\n{_about(e, library)}\nRun it with `python network_{library}.py`."
    return Program(f"network_{library}.py", as_script(header, sections))


def notebook(e: Experiment, library: str = "jax") -> Program:
    """The same program as a Jupyter notebook. Raises CannotExport."""
    sections = _sections(e, library, alone=False)
    cells = [_cell("markdown", f"# {_title(e)}\n\n{_about(e, library)}")]
    for title, text, code in sections:
        cells += [_cell("markdown", f"## {title}\n\n{text}"), _cell("code", code)]
    found = {
        "cells": [cell | {"id": f"cell-{i}"} for i, cell in enumerate(cells)],
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return Program("network.ipynb", json.dumps(found, ensure_ascii=False, indent=1) + "\n")


def _sections(e: Experiment, library: str, *, alone: bool) -> list[Section]:
    _refuse(e, library)
    writer = LIBRARIES[library]
    imports = Section("Imports", f"All it needs is {_NEEDS[library]}.", writer.IMPORTS)
    if library == "numpy" and "gelu" in e.layer_activations:
        imports = imports._replace(code=f"import math\n\n{writer.IMPORTS}")
    return [
        imports,
        shared.settings(e),
        shared.inputs(e),
        *writer.sections(e),
        shared.batches(e),
        shared.data(e, prepare(e)),
        shared.run(e, alone=alone),
    ]


def _refuse(e: Experiment, library: str) -> None:
    """What no program expresses is said, and nothing almost right is written instead."""
    for name, field in FIELDS.items():
        if name not in _EXPRESSED and getattr(e, name) != getattr(DEFAULT, name):
            raise CannotExport(f"{field.label} has no program yet.")
    if e.lacks:
        raise CannotExport(e.lacks)
    if not e.training_points:
        raise CannotExport("There are no training points, so there is nothing to train.")
    if has_quirk(e, "dead_links"):
        raise CannotExport("TensorFlow Playground's L1, which kills weights, has no program.")
    if library == "pytorch" and e.learning_rate < 0:
        raise CannotExport("PyTorch refuses a learning rate below zero.")
    if e.carried and e.dropout:
        raise CannotExport("Dropout has no program where points are carried to the next epoch.")


def _title(e: Experiment) -> str:
    shape = "-".join(map(str, sizes_of(e)))
    return f"A neural network {shape} learns the points '{e.dataset}'."


def _about(e: Experiment, library: str) -> str:
    link = to_query(e)
    lines = [
        "Made by the neural network playground: the same points, first weights, order and steps,",
        "so the losses are those of the run there, but for rounding. What was changed in it by",
        "hand, or while it trained, is not in here.",
    ]
    if e.versus:
        lines += ["Of the two experiments side by side it is the left one."]
    rule = stopping.read(e.stop)
    if rule is not None:
        lines += [f"There it stops when {rule.sentence}; here it trains on to its last epoch."]
    if len(link) <= 300:
        lines += ["", f"The experiment: ?{link}"]
    return "\n".join(lines)


def _cell(kind: str, text: str) -> dict[str, object]:
    cell: dict[str, object] = {"cell_type": kind, "metadata": {}, "source": text}
    return cell | {"execution_count": None, "outputs": []} if kind == "code" else cell
