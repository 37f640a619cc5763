"""The fractal's colours and its picture as a file, twin of `web/fractalcolours.js`."""

from __future__ import annotations

import struct
import zlib

import numpy as np
from numpy.typing import NDArray

__all__ = ["coloured", "png"]

# From the frontier outwards: learned slowly to fast, diverged slowly to at once.
LEARNED = ("#e3f4ee", "#0b6b57")
DIVERGED = ("#8a1550", "#f8e7ef")


def coloured(values: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Values as `train.fractal.measured` gives them -> their colours, (…, 3).

    Each by its rank among those that learned, or among those that did not.
    """
    found = np.zeros((*values.shape, 3))
    for chosen, ends in ((values > 0, LEARNED), (values <= 0, DIVERGED)):
        near, far = (np.array([int(end[at : at + 2], 16) for at in (1, 3, 5)]) for end in ends)
        share = _ranks(-np.abs(values[chosen]))[:, None]
        found[chosen] = near + share * (far - near)
    return np.round(found).astype(np.uint8)


def _ranks(values: NDArray[np.float32]) -> NDArray[np.float64]:
    """0 for the smallest, 1 for the largest; equal values have equal ranks."""
    _, place, count = np.unique(values, return_inverse=True, return_counts=True)
    below = np.cumsum(count) - count
    ranks: NDArray[np.float64] = below[place] / max(len(values) - 1, 1)
    return ranks


def png(colours: NDArray[np.uint8]) -> bytes:
    """Colours (rows, columns, 3) as a PNG file."""
    rows, columns, _ = colours.shape
    lines = b"".join(b"\0" + line.tobytes() for line in np.ascontiguousarray(colours))
    head = struct.pack(">IIBBBBB", columns, rows, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(lines)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*part) for part in parts)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
