"""What a command is asked about: a preset's id, a JSON or .npz file, or a link."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs

from playground.compat.link import Imported, from_link, is_link
from playground.content import find, presets
from playground.export.files import MAX_FILE_BYTES, read_file
from playground.hiding import Hide
from playground.links import SWEEP, from_query, hide_of
from playground.spec import Experiment


class BadInput(ValueError):
    """What was asked for cannot be; the message is one line."""


def read_link(source: str) -> Imported | None:
    """What a link of TensorFlow Playground holds, None if it is none; raises a ValueError."""
    return from_link(source) if is_link(source) else None


def read_hide(source: str) -> Hide:
    """The controls that a link, theirs or ours, hides; raises a ValueError."""
    if is_link(source):
        return from_link(source).view.hide or ()
    return (hide_of(source) if "?" in source else None) or ()


def read_sweep(source: str) -> list[str]:
    """The parts of the sweep that a link of ours opens: axes, seeds, epochs; none of another."""
    query = source.partition("?")[2].partition("#")[0]
    return next((raw.split(";") for raw in parse_qs(query).get(SWEEP, ())), [])


def read_source(source: str) -> Experiment:
    """The experiment that a preset's id, a file or a link names; raises a ValueError.

    The link may be ours or one of TensorFlow Playground.
    """
    imported = read_link(source)
    if imported is not None:
        return imported.experiment
    if source in presets():
        return find(source).experiment
    path = Path(source)
    if source.endswith((".json", ".npz")) or (
        len(source) < 256 and "?" not in source and path.is_file()
    ):
        return read_file(_read(path)).experiment
    if "=" in source or "?" in source or "://" in source:
        query = source.partition("?")[2] if "?" in source else "" if "://" in source else source
        named = parse_qs(query.partition("#")[0]).get("preset")
        only = all(
            part.startswith(("preset=", "embed", "lang=", f"{SWEEP}="))
            for part in query.partition("#")[0].split("&")
        )
        return find(named[0]).experiment if named and only else from_query(query)
    raise BadInput(
        f"{source[:60]!r} is no preset, JSON file or link; presets: {', '.join(presets())}"
    )


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise BadInput(f"{path} is larger than {MAX_FILE_BYTES} bytes")
        return path.read_bytes()
    except OSError as error:
        raise BadInput(f"cannot read {path}: {error.strerror}") from None
