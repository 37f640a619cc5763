"""The files of Streamlit's own page, served from memory.

A first visit asks for sixty of them. Streamlit looks each one up, opens and reads it in other
threads, some 12 ms a file while the trainer starts on the other core.
"""

from __future__ import annotations

import mimetypes
from importlib.util import find_spec
from pathlib import Path

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from playground.service.assets import FOREVER

__all__ = ["PageFiles", "installed_page"]


def installed_page() -> Path:
    """The folder of the installed page. Raises FileNotFoundError."""
    spec = find_spec("streamlit")
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError("Streamlit is not installed")
    return Path(next(iter(spec.submodule_search_locations)), "static")


class PageFiles:
    """ASGI middleware: answers for the files below `static/`, whose names hold their hash."""

    def __init__(self, app: ASGIApp, *, page: Path, base: str = "") -> None:
        """Look which files there are; each is read when it is asked for first."""
        files = (path for path in (page / "static").rglob("*") if path.is_file())
        self.app = app
        self._known = {f"{base}/{path.relative_to(page).as_posix()}": path for path in files}
        self._read: dict[str, Response] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = self._known.get(scope.get("path", ""))
        if path is None or scope["type"] != "http" or scope["method"] != "GET":
            await self.app(scope, receive, send)
            return
        if path.name not in self._read:
            kind, _ = mimetypes.guess_type(path)
            kind = "text/javascript" if path.suffix == ".js" else kind
            headers = {"cache-control": FOREVER}
            self._read[path.name] = Response(path.read_bytes(), media_type=kind, headers=headers)
        await self._read[path.name](scope, receive, send)
