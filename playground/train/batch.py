"""Batch: many networks in training at once, one a lane. NumPy in, NumPy out; JAX stays inside.

One network is an anecdote, 256 are a fact. Lanes may differ in everything that is no part of the
program: rates, penalty rate, momentum, dropout, schedule's length, initial weights, seeds, points
and noise, and in width up to the widest of them.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise
from threading import Lock
from typing import Any

import jax
import numpy as np
from numpy.typing import NDArray

from playground.spec import Experiment
from playground.train import blocks, lanes, programs, reading
from playground.train.blocks import Points, Shape
from playground.train.byhand import Layers
from playground.train.drawing import first_weights, source_of
from playground.train.kernels import inexpressible
from playground.train.problem import (
    Hyper,
    data_of,
    hyper_of,
    plane,
    prepare,
    structure_of,
)
from playground.train.ways import (
    FEW_LANES,
    KERNELS,
    LANES_ON_GPU,
    State,
    choose,
    one_by_one,
    zeros_of,
)

MAX_PROGRAMS = 24
Array = NDArray[Any]


def batch_key(experiment: Experiment) -> Hashable:
    """What the networks of one batch must have in common."""
    s = structure_of(experiment, device="cpu")
    depth = (s.sizes[0], len(s.sizes), s.sizes[-1])
    return replace(s, sizes=depth), experiment.training_points, experiment.all_points


def grouped(experiments: Sequence[Experiment]) -> list[list[int]]:
    """The places of experiments that can share a batch, in order of first appearance."""
    groups: dict[Hashable, list[int]] = {}
    for place, experiment in enumerate(experiments):
        groups.setdefault(batch_key(experiment), []).append(place)
    return list(groups.values())


class Batch:
    """One network a lane. Raises ValueError where experiments cannot share a batch."""

    def __init__(
        self,
        experiments: Sequence[Experiment],
        *,
        how: str = "auto",
        devices: int | None = None,
        precision: str = "float32",
    ) -> None:
        """`how` names one of `ways.WAYS`; `devices` at most share the lanes, all by default.

        Raises ValueError, too, where a kernel is asked for that cannot train these networks.
        """
        if not experiments:
            raise ValueError("a batch has no experiments; it needs one at least")
        if len({batch_key(e) for e in experiments}) > 1:
            raise ValueError("these experiments cannot share a batch; group them with `grouped`")
        self.lanes = len(experiments)
        self.experiments = list(experiments)
        found = jax.local_devices()[:devices]
        self.shape = shape_of(
            experiments,
            how=how,
            precision=precision,
            devices=len(found),
            device=found[0].platform,
        )
        self.how = self.shape.how
        chosen, why = choose(self.shape.structure, networks=self.lanes)
        self.why = why if chosen == self.how else "As it was asked for."
        self.steps_per_epoch = experiments[0].steps_per_epoch
        self._mesh = blocks.mesh_of(found[: self.shape.blocks])
        self._fetched: lanes.Params | None = None
        self._start()

    def _start(self) -> None:
        split, spread = blocks.shardings(self.shape, self._mesh)
        # What fills the last block repeats the last lane, and is never read.
        lanes_of = [*self.experiments]
        lanes_of += lanes_of[-1:] * (self._room - self.lanes)
        self._state = jax.device_put(_first_state(self.shape, lanes_of), split)
        self._hyper = jax.device_put(_rates(self.shape, lanes_of), split)
        self._points = jax.device_put(_points(self.shape, lanes_of), spread)

    @property
    def _room(self) -> int:
        return self.shape.blocks * self.shape.structure.lanes

    @property
    def epoch(self) -> int:
        """Whole epochs done."""
        return int(np.max(np.asarray(self._state.epoch)))

    @property
    def alive(self) -> NDArray[np.bool_]:
        """(lanes,), false once a lane has diverged; it keeps what it had before."""
        return np.asarray(self._state.alive).ravel()[: self.lanes]

    def advance(self, n_steps: int) -> None:
        """Train all lanes. Blocks until done, without holding the interpreter's lock."""
        shared = jax.sharding.NamedSharding(self._mesh, blocks.SHARED)
        steps = jax.device_put(np.int32(n_steps), shared)
        arguments = (self._state, self._hyper, self._points, steps)
        program = _compiled("advance", self.shape, self._mesh, arguments)
        self._state, self._fetched = program(*arguments), None
        jax.block_until_ready(self._state.epoch)  # type: ignore[no-untyped-call]

    def measure(self) -> Array:
        """Train loss, test loss, train score and test score of every lane: (lanes, 4)."""
        arguments = (self._state.params, self._points)
        found = _compiled("measure", self.shape, self._mesh, arguments)(*arguments)
        return np.asarray(found).transpose(0, 2, 1).reshape(-1, 4)[: self.lanes]

    def fields(self, chosen: Sequence[int], *, cells: int) -> Array:
        """What the page shows as the output of some lanes: (chosen, outputs, cells, cells).

        Top row first; of a curve (chosen, outputs, cells).
        """
        s, width = self.shape.structure, self.shape.structure.lanes
        own = self.shape.own_points
        square = (cells,) if s.kind == "curve" else (cells, cells)
        params, found = self._params(), []
        for first in range(0, len(chosen), width):
            part = list(chosen[first : first + width])
            filled = part + part[-1:] * (width - len(part))
            seen = [prepare(self.experiments[lane]) for lane in (filled if own else filled[:1])]
            places = np.stack([plane(problem, cells).T for problem in seen], -1).astype(s.precision)
            arguments = ([(w[:, filled], b[:, filled]) for w, b in params], places)
            program = _compiled("fields", self.shape, self._mesh, arguments)
            found.append(np.asarray(program(*arguments))[: len(part)])
        return np.concatenate(found).reshape(len(chosen), s.sizes[-1], *square)

    def layers(self, lane: int) -> Layers:
        """Weights (fan_in, fan_out) and biases (fan_out,) of one lane, its own widths."""
        s = self.shape.structure
        own = [(w[:, lane, None], b[:, lane, None]) for w, b in self._params()]
        hidden = self.experiments[lane].hidden
        sizes = pairwise((s.sizes[0], *hidden, s.sizes[-1]))
        return [
            (w[:a, :b, 0].copy(), bias[:b, 0].copy())
            for (w, bias), (a, b) in zip(lanes.unpack(s, own), sizes, strict=True)
        ]

    def _params(self) -> lanes.Params:
        """All lanes' parameters in NumPy, the blocks side by side again."""
        if self._fetched is None:  # who reads one lane mostly reads them all
            self._fetched = jax.tree.map(_unblocked, jax.device_get(self._state.params))
        return self._fetched


