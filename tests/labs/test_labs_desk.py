"""The labs' desk, message by message."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from playground.frames import File, decode
from playground.labs.desk import Desk
from playground.labs.jobs import Lab, Progress, Queue, Report, Work
from playground.strict import BadIntent, only, whole
from playground.wire import BAD_MESSAGE, Kind, Message, unpack_close

HELLO = {"type": "hello", "protocol": 1}


def read(message: Mapping[str, Any]) -> int:
    only(message, "n")
    if not 0 <= whole(message, "n") <= 9:
        raise BadIntent("n may be 0 to 9")
    return whole(message, "n")


def work(n: int) -> Work:
    yield Progress(0.5)
    yield Report({"n": n}, {"all": np.arange(n, dtype=np.uint8)}, {"kept": np.zeros(3)})


def take(n: int, report: Report, message: Mapping[str, Any]) -> File:
    only(message, "which")
    return File("n.txt", "text/plain", f"{n} {whole(message, 'which')}".encode())


class House:
    def __init__(self) -> None:
        self.queue = Queue(clock=lambda: 0.0)
        self.told: list[tuple[int, Any]] = []
        self.desk = Desk(self.queue, {"count": Lab(read, work, take)}, send=self.send)

    def send(self, socket: int, kind: Kind, payload: bytes) -> None:
        if kind == Kind.TEXT:
            self.told.append((socket, json.loads(payload)))
        elif kind == Kind.CLOSE:
            self.told.append((socket, unpack_close(payload)[0]))
        else:
            header, arrays = decode(payload)
            self.told.append((socket, header | {k: v.tobytes() for k, v in arrays.items()}))

    def say(self, message: Any, socket: int = 1, kind: Kind = Kind.SAY) -> list[Any]:
        """What that socket is told in answer, and until nothing is left to do."""
        before = len(self.told)
        text = message if isinstance(message, bytes) else json.dumps(message).encode()
        self.desk.hear(Message(socket, kind, text))
        while self.queue.turn():
            pass
        return [told for to, told in self.told[before:] if to == socket]


@pytest.fixture
def house() -> House:
    found = House()
    assert found.say(HELLO, kind=Kind.HELLO) == [{"type": "welcome", "protocol": 1}]
    return found


def test_a_question_is_answered_under_its_number(house: House) -> None:
    told = house.say({"type": "lab", "lab": "count", "id": 7, "n": 3})
    mine = {"lab": "count", "id": 7}
    assert told == [
        {"type": "progress", "share": 0.0, **mine},
        {"type": "progress", "share": 0.5, **mine},
        {"kind": "report", "n": 3, "all": b"\0\1\2", **mine},
        {"type": "done", **mine},
    ]
    (file,) = house.say({"type": "take", "lab": "count", "which": 4})
    assert (file["kind"], file["name"], file["content"], file["id"]) == ("file", "n.txt", b"3 4", 7)


def test_a_new_question_takes_the_place_of_the_last(house: House) -> None:
    house.desk.hear(Message(1, Kind.SAY, b'{"type":"lab","lab":"count","id":1,"n":1}'))
    told = house.say({"type": "lab", "lab": "count", "id": 2, "n": 2})
    assert {message["id"] for message in told} == {2}


@pytest.mark.parametrize("end", [b'{"type":"cancel","lab":"count"}', None])
def test_who_cancels_or_leaves_hears_no_more(house: House, end: bytes | None) -> None:
    house.desk.hear(Message(1, Kind.SAY, b'{"type":"lab","lab":"count","id":1,"n":1}'))
    assert house.say(end or b"", kind=Kind.SAY if end else Kind.GONE) == []
    assert house.queue.report(("count", 1)) is None


@pytest.mark.parametrize(
    ("message", "word"),
    [
        ({"type": "lab", "lab": "none", "id": 1}, "unknown lab 'none'; known: count"),
        ({"type": "lab", "lab": ["count"], "id": 1}, "unknown lab"),
        ({"type": "lab", "lab": "count", "id": "1", "n": 1}, "id must be a whole number"),
        ({"type": "lab", "lab": "count", "id": 1, "n": 10}, "n may be 0 to 9"),
        ({"type": "lab", "lab": "count", "id": 1, "n": 1, "m": 1}, "unknown key 'm'"),
        ({"type": "cancel", "lab": "count", "n": 1}, "unknown key 'n'"),
        ({"type": "take", "lab": "count", "which": 1}, "nothing to take"),
        ({"type": "what"}, "unknown message 'what'"),
        ({"type": "x" * 9000}, "unknown message"),
    ],
)
def test_a_question_that_cannot_be_is_refused_with_a_sentence(
    house: House, message: Any, word: str
) -> None:
    (told,) = house.say(message)
    assert told["type"] == "error"
    assert word in told["text"]
    assert len(told["text"]) <= 500


@pytest.mark.parametrize("text", [b"", b"[]", b"\xff", b'{"type": NaN}', b"[" * 5000])
def test_what_is_no_message_ends_its_socket_alone(house: House, text: bytes) -> None:
    house.say(HELLO, socket=2, kind=Kind.HELLO)
    assert house.say(text) == [BAD_MESSAGE]
    assert house.say({"type": "lab", "lab": "count", "id": 1, "n": 0}) == [], "it is gone"
    assert len(house.say({"type": "lab", "lab": "count", "id": 1, "n": 0}, socket=2)) == 4


def test_the_first_message_is_hello() -> None:
    assert House().say({"type": "hello", "protocol": 2}, kind=Kind.HELLO) == [BAD_MESSAGE]


def test_what_was_forgotten_cannot_be_taken(house: House) -> None:
    house.say({"type": "lab", "lab": "count", "id": 7, "n": 3})
    house.queue._kept.clear()
    (told,) = house.say({"type": "take", "lab": "count", "which": 4})
    assert "forgotten" in told["text"]
