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
import time
from collections import Counter
from collections.abc import Mapping
from functools import partial
from typing import Any

from playground.pipes import Pipes
from playground.wire import Kind


def main() -> None:
    """Serve until the input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the server's: it then closes our input
    logging.basicConfig(format="%(asctime)s %(name)s: %(message)s", level=logging.WARNING)
    wire = Pipes()

    # These bring JAX, which takes a second: the wire is ready before.
    from playground import content
    from playground.live.catalogue import catalogue
    from playground.live.desk import Desk
    from playground.live.opening import open_run, still_means
    from playground.live.runner import Runner
    from playground.model.activations import ACTIVATIONS
    from playground.train.stored import CompiledApart, default_folder
    from playground.train.tables import activation_table
    from playground.train.training import plan

    refused = Counter[str]()

    def report(stats: Mapping[str, Any]) -> None:
        own = {"refused": refused["intent"], "pid": os.getpid()}
        wire.send(0, Kind.STATS, json.dumps({**stats, **own}).encode())

    def warm() -> None:
        make.warm()
        for name in ACTIVATIONS:  # the first to choose one would wait for its table, and all others
            activation_table(name)

    make = CompiledApart(default_folder())
    runner = Runner(make=make, keep=make.keep, report=report)
    desk = Desk(
        runner,
        send=wire.send,
        fresh=partial(open_run, runner),
        resumes=still_means,
        clock=time.monotonic,
        refused=refused,
    )
    presets = [plan(preset.experiment) for preset in content.presets().values()]
    runner.start(warm, presets)
    menu = json.dumps(catalogue(), separators=(",", ":"), allow_nan=False)
    wire.send(0, Kind.CATALOGUE, menu.encode())
    gc.freeze()  # what is loaded by now stays: out of the collector's sight it costs no more pauses
    for message in wire.hear():
        desk.hear(message)
    runner.stop()


if __name__ == "__main__":
    main()
