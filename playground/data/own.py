"""Own points: those that a person draws or pastes, as one short text.

The text is the number of classes, one character from "2" to "a" (ten), and five characters for each
point: 13 bits of x₁, 13 bits of x₂ and 4 bits of its class in base64url. A coordinate is a whole
number of 0.0015 from −6 on, so that it has four decimals and comes back from a CSV file as it was.
Every set of points in their order has one text and every text that is read one set, so texts are
compared instead of points. `web/own.js` is the same in the browser.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from playground.data.generators import Points
from playground.data.sampling import train_size, whole
from playground.data.shapes import DOMAIN, sign

__all__ = [
    "MAX_CHARS",
    "MAX_CLASSES",
    "MAX_LINK_CHARS",
    "MAX_LINK_POINTS",
    "MAX_POINTS",
    "OWN",
    "Own",
    "canonical",
    "decode",
    "encode",
    "lacking",
    "split",
]

OWN = "own"  # the data set that holds them
MAX_POINTS = 2000  # 10 kB: a change of them is one message of the socket
MAX_LINK_POINTS = 600  # 3 kB: more would be cut off in mails and chats
MAX_CLASSES = 10
_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_CLASS_COUNTS = "23456789a"
_CHARS = 5  # a point
_STEPS = 8000  # along each side of the plane
MAX_LINK_CHARS = 1 + _CHARS * MAX_LINK_POINTS
_BITS = 13  # of a coordinate
_SHIFTS = np.array([24, 18, 12, 6, 0])
_PURPOSE = 4  # of the random numbers here
MAX_CHARS = 1 + _CHARS * MAX_POINTS

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]
_LETTERS = np.frombuffer(_ALPHABET, np.uint8)
_DIGITS = np.full(128, -1, np.int64)
_DIGITS[list(_ALPHABET)] = np.arange(64)
_FORM = re.compile(f"[{_CLASS_COUNTS}][A-Za-z0-9_-]*", re.ASCII)


class Own(NamedTuple):
    """Points as they were drawn, in their order."""

    x: Floats  # (n, 2)
    label: Indices  # (n,), from 0
    classes: int

    @property
    def points(self) -> Points:
        """With answers as the other data sets have them: −1 and +1 where there are two classes."""
        if self.classes > 2:
            return Points(self.x, self.label)
        return Points(self.x, sign(self.label > 0))


def encode(x: Floats, label: Indices, *, classes: int) -> str:
    """The text of points of the plane (n, 2), moved to the nearest place that it can hold."""
    if not 2 <= classes <= MAX_CLASSES or len(x) > MAX_POINTS:
        raise ValueError(f"at most {MAX_POINTS} points of 2 to {MAX_CLASSES} classes")
    if len(label) and not 0 <= label.min() <= label.max() < classes:
        raise ValueError(f"a label is none of {classes} classes")
    if not np.isfinite(x).all():
        raise ValueError("a point lies nowhere")
    code = np.clip(np.rint((x + DOMAIN) * _STEPS / (2 * DOMAIN)), 0, _STEPS).astype(np.int64)
    bits = (code[:, 0] << (_BITS + 4)) | (code[:, 1] << 4) | label
    digits = (bits[:, None] >> _SHIFTS) & 63
    return _CLASS_COUNTS[classes - 2] + bytes(_LETTERS[digits.ravel()]).decode()


@lru_cache(maxsize=64)
def decode(text: str) -> Own:
    """Read what `encode` writes; raises ValueError, which says what is wrong with any other."""
    if len(text) > MAX_CHARS:
        raise ValueError(f"it must have at most {MAX_POINTS} points")
    if not _FORM.fullmatch(text):
        raise ValueError("it must be a number of classes, 2 to a, and base64url without padding")
    if (len(text) - 1) % _CHARS:
        raise ValueError(f"each point must have {_CHARS} characters")
    classes = _CLASS_COUNTS.index(text[0]) + 2
    digits = _DIGITS[np.frombuffer(text[1:].encode(), np.uint8)].reshape(-1, _CHARS)
    bits = (digits << _SHIFTS).sum(axis=1)
    label = bits & 15
    code = np.stack([bits >> (_BITS + 4), (bits >> 4) & (2**_BITS - 1)], axis=1)
    if (code > _STEPS).any():
        raise ValueError(f"each point must lie in [{-DOMAIN:g}, {DOMAIN:g}]²")
    if (label >= classes).any():
        raise ValueError(f"each point must belong to one of its {classes} classes")
    x = (code - _STEPS // 2) * 15 / 10_000
    for part in (x, label):
        part.setflags(write=False)  # shared by all who decode this text
    return Own(x, label, classes)


def canonical(text: str) -> str:
    """The one text of these points: itself; raises ValueError like `decode`."""
    decode(text)
    return text


@lru_cache(maxsize=64)
def split(text: str, *, train_share: float, seed: int) -> tuple[Indices, Indices]:
    """Deal own points to training and test: returns the rows of each, in random order.

    Classes keep their share in both, as in other data sets. Each place in the row has a random
    number, and of each class the places with the lowest ones train: so drawing one more point, or
    taking the last one away, moves hardly another to the other side.
    """
    label = decode(text).label
    n = len(label)
    if n < 2:
        return np.arange(0), np.arange(n)
    by_lot = np.argsort(np.random.default_rng([seed, _PURPOSE]).random(n), kind="stable")
    groups = [by_lot[label[by_lot] == one] for one in np.unique(label)]
    share = train_size(n, train_share=train_share) / n
    takes = whole(np.array([len(group) for group in groups]) * share)
    trains = np.zeros(n, bool)
    for group, take in zip(groups, takes, strict=True):
        trains[group[:take]] = True
    return by_lot[trains[by_lot]], by_lot[~trains[by_lot]]


def lacking(text: str) -> str:
    """What the points still need before a network can learn them, as a sentence; "" for nothing."""
    labels = set(decode(text).label.tolist())
    if len(labels) > 1:
        return ""
    if not labels:
        return "There are no points: click into the field to draw some, of two classes at least."
    return "All points are of one class: there is something to learn once one is of another."
