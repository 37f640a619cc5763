"""Viewer: one page's socket as the trainer sees it.

Whatever a run has to tell is written to the wire at once: a page that is slow to paint gets fewer
frames (it has credit for a few that it has not acknowledged), and a page that is slow to read is
the server's to deal with. Nobody waits for anybody.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from threading import Lock
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from playground.frames import File, encode, encode_file
from playground.live.credit import Credit
from playground.messages import dump
from playground.strict import BadIntent
from playground.wire import Kind

__all__ = [
    "BadIntent",
    "File",
    "Frame",
    "History",
    "NoRoom",
    "Rows",
    "Scene",
    "UnknownRun",
    "Viewer",
]

HISTORY_COLUMNS = 5  # epoch, train_loss, test_loss, train_score, test_score


class NoRoom(RuntimeError):
    """A cap of the service is reached (runs, compile requests); its message says which."""


class UnknownRun(LookupError):
    """No run answers to this token (any more)."""


class Rows(Protocol):
    """A loss history as it stood at one moment; later appends must not change it."""

    @property
    def version(self) -> int:
        """Changes whenever rows that were already there change (start again, decimation)."""

    def rows(self, start: int) -> NDArray[np.float32]:
        """Rows from `start` to the end."""  # (n, HISTORY_COLUMNS)


class History(NamedTuple):
    """Rows as a view of the filled part of a buffer.

    Whoever records appends behind the view and, to decimate, fills a new buffer under the next
    version: then a view needs neither a copy nor a lock.
    """

    version: int
    table: NDArray[np.float32]  # (rows, HISTORY_COLUMNS)

    def rows(self, start: int) -> NDArray[np.float32]:
        """Rows from `start` to the end."""
        return self.table[start:]


class Frame(NamedTuple):
    """One moment of a run.

    The header holds these scalars (generation, step, epoch, state, losses, scores,
    steps_per_s, epochs_per_s); the viewer adds kind, seq and history_start.
    """

    header: Mapping[str, Any]
    arrays: Mapping[str, NDArray[Any]]
    history: Rows


class Scene(NamedTuple):
    """What stays while a run trains: its points, axes and layers, and the maps of its inputs."""

    text: Mapping[str, Any]
    arrays: Mapping[str, NDArray[Any]]


class Viewer:
    """What one socket was sent, and how much more it may get now."""

    def __init__(self, send: Callable[[Kind, bytes], None], *, clock: Callable[[], float]) -> None:
        """`send` writes one message to the wire; it may be called from any thread."""
        self.visible = True
        self.seq = 0
        self.last_ack_s = clock()
        self._send = send
        self._clock = clock
        self._history = (-1, -1, 0)  # generation, version, rows sent so far
        self._new_scene = False  # sent, and no frame of it yet
        self._credit = Credit()
        self._lock = Lock()  # frames are sent by the trainer, acknowledged by the desk

    @property
    def unacked(self) -> int:
        """Frames on their way or not yet painted."""
        return self._credit.unacked

    @property
    def wants_frame(self) -> bool:
        """Whether the page has room for a frame: if not, spare the probing.

        A new network's first frame does not wait until the old one's are painted.
        """
        room = self._new_scene or self._credit.unacked < self._credit.allowance
        return self.visible and room

    def tell(self, message: Mapping[str, Any]) -> None:
        """Send a text message."""
        self._send(Kind.TEXT, dump(message).encode())

    def offer_status(self, status: Mapping[str, Any]) -> None:
        """Send the status."""
        self.tell({"type": "status", **status})

    def offer_scene(self, scene: Scene) -> None:
        """Send the scene: first its text, then its arrays."""
        self.tell({"type": "scene", **scene.text})
        header = {"kind": "inputs", "seq": 0, "generation": scene.text.get("generation", 0)}
        self._send(Kind.ARRAYS, encode(header, scene.arrays))
        self._new_scene = True

    def offer_frame(self, frame: Frame) -> None:
        """Send a frame with the part of the history that the page does not have yet."""
        generation, version = frame.header.get("generation", 0), frame.history.version
        start = self._history[2] if self._history[:2] == (generation, version) else 0
        tail = frame.history.rows(start)
        self._history = (generation, version, start + len(tail))
        self._new_scene = False
        self.seq += 1
        own = {"kind": "frame", "seq": self.seq, "history_start": start}
        history = {"history": tail[:, :HISTORY_COLUMNS]}
        if tail.shape[1] > HISTORY_COLUMNS:  # of a comparison's right side, with the same epochs
            history["beside_history"] = np.delete(tail, range(1, HISTORY_COLUMNS), axis=1)
        data = encode({**frame.header, **own}, {**frame.arrays, **history})
        with self._lock:
            self._credit.sent(self.seq, now_s=self._clock())
        self._send(Kind.FRAME, data)

    def offer_file(self, file: File) -> None:
        """Send a file to save."""
        self._send(Kind.ARRAYS, encode_file(file))

    def acked(self, seq: int) -> None:
        """Note that this frame and all before it were painted."""
        with self._lock:
            self.last_ack_s = self._clock()
            self._credit.acked(seq, now_s=self.last_ack_s)
