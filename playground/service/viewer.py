"""Viewer: the mailbox between the trainer's thread and one socket.

The runner offers, the socket takes; each of the three slots holds only the newest thing, so a
slow client costs one frame of memory and never waits anybody else's time.

    runner (any thread)                         socket (event loop)
    viewer.offer_status(status)                 viewer.take() -> Mail(status, scene, frame)
    viewer.offer_scene(scene, arrays)           viewer.acked(count, now_s=…, credit=…)
    if viewer.wants_frame:                      viewer.visible = False
        viewer.offer_frame(Frame(header, arrays, history))
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from threading import Lock
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "BadIntent",
    "Frame",
    "History",
    "Mail",
    "NoRoom",
    "Rows",
    "Scene",
    "UnknownRun",
    "Viewer",
]

MIN_CREDIT = 2
MAX_CREDIT = 8
HISTORY_COLUMNS = 5  # epoch, train_loss, test_loss, train_score, test_score

_NAVIGATE_RANK = {"none": 0, "replace": 1, "push": 2}


class BadIntent(ValueError):
    """An intent that cannot be carried out; its message is shown to the learner."""


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
    """One moment of a run. Nobody writes into its header or arrays once it is offered.

    The header holds these scalars (generation, step, epoch, state, losses, scores,
    steps_per_s, epochs_per_s); the socket adds kind, seq and history_start.
    """

    header: Mapping[str, Any]
    arrays: Mapping[str, NDArray[Any]]
    history: Rows


class Scene(NamedTuple):
    """What stays while a run trains: its points, axes and layers, and the maps of its inputs."""

    text: Mapping[str, Any]
    arrays: Mapping[str, NDArray[Any]]


class Mail(NamedTuple):
    """What one `take` found; to be sent in this order."""

    status: Mapping[str, Any] | None
    scene: Scene | None
    frame: Frame | None


class Viewer:
    """Slots that hold the newest status, scene and frame, and the credit of one socket."""

    def __init__(self, wake: Callable[[], None]) -> None:
        """`wake` is called from the offering thread when there is something to take."""
        self.status: Mapping[str, Any] | None = None
        self.scene: Scene | None = None
        self.frame: Frame | None = None
        self.credit = MIN_CREDIT
        self.unacked = 0
        self.visible = True
        self.last_ack_s = 0.0
        self._wake = wake
        self._lock = Lock()

    @property
    def wants_frame(self) -> bool:
        """Whether a frame offered now would leave at once: if not, spare the probing."""
        return self.visible and self.unacked < self.credit and self.frame is None

    def offer_status(self, status: Mapping[str, Any]) -> None:
        """Replace the status; a navigation that nobody took yet is kept, not lost."""
        with self._lock:
            waiting = (self.status or {}).get("navigate", "none")
            if _NAVIGATE_RANK[waiting] > _NAVIGATE_RANK[status.get("navigate", "none")]:
                status = {**status, "navigate": waiting}
            self.status = status
        self._wake()

    def offer_scene(self, scene: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> None:
        """Replace the scene; a waiting frame belongs to the scene before it and is dropped."""
        with self._lock:
            self.scene = Scene(scene, arrays)
            self.frame = None
        self._wake()

    def offer_frame(self, frame: Frame) -> None:
        """Replace the frame; it waits here while the client has no credit left."""
        with self._lock:
            self.frame = frame
            takeable = self.visible and self.unacked < self.credit
        if takeable:
            self._wake()

    def take(self) -> Mail:
        """Empty the slots; the frame only while the page is seen and has credit left."""
        with self._lock:
            frame = None
            if self.frame is not None and self.visible and self.unacked < self.credit:
                frame, self.frame = self.frame, None
                self.unacked += 1
            mail = Mail(self.status, self.scene, frame)
            self.status = self.scene = None
            return mail

    def acked(self, count: int, *, now_s: float, credit: int) -> None:
        """Note that `count` more frames were painted; `credit` is the new allowance."""
        with self._lock:
            self.unacked = max(0, self.unacked - count)
            self.credit = min(max(credit, MIN_CREDIT), MAX_CREDIT)
            self.last_ack_s = now_s
