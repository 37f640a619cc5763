"""Compiled programs: made from a Structure alone, kept in a small LRU."""

from __future__ import annotations

import os
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import pairwise
from threading import Lock
from typing import Any

import jax
import numpy as np

from playground.train import engine
from playground.train.probe import View, probe, read
from playground.train.problem import Data, Hyper, Structure
from playground.train.sketch import sketched

# A loop without matrix products or sorts becomes one function instead of a hundred small kernels
# that a pool of threads hands around: 2-8×6-1 trains three times as fast. XLA does so by itself for
# loops that touch 1 kB; the option exists only in this form, read when the first program is made.
_LOOPS_AS_ONE = "--xla_backend_extra_options=xla_cpu_small_while_loop_byte_threshold=100000000"
os.environ["XLA_FLAGS"] = f"{os.environ.get('XLA_FLAGS', '')} {_LOOPS_AS_ONE}"

# XLA hands the products of a wide network to a pool of threads and waits for them: with one thread
# in it, nothing wanders from core to core, and the other cores are free to serve.
os.environ.setdefault("NPROC", "1")

# A small network's step is over before another thread could take it up: run it in this one. With
# sixty runs at once that is 10 frames/s each instead of 6.
jax.config.update("jax_cpu_enable_async_dispatch", False)  # type: ignore[no-untyped-call]

PARTS = ("sketch", "advance", "probe")  # of a program, in the order in which a page needs them
MAX_PROGRAMS = 32
# From this much work in one step (lanes · batch · parameters) a GPU beats a CPU's one core.
# A fixed rule, not a measurement at each start: equal experiments must run alike.
GPU_WORK = 200_000


@lru_cache(maxsize=1)
def devices() -> dict[str, jax.Device]:
    """The devices there are: always "cpu", "gpu" where JAX sees one."""
    found = {"cpu": jax.devices("cpu")[0]}
    if jax.default_backend() == "gpu":
        found["gpu"] = jax.devices("gpu")[0]
    return found


def choose_device(*, lanes: int, batch: int, parameters: int) -> str:
    """The device by the fixed rule: "gpu" for much work a step where there is one, else "cpu"."""
    return "gpu" if "gpu" in devices() and lanes * batch * parameters >= GPU_WORK else "cpu"


Compiled = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Program:
    """The two compiled functions of one structure; either may not be there (yet).

    Until its probe is compiled a program may have a sketch of it: the same function, there at
    once, that takes twenty times as long to run.
    """

    structure: Structure
    probe: Compiled | None  # (params, data, view, lane) -> Snapshot
    advance: Compiled | None  # (params, slots, seed, trains, hyper, data, orders) -> Outcome
    compile_s: float
    sketched: bool = False

    @property
    def complete(self) -> bool:
        """Whether nothing is missing or a sketch."""
        return self.probe is not None and self.advance is not None and not self.sketched


class Programs:
    """A bounded cache of programs, of each part the least recently used dropped first. Thread-safe.

    Networks whose layers are padded to the same widths share their programs. A probe does not
    depend on how a network is trained, so that a new optimizer, batch size or penalty shares its
    probe with the old, and the untrained field is seen before `advance` is there.
    """

    def __init__(
        self, limit: int = MAX_PROGRAMS, make: Callable[[str, Structure], Compiled] | None = None
    ) -> None:
        """`limit` programs are kept; `make(part, structure)` makes one of PARTS, by default it is
        compiled here.
        """
        self.compiled = 0
        self.compile_s = 0.0
        self._limit = limit
        self._make = make or compile_part
        self._kept: dict[str, OrderedDict[Structure, tuple[Compiled, float]]]
        self._kept = {part: OrderedDict() for part in PARTS}
        self._lock = Lock()

    def __len__(self) -> int:
        return sum(map(len, self._kept.values()))

    def find(self, structure: Structure) -> Program | None:
        """What is there of the program: None without its probe or a sketch. Never compiles."""
        read = self._find("probe", structure.seen)
        sketch = None if read else self._find("sketch", structure.seen)
        found = read or sketch
        if found is None:
            return None
        probe, seconds = found
        advance, more = self._find("advance", structure) or (None, 0.0)
        return Program(structure, probe, advance, seconds + more, sketched=read is None)

    def missing(self, structure: Structure) -> str | None:
        """The part that a page waits for next, or None when all are there. Never compiles."""
        if self._find("probe", structure.seen) is None:
            if self._find("sketch", structure.seen) is None:
                return "sketch"
            return "advance" if self._find("advance", structure) is None else "probe"
        return "advance" if self._find("advance", structure) is None else None

    def make(self, part: str, structure: Structure) -> None:
        """Make one part, unless it is there."""
        self._get(part, structure if part == "advance" else structure.seen)
        if part == "probe":
            with self._lock:
                self._kept["sketch"].pop(structure.seen.bucket, None)

    def get(self, structure: Structure) -> Program:
        """The whole program, compiled now as far as need be."""
        read, read_s = self._get("probe", structure.seen)
        advance, advance_s = self._get("advance", structure)
        return Program(structure, read, advance, read_s + advance_s)

    def get_blind(self, structure: Structure) -> Program:
        """The program without its probe, for who needs no more than the recorded losses."""
        advance, seconds = self._get("advance", structure)
        return Program(structure, None, advance, seconds)

    def _find(self, part: str, structure: Structure) -> tuple[Compiled, float] | None:
        with self._lock:
            kept, key = self._kept[part], structure.bucket
            found = kept.get(key)
            if found is not None:
                kept.move_to_end(key)
            return found

    def _get(self, part: str, structure: Structure) -> tuple[Compiled, float]:
        found = self._find(part, structure)
        if found is not None:
            return found
        began = time.perf_counter()
        made = self._make(part, structure.bucket)
        seconds = time.perf_counter() - began
        with self._lock:
            self.compiled += 1
            self.compile_s += seconds
            kept = self._kept[part]
            kept[structure.bucket] = (made, seconds)
            while len(kept) > self._limit:
                kept.popitem(last=False)
        return made, seconds


