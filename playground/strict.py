"""Reading a message's values strictly: what is not as it should be is refused with a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["BadIntent", "number", "only", "truth", "whole"]


class BadIntent(ValueError):
    """An intent that cannot be carried out; its message is shown to the learner."""


def only(message: Mapping[str, Any], *keys: str) -> None:
    """Refuse a message that has other keys."""
    unknown = sorted(set(message) - set(keys))
    if unknown:
        raise BadIntent(f"unknown key {unknown[0][:40]!r}; known: {', '.join(keys)}")


def truth(message: Mapping[str, Any], key: str) -> bool:
    """A key that is true or false."""
    value = message.get(key)
    if not isinstance(value, bool):
        raise BadIntent(f"{key} must be true or false")
    return value


def whole(message: Mapping[str, Any], key: str) -> int:
    """A key that is a whole number."""
    value = message.get(key)
    if type(value) is not int:
        raise BadIntent(f"{key} must be a whole number")
    return value


def number(message: Mapping[str, Any], key: str, *, limit: float) -> float:
    """A key that is a number of a size up to `limit`."""
    value = message.get(key)
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= limit:
        return float(value)
    raise BadIntent(f"{key} is {value!r:.40}; it must lie in [-{limit:g}, {limit:g}]")
