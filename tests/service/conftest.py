"""An app, a trainer and a client without a network: the ASGI calls themselves."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

import pytest
from starlette.routing import Router, WebSocketRoute

from playground.service.metrics import Metrics
from playground.service.stream import Stream
from playground.wire import Kind, Message

PATIENCE_S = 5.0  # how long a test waits for what should come at once
Headers = Iterable[tuple[str, str]]


class FakeTrainer:
    """Keeps what sockets say; tests tell it what to answer."""

    def __init__(self) -> None:
        self.heartbeat_age_s = 0.1
        self.stats = {"runs": {"running": 1}, "viewers": 1, "compiles": 3, "programs": 2}
        self.heard: list[Message] = []
        self.sockets: dict[int, Callable[[Message], None]] = {}
        self.count = 0
        self._catalogue: asyncio.Future[bytes] | None = None

    @property
    def catalogue(self) -> asyncio.Future[bytes]:
        if self._catalogue is None:
            self._catalogue = asyncio.get_running_loop().create_future()
        return self._catalogue

    def open(self, deliver: Callable[[Message], None]) -> int:
        self.count += 1
        self.sockets[self.count] = deliver
        return self.count

    def say(self, socket: int, kind: Kind, payload: bytes = b"") -> None:
        self.heard.append(Message(socket, kind, payload))

    def close(self, socket: int) -> None:
        del self.sockets[socket]

    def tell(self, payload: bytes, kind: Kind = Kind.TEXT, *, socket: int = 1) -> None:
        self.sockets[socket](Message(socket, kind, payload))


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes


class Closed(Exception):
    """The server ended the socket (or refused it: then code 403)."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Socket:
    """The browser's side of one socket."""

    def __init__(self, app: Any, path: str, headers: Headers, client: str) -> None:
        self.inbox: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.outbox: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.gate = asyncio.Event()  # cleared: the network takes nothing more
        self.gate.set()
        self.accepted = False
        scope = _scope("websocket", path, headers, client) | {"subprotocols": []}
        self.outbox.put_nowait({"type": "websocket.connect"})
        self.task = asyncio.create_task(app(scope, self.outbox.get, self._take))

    async def _take(self, message: dict[str, Any]) -> None:
        await self.gate.wait()
        await self.inbox.put(message)

    def say(self, message: Any) -> None:
        text = message if isinstance(message, str) else json.dumps(message)
        self.outbox.put_nowait({"type": "websocket.receive", "text": text})

    def say_bytes(self, data: bytes) -> None:
        self.outbox.put_nowait({"type": "websocket.receive", "bytes": data})

    def leave(self) -> None:
        self.outbox.put_nowait({"type": "websocket.disconnect", "code": 1001})

    async def hear(self, kind: str | None = None) -> Any:
        """The next message; with `kind`, the next text message of that type."""
        while True:
            message = await asyncio.wait_for(self.inbox.get(), PATIENCE_S)
            if message["type"] == "websocket.accept":
                self.accepted = True
                continue
            if message["type"] == "websocket.close":
                raise Closed(message.get("code", 1000) if self.accepted else 403)
            if kind is None:
                return message.get("bytes") or json.loads(message["text"])
            if message.get("text") and json.loads(message["text"])["type"] == kind:
                return json.loads(message["text"])

    async def end(self) -> int:
        """Wait for the server to close; its code."""
        try:
            while True:
                await self.hear()
        except Closed as closed:
            return closed.code


@asynccontextmanager
async def connect(
    app: Any, path: str = "/np/stream", headers: Headers = (), client: str = "10.0.0.1"
) -> AsyncIterator[Socket]:
    socket = Socket(app, path, headers, client)
    try:
        yield socket
    finally:
        socket.gate.set()
        socket.leave()
        await asyncio.wait_for(socket.task, PATIENCE_S)


async def request(
    app: Any,
    path: str,
    *,
    method: str = "GET",
    headers: Headers = (),
    body: Iterable[bytes] = (b"",),
    client: str = "10.0.0.1",
) -> Answer:
    parts = list(body)
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        if not parts:
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": parts.pop(0), "more_body": bool(parts)}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await app(_scope("http", path, headers, client) | {"method": method}, receive, send)
    head = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    assert len(head) == len(sent[0]["headers"]), "a header stands twice"
    return Answer(sent[0]["status"], head, b"".join(part.get("body", b"") for part in sent[1:]))


def _scope(kind: str, path: str, headers: Headers, client: str) -> dict[str, Any]:
    pairs = [(name.lower(), value) for name, value in headers]
    if not any(name == "host" for name, _ in pairs):
        pairs.insert(0, ("host", "localhost:8501"))
    return {
        "type": kind,
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "scheme": "http" if kind == "http" else "ws",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in pairs],
        "client": (client, 50_000),
        "server": ("127.0.0.1", 8501),
    }


def hello(token: str = "t" * 43, **more: Any) -> dict[str, Any]:
    return {"type": "hello", "protocol": 1, "token": token, "resume": None, "query": ""} | more


def stream_app(trainer: FakeTrainer, **options: Any) -> Router:
    stream = Stream(trainer, metrics=Metrics(), **options)
    return Router([WebSocketRoute("/np/stream", stream.serve)])


@pytest.fixture
def trainer() -> FakeTrainer:
    return FakeTrainer()


@pytest.fixture
def asgi() -> Any:
    """The helpers above, under one name (test modules import nothing from each other)."""

    class Helpers:
        Closed = Closed
        connect = staticmethod(connect)
        hello = staticmethod(hello)
        request = staticmethod(request)
        stream_app = staticmethod(stream_app)

        @staticmethod
        def play(scene: Callable[[], Awaitable[None]]) -> None:
            asyncio.run(scene())

    return Helpers
