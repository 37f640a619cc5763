"""Presets: ready-made experiments, each with its story and with a claim that a machine checks.

A preset is one file in `presets/`, nothing else: gallery, command line and tests find it there.
Files are read strictly. Every field of the experiment is written out, so that a preset still means
the same when a default changes, and a slip of the pen is an error and not a different lesson.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, NoReturn

from playground.fields import SETTINGS
from playground.hiding import Hide, check_hide
from playground.spec import Experiment, from_json

FOLDER = Path(__file__).resolve().parents[1] / "presets"
CHECK_KINDS = ("theorem", "statistical", "relation")
# What a check looks at, and at which moments of the run: its end, any epoch, all epochs.
MEASURES = ("train_loss", "test_loss", "train_accuracy", "test_accuracy", "largest_weight")
MOMENTS = ("end", "any", "all")


class InvalidPreset(ValueError):
    """A preset file that cannot be; the message names the file and what is wrong."""


class UnknownPreset(ValueError):
    """No preset has this id."""


@dataclass(frozen=True, kw_only=True)
class Check:
    """What must be seen for the claim to hold, for one seed and over many.

    For one seed: `measure` at moment `at` is at least `at_least`, or at most `at_most`.
    * theorem: so for every seed;
    * statistical: so for a share of at least `rate` of all seeds there are;
    * relation: likewise, but the measure is divided by the same seed's in experiment `against`.
    """

    kind: str
    experiment: Experiment  # the preset's, with what the check changes (such as more test points)
    measure: str
    at: str
    at_least: float | None = None
    at_most: float | None = None
    rate: float = 1.0
    against: Experiment | None = None


@dataclass(frozen=True, kw_only=True)
class Preset:
    """One ready-made experiment and what it teaches."""

    id: str
    title: str
    year: int | None  # where it is history
    story: str  # two or three sentences
    expect: str  # one sentence: what you will see
    claim: str  # what `check` verifies; "fails" says within which budget
    check: Check
    experiment: Experiment
    hide: Hide  # controls that would only distract here
    twin: str | None  # the preset that answers this one
    twin_label: str | None  # "Now add a hidden layer"
    order: int  # place in the curriculum


@lru_cache(maxsize=1)
def presets() -> Mapping[str, Preset]:
    """All presets by id, in the order of the curriculum. Raises InvalidPreset."""
    return load(FOLDER)


def find(preset_id: str) -> Preset:
    """The preset of this id; raises UnknownPreset, whose message lists the known ones."""
    known = presets()
    if preset_id not in known:
        raise UnknownPreset(f"unknown preset {preset_id[:60]!r}; known: {', '.join(known)}")
    return known[preset_id]


def load(folder: Path) -> Mapping[str, Preset]:
    """Read every preset of a folder; raises InvalidPreset."""
    found = sorted((_read(path) for path in folder.glob("*.json")), key=lambda p: (p.order, p.id))
    by_id = {preset.id: preset for preset in found}
    for preset in found:
        if preset.twin is not None and preset.twin not in by_id:
            raise InvalidPreset(f"{preset.id}.json: twin {preset.twin!r} does not exist")
    return MappingProxyType(by_id)


def _read(path: Path) -> Preset:
    try:
        text = path.read_text(encoding="utf-8")
        return _preset(path.stem, json.loads(text, parse_constant=_refuse_constant))
    except RecursionError:
        raise InvalidPreset(f"{path.name}: it is nested too deeply") from None
    except (OSError, ValueError, TypeError) as error:
        raise InvalidPreset(f"{path.name}: {error}") from error


def _refuse_constant(text: str) -> NoReturn:
    raise ValueError(f"{text} is not finite")


def _preset(preset_id: str, found: Any) -> Preset:
    names = [f.name for f in fields(Preset) if f.name not in ("id", "twin_label")]
    _require_keys(found, names, "preset")
    for name in ("title", "story", "expect", "claim"):
        if not isinstance(found[name], str) or not found[name].strip():
            raise ValueError(f"{name} must be a sentence")
    for name in ("year", "order"):
        if type(found[name]) is not int and not (name == "year" and found[name] is None):
            raise ValueError(f"{name} must be a whole number")
    if not isinstance(found["experiment"], dict):
        raise ValueError("experiment must be an object")
    compared = ["versus"] if "versus" in found["experiment"] else []
    _require_keys(found["experiment"], ["version", *SETTINGS, *compared], "experiment")
    experiment = from_json(found["experiment"])
    if not experiment.epochs:
        raise ValueError("experiment.epochs is 0; a preset has a budget")
    hide = found["hide"]
    if not isinstance(hide, list) or not all(isinstance(name, str) for name in hide):
        raise ValueError("hide must be a list of controls")
    twin = found["twin"]
    if twin is not None:
        _require_keys(twin, ["id", "label"], "twin")
        for name in ("id", "label"):
            if not isinstance(twin[name], str):
                raise ValueError(f"twin.{name} must be a text")
    return Preset(
        **{name: found[name] for name in ("title", "year", "story", "expect", "claim", "order")},
        id=preset_id,
        check=_check(found["check"], experiment),
        experiment=experiment,
        hide=check_hide(hide),
        twin=twin["id"] if twin else None,
        twin_label=twin["label"] if twin else None,
    )


def _check(found: Any, experiment: Experiment) -> Check:
    """Read a check: kind, measure, at, one bound; `change` and `against` are sets of fields."""
    if not isinstance(found, dict):
        raise ValueError("check must be an object")
    relation, theorem = found.get("kind") == "relation", found.get("kind") == "theorem"
    bound = "at_most" if "at_most" in found else "at_least"
    wanted = ["kind", "measure", "at", bound]
    wanted += [] if theorem else ["rate"]
    wanted += ["against"] if relation else []
    wanted += ["change"] if "change" in found else []
    _require_keys(found, wanted, "check")
    for name, known in (("kind", CHECK_KINDS), ("measure", MEASURES), ("at", MOMENTS)):
        if found[name] not in known:
            raise ValueError(f"check.{name} is {found[name]!r}; known: {', '.join(known)}")
    for name, low, high in ((bound, -math.inf, math.inf), ("rate", 0.0, 1.0)):
        value = found.get(name, 1.0)
        if type(value) not in (int, float) or not low < value <= high:
            raise ValueError(
                f"check.{name} is {value!r:.40}; it must be a number in ({low}, {high}]"
            )
    for name in ("change", "against"):
        if not isinstance(found.get(name, {}), dict):
            raise ValueError(f"check.{name} must be an object")
    tried = experiment.change(**found.get("change", {}))
    against = tried.change(**found["against"]) if relation else None
    if relation and found["at"] != "end":
        raise ValueError("check.at must be 'end': a relation compares the ends of two runs")
    return Check(
        **{name: found[name] for name in ("kind", "measure", "at")},
        at_least=float(found[bound]) if bound == "at_least" else None,
        at_most=float(found[bound]) if bound == "at_most" else None,
        experiment=tried,
        rate=float(found.get("rate", 1.0)),
        against=against,
    )


def _require_keys(found: Any, wanted: list[str], what: str) -> None:
    if not isinstance(found, dict):
        raise ValueError(f"{what} must be an object")
    missing = [name for name in wanted if name not in found]
    unknown = [name for name in found if name not in wanted]
    if missing or unknown:
        parts = [f"lacks {', '.join(missing)}"] * bool(missing)
        parts += [f"has unknown {', '.join(map(str, unknown))}"] * bool(unknown)
        raise ValueError(f"{what} {' and '.join(parts)}")
