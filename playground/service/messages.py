"""What travels on the live stream's socket: limits, close codes, and reading one message."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple, NoReturn

from starlette.websockets import WebSocket, WebSocketDisconnect

__all__ = ["Bucket", "Close", "Limits", "dump", "parse", "receive"]

PROTOCOL = 1

# Close codes, known to `web/stream.js`. The guard's refusals (origin, host) come as HTTP 403.
BAD_MESSAGE = 4400
UNKNOWN = 4401
HELLO_TIMEOUT = 4408
REPLACED = 4409
TOO_MANY = 4429

MAX_REASON_BYTES = 120  # a close frame holds 123


class Limits(NamedTuple):
    """What one socket may ask of the server."""

    hello_s: float = 5.0
    message_bytes: int = 16_384
    messages_per_s: float = 300.0  # two drags and the acknowledgements of a 120 Hz screen
    message_burst: float = 600.0


class Close(Exception):
    """Ends a socket with a code and a reason that the page understands."""

    def __init__(self, code: int, reason: str) -> None:
        """`reason` is cut to what a close frame holds."""
        super().__init__(reason)
        self.code = code
        self.reason = reason.encode()[:MAX_REASON_BYTES].decode(errors="ignore")


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


async def receive(websocket: WebSocket, limits: Limits) -> str:
    """The next text; ends the socket when it is none or too long."""
    message = await websocket.receive()
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message.get("code", 1000))
    text = message.get("text")
    if not isinstance(text, str):
        raise Close(BAD_MESSAGE, "messages are text")
    if len(text) > limits.message_bytes or len(text.encode()) > limits.message_bytes:
        raise Close(BAD_MESSAGE, f"a message has at most {limits.message_bytes} bytes")
    return text


def parse(text: str) -> dict[str, Any]:
    """A message as an object; ends the socket when it is none."""
    try:
        message = _DECODER.decode(text)
    except (ValueError, RecursionError) as error:
        raise Close(BAD_MESSAGE, "a message is no JSON") from error
    if not isinstance(message, dict):
        raise Close(BAD_MESSAGE, "a message is a JSON object")
    return message


def _refuse(text: str) -> NoReturn:
    raise ValueError(f"{text} is not finite")


_DECODER = json.JSONDecoder(parse_constant=_refuse)


def dump(message: Mapping[str, Any]) -> str:
    """A message as compact JSON."""
    return json.dumps(message, separators=(",", ":"), allow_nan=False)
