"""Link: one socket of the live stream after its hello, reading and sending side by side."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from starlette.websockets import WebSocket

from playground.service.credit import Credit
from playground.service.frames import encode
from playground.service.messages import (
    REPLACED,
    TOO_MANY,
    Bucket,
    Close,
    Limits,
    dump,
    parse,
    receive,
)
from playground.service.metrics import Metrics
from playground.service.viewer import BadIntent, Frame, NoRoom, Scene, Viewer

__all__ = ["Link"]

MAX_ERROR_CHARS = 500
ERRORS_KEPT = 16


class Link:
    """One socket with its viewer: what it was sent, what it may still get."""

    def __init__(
        self,
        websocket: WebSocket,
        *,
        post: Callable[[dict[str, Any]], None],
        metrics: Metrics,
        limits: Limits,
        clock: Callable[[], float],
    ) -> None:
        """`post` carries out an intent or raises BadIntent, NoRoom or UnknownRun."""
        self.websocket = websocket
        self.post = post
        self.metrics = metrics
        self.limits = limits
        self.clock = clock
        self.replaced = asyncio.Event()
        self.credit = Credit()
        self.seq = 0
        self.errors: deque[str] = deque(maxlen=ERRORS_KEPT)
        self.history = (-1, -1, 0)  # generation, version, rows sent so far
        self.mail = asyncio.Event()
        self.bucket = Bucket(limits, now_s=clock())
        self._loop = asyncio.get_running_loop()
        self.viewer = Viewer(self._wake)
        self.viewer.last_ack_s = clock()

    def _wake(self) -> None:
        """Called from the trainer's thread. A wake that is already due covers this mail too."""
        if self.mail.is_set():
            return
        with suppress(RuntimeError):  # the loop is closed: the server is going down
            self._loop.call_soon_threadsafe(self.mail.set)

    async def run(self) -> None:
        """Read and send until the socket ends or a newer one of the same page takes over."""
        newer = asyncio.create_task(self.replaced.wait())
        tasks = [asyncio.create_task(self._read()), asyncio.create_task(self._send()), newer]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        if newer in done:
            raise Close(REPLACED, "a newer socket of this page took over")
        for task in done:
            task.result()

    async def _read(self) -> None:
        while True:
            text = await receive(self.websocket, self.limits)
            if not self.bucket.takes(now_s=self.clock()):
                raise Close(TOO_MANY, "too many messages")
            try:
                self._handle(parse(text))
            except (BadIntent, NoRoom) as error:
                self.metrics.rejected["intent"] += 1
                self._say(str(error))

    def _handle(self, message: dict[str, Any]) -> None:
        kind = message.get("type")
        if kind == "ack":
            self._ack(message.get("seq"))
        elif kind == "visible":
            if not isinstance(message.get("visible"), bool):
                raise BadIntent("visible must be true or false")
            self.viewer.visible = message["visible"]
            self.mail.set()
        elif kind == "hello" or not isinstance(kind, str):
            raise BadIntent("hello comes first and once, and every message has a type")
        else:
            self.post(message)

    def _ack(self, seq: Any) -> None:
        if type(seq) is not int:
            raise BadIntent("ack needs the frame's seq")
        now_s = self.clock()
        count = self.credit.acked(seq, now_s=now_s)
        self.viewer.acked(count, now_s=now_s, credit=self.credit.allowance)
        self.mail.set()

    def _say(self, text: str) -> None:
        error = {"type": "error", "text": text[:MAX_ERROR_CHARS], "fatal": False}
        self.errors.append(dump(error))
        self.mail.set()

    async def _send(self) -> None:
        while True:
            await self.mail.wait()
            self.mail.clear()
            while self.errors:
                await self.websocket.send_text(self.errors.popleft())
            mail = self.viewer.take()
            if mail.status is not None:
                await self.websocket.send_text(dump({"type": "status", **mail.status}))
            if mail.scene is not None:
                await self._send_scene(mail.scene)
            if mail.frame is not None:
                await self._send_frame(mail.frame)

    async def _send_scene(self, scene: Scene) -> None:
        await self.websocket.send_text(dump({"type": "scene", **scene.text}))
        header = {"kind": "inputs", "seq": 0, "generation": scene.text.get("generation", 0)}
        await self.websocket.send_bytes(encode(header, scene.arrays))

    async def _send_frame(self, frame: Frame) -> None:
        generation, version = frame.header.get("generation", 0), frame.history.version
        start = self.history[2] if self.history[:2] == (generation, version) else 0
        tail = frame.history.rows(start)
        self.history = (generation, version, start + len(tail))
        self.seq += 1
        own = {"kind": "frame", "seq": self.seq, "history_start": start}
        data = encode({**frame.header, **own}, {**frame.arrays, "history": tail})
        self.credit.sent(self.seq, now_s=self.clock())
        self.metrics.frames += 1
        self.metrics.frame_bytes += len(data)
        await self.websocket.send_bytes(data)
