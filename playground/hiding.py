"""What of the page an address may hide: the control of any setting, and those that set nothing."""

from __future__ import annotations

from collections.abc import Iterable

from playground.fields import SETTINGS, InvalidExperiment

Hide = tuple[str, ...]  # names of HIDEABLE in its order

KEY = "hide"  # in the query string
_NOTHING = "none"
# Parts of the page that are no setting, each with its name for a person.
PARTS = {
    "problem": "Problem type",
    "play": "Play and Pause",
    "step": "Step",
    "reset": "Reset",
    "new_weights": "New weights",
    "new_data": "New data",
    "text": "Title and story",
    "starts": "Other starts",
    "labs": "Labs",
}
HIDEABLE = {name: field.label for name, field in SETTINGS.items()} | PARTS


def check_hide(names: Iterable[str]) -> Hide:
    """The names in their order, each once; raises InvalidExperiment for one that is unknown."""
    hidden = set(names)
    for name in hidden:
        if name not in HIDEABLE:
            known = ", ".join(HIDEABLE)
            raise InvalidExperiment(KEY, f"hide names {name[:40]!r}; known: {known}")
    return tuple(name for name in HIDEABLE if name in hidden)


def read_hide(raw: str) -> Hide:
    """What a query string's value hides: names joined by '-', or 'none'."""
    return () if raw == _NOTHING else check_hide(raw.split("-"))


def write_hide(hide: Hide) -> str:
    """The value that `read_hide` reads."""
    return "-".join(hide) or _NOTHING
