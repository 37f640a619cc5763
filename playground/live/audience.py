"""Audience: the sockets that are shown one run, and whether anybody looks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from playground.live.viewer import Frame, Scene, Viewer

__all__ = ["Audience"]

UNSEEN_PAUSE_S = 10.0  # a run that nobody looks at waits after this long


class Audience:
    """The viewers of one run; each gets the newest frame once."""

    def __init__(self, now_s: float) -> None:
        self.viewers: list[Viewer] = []
        self.watched = True
        self.unwatched_since_s = now_s
        self._marks: Mapping[str, Any] | None = None
        self._unseen: set[int] = set()  # viewers (by id) that have not got the newest frame

    def join(self, viewer: Viewer, now_s: float) -> None:
        """Show the run to one more socket."""
        viewer.last_ack_s = now_s
        self.viewers.append(viewer)
        if self._marks is not None:
            viewer.tell(self._marks)
        self._unseen.add(id(viewer))

    def leave(self, viewer: Viewer) -> None:
        """Forget a socket that may have been shown this run."""
        if viewer in self.viewers:
            self.viewers.remove(viewer)
            self._unseen.discard(id(viewer))

    def look_around(self, now_s: float) -> bool:
        """Note whether anybody looks; says whether somebody looks again after a pause."""
        was_watched = self.watched
        if any(_looks(viewer, now_s) for viewer in self.viewers):
            self.unwatched_since_s = now_s
        self.watched = now_s - self.unwatched_since_s <= UNSEEN_PAUSE_S
        return self.watched and not was_watched

    @property
    def lacks_frame(self) -> bool:
        """Whether somebody has not got the newest frame."""
        return bool(self._unseen)

    @property
    def takers(self) -> list[Viewer]:
        """Who lacks the newest frame and has room for it."""
        return [v for v in self.viewers if id(v) in self._unseen and v.wants_frame]

    def outdate(self) -> None:
        """There is something new to see."""
        self._unseen = {id(viewer) for viewer in self.viewers}

    def tell(self, status: Mapping[str, Any]) -> None:
        """Give everybody the status."""
        for viewer in self.viewers:
            viewer.offer_status(status)

    def set_stage(self, scene: Scene) -> None:
        """Give everybody the scene."""
        for viewer in self.viewers:
            viewer.offer_scene(scene)

    def set_marks(self, marks: Mapping[str, Any], *, generation: int) -> None:
        """Give everybody the marks of the accuracy curve, now and later; pages skip old ones."""
        self._marks = {"type": "marks", "generation": generation, **marks}
        for viewer in self.viewers:
            viewer.tell(self._marks)

    def show(self, frame: Frame, takers: list[Viewer]) -> None:
        """Give the frame to those who take it."""
        for viewer in takers:
            viewer.offer_frame(frame)
            self._unseen.discard(id(viewer))


def _looks(viewer: Viewer, now_s: float) -> bool:
    """A viewer in a tab that is seen and paints its frames."""
    return viewer.visible and (viewer.unacked == 0 or now_s - viewer.last_ack_s < UNSEEN_PAUSE_S)
