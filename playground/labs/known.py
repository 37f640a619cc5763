"""The labs that pages may ask, by name."""

from __future__ import annotations

from collections.abc import Mapping

from playground.labs import fractal, pixel, sweeping
from playground.labs.jobs import Lab

LABS: Mapping[str, Lab] = {
    "fractal": fractal.LAB,
    "pixel": pixel.LAB,
    "race": sweeping.RACE,
    "sweep": sweeping.LAB,
}
