"""Compiled programs: made from a Structure alone, kept in a small LRU."""

from __future__ import annotations

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
from playground.train.probe import View, probe
from playground.train.problem import Data, Hyper, Structure

MAX_PROGRAMS = 32
# From this much work in one step (lanes · batch · parameters) a GPU beats a CPU's one core.
# A fixed rule, not a measurement at each start: equal experiments must run alike.
GPU_WORK = 4_000_000


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


@dataclass(frozen=True, slots=True)
class Program:
    """The two compiled functions of one structure."""

    structure: Structure
    advance: Callable[..., Any]  # (state, hyper, data, n_steps, every) -> (state, records, steps)
    probe: Callable[..., Any]  # (params, data, view, lane) -> Snapshot
    compile_s: float


class Programs:
    """A bounded cache of programs, the least recently used dropped first. Thread-safe."""

    def __init__(self, limit: int = MAX_PROGRAMS) -> None:
        self.compiled = 0
        self.compile_s = 0.0
        self._limit = limit
        self._kept: OrderedDict[Structure, Program] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._kept)

    def find(self, structure: Structure) -> Program | None:
        """The program if it is there; never compiles."""
        with self._lock:
            program = self._kept.get(structure)
            if program is not None:
                self._kept.move_to_end(structure)
            return program

    def get(self, structure: Structure) -> Program:
        """The program, compiled now if need be."""
        program = self.find(structure)
        if program is not None:
            return program
        program = compile_program(structure)
        with self._lock:
            self.compiled += 1
            self.compile_s += program.compile_s
            self._kept[structure] = program
            while len(self._kept) > self._limit:
                self._kept.popitem(last=False)
        return program


def compile_program(structure: Structure) -> Program:
    """Trace and compile both functions for the structure's device; 0.3 to 1 s."""
    began = time.perf_counter()
    advance = _compile(partial(engine.advance, structure), _advance_shapes(structure), structure)
    shapes = _advance_shapes(structure)
    read = _compile(
        partial(probe, structure),
        (shapes[0].params, shapes[2], _view_shapes(structure), np.int32(0)),
        structure,
    )
    return Program(structure, advance, read, time.perf_counter() - began)


def _compile(function: Callable[..., Any], args: Any, structure: Structure) -> Callable[..., Any]:
    sharding = jax.sharding.SingleDeviceSharding(devices()[structure.device])

    def shape(leaf: Any) -> jax.ShapeDtypeStruct:
        return jax.ShapeDtypeStruct(np.shape(leaf), leaf.dtype, sharding=sharding)  # type: ignore[no-untyped-call]

    options: dict[str, str | bool] = (
        {"xla_cpu_multi_thread_eigen": False} if structure.device == "cpu" else {}
    )
    lowered = jax.jit(function).lower(*jax.tree.map(shape, args))
    compiled: Callable[..., Any] = lowered.compile(compiler_options=options)
    return compiled


def _advance_shapes(s: Structure) -> tuple[engine.TrainState, Hyper, Data, Any, Any]:
    weights = [(np.zeros((a, b)), np.zeros(b)) for a, b in pairwise(s.sizes)]
    state = engine.start(s, [weights] * s.lanes, seeds=[0] * s.lanes)
    hyper = Hyper(*(np.zeros((), s.precision),) * 6)
    x_train, y_train, x_test, y_test = (
        np.empty((s.lanes, rows, width), s.precision)
        for rows in (s.train_rows, s.test_rows)
        for width in (s.sizes[0], s.sizes[-1])
    )
    data = Data(x_train, y_train, x_test, y_test, np.int32(0), np.int32(0))
    return state, hyper, data, np.int32(0), np.int32(1)


def _view_shapes(s: Structure) -> View:
    square = 1 if s.kind == "curve" else 2
    fine, coarse = (np.empty((cells**square, s.sizes[0]), s.precision) for cells in (s.grid, s.map))
    return View(fine, coarse, np.zeros((), s.precision))
