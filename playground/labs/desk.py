"""Desk: it meets every page's socket and takes its questions to the queue.

A page has one question a lab at a time: a new one takes the place of the last, so that nobody
fills the queue. What it is told bears the number that the page gave its question.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Hashable, Mapping
from typing import Any

from playground.frames import encode, encode_file
from playground.labs.jobs import Lab, Queue, Report
from playground.messages import PROTOCOL, Close, dump, parse
from playground.strict import BadIntent, only, whole
from playground.wire import BAD_MESSAGE, Kind, Message, pack_close

__all__ = ["Desk"]

MAX_ERROR_CHARS = 500
_STEP = 0.005  # of the share done that is worth a message

_log = logging.getLogger(__name__)

Send = Callable[[Kind, bytes], None]


class Desk:
    """Sockets by their number on the wire. Called by one thread."""

    def __init__(
        self, queue: Queue, labs: Mapping[str, Lab], *, send: Callable[[int, Kind, bytes], None]
    ) -> None:
        """`labs` by the names under which pages ask for them."""
        self._queue = queue
        self._labs = labs
        self._send = send
        self._seats: dict[int, dict[str, _Asker]] = {}  # by socket, then by lab

    def hear(self, message: Message) -> None:
        """Take one message of a socket; whatever it is, only that socket can suffer from it."""
        socket, kind, payload = message
        try:
            if kind == Kind.HELLO:
                self._welcome(socket, parse(payload))
            elif kind == Kind.SAY and socket in self._seats:
                self._handle(socket, parse(payload))
            elif kind == Kind.GONE:
                self._leave(socket)
        except Close as end:
            self._dismiss(socket, end.code, str(end))
        except Exception:
            _log.exception("a message could not be handled")
            self._dismiss(socket, BAD_MESSAGE, "this message could not be handled")

    def _welcome(self, socket: int, hello: Mapping[str, Any]) -> None:
        if hello.get("type") != "hello" or hello.get("protocol") != PROTOCOL:
            raise Close(BAD_MESSAGE, f"the first message must be hello, protocol {PROTOCOL}")
        self._seats[socket] = {}
        self._say(socket, {"type": "welcome", "protocol": PROTOCOL})

    def _handle(self, socket: int, message: Mapping[str, Any]) -> None:
        try:
            kind, seat = message.get("type"), self._seats[socket]
            if kind == "lab":
                self._ask(socket, message)
            elif kind == "cancel":
                only(message, "type", "lab")
                self._forget(seat, self._name(message))
            elif kind == "take":
                self._take(socket, seat.get(self._name(message)), message)
            else:
                raise BadIntent(f"unknown message {str(kind)[:40]!r}; known: lab, cancel, take")
        except ValueError as error:  # a field, a combination, a lab's own limits
            name, number = message.get("lab"), message.get("id")
            about = {
                "lab": name if isinstance(name, str) and name in self._labs else None,
                "id": number if type(number) is int else None,
            }
            text = str(error)[:MAX_ERROR_CHARS]
            self._say(socket, {"type": "error", "text": text, **about})

    def _name(self, message: Mapping[str, Any]) -> str:
        name = message.get("lab")
        if not isinstance(name, str) or name not in self._labs:
            raise BadIntent(f"unknown lab {str(name)[:40]!r}; known: {', '.join(self._labs)}")
        return name

    def _ask(self, socket: int, message: Mapping[str, Any]) -> None:
        name, number = self._name(message), whole(message, "id")
        lab, seat = self._labs[name], self._seats[socket]
        self._forget(seat, name)
        request = lab.read({key: message[key] for key in message if key not in _ENVELOPE})
        asker = _Asker(name, number, request, lambda kind, data: self._send(socket, kind, data))
        seat[name] = asker
        self._queue.ask(asker, (name, request), lambda: lab.work(request))

    def _take(self, socket: int, asker: _Asker | None, message: Mapping[str, Any]) -> None:
        """Hand a page a file made of what it asked for before."""
        take = self._labs[asker.name].take if asker else None
        if asker is None or take is None:
            raise BadIntent("There is nothing to take here yet.")
        report = self._queue.report((asker.name, asker.request))
        if report is None:
            raise BadIntent("These networks have been forgotten meanwhile; ask for them again.")
        own = {key: message[key] for key in message if key not in _ENVELOPE}
        file = take(asker.request, report, own)
        self._send(socket, Kind.ARRAYS, encode_file(file, lab=asker.name, id=asker.number))

    def _say(self, socket: int, message: Mapping[str, Any]) -> None:
        self._send(socket, Kind.TEXT, dump(message).encode())

    def _forget(self, seat: dict[str, _Asker], name: str) -> None:
        asker = seat.pop(name, None)
        if asker is not None:
            self._queue.leave(asker)

    def _leave(self, socket: int) -> None:
        seat = self._seats.pop(socket, {})
        for name in list(seat):
            self._forget(seat, name)

    def _dismiss(self, socket: int, code: int, reason: str) -> None:
        self._leave(socket)
        self._send(socket, Kind.CLOSE, pack_close(code, reason))


_ENVELOPE = ("type", "lab", "id")


class _Asker:
    """One question of one page."""

    def __init__(self, name: str, number: int, request: Hashable, send: Send) -> None:
        self.name = name
        self.number = number
        self.request = request
        self._send = send
        self._share = -1.0

    def queued(self, place: int) -> None:
        self._say("queued", place=place)

    def progress(self, share: float) -> None:
        if share == 0 or share - self._share >= _STEP:
            self._share = share
            self._say("progress", share=share)

    def report(self, report: Report) -> None:
        header = {"kind": "report", **report.header, "lab": self.name, "id": self.number}
        self._send(Kind.ARRAYS, encode(header, report.arrays))

    def done(self) -> None:
        self._say("done")

    def failed(self, text: str) -> None:
        self._say("error", text=text[:MAX_ERROR_CHARS])

    def _say(self, kind: str, **more: Any) -> None:
        message = {"type": kind, "lab": self.name, "id": self.number, **more}
        self._send(Kind.TEXT, dump(message).encode())