def compile_part(part: str, structure: Structure) -> Compiled:
    """One of PARTS, of a structure."""
    if part == "advance":
        return compile_advance(structure)
    return compile_probe(structure) if part == "probe" else sketch_probe(structure)


def compile_advance(structure: Structure) -> Compiled:
    """Trace and compile the training loop of the structure's bucket; 0.5 to 2 s."""
    structure = structure.bucket
    state, hyper, data, *_ = _advance_shapes(structure)
    orders = np.zeros(4 + structure.lanes, np.int32)
    args = (state.params, state.slots, state.seed, state.trains, hyper, data, orders)
    return _compile(partial(engine.carry_out, structure), args, structure)


def compile_probe(structure: Structure) -> Compiled:
    """Trace and compile the reading of a network; 0.5 to 1.2 s."""
    structure = structure.bucket
    return _compile(partial(probe, structure), _probe_shapes(structure), structure)


def sketch_probe(structure: Structure) -> Compiled:
    """Trace the reading of a network, for NumPy; 0.03 to 0.1 s."""
    structure = structure.bucket
    shapes = jax.tree.map(_shape, _probe_shapes(structure))
    return sketched(partial(read, structure), shapes)


def compiler_options(device: str) -> dict[str, str | bool]:
    """How programs are compiled for a kind of device, "cpu" or "gpu"."""
    # On a CPU one core trains and the others serve; what a loop could compute beforehand stays in
    # it, for a dozen tiny kernels before it are handed to another thread, which costs more. Vectors
    # may be as wide as the processor has them, where XLA stops at 256 bits. A library of kernels
    # gets matrix products alone: sums of 32 rows or more are several times slower there. A GPU's
    # search for its fastest products takes up to 20 s, which nobody waits for.
    if device == "cpu":
        return {
            "xla_cpu_multi_thread_eigen": False,
            "xla_disable_hlo_passes": "while-loop-invariant-code-motion",
            "xla_cpu_prefer_vector_width": "512",
            "xla_cpu_experimental_ynn_fusion_type": "LIBRARY_FUSION_TYPE_INDIVIDUAL_DOT",
        }
    return {"xla_gpu_autotune_level": "0"}


def _compile(function: Callable[..., Any], args: Any, structure: Structure) -> Callable[..., Any]:
    sharding = jax.sharding.SingleDeviceSharding(devices()[structure.device])
    shapes = jax.tree.map(partial(_shape, sharding=sharding), args)
    lowered = jax.jit(function).lower(*shapes)
    options = compiler_options(structure.device)
    compiled: Callable[..., Any] = lowered.compile(compiler_options=options)
    return compiled


def _shape(leaf: Any, sharding: Any = None) -> jax.ShapeDtypeStruct:
    return jax.ShapeDtypeStruct(np.shape(leaf), leaf.dtype, sharding=sharding)  # type: ignore[no-untyped-call]


def _advance_shapes(s: Structure) -> tuple[engine.TrainState, Hyper, Data, Any, Any]:
    weights = [(np.zeros((a, b)), np.zeros(b)) for a, b in pairwise(s.sizes)]
    state = engine.start(s, [weights] * s.lanes, seeds=[0] * s.lanes)
    hyper = Hyper(*(np.zeros((), s.precision),) * 6)
    inputs, outputs, rows = s.sizes[0], s.sizes[-1], s.train_rows + s.test_rows
    shapes = (
        (s.lanes, s.train_rows, inputs),
        (s.lanes, s.train_rows, outputs),
        (s.lanes, inputs, rows),
        (s.lanes, rows, outputs),
        (2, rows),
    )
    x_train, y_train, x_all, y_all, counts = (np.empty(shape, s.precision) for shape in shapes)
    numbers = np.empty(sum(s.sizes[1:-1]), np.uint32)
    data = Data(x_train, y_train, x_all, y_all, counts, np.int32(0), numbers, np.uint32(0))
    return state, hyper, data, np.int32(0), np.int32(1)


def _probe_shapes(s: Structure) -> tuple[Any, Data, View, Any]:
    state, _, data, _, _ = _advance_shapes(s)
    return state.params, data, _view_shapes(s), np.int32(0)


def _view_shapes(s: Structure) -> View:
    square = 1 if s.kind == "curve" else 2
    fine, coarse = (np.empty((s.sizes[0], cells**square), s.precision) for cells in (s.grid, s.map))
    return View(fine, coarse, np.zeros((), s.precision))
