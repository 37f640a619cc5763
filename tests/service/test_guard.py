"""The outermost layer: who may talk to the server, and what every answer carries."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from playground.service.guard import (
    Guard,
    GuardLimits,
    allowed_hosts,
    content_security_policy,
    inline_hashes,
    page_scripts,
)
from playground.service.metrics import Metrics

POLICY = content_security_policy(["'sha256-x'"])
PROMISED = {"content-security-policy", "x-content-type-options", "referrer-policy"}


async def echo(request: Request) -> Response:
    body = await request.body()
    return PlainTextResponse(str(len(body)), headers={"x-content-type-options": "sniff"})


async def fail(request: Request) -> Response:
    raise ZeroDivisionError


async def chat(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.receive()


def app_of(**options: Any) -> Starlette:
    routes = [
        Route("/", echo, methods=["GET", "POST"]),
        Route("/healthz", echo),
        Route("/fail", fail),
        WebSocketRoute("/np/stream", chat),
    ]
    return Starlette(routes=routes, middleware=[Middleware(Guard, policy=POLICY, **options)])


@pytest.mark.parametrize(
    ("environ", "configured", "address", "hosts"),
    [
        ({}, [], None, ()),
        ({}, [], "0.0.0.0", ()),
        ({}, [], "localhost", ("localhost", "127.0.0.1", "::1")),
        ({}, [], "::1", ("localhost", "127.0.0.1", "::1")),
        ({}, ["A.example"], None, ("a.example", "localhost", "127.0.0.1", "::1")),
        (
            {"NP_ALLOWED_HOSTS": " x.org ,, localhost"},
            [],
            "0.0.0.0",
            ("x.org", "localhost", "127.0.0.1", "::1"),
        ),
        ({"NP_ALLOWED_HOSTS": "*"}, ["a.example"], "localhost", ()),
    ],
)
def test_which_hosts_are_served(environ: Any, configured: Any, address: Any, hosts: Any) -> None:
    assert allowed_hosts(environ, configured=configured, address=address) == hosts


@pytest.mark.parametrize(
    ("hosts", "host", "status"),
    [
        ((), "anything.example", 200),
        (("localhost", "::1"), "localhost:8501", 200),
        (("localhost", "::1"), "LOCALHOST.", 200),
        (("localhost", "::1"), "[::1]:8501", 200),
        (("a.example:8501",), "a.example:8501", 200),
        (("a.example:8501",), "a.example", 400),
        (("*.example",), "b.example", 200),
        (("*.example",), "example", 400),
        (("*.example",), "evilexample", 400),
        (("localhost",), "evil.example", 400),
        (("localhost",), "localhost.evil.example", 400),
        (("localhost",), "localhost@evil.example", 400),
        (("localhost",), "localhost:99999999", 400),
        (("localhost",), "[::1", 400),
        (("localhost",), "", 400),
    ],
)
def test_the_host_header(asgi: Any, hosts: Any, host: str, status: int) -> None:
    async def scene() -> None:
        answer = await asgi.request(app_of(hosts=hosts), "/", headers=[("host", host)])
        assert answer.status == status
        assert answer.headers.keys() >= PROMISED

    asgi.play(scene)


def test_a_health_probe_may_come_by_any_name_and_two_hosts_are_one_too_many(asgi: Any) -> None:
    async def scene() -> None:
        app = app_of(hosts=("localhost",))
        assert (await asgi.request(app, "/healthz", headers=[("host", "10.0.0.7")])).status == 200
        twice = [("host", "localhost"), ("host", "localhost")]
        assert (await asgi.request(app, "/healthz", headers=twice)).status == 400

    asgi.play(scene)


ORIGINS = [
    ("http://localhost:8501", "localhost:8501", True),
    ("https://a.example", "a.example", True),
    ("https://a.example", "a.example:443", True),
    ("https://public.example", "localhost:8501", True),  # a proxy rewrote Host; the list knows
    ("http://localhost:3000", "localhost:8501", False),
    ("http://evil.example", "localhost:8501", False),
    ("http://localhost.evil.example:8501", "localhost:8501", False),
    ("http://localhost:8501@evil.example", "localhost:8501", False),
    ("http://a.example", "a.example:443", False),
    ("file://localhost:8501", "localhost:8501", False),
    ("http://localhost:x", "localhost:8501", False),
    ("null", "localhost:8501", False),
    ("", "localhost:8501", False),
]


@pytest.mark.parametrize(("origin", "host", "allowed"), ORIGINS)
def test_origins(asgi: Any, origin: str, host: str, allowed: bool) -> None:
    async def scene() -> None:
        app = app_of(hosts=("public.example", "a.example", "a.example:443", "localhost"))
        if "a.example" in origin and not allowed:
            app = app_of()
        headers = [("host", host), ("origin", origin)]
        assert (await asgi.request(app, "/", headers=headers)).status == 200
        post = await asgi.request(app, "/", method="POST", headers=headers)
        assert post.status == (200 if allowed else 403)
        assert post.headers.keys() >= PROMISED
        async with asgi.connect(app, headers=headers) as socket:
            if allowed:
                assert (await socket.inbox.get())["type"] == "websocket.accept"
            else:
                assert await socket.end() == 403

    asgi.play(scene)


def test_programs_without_an_origin_may_connect(asgi: Any) -> None:
    async def scene() -> None:
        async with asgi.connect(app_of()) as socket:
            assert (await socket.inbox.get())["type"] == "websocket.accept"

    asgi.play(scene)


@pytest.mark.parametrize(
    ("limits", "statuses"),
    [(GuardLimits(connections=3), {503}), (GuardLimits(per_client=3), {429})],
)
def test_connections_are_bounded_and_counted_off_again(
    asgi: Any, limits: GuardLimits, statuses: set[int]
) -> None:
    async def scene() -> None:
        metrics = Metrics()
        app = app_of(limits=limits, metrics=metrics)
        async with asgi.connect(app), asgi.connect(app), asgi.connect(app):
            await asyncio.sleep(0.01)
            assert {(await asgi.request(app, "/")).status} == statuses
            async with asgi.connect(app) as late:
                assert await late.end() == 4429  # a code that the page can read
            other = await asgi.request(app, "/", client="10.0.0.2")
            assert (other.status == 200) == (429 in statuses)
        assert (await asgi.request(app, "/")).status == 200
        assert sum(metrics.rejected.values()) >= 2

    asgi.play(scene)


def test_bodies_are_bounded_whatever_the_header_says(asgi: Any) -> None:
    async def scene() -> None:
        app = app_of(limits=GuardLimits(body_bytes=100))

        async def post(parts: list[bytes], *length: str) -> int:
            headers = [("content-length", text) for text in length]
            answer = await asgi.request(app, "/", method="POST", headers=headers, body=parts)
            assert answer.headers.keys() >= PROMISED
            return int(answer.status)

        assert await post([b"x" * 100], "100") == 200
        assert await post([], "101") == 413
        assert await post([], "1e9") == 413
        assert await post([b"x" * 60, b"x" * 60]) == 413
        assert await post([b"x" * 101], "5") == 413

    asgi.play(scene)


def test_every_answer_carries_the_headers(asgi: Any) -> None:
    async def scene() -> None:
        app = app_of()
        for path in ("/", "/missing"):
            answer = await asgi.request(app, path)
            assert answer.headers.keys() >= PROMISED
            assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.status == 404

        async def failing(scope: Any, receive: Any, send: Any) -> None:
            try:
                await app(scope, receive, send)
            except ZeroDivisionError:
                return  # the server logs it

        answer = await asgi.request(failing, "/fail")
        assert answer.status == 500
        assert answer.headers.keys() >= PROMISED

    asgi.play(scene)


def test_inline_scripts_are_found_and_hashed_as_a_browser_does() -> None:
    html = '<script>\r\n  a\r\n</script><script src="x"></script><script type="module">b</script>'
    assert inline_hashes(html) == [
        "'sha256-d4wj+3XLH1U7oOlM/FQf45aM9v4G58fdAsC2ulfG848='",
        "'sha256-PiPoFgA5WUoziU9lZOGxNIu9egCI1CxKy3PurtWcAJ0='",
    ]
    assert len(page_scripts()) == 1


def test_the_policy_lets_text_be_evaluated_nowhere() -> None:
    policy = content_security_policy(page_scripts())
    assert "default-src 'self'" in policy
    assert "'unsafe-eval'" not in policy
    script_rule = next(rule for rule in policy.split("; ") if rule.startswith("script-src"))
    assert "'unsafe-inline'" not in script_rule
    assert "http" not in policy
