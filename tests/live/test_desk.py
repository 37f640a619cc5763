"""The desk, message by message: which run a page gets, what it may ask, and when it is sent off."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest

from playground.live.desk import Desk
from playground.live.viewer import BadIntent, NoRoom, UnknownRun, Viewer
from playground.wire import Kind, Message, unpack_close

TOKEN = "t" * 43
OTHER = "o" * 43
HELLO = {"type": "hello", "protocol": 1, "token": TOKEN, "resume": None, "query": ""}


class FakeRunner:
    """Knows runs by token and records what it is asked."""

    device = "cpu"

    def __init__(self) -> None:
        self.runs: dict[str, list[Viewer]] = {}
        self.queries: dict[str, str] = {}
        self.intents: list[tuple[str, dict[str, Any]]] = []
        self.room = 100

    def fresh(self, query: str, token: str) -> None:
        if len(self.runs) >= self.room:
            raise NoRoom("this server has no room for another run")
        if query == "?bad":
            raise ValueError("no such experiment")
        self.runs[token] = []
        self.queries[token] = query

    def find(self, token: str) -> list[Viewer] | None:
        return self.runs.get(token)

    def alias(self, new: str, old: str) -> None:
        self.runs[new] = self.runs[old]

    def post(self, token: str, intent: dict[str, Any]) -> None:
        if token not in self.runs:
            raise UnknownRun(token)
        if intent["type"] == "crash":
            raise ZeroDivisionError
        if intent["type"] not in ("play", "pause", "set"):
            raise BadIntent(f"unknown intent {intent['type']!r}")
        self.intents.append((token, intent))

    def attach(self, token: str, viewer: Viewer) -> None:
        self.runs[token].append(viewer)
        viewer.offer_status({"state": "idle", "navigate": "none"})

    def detach(self, token: str, viewer: Viewer) -> None:
        if viewer in self.runs.get(token, []):
            self.runs[token].remove(viewer)


class Office:
    """A desk, its runner, and what each socket was told."""

    def __init__(self, *, resumes: bool = True) -> None:
        self.runner = FakeRunner()
        self.told: dict[int, list[tuple[Kind, bytes]]] = {}
        self.refused = Counter[str]()
        self.desk = Desk(
            self.runner,
            send=lambda socket, kind, data: self.told.setdefault(socket, []).append((kind, data)),
            fresh=self.runner.fresh,
            resumes=lambda run, query: resumes,
            clock=lambda: 0.0,
            refused=self.refused,
        )

    def hear(self, message: Any, *, socket: int = 1, kind: Kind = Kind.SAY) -> None:
        data = message if isinstance(message, bytes) else json.dumps(message).encode()
        self.desk.hear(Message(socket, kind, data))

    def hello(self, *, socket: int = 1, **more: Any) -> None:
        self.hear(HELLO | more, socket=socket, kind=Kind.HELLO)

    def last(self, socket: int = 1) -> Any:
        """The newest text, or the code with which the socket was closed."""
        kind, data = self.told[socket][-1]
        return unpack_close(data)[0] if kind == Kind.CLOSE else json.loads(data)


def test_an_unknown_token_gets_a_fresh_run_from_the_query() -> None:
    office = Office()
    office.hello(query="?v=1&lr=0.1", resume=OTHER)
    welcome, status = (json.loads(data) for _, data in office.told[1])
    assert welcome == {
        "type": "welcome",
        "protocol": 1,
        "token": TOKEN,
        "resumed": "fresh",
        "device": "cpu",
    }
    assert (status["type"], status["state"]) == ("status", "idle")
    assert office.runner.queries == {TOKEN: "?v=1&lr=0.1"}
    assert len(office.runner.runs[TOKEN]) == 1
    office.hear(b"", kind=Kind.GONE)
    assert office.runner.runs[TOKEN] == []


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
    known: list[str], resume: str | None, resumes: bool, word: str, same: bool
) -> None:
    office = Office(resumes=resumes)
    for token in known:
        office.runner.fresh("", token)
    office.hello(resume=resume)
    assert json.loads(office.told[1][0][1])["resumed"] == word
    assert (office.runner.runs.get(OTHER) is office.runner.runs[TOKEN]) is same


@pytest.mark.parametrize(
    "first",
    [
        b"no json",
        b"[]",
        b'{"type":"play"}',
        HELLO | {"protocol": 2},
        HELLO | {"token": "short"},
        HELLO | {"token": 7},
        HELLO | {"resume": ["x"]},
        HELLO | {"query": 1},
        HELLO | {"query": "?bad"},
        b"[" * 16_000,
        b'{"type":"hello","protocol":NaN}',
        b"\xff\xfe",
    ],
)
def test_a_bad_first_message_ends_the_socket(first: Any) -> None:
    office = Office()
    office.hear(first, kind=Kind.HELLO)
    assert office.last() == 4400
    assert office.runner.runs == {}


def test_no_room_for_another_run() -> None:
    office = Office()
    office.runner.room = 0
    office.hello()
    assert office.last() == 4429


def test_intents_reach_the_run_and_bad_ones_are_answered() -> None:
    office = Office()
    office.hello()
    bad = [{"type": "dance"}, {"type": 3}, {}, HELLO, {"type": "ack", "seq": "1"}]
    bad += [{"type": "ack"}, {"type": "ack", "seq": True}, {"type": "visible", "visible": 1}]
    for message in bad:
        office.hear(message)
        assert (office.last()["type"], office.last()["fatal"]) == ("error", False), message
    assert office.runner.intents == []
    assert office.refused["intent"] == len(bad)
    office.hear({"type": "play"})
    assert office.runner.intents == [(TOKEN, {"type": "play"})]


def test_acknowledgements_and_visibility_reach_the_viewer() -> None:
    office = Office()
    office.hello()
    viewer = office.runner.runs[TOKEN][0]
    viewer._credit.sent(1, now_s=0.0)
    office.hear({"type": "ack", "seq": 1})
    assert viewer.unacked == 0
    office.hear({"type": "visible", "visible": False})
    assert not viewer.visible


@pytest.mark.parametrize("text", [b"no json", b"3", b"\xff", {"type": "crash"}])
def test_garbage_later_ends_the_socket_and_no_other(text: Any) -> None:
    office = Office()
    office.hello()
    office.hello(socket=2, token=OTHER)
    office.hear(text)
    assert office.last() == 4400
    assert (office.runner.runs[TOKEN], len(office.runner.runs[OTHER])) == ([], 1)
    office.hear({"type": "play"})  # what was already on its way
    office.hear(b"", kind=Kind.GONE)
    office.hear({"type": "play"}, socket=2)
    assert office.runner.intents == [(OTHER, {"type": "play"})]


def test_a_run_that_is_gone_closes_with_its_own_code() -> None:
    office = Office()
    office.hello()
    del office.runner.runs[TOKEN]
    office.hear({"type": "play"})
    assert office.last() == 4401


def test_a_newer_socket_replaces_the_older() -> None:
    office = Office()
    office.hello(socket=1)
    office.hello(socket=2)
    assert office.last(1) == 4409
    assert len(office.runner.runs[TOKEN]) == 1
    office.hear(b"", socket=1, kind=Kind.GONE)
    office.hear({"type": "play"}, socket=2)
    assert office.runner.intents == [(TOKEN, {"type": "play"})]
    office.hello(socket=3)
    assert office.last(2) == 4409
