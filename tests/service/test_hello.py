"""The first message of a socket: which run a page gets, or why none."""

from __future__ import annotations

import json
from typing import Any

import pytest

from playground.service.messages import Limits

TOKEN = "t" * 43
OTHER = "o" * 43
HELLO = {"type": "hello", "protocol": 1, "token": TOKEN, "resume": None, "query": ""}


def test_an_unknown_token_gets_a_fresh_run_from_the_query(asgi: Any, runner: Any) -> None:
    async def scene() -> None:
        async with asgi.connect(asgi.stream_app(runner)) as socket:
            socket.say(asgi.hello(query="?v=1&lr=0.1", resume=OTHER))
            assert await socket.hear() == {
                "type": "welcome",
                "protocol": 1,
                "token": TOKEN,
                "resumed": "fresh",
                "device": "cpu",
                "catalogue_url": "/base/np/catalogue.json",
            }
            assert (await socket.hear())["state"] == "idle"
        assert runner.queries == {TOKEN: "?v=1&lr=0.1"}
        assert runner.runs[TOKEN] == []  # the viewer left with its socket

    asgi.play(scene)


@pytest.mark.parametrize(
    ("known", "resume", "resumes", "word", "same"),
    [
        ([TOKEN], None, True, "new", False),
        ([TOKEN], TOKEN, True, "attached", False),
        ([TOKEN, OTHER], OTHER, True, "attached", True),
        ([OTHER], OTHER, True, "attached", True),
        ([TOKEN, OTHER], OTHER, False, "new", False),
        ([OTHER], OTHER, False, "fresh", False),
    ],
)
def test_which_run_a_page_gets(
    asgi: Any, runner: Any, known: Any, resume: Any, resumes: bool, word: str, same: bool
) -> None:
    async def scene() -> None:
        for token in known:
            runner.fresh("", token)
        app = asgi.stream_app(runner, resumes=lambda run, query: resumes)
        async with asgi.connect(app) as socket:
            socket.say(asgi.hello(resume=resume))
            assert (await socket.hear("welcome"))["resumed"] == word
            assert (runner.runs.get(OTHER) is runner.runs[TOKEN]) is same

    asgi.play(scene)


@pytest.mark.parametrize(
    "first",
    [
        "no json",
        "[]",
        '{"type":"play"}',
        json.dumps(HELLO | {"protocol": 2}),
        json.dumps(HELLO | {"token": "short"}),
        json.dumps(HELLO | {"token": 7}),
        json.dumps(HELLO | {"resume": ["x"]}),
        json.dumps(HELLO | {"query": 1}),
        json.dumps(HELLO | {"query": "x" * 20_000}),
        "[" * 16_000,
        '{"type":"hello","protocol":NaN}',
        "é" * 10_000,
        b"bytes",
    ],
)
def test_a_bad_first_message_ends_the_socket(asgi: Any, runner: Any, first: Any) -> None:
    async def scene() -> None:
        async with asgi.connect(asgi.stream_app(runner)) as socket:
            (socket.say_bytes if isinstance(first, bytes) else socket.say)(first)
            assert await socket.end() == 4400
        assert runner.runs == {}

    asgi.play(scene)


def test_no_hello_in_time(asgi: Any, runner: Any) -> None:
    async def scene() -> None:
        async with asgi.connect(asgi.stream_app(runner, limits=Limits(hello_s=0.01))) as socket:
            assert await socket.end() == 4408

    asgi.play(scene)


def test_no_room_for_another_run(asgi: Any, runner: Any) -> None:
    async def scene() -> None:
        runner.room = 0
        async with asgi.connect(asgi.stream_app(runner)) as socket:
            socket.say(asgi.hello())
            assert await socket.end() == 4429

    asgi.play(scene)
