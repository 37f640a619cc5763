"""Credit: how many frames may be on their way to a client that has not yet painted them."""

from __future__ import annotations

import math
from collections import deque

__all__ = ["Credit"]

MIN_CREDIT = 3  # with 2, one display frame in twelve came before its picture
MAX_CREDIT = 8
RATE_MEMORY = 0.1  # weight of a new gap between acknowledgements in the running mean

JITTER = 0.1  # of a frame: a mean that wavers about a whole number should not cost one more


class Credit:
    """Enough frames in flight to fill the round trip, and one more.

    In flight = painted frames a second x shortest round trip. The shortest one, because a
    client that paints slowly makes every later one long by queueing: more credit would only
    show it an older picture.
    """

    def __init__(self) -> None:
        """Start with the least; `allowance` grows as acknowledgements come."""
        self.allowance = MIN_CREDIT
        self._sent: deque[tuple[int, float]] = deque()  # (seq, when), not yet acknowledged
        self._shortest_s = math.inf
        self._gap_s = math.inf  # running mean of the time between painted frames
        self._last_ack_s: float | None = None

    @property
    def unacked(self) -> int:
        """Frames sent and not yet acknowledged."""
        return len(self._sent)

    def sent(self, seq: int, *, now_s: float) -> None:
        """Note that frame `seq` leaves now."""
        self._sent.append((seq, now_s))

    def acked(self, seq: int, *, now_s: float) -> None:
        """Note that `seq` and all before it were painted."""
        count = 0
        while self._sent and self._sent[0][0] <= seq:
            _, when_s = self._sent.popleft()
            self._shortest_s = min(self._shortest_s, now_s - when_s)
            count += 1
        if count:
            self._measure(count, now_s)

    def _measure(self, count: int, now_s: float) -> None:
        last_s, self._last_ack_s = self._last_ack_s, now_s
        if last_s is None:
            return
        gap_s = (now_s - last_s) / count
        if math.isinf(self._gap_s):
            self._gap_s = gap_s
        self._gap_s += RATE_MEMORY * (gap_s - self._gap_s)
        in_flight = self._shortest_s / max(self._gap_s, 1e-6)
        self.allowance = min(max(math.ceil(in_flight - JITTER) + 1, MIN_CREDIT), MAX_CREDIT)
