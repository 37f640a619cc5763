"""Desk: it meets every page's socket, gives it its run, and takes its messages.

A page's first message names its run: a token of the page's own, and the token of an earlier page
that it goes on from. Then come intents and acknowledgements, in any order.
"""

from __future__ import annotations

import logging
import math
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Protocol

from playground.live.taking import PERIOD_S, Upload, wanted
from playground.live.viewer import BadIntent, NoRoom, UnknownRun, Viewer
from playground.messages import PROTOCOL, Close, parse
from playground.wire import BAD_MESSAGE, REPLACED, TOO_MANY, UNKNOWN, Kind, Message, pack_close

__all__ = ["Desk", "RunnerApi"]

MIN_TOKEN_CHARS = 16
MAX_TOKEN_CHARS = 128
MAX_ERROR_CHARS = 500

_log = logging.getLogger(__name__)


class RunnerApi(Protocol):
    """The part of the runner that the desk uses."""

    @property
    def device(self) -> str: ...

    def find(self, token: str) -> Any | None: ...

    def alias(self, new: str, old: str) -> None: ...

    def post(self, token: str, intent: dict[str, Any]) -> None: ...

    def take(self, token: str, form: str, viewer: Viewer) -> None: ...

    def attach(self, token: str, viewer: Viewer) -> None: ...

    def detach(self, token: str, viewer: Viewer) -> None: ...


@dataclass
class _Seat:
    token: str
    viewer: Viewer
    upload: Upload = field(default_factory=Upload)
    took_s: float = -math.inf  # when it asked for a file last


class Desk:
    """Sockets by their number on the wire. Called by one thread."""

    def __init__(
        self,
        runner: RunnerApi,
        *,
        send: Callable[[int, Kind, bytes], None],
        fresh: Callable[[str, str], None],
        resumes: Callable[[Any, str], bool],
        clock: Callable[[], float],
        refused: Counter[str],
    ) -> None:
        """`fresh(query, token)` opens a run, putting right what the query cannot have;
        `resumes(run, query)` says whether a reloaded page at this address still means that run;
        `refused` counts the intents that could not be carried out.
        """
        self._refused = refused
        self._runner = runner
        self._send = send
        self._fresh = fresh
        self._resumes = resumes
        self._clock = clock
        self._seats: dict[int, _Seat] = {}
        self._newest: dict[str, int] = {}  # the newest socket of each token

    def hear(self, message: Message) -> None:
        """Take one message of a socket; whatever it is, only that socket can suffer from it."""
        socket, kind, payload = message
        try:
            if kind == Kind.HELLO:
                self._welcome(socket, payload)
            elif kind == Kind.SAY and socket in self._seats:
                self._handle(self._seats[socket], parse(payload))
            elif kind == Kind.GONE:
                self._leave(socket)
        except Close as end:
            self._dismiss(socket, end.code, str(end))
        except UnknownRun:
            self._dismiss(socket, UNKNOWN, "this run is gone; say hello again")
        except Exception:
            _log.exception("a message could not be handled")
            self._dismiss(socket, BAD_MESSAGE, "this message could not be handled")

    def _welcome(self, socket: int, payload: bytes) -> None:
        hello = _hello(payload)
        token = hello["token"]
        resumed = self._admit(hello)
        older = self._newest.get(token)
        if older is not None:
            self._dismiss(older, REPLACED, "a newer socket of this page took over")
        viewer = Viewer(partial(self._send, socket), clock=self._clock)
        self._seats[socket] = _Seat(token, viewer)
        self._newest[token] = socket
        welcome = {"type": "welcome", "protocol": PROTOCOL, "token": token, "resumed": resumed}
        viewer.tell(welcome | {"device": self._runner.device})
        self._runner.attach(token, viewer)

    def _admit(self, hello: Mapping[str, Any]) -> str:
        """Find or open the run of this page; says which of the two."""
        token, old, query = hello["token"], hello["resume"], hello["query"]
        if old is not None and old != token:
            run = self._runner.find(old)
            if run is not None and self._resumes(run, query):
                self._runner.alias(token, old)
                return "attached"
        if self._runner.find(token) is not None:
            return "attached" if old == token else "new"
        try:
            self._fresh(query, token)
        except NoRoom as error:
            raise Close(TOO_MANY, str(error)) from error
        except ValueError as error:
            raise Close(BAD_MESSAGE, str(error)) from error
        return "fresh"

    def _handle(self, seat: _Seat, message: dict[str, Any]) -> None:
        try:
            self._carry_out(seat, message)
        except (BadIntent, NoRoom) as error:
            self._refused["intent"] += 1
            text = str(error)[:MAX_ERROR_CHARS]
            seat.viewer.tell({"type": "error", "text": text, "fatal": False})

    def _carry_out(self, seat: _Seat, message: dict[str, Any]) -> None:
        kind = message.get("type")
        if kind == "ack":
            seq = message.get("seq")
            if type(seq) is not int:
                raise BadIntent("ack needs the frame's seq")
            seat.viewer.acked(seq)
        elif kind == "visible":
            if not isinstance(message.get("visible"), bool):
                raise BadIntent("visible must be true or false")
            seat.viewer.visible = message["visible"]
        elif kind == "open":
            content = seat.upload.add(message)
            if content is not None:
                self._runner.post(seat.token, {"type": "open", "content": content})
        elif kind == "take":
            self._take(seat, wanted(message))
        elif kind == "hello" or not isinstance(kind, str):
            raise BadIntent("hello comes first and once, and every message has a type")
        else:
            self._runner.post(seat.token, message)

    def _take(self, seat: _Seat, form: str) -> None:
        now_s = self._clock()
        if now_s - seat.took_s < PERIOD_S:
            raise BadIntent("one file after the other, please")
        seat.took_s = now_s
        self._runner.take(seat.token, form, seat.viewer)

    def _dismiss(self, socket: int, code: int, reason: str) -> None:
        self._leave(socket)
        self._send(socket, Kind.CLOSE, pack_close(code, reason))

    def _leave(self, socket: int) -> None:
        seat = self._seats.pop(socket, None)
        if seat is None:
            return
        self._runner.detach(seat.token, seat.viewer)
        if self._newest.get(seat.token) == socket:
            del self._newest[seat.token]


def _hello(payload: bytes) -> dict[str, Any]:
    hello = parse(payload)
    if hello.get("type") != "hello" or hello.get("protocol") != PROTOCOL:
        raise Close(BAD_MESSAGE, f"the first message must be hello, protocol {PROTOCOL}")
    hello = {"resume": None, "query": ""} | hello
    if not _is_token(hello.get("token")):
        raise Close(BAD_MESSAGE, "hello has no token")
    if hello["resume"] is not None and not _is_token(hello["resume"]):
        raise Close(BAD_MESSAGE, "hello's resume is no token")
    if not isinstance(hello["query"], str):
        raise Close(BAD_MESSAGE, "hello's query is no text")
    return hello


def _is_token(value: Any) -> bool:
    return isinstance(value, str) and MIN_TOKEN_CHARS <= len(value) <= MAX_TOKEN_CHARS
