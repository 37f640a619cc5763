"""How the values of an experiment are written in a link."""

from __future__ import annotations

from typing import Any

from playground.fields import FIELDS, MAX_IMPORTED_LAYERS, Field, InvalidExperiment

__all__ = ["OWN", "SAME", "read_sides", "read_value", "versus_of", "write_sides", "write_value"]

# In these the right side of a comparison may differ; data and seeds are the left side's.
OWN = {
    name: field
    for name, field in FIELDS.items()
    if field.group in ("inputs", "network", "training") and name != "weight_seed"
}
SAME = "same"  # a comparison whose two sides do not differ yet
_BY_KEY = {field.key: field for field in OWN.values()}


def write_sides(changes: dict[str, Any]) -> str:
    """What is different on the right: `net.8~lr.0.1`, in the order of the fields."""
    parts = [f"{f.key}.{write_value(changes[name])}" for name, f in OWN.items() if name in changes]
    return "~".join(parts) or SAME


def versus_of(left: Any, right: Any) -> str:
    """The field `versus` that puts one experiment beside another with the same data and seeds."""
    names = [name for name in OWN if getattr(left, name) != getattr(right, name)]
    return write_sides({name: getattr(right, name) for name in names})


def read_sides(text: str) -> dict[str, Any]:
    """Read what `write_sides` writes, each value of its kind; raises InvalidExperiment."""
    changes: dict[str, Any] = {}
    for part in text.split("~") if text != SAME else ():
        key, _, raw = part.partition(".")
        if key not in _BY_KEY:
            known = ", ".join(_BY_KEY)
            raise InvalidExperiment("versus", f"vs: unknown key {key[:40]!r}; known: {known}")
        field = _BY_KEY[key]
        if field.name in changes:
            raise InvalidExperiment("versus", f"vs: {key} appears twice")
        changes[field.name] = read_value(field, raw)
    return changes


def write_value(value: Any) -> str:
    """Write a field's value."""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, tuple):
        return "-".join(str(part) for part in value) or "none"
    if isinstance(value, float):
        return repr(value).removesuffix(".0")
    return str(value)


def read_value(field: Field, raw: str) -> Any:
    """Read what `write_value` writes; raises InvalidExperiment for what is no value at all."""
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
    "formula": str,
    "rule": str,
    "inputs": lambda raw: tuple(raw.split("-")),
    "layers": _read_layers,
    "names": lambda raw: () if raw == "none" else tuple(raw.split("-")),
    "sides": str,
}
_FORMS = {
    "float": "a number",
    "int": "a whole number",
    "bool": "1 or 0",
    "choice": "a name",
    "text": "a text",
    "points": "a text of points",
    "formula": "a formula",
    "rule": "a rule and its numbers, such as test_loss-0.1",
    "inputs": "names joined by '-', such as x1-x2",
    "sides": "settings joined by '~', such as net.8~lr.0.1, or 'same'",
    "layers": "widths joined by '-', such as 8-4, or 'none'",
    "names": "names joined by '-', such as same-relu",
}
