"""The trainer's process as the server holds it, with a stand-in for the process."""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

import pytest

from playground.service import trainer as module
from playground.service.trainer import OnDemand, Trainer
from playground.wire import RESTARTED, Kind, Message, unpack_close

PATIENCE_S = 10.0

# It says its number and greets; it repeats what it hears, and ends when it hears "die".
STAND_IN = """
import json, os, sys
from playground.wire import Kind, Unpacker, pack
def say(socket, kind, payload):
    os.write(1, pack(socket, kind, payload))
say(0, Kind.STATS, json.dumps({"pid": os.getpid()}).encode())
say(0, Kind.CATALOGUE, b"[1]")
unpacker = Unpacker()
while piece := os.read(0, 1 << 16):
    for socket, kind, payload in unpacker.feed(piece):
        if payload == b"die":
            sys.exit(3)
        if payload == b"mumble":
            os.write(1, b"\\xff" * 64)
        say(socket, Kind.TEXT, kind.name.encode() + b" " + payload)
"""


class Ear:
    """What one socket is told."""

    def __init__(self, trainer: Trainer) -> None:
        self.told: asyncio.Queue[Message] = asyncio.Queue()
        self.number = trainer.open(self.told.put_nowait)

    async def hear(self) -> Message:
        return await asyncio.wait_for(self.told.get(), PATIENCE_S)


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "RESTART_S", 0.01)


def play(scene: Any) -> Trainer:
    trainer = Trainer(command=[sys.executable, "-c", STAND_IN])

    async def live() -> None:
        trainer.launch()
        trainer.start()
        try:
            await scene(trainer)
        finally:
            trainer.stop()

    asyncio.run(live())
    return trainer


def test_sockets_and_the_process_hear_each_other() -> None:
    async def scene(trainer: Trainer) -> None:
        one, other = Ear(trainer), Ear(trainer)
        trainer.say(one.number, Kind.HELLO, b"first")
        trainer.say(other.number, Kind.SAY, b"second")
        assert (await one.hear()) == Message(one.number, Kind.TEXT, b"HELLO first")
        assert (await other.hear()).payload == b"SAY second"
        assert json.loads(await asyncio.wait_for(trainer.catalogue, PATIENCE_S)) == [1]
        assert trainer.stats["pid"] > 0
        assert trainer.heartbeat_age_s < PATIENCE_S
        trainer.close(one.number)
        trainer.close(one.number)
        trainer.say(other.number, Kind.SAY, b"still there")
        assert (await other.hear()).payload == b"SAY still there"
        assert one.told.empty(), "whatever comes for it now is dropped"

    trainer = play(scene)
    assert trainer._process is not None
    assert trainer._process.poll() == 0, "it ended with its input"


@pytest.mark.parametrize("last_word", [b"die", b"mumble"])
def test_a_process_that_ends_or_raves_is_started_again(last_word: bytes) -> None:
    async def scene(trainer: Trainer) -> None:
        ear = Ear(trainer)
        await asyncio.wait_for(trainer.catalogue, PATIENCE_S)
        first = trainer.stats["pid"]
        trainer.say(ear.number, Kind.SAY, last_word)
        told = await ear.hear()
        assert (told.kind, unpack_close(told.payload)[0]) == (Kind.CLOSE, RESTARTED)
        trainer.close(ear.number)
        again = Ear(trainer)
        trainer.say(again.number, Kind.HELLO, b"anew")
        assert (await again.hear()).payload == b"HELLO anew"
        assert trainer.stats["pid"] != first

    play(scene)


def test_a_process_that_hangs_costs_bounded_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_QUEUED", 100)
    trainer = Trainer(command=["unused"])  # never started: nobody empties the queue
    for _ in range(300):
        trainer.say(1, Kind.SAY, b"x")
    assert trainer._outgoing.qsize() == 100
    trainer.close(trainer.open(lambda message: None))
    assert trainer._outgoing.qsize() == 101, "that a socket is gone is told all the same"


def test_one_on_demand_starts_with_its_first_socket() -> None:
    async def scene() -> None:
        labs = OnDemand(command=[sys.executable, "-c", STAND_IN])
        try:
            assert labs._process is None
            ear = Ear(labs)
            labs.say(ear.number, Kind.HELLO, b"first")
            assert (await ear.hear()).payload == b"HELLO first"
        finally:
            labs.stop()

    asyncio.run(scene())
