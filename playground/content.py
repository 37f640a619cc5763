"""Stand-in; the real one keeps these names: Preset, presets(), find(id)."""
from __future__ import annotations
from dataclasses import dataclass
from typing import Any
from playground.spec import Experiment

@dataclass(frozen=True)
class Preset:
    id: str
    title: str
    year: int | None
    story: str
    claim: str
    check: Any
    experiment: Experiment
    hide: tuple[str, ...] = ()
    twin: str | None = None
    twin_label: str = ""
    expect: str = ""

def presets() -> tuple[Preset, ...]:
    return ()

def find(preset_id: str | None) -> Preset | None:
    return next((p for p in presets() if p.id == preset_id), None)
