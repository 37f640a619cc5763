"""The wire between the two processes: the server, which holds the sockets, and the trainer.

Both directions are one stream of messages: a head of nine bytes (length of the payload, number of
the socket, kind) and the payload. What a page says is passed on as it came, unread; what a page
is told is made by the trainer, ready to send.
"""

from __future__ import annotations

import struct
from enum import IntEnum
from typing import NamedTuple

__all__ = ["Kind", "Message", "Unpacker", "pack", "pack_close", "unpack_close"]

_HEAD = struct.Struct("<IIB")
_CODE = struct.Struct("<H")
MAX_PAYLOAD_BYTES = 1 << 26

# Close codes of a page's socket, known to `web/stream.js`. Refusals of the guard are HTTP 403.
BAD_MESSAGE = 4400
UNKNOWN = 4401
HELLO_TIMEOUT = 4408
REPLACED = 4409
TOO_MANY = 4429
RESTARTED = 1012


class Kind(IntEnum):
    """What a message is."""

    # from the server
    HELLO = 1  # a new socket's first text
    SAY = 2  # any later text of a socket
    GONE = 3  # a socket has ended
    # from the trainer, to a socket
    TEXT = 4
    ARRAYS = 5  # a binary message that is no frame
    FRAME = 6
    CLOSE = 7  # code and reason
    # from the trainer, to the server itself (socket 0); JSON
    STATS = 8  # also its heartbeat
    CATALOGUE = 9


class Message(NamedTuple):
    """One message."""

    socket: int
    kind: Kind
    payload: bytes


def pack(socket: int, kind: Kind, payload: bytes = b"") -> bytes:
    """A message as bytes."""
    return _HEAD.pack(len(payload), socket, kind) + payload


def pack_close(code: int, reason: str) -> bytes:
    """The payload of a CLOSE."""
    return _CODE.pack(code) + reason.encode()


def unpack_close(payload: bytes) -> tuple[int, str]:
    """Code and reason of a CLOSE."""
    return _CODE.unpack_from(payload)[0], payload[_CODE.size :].decode()


class Unpacker:
    """Cuts a stream of bytes into messages, whatever the pieces it comes in."""

    def __init__(self) -> None:
        self._waiting = bytearray()

    def feed(self, data: bytes) -> list[Message]:
        """The messages that are whole now. Raises ValueError if the stream is out of step."""
        buffer = self._waiting
        buffer += data
        found, start = [], 0
        while len(buffer) - start >= _HEAD.size:
            length, socket, kind = _HEAD.unpack_from(buffer, start)
            if length > MAX_PAYLOAD_BYTES:
                raise ValueError(f"a message of {length} bytes on the wire")
            end = start + _HEAD.size + length
            if end > len(buffer):
                break
            found.append(Message(socket, Kind(kind), bytes(buffer[start + _HEAD.size : end])))
            start = end
        del buffer[:start]
        return found
