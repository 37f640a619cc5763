"""The trainer's process: `python -m playground.live`, started by the server.

It reads what pages say from its standard input and writes what they are told to its standard
output, in the form of `playground.wire`; it ends when its input does.
"""

from __future__ import annotations

import gc
import json
import logging
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Mapping
from functools import partial
from threading import Lock
from typing import IO, Any

from playground.wire import Kind, Unpacker, pack

PIECE_BYTES = 1 << 16
PIPE_BYTES = 1 << 20
COMMON = ("xor-perceptron", "xor-hidden-layer")  # presets whose programs are warmed at the start


class _Wire:
    """The two ends of the wire; whatever else is printed in this process goes to its errors."""

    def __init__(self) -> None:
        self.input = sys.stdin.fileno()
        self._output: IO[bytes] = open(os.dup(sys.stdout.fileno()), "wb", buffering=0)  # noqa: SIM115
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        self._lock = Lock()
        _widen(self._output.fileno())

    def send(self, socket: int, kind: Kind, payload: bytes) -> None:
        """Write one message; from any thread."""
        data = pack(socket, kind, payload)
        with self._lock:
            self._output.write(data)


def _widen(pipe: int) -> None:
    """Room for many frames, where the system lets us: the trainer should not wait to be read."""
    try:
        import fcntl

        fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, PIPE_BYTES)
    except (ImportError, AttributeError, OSError):
        return


def main() -> None:
    """Serve until the input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the server's: it then closes our input
    logging.basicConfig(format="%(asctime)s %(name)s: %(message)s", level=logging.WARNING)
    wire = _Wire()

    # These bring JAX, which takes a second: the wire is ready before.
    from playground import content
    from playground.live.catalogue import catalogue
    from playground.live.desk import Desk
    from playground.live.opening import open_run, still_means
    from playground.live.runner import Runner
    from playground.train.stored import CompiledApart, default_folder
    from playground.train.training import plan

    refused = Counter[str]()

    def report(stats: Mapping[str, Any]) -> None:
        own = {"refused": refused["intent"], "pid": os.getpid()}
        wire.send(0, Kind.STATS, json.dumps({**stats, **own}).encode())

    make = CompiledApart(default_folder())
    runner = Runner(make=make, report=report)
    desk = Desk(
        runner,
        send=wire.send,
        fresh=partial(open_run, runner),
        resumes=still_means,
        clock=time.monotonic,
        refused=refused,
    )
    common = [plan(content.find(name).experiment) for name in COMMON]
    runner.start(common, make.warm)
    menu = json.dumps(catalogue(), separators=(",", ":"), allow_nan=False)
    wire.send(0, Kind.CATALOGUE, menu.encode())
    gc.freeze()  # what is loaded by now stays: out of the collector's sight it costs no more pauses
    unpacker = Unpacker()
    while piece := os.read(wire.input, PIECE_BYTES):
        for message in unpacker.feed(piece):
            desk.hear(message)
    runner.stop()


if __name__ == "__main__":
    main()
