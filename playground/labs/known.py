"""The labs that pages may ask, by name."""

from __future__ import annotations

from collections.abc import Mapping

from playground.labs import sweeping
from playground.labs.jobs import Lab

LABS: Mapping[str, Lab] = {"race": sweeping.RACE, "sweep": sweeping.LAB}
