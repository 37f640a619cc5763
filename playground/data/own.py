"""Own points: those that a person draws or pastes, as one short text.

The text is the number of classes, one character from "2" to "a" (ten), and five characters for each
point: 13 bits of x₁, 13 bits of x₂ and 4 bits of its class in base64url. A coordinate is a whole
number of 0.0015 from −6 on, so that it has four decimals and comes back from a CSV file as it was.
Every set of points in their order has one text and every text that is read one set, so texts are
compared instead of points. `web/own.js` is the same in the browser.

A table may bring further columns along, which are inputs and no places. Then their titles stand
behind the number of classes, each after a "~", one more "~" ends them, and each point has two more
characters for each: a whole number of 0.003 from −6 on.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote

import numpy as np
from numpy.typing import NDArray

from playground.data.features import COLUMNS
from playground.data.generators import Points
from playground.data.sampling import train_size, whole
from playground.data.shapes import DOMAIN, sign

__all__ = [
    "MAX_CHARS",
    "MAX_CLASSES",
    "MAX_LINK_CHARS",
    "MAX_POINTS",
    "MAX_TITLE",
    "OWN",
    "Own",
    "canonical",
    "decode",
    "encode",
    "fits_link",
    "lacking",
    "link_points",
    "split",
]

OWN = "own"  # the data set that holds them
MAX_POINTS = 2000
MAX_CHARS = 14_000  # in all: a change of them is one message of the socket
MAX_LINK_CHARS = (
    3001  # 600 points without further columns: more would be cut off in mails and chats
)
MAX_CLASSES = 10
MAX_TITLE = 24  # characters of a further column's title
_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_CLASS_COUNTS = "23456789a"
_CHARS, _CHARS_MORE = 5, 2  # of a point, of its value in a further column
_STEPS, _STEPS_MORE = 8000, 4000  # along each side of the plane, in a further column
_BITS = 13  # of a coordinate
_SHIFTS, _SHIFTS_MORE = np.array([24, 18, 12, 6, 0]), np.array([6, 0])
_PURPOSE = 4  # of the random numbers here

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]
_LETTERS = np.frombuffer(_ALPHABET, np.uint8)
_DIGITS = np.full(128, -1, np.int64)
_DIGITS[list(_ALPHABET)] = np.arange(64)
_BODY = re.compile("[A-Za-z0-9_-]*", re.ASCII)


class Own(NamedTuple):
    """Points as they were drawn, in their order."""

    x: Floats  # (n, 2 + columns)
    label: Indices  # (n,), from 0
    classes: int
    columns: tuple[str, ...]  # the titles of further columns

    @property
    def points(self) -> Points:
        """With answers as the other data sets have them: −1 and +1 where there are two classes."""
        if self.classes > 2:
            return Points(self.x, self.label)
        return Points(self.x, sign(self.label > 0))


def encode(x: Floats, label: Indices, *, classes: int, columns: tuple[str, ...] = ()) -> str:
    """The text of points (n, 2 + columns), moved to the nearest place that it can hold.

    Raises ValueError for what no text holds.
    """
    if not 2 <= classes <= MAX_CLASSES or len(x) > MAX_POINTS:
        raise ValueError(f"at most {MAX_POINTS} points of 2 to {MAX_CLASSES} classes")
    if len(label) and not 0 <= label.min() <= label.max() < classes:
        raise ValueError(f"a label is none of {classes} classes")
    if not np.isfinite(x).all():
        raise ValueError("a point lies nowhere")
    _check_titles(columns)
    code = _codes(x[:, :2], _STEPS)
    bits = (code[:, 0] << (_BITS + 4)) | (code[:, 1] << 4) | label
    more = _codes(x[:, 2:], _STEPS_MORE)[:, :, None] >> _SHIFTS_MORE
    digits = (
        np.hstack([bits[:, None] >> _SHIFTS, more.reshape(len(x), _CHARS_MORE * len(columns))]) & 63
    )
    titles = "".join(f"~{title}" for title in columns) + "~" * bool(columns)
    text = _CLASS_COUNTS[classes - 2] + titles + bytes(_LETTERS[digits.ravel()]).decode()
    if len(text) > MAX_CHARS:
        raise ValueError(f"at most {MAX_CHARS} characters")
    return text


def _codes(x: Floats, steps: int) -> Indices:
    codes: Indices = np.clip(np.rint((x + DOMAIN) * steps / (2 * DOMAIN)), 0, steps).astype(
        np.int64
    )
    return codes


@lru_cache(maxsize=64)
def decode(text: str) -> Own:
    """Read what `encode` writes; raises ValueError, which says what is wrong with any other."""
    if len(text) > MAX_CHARS:
        raise ValueError(f"it must have at most {MAX_CHARS} characters")
    count, columns, body = _parts(text)
    if count not in _CLASS_COUNTS or not _BODY.fullmatch(body):
        raise ValueError("it must be a number of classes, 2 to a, and base64url without padding")
    _check_titles(columns)
    chars = _CHARS + _CHARS_MORE * len(columns)
    if len(body) % chars:
        raise ValueError(f"each point must have {chars} characters")
    if len(body) > chars * MAX_POINTS:
        raise ValueError(f"it must have at most {MAX_POINTS} points")
    classes = _CLASS_COUNTS.index(count) + 2
    digits = _DIGITS[np.frombuffer(body.encode(), np.uint8)].reshape(-1, chars)
    bits = (digits[:, :_CHARS] << _SHIFTS).sum(axis=1)
    label = bits & 15
    code = np.stack([bits >> (_BITS + 4), (bits >> 4) & (2**_BITS - 1)], axis=1)
    pairs = digits[:, _CHARS:].reshape(len(digits), len(columns), _CHARS_MORE)
    more = (pairs << _SHIFTS_MORE).sum(axis=2)
    if (code > _STEPS).any():
        raise ValueError(f"each point must lie in [{-DOMAIN:g}, {DOMAIN:g}]²")
    if (more > _STEPS_MORE).any():
        raise ValueError(f"each value must lie in [{-DOMAIN:g}, {DOMAIN:g}]")
    if (label >= classes).any():
        raise ValueError(f"each point must belong to one of its {classes} classes")
    places = (code - _STEPS // 2) * 15 / 10_000
    x = np.hstack([places, (more - _STEPS_MORE // 2) * 3 / 1_000])
    for part in (x, label):
        part.setflags(write=False)  # shared by all who decode this text
    return Own(x, label, classes, columns)


def _parts(text: str) -> tuple[str, tuple[str, ...], str]:
    """The number of classes, the titles of further columns, and the points, none of them read."""
    head, tilde, body = text.rpartition("~")
    if not tilde:
        return text[:1] or "?", (), text[1:]
    count, *columns = head.split("~")
    return count if len(count) == 1 and columns else "?", tuple(columns), body


def _check_titles(columns: tuple[str, ...]) -> None:
    """Titles are shown as they are, and end where the next begins."""
    if len(columns) > len(COLUMNS):
        raise ValueError(f"it must have at most {len(COLUMNS)} further columns")
    if len(set(columns)) < len(columns):
        raise ValueError("each further column must have a title of its own")
    for title in columns:
        plain = title.isprintable() and title.strip() == title and "~" not in title
        if not plain or not 1 <= len(title) <= MAX_TITLE:
            raise ValueError(
                f"the title of a column must be 1 to {MAX_TITLE} printable characters, none a ~"
            )


def fits_link(text: str) -> bool:
    """Whether a link holds these points."""
    return len(quote(text, safe="._-")) <= MAX_LINK_CHARS


def link_points(text: str) -> int:
    """How many points with these columns a link holds."""
    _, columns, body = _parts(text)
    head = quote(text[: len(text) - len(body)], safe="._-")
    return (MAX_LINK_CHARS - len(head)) // (_CHARS + _CHARS_MORE * len(columns))


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
