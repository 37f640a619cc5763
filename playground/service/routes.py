"""Routes: what the playground answers beside Streamlit, and the app's start and stop.

Streamlit does not put its base path before the routes of others, so it is done here.
"""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import cache, partial
from threading import Lock
from typing import Any, Protocol

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute

from playground.service.assets import (
    MEDIA_TYPES,
    REVALIDATE,
    Asset,
    WebFolder,
    make_asset,
    plotly_asset,
    respond,
)
from playground.service.metrics import Metrics
from playground.service.sockets import send_at_once
from playground.service.stream import Stream

__all__ = ["TrainerState", "base_path", "lifespan", "routes"]

HEARTBEAT_LIMIT_S = 5.0
CATALOGUE_WAIT_S = 30.0  # the trainer brings it when it has started
NO_STORE = {"cache-control": "no-store"}


def base_path(configured: str) -> str:
    """Streamlit's `server.baseUrlPath` as a prefix: "" or "/some/path"."""
    trimmed = configured.strip("/ ")
    return f"/{trimmed}" if trimmed else ""


class TrainerState(Protocol):
    """What the trainer tells of itself."""

    @property
    def catalogue(self) -> asyncio.Future[bytes]: ...

    @property
    def heartbeat_age_s(self) -> float: ...

    @property
    def stats(self) -> Mapping[str, Any]: ...


def routes(
    stream: Stream,
    labs: Stream,
    trainer: TrainerState,
    *,
    metrics: Metrics,
    web: WebFolder,
    base: str = "",
) -> list[BaseRoute]:
    """All routes, with `base` as `base_path` gives it; `labs` is the labs' own stream."""
    prepared = _Prepared()

    async def module(request: Request) -> Response:
        asset = web.assets.get(request.path_params["file"])
        if asset is None or request.path_params["version"] != web.version:
            return _missing()
        return respond(request, asset)

    async def show_catalogue(request: Request) -> Response:
        try:
            text = await asyncio.wait_for(asyncio.shield(trainer.catalogue), CATALOGUE_WAIT_S)
        except TimeoutError:
            return PlainTextResponse("the trainer is starting\n", 503, headers=NO_STORE)
        return respond(request, prepared.catalogue(text))

    async def plotly(request: Request) -> Response:
        asset = await run_in_threadpool(prepared.plotly)
        return _missing() if asset is None else respond(request, asset)

    async def health(request: Request) -> Response:
        age_s = trainer.heartbeat_age_s
        if age_s > HEARTBEAT_LIMIT_S:
            text = f"the trainer has been silent for {age_s:.1f} s\n"
            return PlainTextResponse(text, status_code=503, headers=NO_STORE)
        return PlainTextResponse("ok\n", headers=NO_STORE)

    async def measure(request: Request) -> Response:
        age_s = trainer.heartbeat_age_s
        text = metrics.text(trainer.stats, labs.trainer.stats, heartbeat_age_s=age_s)
        kind = "text/plain; version=0.0.4; charset=utf-8"
        return PlainTextResponse(text, media_type=kind, headers=NO_STORE)

    return [
        Route(f"{base}/np/web/{{version}}/{{file:path}}", module),
        Route(f"{base}/np/catalogue.json", show_catalogue),
        Route(f"{base}/np/plotly.min.js", plotly),
        WebSocketRoute(f"{base}/np/stream", stream.serve),
        WebSocketRoute(f"{base}/np/labs", labs.serve),
        Route(f"{base}/healthz", health),
        Route(f"{base}/metrics", measure),
    ]


def lifespan(
    start: Callable[[], None], stop: Callable[[], None]
) -> Callable[[Any], AbstractAsyncContextManager[None]]:
    """What the app takes as its lifespan: the trainer lives as long as the server."""

    @asynccontextmanager
    async def live(app: Any) -> AsyncIterator[None]:
        send_at_once()
        start()
        # Everything imported by now stays: taking it out of the collector's sight spares
        # each full collection, and Streamlit's after every script run, 100 ms.
        gc.collect()
        gc.freeze()
        try:
            yield
        finally:
            stop()

    return live


class _Prepared:
    """Answers that are made when first asked for, and once."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._plotly = cache(plotly_asset)
        self.catalogue = cache(partial(make_asset, media_type=_JSON, cache=REVALIDATE))

    def plotly(self) -> Asset | None:
        with self._lock:
            return self._plotly()


_JSON = MEDIA_TYPES[".json"]


def _missing() -> Response:
    return PlainTextResponse("not found\n", status_code=404, headers=NO_STORE)
