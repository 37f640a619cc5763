"""What stands above the stage: a title, a story, and one sentence saying what to expect."""

from __future__ import annotations

from typing import Any

from playground.content import Preset
from playground.data.generators import DATASETS
from playground.model.activations import ACTIVATIONS
from playground.spec import Experiment

__all__ = ["headline"]


def headline(e: Experiment, preset: Preset | None) -> dict[str, Any]:
    """Title, story, preset, twin and expect, as the page shows them."""
    if preset is not None:
        twin = {"id": preset.twin, "label": preset.twin_label} if preset.twin else None
        year = f"{preset.year}. " if preset.year else ""
        return {
            "title": preset.title,
            "story": year + preset.story,
            "preset": preset.id,
            "twin": twin,
            "expect": preset.expect,
        }
    return {
        "title": f"{DATASETS[e.dataset].label}, {_networks(e)}",
        "story": DATASETS[e.dataset].summary,
        "preset": None,
        "twin": None,
        "expect": _expect(e),
    }


def _network(e: Experiment) -> str:
    if not e.hidden:
        return "no hidden layer"
    if len(e.hidden) == 1:
        return f"{e.hidden[0]} hidden neuron{'s' if e.hidden[0] > 1 else ''}"
    return f"{len(e.hidden)} hidden layers"


def _networks(e: Experiment) -> str:
    if e.right is None:
        return _network(e)
    left, right = _network(e), _network(e.right)
    return f"{left} against {right}" if left != right else f"{left}, two side by side"


def _expect(e: Experiment) -> str:
    if e.right is not None:
        return "Press Play: both train on the same points from the same seed, epoch by epoch."
    if "step" in e.layer_activations:
        return "Press Play: a step has no gradient, so only what comes after it can learn."
    if e.kind == "curve":
        return "Press Play and watch the line bend towards the points."
    if e.kind == "regression":
        return "Press Play and watch the plane take on the colours of the points."
    if not e.hidden:
        return "Press Play: without a hidden layer the boundary stays as simple as its inputs."
    if e.activations:
        return f"Press Play and watch {sum(e.hidden)} neurons bend the boundary around the points."
    label = ACTIVATIONS[e.activation].label
    return (
        f"Press Play and watch {sum(e.hidden)} {label} neurons bend the boundary around the points."
    )
