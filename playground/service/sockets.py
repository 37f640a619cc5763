"""Sockets that send at once."""

from __future__ import annotations

import os
import socket
from contextlib import suppress
from pathlib import Path

__all__ = ["send_at_once"]

DESCRIPTORS = Path("/dev/fd")


def send_at_once() -> None:
    """Switch Nagle's algorithm off for the sockets that this process listens on.

    asyncio does so for sockets whose protocol number says TCP, which that of Streamlit's listening
    socket does not; then every answer in two parts, and a frame behind another, waits up to 40 ms
    for an acknowledgement. A connection inherits the option from the socket it came in by. Where
    there are no descriptors to look through (Windows) all stays as it is.
    """
    with suppress(OSError):
        for name in os.listdir(DESCRIPTORS):
            with suppress(OSError):  # not a socket
                found = socket.socket(fileno=int(name))
                try:
                    if found.family in (socket.AF_INET, socket.AF_INET6):
                        found.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                finally:
                    found.detach()  # it is another's, and stays open
