"""Guard: the outermost ASGI layer, before every request and socket, Streamlit's own included.

Streamlit checks origins inside its own handlers only, and sets no security headers at all; this
layer checks hosts and origins, bounds connections and bodies, and puts the headers on every
response. Pure ASGI, because Starlette's function middleware ignores sockets and buffers streams.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from playground.service.metrics import Metrics
from playground.service.pagefiles import installed_page
from playground.wire import TOO_MANY

__all__ = ["Guard", "GuardLimits", "allowed_hosts", "content_security_policy", "page_scripts"]

LOCAL_NAMES = ("localhost", "127.0.0.1", "::1")
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
DEFAULT_PORTS = {"http": 80, "https": 443}

_INLINE_SCRIPT = re.compile(r"<script(?![^>]*\ssrc\s*=)[^>]*>(.*?)</script>", re.DOTALL | re.I)


class GuardLimits(NamedTuple):
    """A classroom of sixty behind one address, two sockets a page, and room to reload."""

    connections: int = 600
    per_client: int = 400
    body_bytes: int = 2 << 20


class _Refusal(NamedTuple):
    status: int
    reason: str  # for the metrics
    text: str


def allowed_hosts(
    environ: Mapping[str, str], *, configured: Iterable[str] = (), address: str | None = None
) -> tuple[str, ...]:
    """Which names in the Host header are served; none at all means every name.

    Names given in NP_ALLOWED_HOSTS (commas between them) or in the server's configuration are
    served, and so is this machine's own. Where none are given, a server that listens on this
    machine only (`address` is a loopback) serves only its own names, so that no foreign page
    can reach it by pointing its name here; any other server serves every name, and relies on
    Origin being equal to Host. `NP_ALLOWED_HOSTS=*` serves every name.
    """
    named = [name.strip().lower() for name in environ.get("NP_ALLOWED_HOSTS", "").split(",")]
    names = [name for name in [*named, *(name.lower() for name in configured)] if name]
    if "*" in names:
        return ()
    if names or (address or "").strip("[]").lower() in LOCAL_NAMES:
        return tuple(dict.fromkeys([*names, *LOCAL_NAMES]))
    return ()


def page_scripts() -> list[str]:
    """The hashes of the inline scripts in the installed Streamlit's page."""
    page = installed_page() / "index.html"
    return inline_hashes(page.read_text(encoding="utf-8")) if page.is_file() else []


def inline_hashes(html: str) -> list[str]:
    """`'sha256-…'` of each script that stands in the page itself."""
    # Browsers hash what the HTML parser gives them, and that has no carriage returns.
    text = html.replace("\r\n", "\n").replace("\r", "\n")
    digests = [hashlib.sha256(script.encode()).digest() for script in _INLINE_SCRIPT.findall(text)]
    return [f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests]


def content_security_policy(
    scripts: Sequence[str], *, frame_ancestors: Sequence[str] = ("'self'",)
) -> str:
    """What the page may load. `blob:` is how Streamlit runs a component's inline module."""
    rules = {
        "default-src": ["'self'"],
        # Streamlit's protobuf counts its 64-bit numbers in a bit of WebAssembly; no eval of text.
        "script-src": ["'self'", "blob:", "'wasm-unsafe-eval'", *scripts],
        "style-src": ["'self'", "'unsafe-inline'", "blob:"],  # Streamlit's styles are written live
        "img-src": ["'self'", "data:", "blob:"],
        "font-src": ["'self'", "data:"],
        "connect-src": ["'self'"],
        "worker-src": ["'self'", "blob:"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": frame_ancestors,
    }
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in rules.items())


