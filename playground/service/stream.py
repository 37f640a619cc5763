"""The live stream's end at the server: one WebSocket a page, passed through to the trainer.

Two tasks work side by side for each socket: one passes on what the page says, within limits, the
other sends what the trainer has to tell it. Nothing is read here but its size.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, Protocol

from starlette.websockets import WebSocket, WebSocketDisconnect

from playground.service.limits import Bucket, Limits
from playground.service.metrics import Metrics
from playground.wire import (
    BAD_MESSAGE,
    HELLO_TIMEOUT,
    REPLACED,
    TOO_MANY,
    Kind,
    Message,
    unpack_close,
)

__all__ = ["Stream", "TrainerApi"]

MAX_REASON_BYTES = 120  # a close frame holds 123


class TrainerApi(Protocol):
    """The part of the trainer that a socket uses."""

    @property
    def stats(self) -> Mapping[str, Any]: ...

    def open(self, deliver: Callable[[Message], None]) -> int: ...

    def say(self, socket: int, kind: Kind, payload: bytes = b"") -> None: ...

    def close(self, socket: int) -> None: ...


class _End(Exception):
    """Ends a socket with a code and a reason that the page understands."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason.encode()[:MAX_REASON_BYTES].decode(errors="ignore")


class Stream:
    """The endpoint; `serve` is what a WebSocketRoute takes."""

    def __init__(
        self,
        trainer: TrainerApi,
        *,
        metrics: Metrics,
        limits: Limits | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.trainer = trainer
        self.metrics = metrics
        self.limits = limits or Limits()
        self.clock = clock

    async def serve(self, websocket: WebSocket) -> None:
        """One socket from its first message to its end."""
        await websocket.accept()
        self.metrics.sockets += 1
        try:
            await self._talk(websocket)
        except _End as end:
            if end.code != REPLACED:
                self.metrics.rejected[f"socket_{end.code}"] += 1
            with suppress(WebSocketDisconnect, RuntimeError):
                await websocket.close(end.code, end.reason)
        except (WebSocketDisconnect, RuntimeError) as error:
            # Starlette's word for a send after the other side has gone is a RuntimeError too.
            if isinstance(error, RuntimeError) and not _is_gone(error):
                raise
        finally:
            self.metrics.sockets -= 1

    async def _talk(self, websocket: WebSocket) -> None:
        try:
            async with asyncio.timeout(self.limits.hello_s):
                first = await self._receive(websocket)
        except TimeoutError as error:
            raise _End(HELLO_TIMEOUT, "no hello in time") from error
        mail = _Mail(self.limits)
        number = self.trainer.open(mail.put)
        try:
            self.trainer.say(number, Kind.HELLO, first)
            jobs = (self._pass_on(websocket, number), self._send(websocket, mail), mail.overflow())
            tasks = [asyncio.create_task(job) for job in jobs]
            try:
                done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
            for task in done:
                task.result()
        finally:
            self.trainer.close(number)

    async def _pass_on(self, websocket: WebSocket, number: int) -> None:
        bucket = Bucket(self.limits, now_s=self.clock())
        while True:
            text = await self._receive(websocket)
            if not bucket.takes(now_s=self.clock()):
                raise _End(TOO_MANY, "too many messages")
            self.trainer.say(number, Kind.SAY, text)

    async def _receive(self, websocket: WebSocket) -> bytes:
        """The next text; ends the socket when it is none or too long."""
        message = await websocket.receive()
        if message["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(message.get("code", 1000))
        text = message.get("text")
        if not isinstance(text, str):
            raise _End(BAD_MESSAGE, "messages are text")
        data = text.encode(errors="replace")
        if len(data) > self.limits.message_bytes:
            raise _End(BAD_MESSAGE, f"a message has at most {self.limits.message_bytes} bytes")
        return data

    async def _send(self, websocket: WebSocket, mail: _Mail) -> None:
        while True:
            _, kind, payload = await mail.take()
            if kind == Kind.TEXT:
                await websocket.send_text(payload.decode())
            elif kind == Kind.CLOSE:
                raise _End(*unpack_close(payload))
            else:
                if kind == Kind.FRAME:
                    self.metrics.frames += 1
                    self.metrics.frame_bytes += len(payload)
                await websocket.send_bytes(payload)


class _Mail:
    """What waits to be sent to one page: bounded, so that one that never reads costs little."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._waiting: deque[Message] = deque()
        self._bytes = 0
        self._some = asyncio.Event()
        self._full = asyncio.Event()

    def put(self, message: Message) -> None:
        """Add a message, if there is room for one more."""
        if self._bytes > self._limits.unsent_bytes or len(self._waiting) >= self._limits.unsent:
            self._full.set()
            return
        self._waiting.append(message)
        self._bytes += len(message.payload)
        self._some.set()

    async def overflow(self) -> None:
        """Wait until there was no room for a message, and end the socket."""
        await self._full.wait()
        raise _End(TOO_MANY, "this page reads too slowly")

    async def take(self) -> Message:
        """The oldest message, when there is one."""
        while not self._waiting:
            self._some.clear()
            await self._some.wait()
        message = self._waiting.popleft()
        self._bytes -= len(message.payload)
        return message


def _is_gone(error: RuntimeError) -> bool:
    return "websocket" in str(error).lower()
