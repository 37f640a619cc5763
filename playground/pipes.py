"""The ends of the wire in a process beside the server: its standard input and output."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from threading import Lock
from typing import IO

from playground.wire import Kind, Message, Unpacker, pack

__all__ = ["Pipes"]

PIECE_BYTES = 1 << 16
PIPE_BYTES = 1 << 20


class Pipes:
    """Whatever else is printed in this process goes to its errors."""

    def __init__(self) -> None:
        """Take both over; once in a process."""
        self._input = sys.stdin.fileno()
        self._output: IO[bytes] = open(os.dup(sys.stdout.fileno()), "wb", buffering=0)  # noqa: SIM115
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        self._lock = Lock()
        _widen(self._output.fileno())

    def send(self, socket: int, kind: Kind, payload: bytes) -> None:
        """Write one message; from any thread."""
        data = pack(socket, kind, payload)
        with self._lock:
            self._output.write(data)

    def hear(self) -> Iterator[Message]:
        """What the server says, until it has nothing more to say."""
        unpacker = Unpacker()
        while piece := os.read(self._input, PIECE_BYTES):
            yield from unpacker.feed(piece)


def _widen(pipe: int) -> None:
    """Room for many frames, where the system lets us: who computes should not wait to be read."""
    try:
        import fcntl

        fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, PIPE_BYTES)
    except (ImportError, AttributeError, OSError):
        return
