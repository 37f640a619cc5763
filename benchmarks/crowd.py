"""A classroom: 60 people on one server, each with a run of their own.

    python -m benchmarks.crowd [--clients 60] [--seconds 10] [--repeats 3]

The clients are plain sockets in a process of their own that acknowledge each frame at once: what
is measured is the server. Then somebody asks, again and again, for networks that nobody has
compiled yet: how long do the others then wait for a frame at most? At last somebody opens seed
grids, one after the other, and all runs go on beside them.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import os
import secrets
import statistics
import tempfile
import time
from contextlib import suppress
from itertools import pairwise
from typing import Any, NamedTuple

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from benchmarks.serving import ENDLESS, App, alone, calibration_rows, note, row, table
from playground.spec import DEFAULT, to_json

# Most have the network that a plain visit opens; every eighth each of the two others.
COMMON, RARE = "4-2", {0: "8-8", 4: "8-8-8-8-8-8"}
NEW = ("7-5-3", "9-6", "6-6-6-6")  # asked for one after the other, in one window
STARTS, EPOCHS = 1024, 10_000  # of a grid: on a CPU more than is trained while it is watched
GRID_STEPS = STARTS * EPOCHS * DEFAULT.steps_per_epoch
READY_S = 120.0


class Seen(NamedTuple):
    """One frame, when it came."""

    at: float
    step: int
    epoch: float
    generation: int


class Client:
    """One person's socket; it keeps what it saw of each frame."""

    def __init__(self, number: int) -> None:
        network = RARE.get(number % 8, COMMON)
        noise = number % 20 / 100
        self.query = f"v=1&net={network}&noise={noise}&seed={number}&dseed={number}&pace=10e"
        self.query += f"&{ENDLESS}"
        self.seen: list[Seen] = []
        self.moving = asyncio.Event()
        self.socket: ClientConnection | None = None

    async def live(self, address: str) -> None:
        """Say hello, play, and acknowledge until the socket is closed."""
        with suppress(ConnectionClosed):
            async with connect(address, max_size=None, open_timeout=60) as self.socket:
                hello = {"type": "hello", "protocol": 1, "token": secrets.token_urlsafe(32)}
                await self.say(hello | {"resume": None, "query": self.query})
                await self.say({"type": "play"})
                async for message in self.socket:
                    if isinstance(message, bytes):
                        await self._frame(message)

    async def _frame(self, message: bytes) -> None:
        at = time.perf_counter()
        length = int.from_bytes(message[4:8], "little")
        header = json.loads(message[8 : 8 + length])
        if header["kind"] != "frame":
            return
        await self.say({"type": "ack", "seq": header["seq"]})
        self.seen.append(Seen(at, header["step"], header["epoch"], header["generation"]))
        if header["step"]:
            self.moving.set()

    async def say(self, message: dict[str, Any]) -> None:
        if self.socket is not None:
            await self.socket.send(json.dumps(message))

    def within(self, begin: float, end: float) -> tuple[float, float, float]:
        """Frames a second, epochs a second and the longest wait for a frame in a window."""
        seen = [s for s in self.seen if begin <= s.at <= end]
        if len(seen) < 2:
            return len(seen) / (end - begin), 0.0, end - begin
        gaps = [later.at - earlier.at for earlier, later in pairwise(seen)]
        gaps += [seen[0].at - begin, end - seen[-1].at]
        epochs = (seen[-1].epoch - seen[0].epoch) / (seen[-1].at - seen[0].at)
        return len(seen) / (end - begin), epochs, max(gaps)


class Window(NamedTuple):
    """What a crowd got in some seconds."""

    frames: list[float]
    epochs: list[float]
    gaps: list[float]
    cpu: dict[str, float]  # processor seconds a second of each process
    own_cpu: float  # and this process's: near 1, it is the clients that are measured


async def watch(crowd: list[Client], app: App, seconds: float) -> Window:
    """Measure while the clients go on by themselves."""
    began, cpu_s, own_s = time.perf_counter(), app.cpu_s(), time.process_time()
    await asyncio.sleep(seconds)
    ended = time.perf_counter()
    parts = [client.within(began, ended) for client in crowd]
    frames, epochs, gaps = (list(column) for column in zip(*parts, strict=True))
    taken_s = ended - began
    cpu = {name: (used - cpu_s[name]) / taken_s for name, used in app.cpu_s().items()}
    own = (time.process_time() - own_s) / taken_s
    return Window(frames, epochs, gaps, cpu, own)


async def ask_for_new(client: Client) -> list[float]:
    """Seconds until a network that nobody has compiled moves, for each of some networks."""
    found = []
    for network in NEW:
        generation = client.seen[-1].generation
        began = time.perf_counter()
        hidden = [int(width) for width in network.split("-")]
        await client.say({"type": "set", "changes": {"hidden": hidden}, "final": True} | REVISION)
        while not (client.seen[-1].generation > generation and client.seen[-1].step):
            await asyncio.sleep(0.005)
        found.append(time.perf_counter() - began)
    return found


