"""The catalogue that the page builds its controls from: fields, choices, data sets, presets."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np

from playground import content
from playground.data.generators import DATASETS
from playground.fields import GROUPS, PACES, SETTINGS, Field
from playground.hiding import PARTS
from playground.linktext import OWN
from playground.registry import Registry
from playground.spec import DEFAULT, to_json
from playground.stopping import RULES

PREVIEW_POINTS = 60
_LABELS = {
    "none": ("None", "No pull: the weights go where the loss sends them."),
    "l1": ("L1", "Pulls every weight by the same amount, so that useless ones end near zero."),
    "l2": ("L2", "Pulls large weights more, so that all stay small."),
}


def catalogue() -> dict[str, Any]:
    """Everything as plain JSON values; it never changes while the server runs."""
    return {
        "fields": [_field(field) for field in SETTINGS.values()],
        "groups": [{"name": name, "label": label} for name, label in GROUPS.items()],
        "datasets": {name: _dataset(name) for name in DATASETS},
        "presets": [_preset(preset) for preset in content.presets().values()],
        "paces": list(PACES),
        "own": list(OWN),  # in these two experiments under comparison may differ
        "parts": [{"name": name, "label": label} for name, label in PARTS.items()],
        "stops": [{"name": name} | asdict(kind) for name, kind in RULES.items()],
    }


def _field(field: Field) -> dict[str, Any]:
    return {
        "name": field.name,
        "group": field.group,
        "label": field.label,
        "help": field.help,
        "kind": field.kind,
        "low": field.low,
        "high": field.high,
        "steps": list(field.stops),
        "default": to_json(DEFAULT)[field.name],
        "effect": field.effect,
        "basic": field.basic,
        "choices": _choices(field),
    }


def _choices(field: Field) -> list[dict[str, str]]:
    if isinstance(field.choices, Registry):
        entries = field.choices.values()
        return [{"name": e.name, "label": e.label, "help": e.summary} for e in entries]
    texts = ((name, *_LABELS.get(name, (name, ""))) for name in field.choices)
    return [{"name": name, "label": label, "help": text} for name, label, text in texts]


def _dataset(name: str) -> dict[str, Any]:
    entry = DATASETS[name]
    points = entry.value(
        4 if entry.facts["fixed"] else PREVIEW_POINTS, noise=0.0, rng=np.random.default_rng(0)
    )
    preview = {"x": points.x.round(2).tolist(), "y": points.y.astype(float).round(2).tolist()}
    facts = {name: entry.facts[name] for name in ("kind", "classes", "fixed", "formula")}
    return {**facts, "preview": preview}


def _goal(check: content.Check) -> float | None:
    """The score at the end that a preset is about; None where it is about something else."""
    of_score = check.measure in ("test_accuracy", "train_accuracy")
    return check.at_least if of_score and check.kind != "relation" and check.at == "end" else None


def _preset(preset: content.Preset) -> dict[str, Any]:
    experiment = preset.experiment
    return {
        "id": preset.id,
        "title": preset.title,
        "year": preset.year,
        "story": preset.story,
        "claim": preset.claim,
        "goal": _goal(preset.check),
        "dataset": experiment.dataset,
        "hidden": list(experiment.hidden),
        "inputs": list(experiment.inputs),
        "twin": preset.twin,
    }
