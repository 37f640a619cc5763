"""The mailbox between trainer and socket, and the credit that a socket gets."""

from __future__ import annotations

import numpy as np
import pytest

from playground.service.credit import Credit
from playground.service.viewer import Frame, History, Viewer


def test_an_untaken_navigation_is_not_lost() -> None:
    viewer = Viewer(lambda: None)
    viewer.offer_status({"state": "compiling", "navigate": "push"})
    viewer.offer_status({"state": "running", "navigate": "none"})
    assert viewer.take().status == {"state": "running", "navigate": "push"}
    viewer.offer_status({"state": "paused", "navigate": "none"})
    assert viewer.take().status == {"state": "paused", "navigate": "none"}


def test_a_new_scene_drops_the_frame_of_the_old_one() -> None:
    viewer = Viewer(lambda: None)
    history = History(0, np.zeros((0, 5), np.float32))
    viewer.offer_frame(Frame({}, {}, history))
    viewer.offer_scene({}, {})
    mail = viewer.take()
    assert mail.frame is None
    assert mail.scene is not None


def run_credit(*, trip_s: float, paint_s: float, frames: int = 200) -> int:
    """A line with a round trip, and a page that paints one frame after the other."""
    credit = Credit()
    acks: list[tuple[float, int]] = []
    now_s = painted_s = 0.0
    for seq in range(1, frames):
        while len(acks) >= credit.allowance:
            at_s, acked = acks.pop(0)
            now_s = max(now_s, at_s)
            credit.acked(acked, now_s=now_s)
        credit.sent(seq, now_s=now_s)
        painted_s = max(painted_s, now_s + trip_s / 2) + paint_s
        acks.append((painted_s + trip_s / 2, seq))
    return credit.allowance


@pytest.mark.parametrize(
    ("trip_s", "paint_s", "low", "high"),
    [(0.0, 1 / 60, 2, 2), (0.05, 1 / 60, 4, 6), (0.3, 1 / 60, 8, 8), (0.001, 0.2, 2, 3)],
)
def test_credit_grows_with_the_round_trip_but_not_with_slow_painting(
    trip_s: float, paint_s: float, low: int, high: int
) -> None:
    assert low <= run_credit(trip_s=trip_s, paint_s=paint_s) <= high
