"""Frames: binary messages that describe themselves, twin of `web/frames.js`.

    bytes 0..3   b"NPF1"
    bytes 4..7   length of the header, unsigned 32 bit
    header       JSON object, padded with spaces so that the payload starts at a multiple of 8;
                 its "arrays" lists {name, dtype, shape, offset}, offsets from the payload's start
    payload      the arrays, row-major, each starting at a multiple of 8, zeros between

Everything is little-endian. A new array needs no change here: encoder and decoder know of none.
"""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple, NoReturn

import numpy as np
from numpy.typing import NDArray

__all__ = ["BadFrame", "Decoded", "File", "decode", "encode", "encode_file"]

MAGIC = b"NPF1"
ALIGNMENT = 8
PRELUDE_BYTES = 8  # magic and header length
MAX_HEADER_BYTES = 1 << 20

DTYPES = {"u1": "|u1", "i1": "|i1", "u2": "<u2", "i4": "<i4", "f4": "<f4", "f8": "<f8"}
_CODES = {numpy_name: code for code, numpy_name in DTYPES.items()} | {"|b1": "u1"}
_FLOATS = (float, np.floating)
_ENTRY_KEYS = {"name", "dtype", "shape", "offset"}

Signature = tuple[tuple[str, np.dtype[Any], tuple[int, ...]], ...]


class BadFrame(ValueError):
    """Bytes that are no frame; the message says at what they failed."""


class Decoded(NamedTuple):
    """A frame taken apart: the header without its table, and the arrays by name."""

    header: dict[str, Any]
    arrays: dict[str, NDArray[Any]]


class File(NamedTuple):
    """Something to save, for the one page that asked for it."""

    name: str
    media_type: str
    content: bytes


class _Layout(NamedTuple):
    table: str  # the header's array table as JSON
    gaps: tuple[bytes, ...]  # zeros to put before each array