def shape_of(
    experiments: Sequence[Experiment],
    *,
    how: str = "auto",
    precision: str = "float32",
    devices: int = 1,
    device: str = "cpu",
) -> Shape:
    """The shape of the program that trains these experiments together, shared by some devices.

    `device` is their kind, "cpu" or "gpu".
    """
    first = structure_of(experiments[0], device=device, lanes=lanes.LANES, precision=precision)
    widths = {e.hidden for e in experiments}
    hidden = tuple(max(sizes) for sizes in zip(*widths, strict=True))
    structure = replace(first, sizes=(first.sizes[0], *hidden, first.sizes[-1]))
    own_points = len({(source_of(e), e.inputs, e.standardize) for e in experiments}) > 1
    if how == "auto":
        how, _ = choose(structure, networks=len(experiments))
    if how in KERNELS and (reason := inexpressible(structure, how)):
        raise ValueError(f"{how} cannot train these networks: {reason}")
    if one_by_one(structure, how):
        structure = replace(structure, lanes=FEW_LANES)
    elif how == "scan":
        structure = replace(structure, lanes=LANES_ON_GPU)
    count = -(-len(experiments) // structure.lanes)
    count += -count % min(devices, count)  # every device has as many
    return Shape(structure, how, count, own_points, padded=len(widths) > 1)


def _blocked(shape: Shape, leaf: Array) -> Array:
    """(…, all lanes) -> (blocks, …, lanes)."""
    split = leaf.reshape(*leaf.shape[:-1], shape.blocks, -1)
    return np.ascontiguousarray(np.moveaxis(split, -2, 0))


def _unblocked(leaf: Array) -> Array:
    """The inverse of `_blocked`."""
    moved = np.moveaxis(leaf, 0, -2)
    return moved.reshape(*moved.shape[:-2], -1)


def _first_state(shape: Shape, experiments: Sequence[Experiment]) -> State:
    s = replace(shape.structure, lanes=len(experiments))
    params = zeros_of(s)
    free = [(w.astype(bool), b.astype(bool)) for w, b in params]
    layers = zip(lanes.unpack(s, params), lanes.unpack(s, free), strict=True)
    drawn = [first_weights(e) for e in experiments]
    for i, ((w, b), (w_free, b_free)) in enumerate(layers):
        for lane, own in enumerate(drawn):
            rows, columns = own[i][0].shape
            w[:rows, :columns, lane], b[:columns, lane] = own[i]
            w_free[:rows, :columns, lane], b_free[:columns, lane] = True, True
    seeds = np.array([e.weight_seed for e in experiments], np.uint32)
    alive = np.ones(len(experiments), bool)
    nothing = np.zeros(shape.blocks, np.int32)
    blocked = partial(_blocked, shape)
    return State(
        jax.tree.map(blocked, params),
        blocks.first_slots(shape),
        blocked(alive),
        blocked(seeds),
        jax.tree.map(blocked, free) if shape.padded else None,
        nothing,
        nothing,
    )


def _rates(shape: Shape, experiments: Sequence[Experiment]) -> Hyper:
    each = [hyper_of(e, precision=shape.structure.precision) for e in experiments]
    rates = Hyper(*(_blocked(shape, np.stack(values)) for values in zip(*each, strict=True)))
    return rates if rates.dropout.any() else rates._replace(dropout=None)


def _points(shape: Shape, experiments: Sequence[Experiment]) -> Points:
    data = data_of(experiments if shape.own_points else experiments[:1], shape.structure)
    x_train, y_train, y_all = (
        part.transpose(2, 1, 0) for part in (data.x_train, data.y_train, data.y_all)
    )
    lay = partial(_blocked, shape) if shape.own_points else np.ascontiguousarray
    x_all = data.x_all.transpose(1, 2, 0)
    return Points(lay(x_train), lay(y_train), lay(x_all), lay(y_all), data.counts, data.n_train)


# Programs, compiled when first needed


_kept: OrderedDict[Hashable, Callable[..., Any]] = OrderedDict()
_lock = Lock()


def _compiled(part: str, shape: Shape, mesh: Any, arguments: tuple[Any, ...]) -> Any:
    """One of a batch's programs, from a small cache or compiled now."""
    if part != "advance":  # reading a network does not depend on how it is trained
        shape = replace(shape, structure=shape.structure.seen, how="", padded=False)
    sizes = tuple(leaf.shape for leaf in jax.tree.leaves(arguments))
    key = (part, shape, mesh, sizes)
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    traced: dict[str, Callable[[], Callable[..., Any]]] = {
        "advance": partial(blocks.advance, shape, mesh),
        "measure": partial(reading.measure, shape, mesh),
        "fields": partial(reading.fields, shape),
    }
    options = programs.compiler_options(mesh.devices.flat[0].platform)
    program = jax.jit(traced[part]()).lower(*arguments).compile(compiler_options=options)
    with _lock:
        _kept[key] = program
        while len(_kept) > MAX_PROGRAMS:
            _kept.popitem(last=False)
    return program
