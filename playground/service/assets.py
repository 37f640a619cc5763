"""Assets: files read and compressed once, at start, and served from memory.

Served are exactly the files found then: nothing that a request says is ever joined to a path.
"""

from __future__ import annotations

import gzip
import hashlib
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import Response

from playground.service.bundle import bundle

__all__ = ["Asset", "WebFolder", "make_asset", "plotly_asset", "read_folder", "respond"]

MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
}
FOREVER = "public, max-age=31536000, immutable"  # the address holds the version
ONE_DAY = "public, max-age=86400"
REVALIDATE = "no-cache"
VERSION_CHARS = 12
BUNDLE = "bundle.js"
BUNDLES = {BUNDLE: "stage.js", "replay-bundle.js": "replay.js"}  # and where each begins


class Asset(NamedTuple):
    """One file, ready to send."""

    body: bytes
    packed: bytes
    media_type: str
    etag: str
    cache: str


class WebFolder(NamedTuple):
    """The page's modules, and the version that stands in their address."""

    version: str
    assets: dict[str, Asset]  # by path below the folder, with slashes


def make_asset(body: bytes, media_type: str, *, cache: str, level: int = 9) -> Asset:
    """Compress and name the content."""
    etag = f'W/"{hashlib.sha256(body).hexdigest()[:16]}"'
    return Asset(body, gzip.compress(body, level, mtime=0), media_type, etag, cache)


def read_folder(folder: Path) -> WebFolder:
    """All files of known types below `folder`, and the bundles of its modules; the version changes
    whenever one of them does.
    """
    bodies: dict[str, bytes] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.suffix not in MEDIA_TYPES or not path.is_file() or name.startswith("."):
            continue
        bodies[name] = path.read_bytes()
    modules = {name: body.decode() for name, body in bodies.items() if name.endswith(".js")}
    for made, entry in BUNDLES.items():
        if entry in modules:
            bodies[made] = bundle(modules, entry).encode()
    digest = hashlib.sha256()
    for name, body in bodies.items():
        digest.update(f"{name}\0{len(body)}\0".encode() + body)
    assets = {
        name: make_asset(body, MEDIA_TYPES[Path(name).suffix], cache=FOREVER)
        for name, body in bodies.items()
    }
    return WebFolder(digest.hexdigest()[:VERSION_CHARS], assets)


def plotly_asset() -> Asset | None:
    """The library's own script, from the installed wheel; 4.8 MB, 1.5 MB compressed."""
    spec = find_spec("plotly")
    if spec is None or not spec.submodule_search_locations:
        return None
    script = Path(next(iter(spec.submodule_search_locations)), "package_data", "plotly.min.js")
    if not script.is_file():
        return None
    return make_asset(script.read_bytes(), MEDIA_TYPES[".js"], cache=ONE_DAY, level=6)


def respond(request: Request, asset: Asset) -> Response:
    """The asset, packed where the client takes that; 304 where it has it already."""
    headers = {"etag": asset.etag, "cache-control": asset.cache, "vary": "accept-encoding"}
    known = request.headers.get("if-none-match", "")
    if asset.etag in (tag.strip() for tag in known.split(",")):
        return Response(status_code=304, headers=headers)
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["content-encoding"] = "gzip"
        return Response(asset.packed, media_type=asset.media_type, headers=headers)
    return Response(asset.body, media_type=asset.media_type, headers=headers)
