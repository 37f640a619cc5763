"""Experiments as short query strings: `v=1` and only what differs from version 1's defaults."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, quote

from playground.data.own import fits_link
from playground.fields import FIELDS, InvalidExperiment, fields_of
from playground.hiding import KEY as HIDE
from playground.hiding import Hide, read_hide, write_hide
from playground.linktext import read_sides, read_value, write_value
from playground.spec import DEFAULT, VERSION, Experiment

MAX_QUERY_CHARS = 5000  # 600 own points are 3,001 of them
MAX_QUERY_FIELDS = 60
# Keys of the address that say nothing of the experiment: Streamlit's own, and the page's.
SWEEP = "sweep"  # the sweep that the page opens beside the experiment
FOREIGN_KEYS = frozenset({"embed", "embed_options", "lang", "preset", SWEEP, "text"})

_BY_KEY = {field.key: field for field in FIELDS.values()}


def to_query(experiment: Experiment, hide: Hide | None = None) -> str:
    """Write the experiment as a canonical query string, without the question mark.

    Own points that are too many are left out, all of them. `hide` names
    the controls that the page does without.
    """
    parts = [f"v={VERSION}"]
    for name, field in FIELDS.items():
        value = getattr(experiment, name)
        if value != getattr(DEFAULT, name) and not leaves_out(experiment, name):
            parts.append(f"{field.key}={quote(write_value(value), safe='._-')}")
    if hide is not None:
        parts.append(f"{HIDE}={write_hide(hide)}")
    return "&".join(parts)


def leaves_out(experiment: Experiment, name: str = "own_points") -> bool:
    """Whether a field is too long for a link."""
    return name == "own_points" and not fits_link(experiment.own_points)


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
        values[field.name] = read_value(field, raw)
    table = fields_of(values.get("tfplayground", ""))
    values = {name: table[name].check(value) for name, value in values.items()}
    for name, value in read_sides(values["versus"]).items() if values.get("versus") else ():
        table[name].check(value)
    return values


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
