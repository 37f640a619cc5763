"""What one socket may ask of the server."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["Bucket", "Limits"]


class Limits(NamedTuple):
    """Of one socket."""

    hello_s: float = 5.0
    message_bytes: int = 16_384
    messages_per_s: float = 300.0  # two drags and the acknowledgements of a 120 Hz screen
    message_burst: float = 600.0
    unsent: int = 512  # messages that a page may leave unread before it is cut off
    unsent_bytes: int = 1 << 23


class Bucket:
    """Lets a burst through, then a steady rate."""

    def __init__(self, limits: Limits, *, now_s: float) -> None:
        """Start full."""
        self.rate = limits.messages_per_s
        self.burst = limits.message_burst
        self.left = limits.message_burst
        self.then_s = now_s

    def takes(self, *, now_s: float) -> bool:
        """Take one message out, if there is one left to take."""
        self.left = min(self.burst, self.left + (now_s - self.then_s) * self.rate) - 1
        self.then_s = now_s
        return self.left >= 0
