"""What the fractal of trainability can be asked for: its axes, its window, its networks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import log10
from typing import Any

from playground.strict import BadIntent, number, only

__all__ = [
    "AXES", "HOME", "NETWORKS", "POINTS", "SIZES", "STEPS", "Pixel", "Question",
    "parameters", "read_pixel", "read_question",
]  # fmt: skip

AXES = ("rates", "scale")
NETWORKS: Mapping[str, tuple[int, ...]] = {"2-4-2-1": (4, 2), "2-16-1": (16,)}
POINTS = (16, 32, 64)
STEPS = (100, 200, 500, 1000, 2000)
SIZES = (32, 64, 128, 256, 512, 1024)  # pixels along a side
HOME = {"rates": (-0.5, -1.75, 3.0), "scale": (-1.0, -1.5, 2.5)}  # x, y and span of the window
_FARTHEST = 8.0  # power of ten
_ULP = 2.0**-23  # the largest relative distance of a float32 to the next one
# Networks · steps · points · parameters for a page: some minutes of two cores. An H100 draws
# the largest picture that there is in ten seconds.
_MOST_WORK = 1e12


@dataclass(frozen=True, slots=True)
class Question:
    """One picture. Raises BadIntent where its window cannot be."""

    axes: str  # "rates": first layer's against the later ones'; "scale": rate against first weights
    network: str
    points: int
    steps: int
    size: int  # pixels along a side
    x: float  # powers of ten of the lower left corner
    y: float
    span: float  # powers of ten along a side

    def __post_init__(self) -> None:
        least = self.size * log10(1 + _ULP)
        if not self.span >= least:  # true for NaN as well
            raise BadIntent(
                f"span is {self.span:.3g} powers of ten; narrower than {least:.3g}, "
                f"the rates of {self.size} pixels in a row are equal in float32"
            )
        for name, low in (("x", self.x), ("y", self.y)):
            if not (low >= -_FARTHEST and low + self.span <= _FARTHEST):
                raise BadIntent(
                    f"{name} runs from {low:.3g} to {low + self.span:.3g}; it must stay "
                    f"in [-{_FARTHEST:g}, {_FARTHEST:g}]"
                )


@dataclass(frozen=True, slots=True)
class Pixel:
    """One network of a picture, x and y in powers of ten."""

    axes: str
    network: str
    points: int
    steps: int
    x: float
    y: float


def read_question(message: Mapping[str, Any], *, bounded: bool = True) -> Question:
    """A page's question, bounded in its work unless a GPU does it. Raises BadIntent."""
    only(message, *Question.__slots__)
    question = Question(
        _choice(message, "axes", AXES),
        _choice(message, "network", NETWORKS),
        _choice(message, "points", POINTS),
        _choice(message, "steps", STEPS),
        _choice(message, "size", SIZES),
        *(number(message, key, limit=2 * _FARTHEST) for key in ("x", "y", "span")),
    )
    q = question
    each = q.steps * q.points * parameters(q.network)
    if bounded and q.size**2 * each > _MOST_WORK:
        fits = max(size for size in SIZES if size**2 * each <= _MOST_WORK)
        raise BadIntent(f"size is {q.size}; with these points and steps it may be {fits}")
    return question


def read_pixel(message: Mapping[str, Any]) -> Pixel:
    """A page's pixel. Raises BadIntent."""
    only(message, *Pixel.__slots__)
    return Pixel(
        _choice(message, "axes", AXES),
        _choice(message, "network", NETWORKS),
        _choice(message, "points", POINTS),
        _choice(message, "steps", STEPS),
        number(message, "x", limit=_FARTHEST),
        number(message, "y", limit=_FARTHEST),
    )


def _choice(message: Mapping[str, Any], key: str, choices: Iterable[Any]) -> Any:
    """A key whose value is one of some, of their own type."""
    value = message.get(key)
    known = [one for one in choices if type(one) is type(value) and one == value]
    if not known:
        shown = ", ".join(str(one) for one in choices)
        raise BadIntent(f"{key} is {value!r:.40}; it must be one of {shown}")
    return known[0]


def parameters(network: str) -> int:
    """Weights and biases of a network by its name."""
    sizes = [int(size) for size in network.split("-")]
    return sum((a + 1) * b for a, b in pairwise(sizes))
