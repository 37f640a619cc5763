"""Where a quirk of TensorFlow Playground hurts an imported experiment: why, and what is better.

A remedy is a change of settings like any other, so undo takes it back.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from playground.compat.quirks import QUIRKS, has_quirk
from playground.fields import FIELDS
from playground.spec import Experiment

# Inputs that reach much further than the plane's own 6.
_WIDE_INPUTS = {"x1_squared", "x2_squared", "x1x2"}
_DEEP = 3  # hidden layers from which on small first weights starve the first ones
_OWN_NOISE = FIELDS["noise"].high


class Remedy(NamedTuple):
    """What to say of a quirk, and the change that ends it."""

    quirk: str
    hurts: Callable[[Experiment], bool]  # beyond acting at all
    text: Callable[[Experiment], str]  # one sentence on what it does
    label: str  # of the button
    changes: dict[str, Any]


def remedies(experiment: Experiment) -> list[dict[str, Any]]:
    """For the page: {label, text, fix: {label, changes}} of each quirk that hurts here."""
    return [
        {
            "label": QUIRKS[remedy.quirk].label,
            "text": remedy.text(experiment),
            "fix": {"label": remedy.label, "changes": remedy.changes},
        }
        for remedy in REMEDIES
        if has_quirk(experiment, remedy.quirk) and remedy.hurts(experiment)
    ]


REMEDIES = (
    Remedy(
        "dead_links",
        lambda e: e.penalty_rate > 0,
        lambda e: "A weight that L1 pushes across zero is set to zero and never learns again.",
        "Use L2",
        {"penalty": "l2"},
    ),
    Remedy(
        "raw_inputs",
        lambda e: bool(_WIDE_INPUTS & set(e.inputs)),
        lambda e: "Products of inputs reach 36 where X₁ reaches 6, so they drown the others.",
        "Standardize",
        {"standardize": True},
    ),
    Remedy(
        "carried_remainder",
        lambda e: True,
        lambda e: (
            f"The last {e.carried} points of an epoch wait for the first batch of the next "
            f"one, which then averages over {e.batch_size + e.carried} points instead of "
            f"{e.batch_size}."
        ),
        "Shuffle",
        {"shuffle": True},
    ),
    Remedy(
        "fixed_order",
        lambda e: not e.carried and e.batch_size < e.training_points,
        lambda e: (
            "Every epoch puts the same points into the same batches, so their chance "
            "never averages out."
        ),
        "Shuffle",
        {"shuffle": True},
    ),
    Remedy(
        "even_weights",
        lambda e: len(e.hidden) >= _DEEP,
        lambda e: (
            "First weights have one size however deep the network is, so each layer passes "
            "on a weaker signal."
        ),
        "Glorot",
        {"initializer": "glorot"},
    ),
    Remedy(
        "wide_noise",
        lambda e: True,
        lambda e: f"The link asks for a noise of {100 * e.noise:g} %, beyond the slider's end.",
        f"Noise {100 * _OWN_NOISE:g} %",
        {"noise": _OWN_NOISE},
    ),
)
