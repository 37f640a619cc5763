"""The labs that pages may ask, by name."""

from __future__ import annotations

from collections.abc import Mapping

from playground.labs import claim, fractal, grid, hardware, pixel, sweeping
from playground.labs.jobs import Lab

LABS: Mapping[str, Lab] = {
    "claim": claim.LAB,
    "fractal": fractal.LAB,
    "grid": grid.LAB,
    "hardware": hardware.LAB,
    "pixel": pixel.LAB,
    "race": sweeping.RACE,
    "sweep": sweeping.LAB,
}
