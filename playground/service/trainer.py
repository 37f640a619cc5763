"""Trainer: a process that trains, as the server sees it.

Training and serving in one process would share one interpreter's lock: sixty runs got 7 frames a
second so, and the server could not answer before JAX was loaded. So `python -m playground.live`
runs beside the server and they speak over its standard input and output (`playground.wire`). If it
ends by itself it is started again, and pages go on from what they know. The labs' process,
`python -m playground.labs`, is another one of the kind, started when a page first asks for it.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import queue
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread
from typing import Any

from playground.wire import RESTARTED, Kind, Message, Unpacker, pack, pack_close

__all__ = ["LABS_COMMAND", "OnDemand", "Trainer"]

ROOT = Path(__file__).resolve().parents[2]
COMMAND = (sys.executable, "-m", "playground.live")
LABS_COMMAND = (sys.executable, "-m", "playground.labs")
RESTART_S = 1.0  # between the end of one process and the start of the next
STOP_S = 3.0
PIECE_BYTES = 1 << 18
MAX_QUEUED = 20_000  # messages that the process has not read: then it hangs, and they are dropped
RESTARTING = pack_close(RESTARTED, "this process was started again")

_log = logging.getLogger(__name__)


class Trainer:
    """Start it with `launch` as early as possible, and with `start` once the event loop runs.

    All but `launch` are called on the event loop.
    """

    def __init__(
        self, *, command: Sequence[str] = COMMAND, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.stats: Mapping[str, Any] = {}
        self._command = command
        self._clock = clock
        self._heard_s = clock()
        self._process: subprocess.Popen[bytes] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._catalogue: asyncio.Future[bytes] | None = None
        self._sockets: dict[int, Callable[[Message], None]] = {}
        self._count = 0
        self._outgoing: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._stopping = Event()
        self._listener: Thread | None = None

    def launch(self) -> None:
        """Start the process, if it is not there; it is ready a second or two later."""
        if self._process is None:
            self._process = subprocess.Popen(
                self._command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0
            )

    def start(self) -> None:
        """Begin to speak with the process."""
        self._loop = asyncio.get_running_loop()
        self._catalogue = self._loop.create_future()
        self.launch()
        self._listener = Thread(target=self._listen, name="trainer-in", daemon=True)
        self._listener.start()
        Thread(target=self._write, name="trainer-out", daemon=True).start()

    def stop(self) -> None:
        """End the process: its input closes."""
        self._stopping.set()
        self._outgoing.put(b"")  # wakes the writer
        process, listener = self._process, self._listener
        if process is None or process.stdin is None or listener is None:
            return
        with suppress(OSError):
            process.stdin.close()
        listener.join(STOP_S)
        if listener.is_alive():
            process.kill()
            listener.join()

    @property
    def catalogue(self) -> asyncio.Future[bytes]:
        """What can be chosen, as JSON, as soon as the process has told it."""
        assert self._catalogue is not None, "start first"
        return self._catalogue

    @property
    def heartbeat_age_s(self) -> float:
        """How long nothing was heard of the trainer."""
        return self._clock() - self._heard_s

    # Sockets

    def open(self, deliver: Callable[[Message], None]) -> int:
        """A number for a new socket; what it is told goes to `deliver`."""
        self._count += 1
        self._sockets[self._count] = deliver
        return self._count

    def say(self, socket: int, kind: Kind, payload: bytes = b"") -> None:
        """Pass on what a socket said."""
        # That a socket is gone is never dropped: what it holds would stay for ever.
        if kind == Kind.GONE or self._outgoing.qsize() < MAX_QUEUED:
            self._outgoing.put(pack(socket, kind, payload))

    def close(self, socket: int) -> None:
        """Forget a socket."""
        if self._sockets.pop(socket, None) is not None:
            self.say(socket, Kind.GONE)

    # What the process says

    def _listen(self) -> None:
        """Read what the process says for as long as the server lives (a thread)."""
        while not self._stopping.is_set():
            assert self._process is not None
            self._read(self._process)
            if self._stopping.wait(RESTART_S):
                return
            code = self._process.poll()
            _log.error("%s ended with %s; starting it again", self._command[-1], code)
            self._process = None
            self.launch()
            self._call(self._lost)  # after: whoever says hello from now on is heard by the new one

    def _read(self, process: subprocess.Popen[bytes]) -> None:
        unpacker = Unpacker()
        with process:
            assert process.stdout is not None
            try:
                while piece := os.read(process.stdout.fileno(), PIECE_BYTES):
                    self._call(self._deliver, unpacker.feed(piece))
            except ValueError:
                _log.exception("%s is out of step", self._command[-1])
                process.kill()

    def _call(self, function: Callable[..., None], *args: Any) -> None:
        assert self._loop is not None
        with suppress(RuntimeError):  # the loop is closed: the server is going down
            self._loop.call_soon_threadsafe(function, *args)

    def _deliver(self, messages: list[Message]) -> None:
        for message in messages:
            if message.socket:
                deliver = self._sockets.get(message.socket)
                if deliver is not None:
                    deliver(message)
            elif message.kind == Kind.STATS:
                self._heard_s = self._clock()
                self.stats = json.loads(message.payload)
            elif not self.catalogue.done():
                self.catalogue.set_result(message.payload)

    def _lost(self) -> None:
        """All runs are gone: every page says hello again, and begins from what it shows."""
        self.stats = {}
        for socket, deliver in list(self._sockets.items()):
            deliver(Message(socket, Kind.CLOSE, RESTARTING))

    def _write(self) -> None:
        """Write to the process, whichever it is now (a thread of its own: a pipe may be full)."""
        while not self._stopping.is_set():
            data = self._outgoing.get()
            process = self._process
            if process is None or process.stdin is None:
                continue  # its socket is about to be told
            with suppress(OSError, ValueError):
                process.stdin.write(data)


class OnDemand(Trainer):
    """One that starts with its first socket, since most servers never need it."""

    def open(self, deliver: Callable[[Message], None]) -> int:
        """A number for a new socket; what it is told goes to `deliver`."""
        if self._listener is None:
            self.start()
        return super().open(deliver)
