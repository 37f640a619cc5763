"""The live stream's socket: what it passes through, and when it ends."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from playground.service.limits import Limits
from playground.wire import Kind, Message, pack_close


async def settle() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


def test_both_sides_hear_each_other_unchanged(asgi: Any, trainer: Any) -> None:
    async def scene() -> None:
        async with asgi.connect(asgi.stream_app(trainer)) as socket:
            socket.say('{"type": "hello", "é": 1}')
            socket.say("no json: the trainer's to judge")
            await settle()
            trainer.tell('{"type":"welcome","text":"é"}'.encode())
            trainer.tell(b"\x00\x01", Kind.ARRAYS)
            trainer.tell(b"\x02\x03", Kind.FRAME)
            assert await socket.hear() == {"type": "welcome", "text": "é"}
            assert await socket.hear() == b"\x00\x01"
            assert await socket.hear() == b"\x02\x03"
        said = ['{"type": "hello", "é": 1}', "no json: the trainer's to judge"]
        assert trainer.heard == [
            Message(1, kind, text.encode())
            for kind, text in zip((Kind.HELLO, Kind.SAY), said, strict=True)
        ]
        assert trainer.sockets == {}, "it left"

    asgi.play(scene)


@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("text", [json.dumps({"x": "y" * 16_384}), "é" * 10_000, b"bytes"])
def test_too_long_a_message_or_none_of_text_ends_the_socket(
    asgi: Any, trainer: Any, text: Any, first: bool
) -> None:
    async def scene() -> None:
        async with asgi.connect(asgi.stream_app(trainer)) as socket:
            if not first:
                socket.say(asgi.hello())
            (socket.say_bytes if isinstance(text, bytes) else socket.say)(text)
            assert await socket.end() == 4400
        assert len(trainer.heard) == (0 if first else 1)
        assert trainer.sockets == {}

    asgi.play(scene)


def test_no_hello_in_time(asgi: Any, trainer: Any) -> None:
    async def scene() -> None:
        async with asgi.connect(asgi.stream_app(trainer, limits=Limits(hello_s=0.01))) as socket:
            assert await socket.end() == 4408
        assert trainer.count == 0

    asgi.play(scene)


def test_a_flood_of_messages_ends_the_socket(asgi: Any, trainer: Any) -> None:
    async def scene() -> None:
        limits = Limits(messages_per_s=1.0, message_burst=20.0)
        async with asgi.connect(asgi.stream_app(trainer, limits=limits)) as socket:
            socket.say(asgi.hello())
            for _ in range(40):
                socket.say({"type": "ack", "seq": 0})
            assert await socket.end() == 4429

    asgi.play(scene)


def test_the_trainer_ends_a_socket_with_its_own_code(asgi: Any, trainer: Any) -> None:
    async def scene() -> None:
        async with asgi.connect(asgi.stream_app(trainer)) as socket:
            socket.say(asgi.hello())
            await settle()
            trainer.tell(pack_close(4401, "gone " + "é" * 200), Kind.CLOSE)
            assert await socket.end() == 4401
            await socket.task
        assert trainer.sockets == {}

    asgi.play(scene)


@pytest.mark.parametrize("limits", [Limits(unsent=10), Limits(unsent_bytes=900)])
def test_a_page_that_never_reads_is_cut_off_and_slows_nobody(
    asgi: Any, trainer: Any, limits: Limits
) -> None:
    async def scene() -> None:
        app = asgi.stream_app(trainer, limits=limits)
        async with asgi.connect(app) as stuck, asgi.connect(app) as quick:
            for socket in (stuck, quick):
                socket.say(asgi.hello())
                await settle()
            stuck.gate.clear()
            for number in range(20):
                payload = bytes([number]) * 100
                for socket in (1, 2):
                    if socket in trainer.sockets:
                        trainer.tell(payload, Kind.FRAME, socket=socket)
                assert await quick.hear() == payload
            await settle()
            stuck.gate.set()
            assert await stuck.end() == 4429
            assert set(trainer.sockets) == {2}

    asgi.play(scene)


def test_a_page_may_leave_at_every_moment(asgi: Any, trainer: Any) -> None:
    async def scene() -> None:
        app = asgi.stream_app(trainer)
        async with asgi.connect(app):
            pass  # before hello
        assert trainer.count == 0
        async with asgi.connect(app) as socket:
            socket.say(asgi.hello())
            await settle()
            deliver = trainer.sockets[1]
            socket.leave()
            await socket.task
            deliver(Message(1, Kind.FRAME, b"the trainer has not noticed yet"))
        assert trainer.sockets == {}

    asgi.play(scene)
