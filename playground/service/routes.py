"""Routes: what the playground answers beside Streamlit, and the app's start and stop.

Streamlit does not put its base path before the routes of others, so it is done here.
"""

from __future__ import annotations

import gc
import json
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import cache
from threading import Lock
from typing import Any

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
from playground.service.stream import Stream

__all__ = ["base_path", "lifespan", "routes"]

HEARTBEAT_LIMIT_S = 5.0
NO_STORE = {"cache-control": "no-store"}


def base_path(configured: str) -> str:
    """Streamlit's `server.baseUrlPath` as a prefix: "" or "/some/path"."""
    trimmed = configured.strip("/ ")
    return f"/{trimmed}" if trimmed else ""


def routes(
    stream: Stream, *, web: WebFolder, catalogue: Callable[[], Any], base: str = ""
) -> list[BaseRoute]:
    """All routes, with `base` as `base_path` gives it; `catalogue` is called once, when asked."""
    prepared = _Prepared(catalogue)
    runner, metrics = stream.runner, stream.metrics

    async def module(request: Request) -> Response:
        asset = web.assets.get(request.path_params["file"])
        if asset is None or request.path_params["version"] != web.version:
            return _missing()
        return respond(request, asset)

    async def show_catalogue(request: Request) -> Response:
        return respond(request, await run_in_threadpool(prepared.catalogue))

    async def plotly(request: Request) -> Response:
        asset = await run_in_threadpool(prepared.plotly)
        return _missing() if asset is None else respond(request, asset)

    async def health(request: Request) -> Response:
        age_s = runner.heartbeat_age_s
        if age_s > HEARTBEAT_LIMIT_S:
            text = f"the trainer has been silent for {age_s:.1f} s\n"
            return PlainTextResponse(text, status_code=503, headers=NO_STORE)
        return PlainTextResponse("ok\n", headers=NO_STORE)

    async def measure(request: Request) -> Response:
        text = metrics.text(runner.stats(), heartbeat_age_s=runner.heartbeat_age_s)
        kind = "text/plain; version=0.0.4; charset=utf-8"
        return PlainTextResponse(text, media_type=kind, headers=NO_STORE)

    return [
        Route(f"{base}/np/web/{{version}}/{{file:path}}", module),
        Route(f"{base}/np/catalogue.json", show_catalogue),
        Route(f"{base}/np/plotly.min.js", plotly),
        WebSocketRoute(f"{base}/np/stream", stream.serve),
        Route(f"{base}/healthz", health),
        Route(f"{base}/metrics", measure),
    ]


def lifespan(
    start: Callable[[], None], stop: Callable[[], None]
) -> Callable[[Any], AbstractAsyncContextManager[None]]:
    """What the app takes as its lifespan: the trainer lives as long as the server."""

    @asynccontextmanager
    async def live(app: Any) -> AsyncIterator[None]:
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

    def __init__(self, catalogue: Callable[[], Any]) -> None:
        self._lock = Lock()
        self._catalogue = cache(lambda: _json_asset(catalogue()))
        self._plotly = cache(plotly_asset)

    def catalogue(self) -> Asset:
        with self._lock:
            return self._catalogue()

    def plotly(self) -> Asset | None:
        with self._lock:
            return self._plotly()


def _json_asset(value: Any) -> Asset:
    body = json.dumps(value, separators=(",", ":"), allow_nan=False).encode()
    return make_asset(body, MEDIA_TYPES[".json"], cache=REVALIDATE)


def _missing() -> Response:
    return PlainTextResponse("not found\n", status_code=404, headers=NO_STORE)