def encode(header: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> bytes:
    """One message; a header value that is not finite becomes null.

    Called for every frame of every viewer on the event loop, hence the cached layout and the
    single join: about 20 µs for a frame of 20 kB.
    """
    if "arrays" in header:
        raise BadFrame("the header's key 'arrays' is the codec's own")
    solid = {name: np.ascontiguousarray(a) for name, a in arrays.items()}
    layout = _layout(tuple((name, a.dtype, arrays[name].shape) for name, a in solid.items()))
    scalars = _ENCODER.encode({key: _finite(value) for key, value in header.items()})
    comma = "," if len(scalars) > 2 else ""
    text = f'{scalars[:-1]}{comma}"arrays":{layout.table}}}'.encode()
    text += b" " * (-len(text) % ALIGNMENT)
    parts: list[Any] = [MAGIC, struct.pack("<I", len(text)), text]
    for gap, array in zip(layout.gaps, solid.values(), strict=True):
        parts.append(gap)
        parts.append(array)
    return b"".join(parts)


def encode_file(file: File, **more: Any) -> bytes:
    """A file as one message, with `more` in its header."""
    header = {"kind": "file", "seq": 0, "name": file.name, "media_type": file.media_type, **more}
    return encode(header, {"content": np.frombuffer(file.content, np.uint8)})


@lru_cache(maxsize=1024)
def _layout(signature: Signature) -> _Layout:
    """Where each array goes; runs keep their shapes, so this is nearly always remembered."""
    entries, gaps, end = [], [], 0
    for name, dtype, shape in signature:
        if dtype.str not in _CODES:
            raise BadFrame(f"array {name!r} is {dtype}; allowed: {', '.join(DTYPES)}")
        gap = -end % ALIGNMENT
        code = _CODES[dtype.str]
        offset = end + gap
        entries.append({"name": name, "dtype": code, "shape": shape, "offset": offset})
        gaps.append(b"\0" * gap)
        end = offset + math.prod(shape) * int(code[1])
    return _Layout(json.dumps(entries, separators=(",", ":")), tuple(gaps))


def _finite(value: Any) -> Any:
    if isinstance(value, _FLOATS) and not math.isfinite(value):
        return None
    return value


def _plain(value: Any) -> Any:
    """What json calls for a value it does not know: NumPy scalars."""
    if isinstance(value, np.generic):
        return _finite(value.item())
    raise TypeError(f"a frame's header cannot hold {type(value).__name__}")


_ENCODER = json.JSONEncoder(separators=(",", ":"), allow_nan=False, default=_plain)


def decode(data: bytes) -> Decoded:
    """Take a message apart; anything not written exactly as `encode` lays it out is refused."""
    text, payload = _split(data)
    header = _header(text)
    table = header.pop("arrays", None)
    if not isinstance(table, list):
        raise BadFrame("the header has no table of arrays")
    arrays: dict[str, NDArray[Any]] = {}
    end = 0
    for entry in table:
        name, dtype, shape = _entry(entry, known=arrays)
        start = end + -end % ALIGNMENT
        size = math.prod(shape) * dtype.itemsize
        if entry["offset"] != start:
            raise BadFrame(f"array {name!r} is at {entry['offset']}; it must be at {start}")
        if start + size > len(payload):
            raise BadFrame(f"array {name!r} ends at {start + size} of {len(payload)} bytes")
        if any(payload[end:start]):
            raise BadFrame(f"the gap before array {name!r} is not zero")
        flat = np.frombuffer(payload, dtype, count=math.prod(shape), offset=start)
        arrays[name] = flat.reshape(shape)
        end = start + size
    if end != len(payload):
        raise BadFrame(f"the arrays end at {end}, the payload at {len(payload)}")
    return Decoded(header, arrays)


def _split(data: bytes) -> tuple[bytes, bytes]:
    if len(data) < PRELUDE_BYTES or data[:4] != MAGIC:
        raise BadFrame(f"no frame: {data[:4]!r} instead of {MAGIC!r}")
    (length,) = struct.unpack_from("<I", data, 4)
    if length % ALIGNMENT or length > min(MAX_HEADER_BYTES, len(data) - PRELUDE_BYTES):
        raise BadFrame(f"a header of {length} bytes in a message of {len(data)}")
    start = PRELUDE_BYTES + length
    return data[PRELUDE_BYTES:start], data[start:]


def _header(text: bytes) -> dict[str, Any]:
    try:
        header = json.loads(
            text.decode("utf-8"), parse_constant=_refuse_constant, object_pairs_hook=_unique
        )
    except (ValueError, RecursionError) as error:
        raise BadFrame(f"the header is no JSON: {error}") from error
    if not isinstance(header, dict):
        raise BadFrame(f"the header is a {type(header).__name__}, not an object")
    return header


def _entry(entry: Any, *, known: Iterable[str]) -> tuple[str, np.dtype[Any], tuple[int, ...]]:
    if not isinstance(entry, dict) or set(entry) != _ENTRY_KEYS:
        raise BadFrame(f"an entry of the table is {entry!r:.80}")
    name, code, shape = entry["name"], entry["dtype"], entry["shape"]
    if not isinstance(name, str) or name in known:
        raise BadFrame(f"array name {name!r:.80} is no text or occurs twice")
    if not isinstance(code, str) or code not in DTYPES:
        raise BadFrame(f"array {name!r} has dtype {code!r:.80}; known: {', '.join(DTYPES)}")
    sizes = [*shape, entry["offset"]] if isinstance(shape, list) else [None]
    if not all(type(size) is int and 0 <= size < 1 << 32 for size in sizes):
        raise BadFrame(f"array {name!r} has shape {shape!r:.80} at {entry['offset']!r:.80}")
    return name, np.dtype(DTYPES[code]), tuple(shape)


def _refuse_constant(text: str) -> NoReturn:
    raise ValueError(f"{text} is not finite")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key occurs twice")
    return found
