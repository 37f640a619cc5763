"""What `train` is asked to train: a preset's id, a JSON file, or a link."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from playground.compat.link import Imported, from_link, is_link
from playground.content import find, presets
from playground.hiding import Hide
from playground.links import from_query, hide_of
from playground.spec import Experiment, from_json

MAX_FILE_BYTES = 1_000_000


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


def read_source(source: str) -> Experiment:
    """The experiment that a preset's id, a JSON file or a link names; raises a ValueError.

    The link may be ours or one of TensorFlow Playground.
    """
    imported = read_link(source)
    if imported is not None:
        return imported.experiment
    if source in presets():
        return find(source).experiment
    path = Path(source)
    if source.endswith(".json") or (len(source) < 256 and "?" not in source and path.is_file()):
        found = _read_json(path)
        # A preset's file and what `train --json` prints hold an experiment among other things.
        inner = found.get("experiment") if isinstance(found, dict) else None
        return from_json(inner if isinstance(inner, dict) else found)
    if "=" in source or "?" in source or "://" in source:
        query = source.partition("?")[2] if "?" in source else "" if "://" in source else source
        named = parse_qs(query.partition("#")[0]).get("preset")
        only = all(
            part.startswith(("preset=", "embed")) for part in query.partition("#")[0].split("&")
        )
        return find(named[0]).experiment if named and only else from_query(query)
    raise BadInput(
        f"{source[:60]!r} is no preset, JSON file or link; presets: {', '.join(presets())}"
    )


def _read_json(path: Path) -> Any:
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise BadInput(f"{path} is larger than {MAX_FILE_BYTES} bytes")
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadInput(f"cannot read {path}: {error.strerror}") from None
    except RecursionError:
        raise BadInput(f"{path} is nested too deeply") from None
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise BadInput(f"{path} is not JSON: {error}") from None
