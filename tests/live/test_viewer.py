"""What one socket is sent, and the credit that it gets."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from playground.frames import decode
from playground.live.credit import Credit
from playground.live.viewer import Frame, History, Scene, Viewer
from playground.wire import Kind


def make_frame(step: int, *, version: int = 1, rows: int = 0, generation: int = 1) -> Frame:
    table = np.arange(rows * 5, dtype=np.float32).reshape(rows, 5)
    header = {"generation": generation, "step": step, "epoch": float(step), "state": "running"}
    return Frame(header, {"field": np.zeros((4, 4), np.uint8)}, History(version, table))


@pytest.fixture
def sent() -> list[tuple[Kind, bytes]]:
    return []


@pytest.fixture
def viewer(sent: list[Any]) -> Viewer:
    return Viewer(lambda kind, payload: sent.append((kind, payload)), clock=lambda: 0.0)


def test_status_scene_and_inputs_come_in_this_order(viewer: Viewer, sent: list[Any]) -> None:
    viewer.offer_status({"state": "running", "navigate": "push"})
    viewer.offer_scene(Scene({"generation": 4, "grid": 50}, {"maps": np.ones((2, 3), np.uint8)}))
    assert [kind for kind, _ in sent] == [Kind.TEXT, Kind.TEXT, Kind.ARRAYS]
    assert json.loads(sent[0][1]) == {"type": "status", "state": "running", "navigate": "push"}
    assert json.loads(sent[1][1]) == {"type": "scene", "generation": 4, "grid": 50}
    inputs = decode(sent[2][1])
    assert inputs.header == {"kind": "inputs", "seq": 0, "generation": 4}
    assert inputs.arrays["maps"].shape == (2, 3)


def test_frames_are_numbered_and_wait_for_credit(viewer: Viewer, sent: list[Any]) -> None:
    for seq in (1, 2, 3):
        assert viewer.wants_frame
        viewer.offer_frame(make_frame(10 * seq))
        header = decode(sent[-1][1]).header
        assert (sent[-1][0], header["seq"], header["step"]) == (Kind.FRAME, seq, 10 * seq)
    assert (viewer.wants_frame, viewer.unacked) == (False, 3)
    viewer.acked(1)
    assert (viewer.wants_frame, viewer.unacked) == (True, 2)
    viewer.acked(7)  # of a frame that was never sent: all that were are painted
    assert viewer.unacked == 0


def test_the_first_frame_of_a_new_network_waits_for_no_credit(viewer: Viewer) -> None:
    for step in (10, 20, 30):
        viewer.offer_frame(make_frame(step))
    assert not viewer.wants_frame
    viewer.offer_scene(Scene({"generation": 2}, {}))
    assert viewer.wants_frame
    viewer.offer_frame(make_frame(0, generation=2))
    assert (viewer.wants_frame, viewer.unacked) == (False, 4)
    viewer.acked(4)
    assert viewer.wants_frame


def test_a_hidden_page_wants_no_frames(viewer: Viewer) -> None:
    viewer.visible = False
    assert not viewer.wants_frame


def test_history_comes_as_a_tail_and_whole_when_it_changed(viewer: Viewer, sent: list[Any]) -> None:
    # (generation, version, rows) -> (history_start, rows sent)
    steps = [((1, 1, 3), (0, 3)), ((1, 1, 3), (3, 0)), ((1, 1, 5), (3, 2))]
    steps += [((1, 2, 4), (0, 4)), ((2, 2, 1), (0, 1)), ((2, 2, 2), (1, 1))]
    for seq, ((generation, version, rows), expected) in enumerate(steps, start=1):
        frame = make_frame(seq, version=version, rows=rows, generation=generation)
        viewer.offer_frame(frame)
        seen = decode(sent[-1][1])
        tail = seen.arrays["history"]
        assert (seen.header["history_start"], len(tail)) == expected
        assert np.array_equal(tail, frame.history.rows(expected[0]))


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
    [(0.0, 1 / 60, 3, 3), (0.05, 1 / 60, 4, 6), (0.3, 1 / 60, 8, 8), (0.001, 0.2, 3, 3)],
)
def test_credit_grows_with_the_round_trip_but_not_with_slow_painting(
    trip_s: float, paint_s: float, low: int, high: int
) -> None:
    assert low <= run_credit(trip_s=trip_s, paint_s=paint_s) <= high
