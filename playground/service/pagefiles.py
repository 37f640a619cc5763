"""The files of Streamlit's own page, served from memory, with a head start for the stage.

A first visit asks for sixty of them. Streamlit looks each one up, opens and reads it in other
threads, some 12 ms a file while the trainer starts on the other core.
"""

from __future__ import annotations

import mimetypes
import re
from importlib.util import find_spec
from pathlib import Path

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from playground.service.assets import FOREVER

__all__ = ["PageFiles", "installed_page", "with_head_start"]

_MODULES = re.compile(
    r'<script type="module"[^>]*></script>|<link rel="modulepreload"[^>]*>', re.IGNORECASE
)


def installed_page() -> Path:
    """The folder of the installed page. Raises FileNotFoundError."""
    spec = find_spec("streamlit")
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError("Streamlit is not installed")
    return Path(next(iter(spec.submodule_search_locations)), "static")


class PageFiles:
    """ASGI middleware: answers for the files below `static/`, whose names hold their hash."""

    def __init__(self, app: ASGIApp, *, page: Path, early: str, base: str = "") -> None:
        """Look which files there are; each is read when it is asked for first. `early` is the
        address of a module that the page loads before its own.
        """
        files = (path for path in (page / "static").rglob("*") if path.is_file())
        self.app = app
        self._known = {f"{base}/{path.relative_to(page).as_posix()}": path for path in files}
        html = with_head_start((page / "index.html").read_text("utf-8"), early)
        index = Response(html, media_type="text/html", headers={"cache-control": "no-cache"})
        self._read: dict[str, Response] = {f"{base}/": index}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET":
            await self.app(scope, receive, send)
            return
        found = self._read.get(scope["path"])
        if found is None and scope["path"] in self._known:
            found = self._read[scope["path"]] = _response(self._known[scope["path"]])
        await (found or self.app)(scope, receive, send)


def with_head_start(html: str, early: str) -> str:
    """The page with its own modules put aside, for the module at `early` to fetch them later."""
    own = _MODULES.findall(html)
    script = f'<script type="module" src="{early}"></script>'
    later = f'{script}<template id="np-later">{"".join(own)}</template>'
    return _MODULES.sub("", html).replace("</head>", f"{later}</head>", 1) if own else html


def _response(path: Path) -> Response:
    kind, _ = mimetypes.guess_type(path)
    kind = "text/javascript" if path.suffix == ".js" else kind
    return Response(path.read_bytes(), media_type=kind, headers={"cache-control": FOREVER})
