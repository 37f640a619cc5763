"""The live stream: one WebSocket a page, intents in, frames out.

The page's first message names its run. Then two tasks work side by side: one reads intents and
acknowledgements, the other sends whatever the viewer's mailbox holds. Neither ever waits for
the trainer, nor the trainer for them.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from typing import Any, Protocol

from starlette.websockets import WebSocket, WebSocketDisconnect

from playground.service.link import Link
from playground.service.messages import (
    BAD_MESSAGE,
    HELLO_TIMEOUT,
    PROTOCOL,
    REPLACED,
    TOO_MANY,
    UNKNOWN,
    Close,
    Limits,
    dump,
    parse,
    receive,
)
from playground.service.metrics import Metrics
from playground.service.viewer import NoRoom, UnknownRun, Viewer

__all__ = ["RunnerApi", "Stream"]

MIN_TOKEN_CHARS = 16
MAX_TOKEN_CHARS = 128


class RunnerApi(Protocol):
    """The part of the runner that the service's edge uses."""

    @property
    def device(self) -> str: ...

    @property
    def heartbeat_age_s(self) -> float: ...

    def stats(self) -> Mapping[str, Any]: ...

    def find(self, token: str) -> Any | None: ...

    def alias(self, new: str, old: str) -> None: ...

    def post(self, token: str, intent: dict[str, Any]) -> None: ...

    def attach(self, token: str, viewer: Viewer) -> None: ...

    def detach(self, token: str, viewer: Viewer) -> None: ...


class Stream:
    """The endpoint; `serve` is what a WebSocketRoute takes."""

    def __init__(
        self,
        runner: RunnerApi,
        *,
        fresh: Callable[[str, str], None],
        resumes: Callable[[Any, str], bool] = lambda run, query: True,
        metrics: Metrics | None = None,
        base: str = "",
        limits: Limits | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`fresh(query, token)` opens a run, putting right what the query cannot have;
        `resumes(run, query)` says whether a reloaded page at this address still means that run.
        """
        self.runner = runner
        self.fresh = fresh
        self.resumes = resumes
        self.metrics = metrics or Metrics()
        self.catalogue_url = f"{base}/np/catalogue.json"
        self.limits = limits or Limits()
        self.clock = clock
        self._links: dict[str, Link] = {}  # the newest socket of each token

    async def serve(self, websocket: WebSocket) -> None:
        """One socket from its first message to its end."""
        await websocket.accept()
        self.metrics.sockets += 1
        try:
            await self._talk(websocket)
        except Close as end:
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
        hello = await self._hello(websocket)
        token = hello["token"]
        resumed = self._admit(hello)
        link = Link(
            websocket,
            post=partial(self.runner.post, token),
            metrics=self.metrics,
            limits=self.limits,
            clock=self.clock,
        )
        older = self._links.get(token)
        self._links[token] = link
        if older is not None:
            older.replaced.set()
        welcome = {"type": "welcome", "protocol": PROTOCOL, "token": token, "resumed": resumed}
        welcome |= {"device": self.runner.device, "catalogue_url": self.catalogue_url}
        try:
            await websocket.send_text(dump(welcome))
            self.runner.attach(token, link.viewer)
            await link.run()
        except UnknownRun as error:
            raise Close(UNKNOWN, "this run is gone; say hello again") from error
        finally:
            self.runner.detach(token, link.viewer)
            if self._links.get(token) is link:
                del self._links[token]

    async def _hello(self, websocket: WebSocket) -> dict[str, Any]:
        try:
            async with asyncio.timeout(self.limits.hello_s):
                text = await receive(websocket, self.limits)
        except TimeoutError as error:
            raise Close(HELLO_TIMEOUT, "no hello in time") from error
        hello = parse(text)
        if hello.get("type") != "hello" or hello.get("protocol") != PROTOCOL:
            raise Close(BAD_MESSAGE, f"the first message must be hello, protocol {PROTOCOL}")
        hello = {"resume": None, "query": ""} | hello
        if not _is_token(hello.get("token")):
            raise Close(BAD_MESSAGE, "hello has no token")
        if hello["resume"] is not None and not _is_token(hello["resume"]):
            raise Close(BAD_MESSAGE, "hello's resume is no token")
        if not isinstance(hello["query"], str):
            raise Close(BAD_MESSAGE, "hello's query is no text")
        return hello

    def _admit(self, hello: Mapping[str, Any]) -> str:
        """Find or open the run of this page; says which of the two."""
        token, old, query = hello["token"], hello["resume"], hello["query"]
        if old is not None and old != token:
            run = self.runner.find(old)
            if run is not None and self.resumes(run, query):
                self.runner.alias(token, old)
                return "attached"
        if self.runner.find(token) is not None:
            return "attached" if old == token else "new"
        try:
            self.fresh(query, token)
        except NoRoom as error:
            raise Close(TOO_MANY, str(error)) from error
        except ValueError as error:
            raise Close(BAD_MESSAGE, str(error)) from error
        return "fresh"


def _is_token(value: Any) -> bool:
    return isinstance(value, str) and MIN_TOKEN_CHARS <= len(value) <= MAX_TOKEN_CHARS


def _is_gone(error: RuntimeError) -> bool:
    return "websocket" in str(error).lower()
