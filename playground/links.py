"""Experiments as short query strings: `v=1` and only what differs from version 1's defaults."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, quote

from playground.data.own import MAX_LINK_CHARS
from playground.fields import (
    FIELDS,
    MAX_IMPORTED_LAYERS,
    Field,
    InvalidExperiment,
    fields_of,
)
from playground.hiding import KEY as HIDE
from playground.hiding import Hide, read_hide, write_hide
from playground.spec import DEFAULT, VERSION, Experiment

MAX_QUERY_CHARS = 5000  # 600 own points are 3,001 of them
MAX_QUERY_FIELDS = 60
# Keys of the address that are not ours to read: Streamlit's own, and the preset's name.
FOREIGN_KEYS = frozenset({"embed", "embed_options", "preset"})

_BY_KEY = {field.key: field for field in FIELDS.values()}


def to_query(experiment: Experiment, hide: Hide | None = None) -> str:
    """Write the experiment as a canonical query string, without the question mark.

    Of own points it holds at most MAX_LINK_POINTS: more are left out, all of them. `hide` names
    the controls that the page does without.
    """
    parts = [f"v={VERSION}"]
    for name, field in FIELDS.items():
        value = getattr(experiment, name)
        if value != getattr(DEFAULT, name) and not leaves_out(experiment, name):
            parts.append(f"{field.key}={quote(_write(value), safe='._-')}")
    if hide is not None:
        parts.append(f"{HIDE}={write_hide(hide)}")
    return "&".join(parts)


def leaves_out(experiment: Experiment, name: str = "own_points") -> bool:
    """Whether a field is too long for a link."""
    return name == "own_points" and len(experiment.own_points) > MAX_LINK_CHARS


def from_query(query: str) -> Experiment:
    """Read a query string or a whole address; raises InvalidExperiment for what it cannot hold."""
    return Experiment(**values_of(query))


def values_of(query: str) -> dict[str, Any]:
    """The fields that a query string names, parsed and checked one by one but not together."""
    if len(query) > MAX_QUERY_CHARS:
        raise InvalidExperiment(
            "link", f"the link has {len(query)} characters; at most {MAX_QUERY_CHARS}"
        )
    values: dict[str, Any] = {}
    for key, raw in _pairs(query):
        if key in FOREIGN_KEYS:
            continue
        if key == HIDE:
            read_hide(raw)
            continue
        if key == "v":
            if raw != str(VERSION):
                raise InvalidExperiment("v", f"v is {raw[:20]!r}; known: {VERSION}")
            continue
        if key not in _BY_KEY:
            raise InvalidExperiment(
                key[:40], f"unknown key {key[:40]!r}; known: v, {', '.join((*_BY_KEY, HIDE))}"
            )
        field = _BY_KEY[key]
        if field.name in values:
            raise InvalidExperiment(field.name, f"{key} appears twice in the link")
        values[field.name] = _read(field, raw)
    table = fields_of(values.get("tfplayground", ""))
    return {name: table[name].check(value) for name, value in values.items()}


def hide_of(query: str) -> Hide | None:
    """The controls that a query string hides; None where it says nothing about them."""
    raw = dict(_pairs(query)).get(HIDE)
    return None if raw is None else read_hide(raw)


def _pairs(query: str) -> list[tuple[str, str]]:
    text = (query.partition("?")[2] if "?" in query else query).partition("#")[0]
    try:
        return parse_qsl(text, keep_blank_values=True, max_num_fields=MAX_QUERY_FIELDS)
    except ValueError:
        raise InvalidExperiment(
            "link", f"the link has too many parts; at most {MAX_QUERY_FIELDS}"
        ) from None


def _write(value: Any) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, tuple):
        return "-".join(str(part) for part in value) or "none"
    if isinstance(value, float):
        return repr(value).removesuffix(".0")
    return str(value)


def _read(field: Field, raw: str) -> Any:
    try:
        return _READERS[field.kind](raw)
    except (ValueError, KeyError):
        raise field.refuse(raw, f"a link writes {_FORMS[field.kind]}") from None


def _read_layers(raw: str) -> tuple[int, ...]:
    parts = [] if raw == "none" else raw.split("-")
    if len(parts) > MAX_IMPORTED_LAYERS:
        return (1,) * len(parts)  # refused by the field, which names the limit
    return tuple(_read_int(part) for part in parts)


def _read_int(raw: str) -> int:
    if not (raw.isascii() and raw.removeprefix("-").isdigit() and len(raw) <= 12):
        raise ValueError(raw)
    return int(raw)


def _read_float(raw: str) -> float:
    if len(raw) > 40 or "_" in raw or not raw.isascii():
        raise ValueError(raw)
    return float(raw)


_READERS: dict[str, Any] = {
    "float": _read_float,
    "int": _read_int,
    "bool": {"1": True, "0": False}.__getitem__,
    "choice": str,
    "text": str,
    "points": str,
    "inputs": lambda raw: tuple(raw.split("-")),
    "layers": _read_layers,
    "names": lambda raw: tuple(raw.split("-")),
}
_FORMS = {
    "float": "a number",
    "int": "a whole number",
    "bool": "1 or 0",
    "choice": "a name",
    "text": "a text",
    "points": "a text of points",
    "inputs": "names joined by '-', such as x1-x2",
    "layers": "widths joined by '-', such as 8-4, or 'none'",
    "names": "names joined by '-', such as same-relu",
}
