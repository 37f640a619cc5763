"""The engine beside other ways to train the same networks, in one go, with ratios; as Markdown.

    python -m benchmarks.engine [--convnetjs FOLDER] [--brief]

Takes three to four minutes on two cores. PyTorch joins where it is installed, ConvNetJS where
`npm install convnetjs` was run in FOLDER and there is Node; where JAX sees a GPU, its rows follow.
What was not measured is not printed.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path

from benchmarks import growth
from benchmarks.contestants import WAYS, Row
from benchmarks.serving import ROOT, note, number
from playground.bench import NETWORKS, calibration

LIMIT_S = 150  # for one way and network
BATCHES = ("batch", "batch_own")
OF_GPU = ("one", "batch", "batch_own", "vmap")
PACKAGES = ("jax", "jaxlib", "numpy", "scikit-learn", "torch")
BASE = "this engine"


def child(*arguments: str, **variables: str) -> Iterator[Row]:
    """The rows that a module prints; those before it failed, where it does."""
    note(f"python -m {' '.join(arguments)}")
    try:
        done = subprocess.run(
            [sys.executable, "-m", *arguments],
            cwd=ROOT, env=os.environ | variables, capture_output=True, text=True, timeout=LIMIT_S,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        note(f"  not done after {LIMIT_S} s: left out")
        return
    if done.returncode:
        note(f"  failed: {done.stderr.strip().rpartition(chr(10))[2]}")
    yield from map(json.loads, done.stdout.splitlines())


def has_gpu() -> bool:
    """Whether JAX sees one; asked in another process, for this one is to hold none."""
    asked = "import sys, jax; sys.exit(jax.default_backend() != 'gpu')"
    return subprocess.run([sys.executable, "-c", asked], stderr=subprocess.DEVNULL).returncode == 0


def measured(networks: Sequence[str], convnetjs: str | None, *, gpu: bool) -> list[Row]:
    """All rows, network by network."""
    extra = {"torch": "torch", "torch_compiled": "torch", "sklearn": "sklearn"}
    ways = [w for w in WAYS if w not in extra or importlib.util.find_spec(extra[w])]
    if convnetjs is None or shutil.which("node") is None:
        ways.remove("convnetjs")
    named = {"CONVNETJS": str(Path(convnetjs).resolve())} if convnetjs else {}
    cores = str(os.cpu_count() or 1)
    # Batches share the cores as in the labs, and plain JAX as it does by itself.
    own = {way: {"JAX_NUM_CPU_DEVICES": cores} for way in BATCHES} | {"vmap": {"NPROC": cores}}
    rows: list[Row] = []
    for network in networks:
        for way in ways:
            more = named | own.get(way, {})
            rows += child("benchmarks.contestants", way, network, JAX_PLATFORMS="cpu", **more)
        for way in OF_GPU if gpu else ():
            found = child("benchmarks.contestants", way, network, JAX_PLATFORMS="cuda,cpu")
            rows += [r for r in found if r["what"] != BASE]  # one network, on the CPU again
    return rows


def machine() -> str:
    """What it ran on, in one paragraph."""
    row = calibration()
    versions = [f"Python {platform.python_version()}"]
    versions += [f"{name} {version(name)}" for name in PACKAGES if _there(name)]
    if node := shutil.which("node"):
        told = subprocess.run([node, "--version"], capture_output=True, text=True).stdout.strip()
        versions.append(f"Node {told}")
    return (
        f"Calibration: {row['gflops']:.1f} GFLOP/s (float32, 256 × 256 product), "
        f"{row['python_mops']:.0f} million Python additions/s. "
        f"{_processor()}, {row['cores']} cores, {platform.system()} {platform.release()}; "
        f"{', '.join(versions)}."
    )


def _there(name: str) -> bool:
    return importlib.util.find_spec({"scikit-learn": "sklearn"}.get(name, name)) is not None


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.machine())


def table(rows: list[Row]) -> list[str]:
    """Every way beside one network of this engine."""
    lines = [
        "| network | what | at once | data sets | net-steps/s | range | µs a step | × one network "
        "| first step, s | peak MB |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    own = {r["network"]: statistics.median(r["rates"]) for r in rows if r["what"] == BASE}
    for r in rows:
        middle, known = statistics.median(r["rates"]), sorted(r["rates"])
        cells = [r["network"], r["what"], f"{r['lanes']:,}", r["data"], f"**{middle:,.0f}**"]
        cells += [f"{known[0]:,.0f} to {known[-1]:,.0f}", number(1e6 / middle)]
        cells += [_ratio(middle / own[r["network"]]) if r["network"] in own else ""]
        cells += [number(r["first_s"]) if "first_s" in r else "", f"{r['peak_mb']:,.0f}"]
        lines.append("| " + " | ".join(cells) + " |")
    return lines


def _ratio(value: float) -> str:
    return number(value) if value >= 0.1 else f"{value:.2g}"


HEAD = """### The engine

Plain SGD in fixed order on 250 points of the circle, batches of 10, tanh, cross-entropy. A net-step
is one update of one network; *at once* says how many networks train together, on one data set or
each on its own. *First step* holds the compiling; *peak* is the whole process, its libraries in it.
Batches share all cores; PyTorch has one thread, which suits such small products best.
"""
GROWTH = """### How the cost of a batch grows

64 networks on one core unless lanes grow; 2-4-2-1 unless its layers do. *Estimated* is what
`train/cost.py` says beforehand.
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--convnetjs", metavar="FOLDER", help="where npm has installed it")
    parser.add_argument("--brief", action="store_true", help="the first network: does it work?")
    asked = parser.parse_args()
    networks = list(NETWORKS)[: 1 if asked.brief else None]
    lines = [HEAD, machine(), ""]
    lines += table(measured(networks, asked.convnetjs, gpu=has_gpu()))
    if not asked.brief:
        grown = list(child("benchmarks.growth", JAX_PLATFORMS="cpu"))
        lines += ["", GROWTH, *growth.table(grown, number)]
    print("\n".join(lines))


if __name__ == "__main__":
    main()
