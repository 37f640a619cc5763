"""The labs' process: `python -m playground.labs`, started by the server when first asked for.

It speaks as the trainer's process does, and works below it: whatever runs live comes first.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import time
from contextlib import suppress
from threading import Thread

from playground.cores import share_cores
from playground.pipes import Pipes
from playground.wire import Kind

NICENESS = 19  # the lowest there is: who trains live comes first, then who compiles for them


def main() -> None:
    """Serve until the input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the server's: it then closes our input
    logging.basicConfig(format="%(asctime)s %(name)s: %(message)s", level=logging.WARNING)
    with suppress(AttributeError, OSError):  # Windows has no such thing
        os.nice(NICENESS)
    share_cores()
    wire = Pipes()
    wire.send(0, Kind.STATS, json.dumps({"pid": os.getpid()}).encode())

    # These bring JAX, which takes a second: the wire is ready before.
    from playground.labs.desk import Desk
    from playground.labs.jobs import Queue
    from playground.labs.known import LABS
    from playground.train.stored import default_folder, keep_batches

    keep_batches(default_folder() / "batches")
    queue = Queue(clock=time.monotonic)
    worker = Thread(target=queue.run, name="labs")
    worker.start()
    desk = Desk(queue, LABS, send=wire.send)
    for message in wire.hear():
        desk.hear(message)
    queue.stop()
    worker.join()


if __name__ == "__main__":
    main()
