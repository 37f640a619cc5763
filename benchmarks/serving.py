"""What the benchmarks share: the app as a learner starts it, tables, the machine by itself.

    python -m benchmarks.serving ["v=1&net=4-2" ...]

prints, as JSON, a calibration of the machine and the engine's own steps/s of each experiment.
"""

from __future__ import annotations

import json
import math
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
START_S = 120.0
POLL_S = 0.05
REPEATS = 5
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
FLAGS += ["--disable-background-networking", "--disable-component-update"]
# Never solved, never out of budget: a run that pauses by itself would spoil a measurement.
ENDLESS = "epochs=0&lr=1e-06"


class App:
    """The server in a process of its own, ended with the `with` block."""

    def __init__(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.host = f"127.0.0.1:{self.port}"
        self._said = tempfile.TemporaryFile("w+")  # noqa: SIM115 (closed by __exit__)
        command = [sys.executable, "-m", "streamlit", "run", "app.py"]
        command += ["--server.port", str(self.port), "--server.headless", "true"]
        self.process = subprocess.Popen(
            command, cwd=ROOT, stdout=self._said, stderr=subprocess.STDOUT
        )

    def __enter__(self) -> App:
        end = time.monotonic() + START_S
        while time.monotonic() < end and self.process.poll() is None:
            with suppress(OSError):
                urllib.request.urlopen(f"http://{self.host}/healthz", timeout=2).close()
                return self
            time.sleep(POLL_S)
        self._said.seek(0)
        text = self._said.read()
        self.__exit__()
        raise RuntimeError(f"the server was not well within {START_S:.0f} s:\n{text}")

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._said.close()

    def cpu_s(self) -> dict[str, float]:
        """Processor seconds used so far by the server and by the trainer's process, all threads;
        nothing where the system does not say.
        """
        pid = self.process.pid
        with suppress(OSError):
            children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
            return {"server": _cpu_s(pid), "trainer": sum(_cpu_s(int(child)) for child in children)}
        return {}


def _cpu_s(pid: int) -> float:
    user, system = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def chromium() -> str:
    """The browser to drive; ends the script where there is none."""
    found = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if found is None:
        raise SystemExit(f"no Chromium found: none of {', '.join(CHROMIUM)} on the path")
    return found


def note(text: str) -> None:
    """What is being done, for whoever waits; the tables alone go to standard output."""
    print(text, file=sys.stderr, flush=True)


def row(what: str, values: Iterable[float], unit: str, target: str = "") -> list[str]:
    """One line of a table: the median of the values, and their range."""
    known = sorted(values)
    middle = f"**{number(statistics.median(known))}** {unit}".strip()
    spread = f"{number(known[0])} to {number(known[-1])}" if len(known) > 1 else ""
    return [what, middle, spread, str(len(known)), target]


def quantiles(what: str, values: Sequence[float], unit: str, target: str = "") -> list[str]:
    """One line of a table: median and 95th percentile."""
    known = sorted(values)
    late = known[math.ceil(0.95 * len(known)) - 1]
    figures = f"p50 {number(statistics.median(known))}, p95 **{number(late)}** {unit}"
    spread = f"{number(known[0])} to {number(known[-1])}"
    return [what, figures, spread, str(len(known)), target]


def number(value: float) -> str:
    """Three digits that matter."""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def table(title: str, rows: Iterable[Sequence[str]]) -> str:
    """A section in Markdown."""
    head = ["what", "median", "range", "n", "aim"]
    lines = [f"### {title}", "", "| " + " | ".join(head) + " |", "|---|---|---|---|---|"]
    lines += ["| " + " | ".join(cells) + " |" for cells in rows]
    return "\n".join(lines) + "\n"


def alone(queries: Sequence[str] = ()) -> dict[str, Any]:
    """The machine and the engine by themselves, in a fresh process, with nothing else running."""
    command = [sys.executable, "-m", "benchmarks.serving", *queries]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def calibration_rows(found: dict[str, Any]) -> list[list[str]]:
    """How fast the machine is today: two tables compare only where these agree."""
    return [
        row("calibration: NumPy, tanh(x @ w) of 10 × 8 and 8 × 8", found["numpy_us"], "µs"),
        row("calibration: XLA, the same in one compiled loop", found["xla_us"], "µs"),
    ]


def _times(work: Callable[[], object], count: int) -> list[float]:
    """Microseconds for one of the `count` things that `work` does, over some repeats."""
    work()
    found = []
    for _ in range(REPEATS):
        began = time.perf_counter()
        work()
        found.append((time.perf_counter() - began) / count * 1e6)
    return found


def _calibrate() -> dict[str, list[float]]:
    import jax
    import numpy as np

    x, w = np.full((10, 8), 0.1, np.float32), np.full((8, 8), 0.1, np.float32)

    def numpy_loop() -> None:
        y = x
        for _ in range(20_000):
            y = np.tanh(y @ w)

    step = lambda _, y: jax.numpy.tanh(y @ w)  # noqa: E731
    compiled = jax.jit(lambda y: jax.lax.fori_loop(0, 200_000, step, y))
    cpu = jax.device_put(x, jax.devices("cpu")[0])
    return {
        "numpy_us": _times(numpy_loop, 20_000),
        "xla_us": _times(lambda: compiled(cpu).block_until_ready(), 200_000),
    }


def _engine(query: str) -> list[float]:
    """Steps/s of one experiment with nobody looking; losses once in 1,000 epochs."""
    from playground.links import from_query
    from playground.train.programs import Programs
    from playground.train.training import Training, plan

    experiment = from_query(query)
    training = Training([experiment], program=Programs().get(plan(experiment)))
    training.advance(1_000)
    (us,) = _times(lambda: training.advance(20_000, every=1_000), 20_000)[-1:]
    steps = max(20_000, int(5e5 / us))  # half a second of work
    return [1e6 / us for us in _times(lambda: training.advance(steps, every=1_000), steps)]


if __name__ == "__main__":
    import playground.train.programs  # noqa: F401 (it sets XLA's options, which are read once)

    result: dict[str, Any] = _calibrate()
    result["steps_per_s"] = {query: _engine(query) for query in sys.argv[1:]}
    print(json.dumps(result))