class Guard:
    """ASGI middleware; give it to the app as `Middleware(Guard, policy=…, hosts=…, …)`."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        policy: str,
        hosts: Sequence[str] = (),
        base: str = "",
        preload: Sequence[str] = (),
        limits: GuardLimits | None = None,
        metrics: Metrics | None = None,
    ) -> None:
        """`hosts` as `allowed_hosts` gives them, `policy` as `content_security_policy` does;
        `preload` are our modules, which a browser may fetch with the page.
        """
        self.app = app
        self.hosts = tuple(hosts)
        # A load balancer asks for the health by address, whatever the site's name is.
        self.health_path = f"{base}/healthz"
        self.limits = limits or GuardLimits()
        self.metrics = metrics or Metrics()
        self.headers = _security_headers(policy)
        self._page_headers = [*self.headers, (b"link", _preload_links(preload))]
        self._names = frozenset(name for name, _ in self.headers)
        self._open: Counter[str] = Counter()
        self._total = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or count the connection and pass it on."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        client = (scope.get("client") or ("unknown",))[0]
        refusal = self._refusal(scope, client)
        if refusal is not None:
            self.metrics.rejected[refusal.reason] += 1
            await self._refuse(refusal, scope, receive, send)
            return
        self._open[client] += 1
        self._total += 1
        try:
            if scope["type"] == "http":
                await self._pass_http(scope, receive, send)
            else:
                await self.app(scope, receive, send)
        finally:
            self._total -= 1
            self._open[client] -= 1
            if not self._open[client]:
                del self._open[client]

    def _refusal(self, scope: Scope, client: str) -> _Refusal | None:
        found = {b"host": [], b"origin": [], b"content-length": []}  # type: dict[bytes, list[str]]
        for name, value in scope["headers"]:
            if name in found:
                found[name].append(value.decode("latin-1"))
        host = found[b"host"][0] if found[b"host"] else ""
        if len(found[b"host"]) > 1 or len(found[b"origin"]) > 1:
            return _Refusal(400, "header", "one Host and one Origin, please")
        if scope["path"] != self.health_path and not self._serves(host):
            text = "this server does not answer to that name; NP_ALLOWED_HOSTS lists those it does"
            return _Refusal(400, "host", text)
        unsafe = scope["type"] == "websocket" or scope["method"] not in SAFE_METHODS
        # Programs send no Origin; browsers always do with a socket and an unsafe method.
        if unsafe and found[b"origin"] and not self._trusts(found[b"origin"][0], host):
            return _Refusal(403, "origin", "this origin may not talk to this server")
        if self._total >= self.limits.connections:
            return _Refusal(503, "connections", "the server is full; try again in a minute")
        if self._open[client] >= self.limits.per_client:
            return _Refusal(429, "per_client", "too many connections from this address")
        if any(_number(length) > self.limits.body_bytes for length in found[b"content-length"]):
            return _Refusal(413, "body", f"a request has at most {self.limits.body_bytes} bytes")
        return None

    def _serves(self, host: str) -> bool:
        return not self.hosts or _listed(_split(f"//{host}"), self.hosts)

    def _trusts(self, origin: str, host: str) -> bool:
        there, here = _split(origin), _split(f"//{host}")
        if there is None or here is None or there.scheme not in DEFAULT_PORTS:
            return False
        default = DEFAULT_PORTS[there.scheme]
        ports_agree = (there.port or default) == (here.port or default)
        if there.hostname == here.hostname and ports_agree:
            return True
        # Behind a proxy that rewrites Host, the site's own name is known from the list alone.
        named = [name for name in self.hosts if name not in LOCAL_NAMES]
        return _listed(there, named)

    async def _pass_http(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False
        taken = 0

        async def receive_bounded() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > self.limits.body_bytes:
                self.metrics.rejected["body"] += 1
                raise HTTPException(413)
            return message

        async def send_guarded(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                kept = [pair for pair in message.get("headers", ()) if pair[0] not in self._names]
                is_page = any(n == b"content-type" and v.startswith(b"text/html") for n, v in kept)
                own = self._page_headers if is_page else self.headers
                message = {**message, "headers": kept + own}
            await send(message)

        try:
            await self.app(scope, receive_bounded, send_guarded)
        except Exception:
            # Whoever is outside would answer without our headers, so answer first.
            if not started:
                await _answer(send_guarded, 500, "something went wrong on the server")
            raise

    async def _refuse(self, refusal: _Refusal, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await _answer(send, refusal.status, refusal.text, headers=self.headers)
            return
        await receive()  # websocket.connect
        if refusal.status in (429, 503):
            # A page can read a close code, but never the status of a refused handshake.
            await send({"type": "websocket.accept"})
            await send({"type": "websocket.close", "code": TOO_MANY, "reason": refusal.text})
        else:
            await send({"type": "websocket.close", "code": 4403})  # before accept: HTTP 403


def _preload_links(paths: Sequence[str]) -> bytes:
    return ", ".join(f"<{path}>; rel=modulepreload" for path in paths).encode()


def _security_headers(policy: str) -> list[tuple[bytes, bytes]]:
    headers = {
        "content-security-policy": policy,
        "x-content-type-options": "nosniff",
        "referrer-policy": "same-origin",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    }
    return [(name.encode(), value.encode()) for name, value in headers.items()]


async def _answer(
    send: Send,
    status: int,
    text: str,
    *,
    headers: Sequence[tuple[bytes, bytes]] = (),
) -> None:
    body = f"{text}\n".encode()
    own = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": [*own, *headers]})
    await send({"type": "http.response.body", "body": body})


def _split(address: str) -> SplitResult | None:
    try:
        parts = urlsplit(address)
        _ = parts.port  # only now is a bad port noticed
    except ValueError:
        return None
    return parts if parts.hostname else None


def _listed(parts: SplitResult | None, names: Iterable[str]) -> bool:
    if parts is None:
        return False
    host, port = (parts.hostname or "").rstrip("."), parts.port
    known = {host, f"{host}:{port}", f"[{host}]:{port}"}
    return any(
        name in known or (name.startswith("*.") and host.endswith(name[1:])) for name in names
    )


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() else 1 << 62