async def train_grid(address: str, under_way: asyncio.Event, shares: list[float]) -> None:
    """Open one seed grid after the other, and note how many are done: a GPU is soon through."""
    async with connect(address, max_size=None, open_timeout=60) as socket:
        await socket.send(json.dumps({"type": "hello", "protocol": 1}))
        for done in itertools.count():
            experiment = to_json(DEFAULT.change(weight_seed=done))
            grid = {"experiment": experiment, "starts": STARTS, "points": False, "epoch": EPOCHS}
            await socket.send(json.dumps({"type": "lab", "lab": "grid", "id": done + 1, **grid}))
            async for message in socket:
                if isinstance(message, bytes):  # the answer
                    break
                said = json.loads(message)
                if said["type"] == "error":
                    under_way.set()  # nobody waits for it in vain
                    raise RuntimeError(said["text"])
                shares.append(max(shares[-1], done + said.get("share", 0.0)))
                if shares[-1]:  # it is compiled
                    under_way.set()


REVISION = {"revision": 1 << 30}  # newer than any: whatever happened meanwhile, this is meant


async def run(app: App, *, clients: int, seconds: float, repeats: int) -> list[list[str]]:
    crowd = [Client(number) for number in range(clients)]
    address = f"ws://{app.host}/np/stream"
    lives = [asyncio.create_task(client.live(address)) for client in crowd]
    try:
        async with asyncio.timeout(READY_S):
            await asyncio.gather(*(client.moving.wait() for client in crowd))
        await asyncio.sleep(2)
        note(f"{clients} clients are there")
        quiet = [await watch(crowd, app, seconds) for _ in range(repeats)]
        note("and one asks for new networks")
        asking = asyncio.create_task(ask_for_new(crowd[-1]))
        busy = await watch(crowd[:-1], app, seconds)
        async with asyncio.timeout(READY_S):
            news = await asking
        await asyncio.sleep(2)
        note("and one opens a seed grid")
        under_way, shares = asyncio.Event(), [0.0]
        grid = asyncio.create_task(train_grid(f"ws://{app.host}/np/labs", under_way, shares))
        lives.append(grid)
        async with asyncio.timeout(READY_S):
            await under_way.wait()
        before = shares[-1]
        beside = await watch(crowd, app, seconds)
        trained = (shares[-1] - before) * GRID_STEPS / seconds
        if grid.done():
            raise RuntimeError(
                "the grid ended before the others were watched"
            ) from grid.exception()
    finally:
        for life in lives:
            life.cancel()
        await asyncio.gather(*lives, return_exceptions=True)
    return _rows(quiet, busy, news, beside, trained)


def _rows(
    quiet: list[Window], busy: Window, news: list[float], beside: Window, trained: float
) -> list[list[str]]:
    middle = statistics.median
    return [
        row("frames/s, the median client", [middle(w.frames) for w in quiet], "frames/s"),
        row("frames/s, the worst client", [min(w.frames) for w in quiet], "frames/s", "≥ 10"),
        row("epochs/s, the median client", [middle(w.epochs) for w in quiet], "epochs/s"),
        row("epochs/s, the worst client", [min(w.epochs) for w in quiet], "epochs/s", "≥ 10"),
        row("longest wait, the median client", [1e3 * middle(w.gaps) for w in quiet], "ms"),
        row("longest wait, the worst client", [1e3 * max(w.gaps) for w in quiet], "ms"),
        *(
            row(f"the {name}'s processor seconds a second", [w.cpu[name] for w in quiet], "cores")
            for name in quiet[0].cpu
        ),
        row("the clients' processor seconds a second", [w.own_cpu for w in quiet], "cores"),
        row("new networks asked for: each moves after", news, "s"),
        row("meanwhile: frames/s, the worst other", [min(busy.frames)], "frames/s"),
        row("meanwhile: epochs/s, the worst other", [min(busy.epochs)], "epochs/s"),
        row("meanwhile: longest wait, the worst other", [1e3 * max(busy.gaps)], "ms", "≤ 150"),
        row(
            "beside a seed grid: frames/s, the worst client",
            [min(beside.frames)],
            "frames/s",
            "≥ 10",
        ),
        row("beside a seed grid: epochs/s, the worst client", [min(beside.epochs)], "epochs/s"),
        row("beside a seed grid: longest wait", [1e3 * max(beside.gaps)], "ms"),
        row("the grid of 1,024 starts meanwhile", [trained], "net-steps/s"),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--clients", type=int, default=60)
    parser.add_argument("--seconds", type=float, default=10.0, help="of one window")
    parser.add_argument("--repeats", type=int, default=3, help="windows")
    how = vars(parser.parse_args())
    with tempfile.TemporaryDirectory() as caches:
        os.environ["XDG_CACHE_HOME"] = caches  # else new networks would be old ones of another time
        with App() as app:
            rows = asyncio.run(run(app, **how))
    rows = calibration_rows(alone()) + rows
    print(table(f"{how['clients']} runs at once, 10 epochs/s each", rows))


if __name__ == "__main__":
    main()
