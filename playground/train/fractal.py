"""The same small network at a thousand pairs of rates: which of them learn, and how fast.

Full batch and plain gradient descent, each lane with a rate for its first layer and one for those
behind it. A block is a square of a picture, so that one in which all have diverged ends early.
On a GPU all blocks train at once, each a program of one kernel with a network a lane.
Reference: Sohl-Dickstein, "The boundary of neural network trainability is fractal", 2024.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache, partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax
from jax.experimental import pallas as pl
from numpy.typing import NDArray

from playground.spec import Experiment
from playground.train import blocks, kernel_lane, kernels, lanes, programs
from playground.train.blocks import SHARED, SPLIT, any_of
from playground.train.byhand import Layers
from playground.train.drawing import first_weights
from playground.train.problem import Structure, prepare, structure_of

ROWS = 16  # points taken through the networks at once: written out, more take long to compile
TAIL = 20  # last steps that decide whether a network has learned
EXPLODED = 1e6  # times the first loss: it has diverged, and ends
_BLOCKS = 4  # of a device in one call: some 30 ms at 16 points and 500 steps
_GPU_BLOCKS = 2_048  # likewise: a GPU is full from some 500 on

Floats = NDArray[np.float64]
Points = tuple[Any, Any]  # x (pieces, inputs, ROWS, 1), y (pieces, outputs, ROWS, 1)


class State(NamedTuple):
    """Blocks of networks in training, losses as shares of the first one."""

    params: Any  # lanes.Params, each leaf with a leading axis of blocks
    rates: Any  # (blocks, 2, lanes): of the first layer, of the later ones
    first: Any  # (blocks, lanes) the loss before training
    share: Any  # (blocks, lanes) the last loss
    total: Any  # (blocks, lanes) sum of all
    inverse: Any  # (blocks, lanes) sum of 1 / each
    tail: Any  # (blocks, lanes) sum of the last TAIL
    alive: Any  # (blocks, lanes) bool, false once a lane has diverged
    step: Any  # (blocks,) int32, steps done


class Pixels:
    """Networks that differ in their rates and the size of their first weights. NumPy in and out.

    The experiment says points, layers and first weights; a call takes `room` networks at once.
    """

    def __init__(self, experiment: Experiment, *, devices: int | None = None) -> None:
        """`devices` at most share the work, all by default.

        Raises ValueError where the number of training points is no multiple of ROWS.
        """
        n = experiment.training_points
        if not n or n % ROWS:
            raise ValueError(f"{n} training points; they must be whole {ROWS}s")
        found = tuple(jax.local_devices()[:devices])
        device = found[0].platform
        self.block = lanes.LANES
        self._count = len(found) * (_GPU_BLOCKS if device == "gpu" else _BLOCKS)
        self.room = self.block * self._count
        s = structure_of(experiment, device=device, lanes=self.block)
        problem = prepare(experiment)
        seen = problem.features(problem.x[problem.train]), problem.targets(problem.train)
        self._points = tuple(_in_pieces(part, s.precision) for part in seen)
        self._first = first_weights(experiment)
        self._structure = _bare(s)
        self._program = _program(self._structure, found)

    def start(self, rates: Floats, scales: Floats) -> State:
        """Untrained networks: rates (room, 2), factors of the first weights (room,).

        Where a rate is no number, nothing trains.
        """
        s, shape = self._structure, (self._count, self.block)
        scale, one = scales.reshape(shape)[:, None], np.ones((self._count, 1, self.block))
        params = [
            ((w.reshape(-1, 1) * scale).astype(s.precision), (b[:, None] * one).astype(s.precision))
            for w, b in self._first
        ]
        own = rates.reshape(*shape, 2).transpose(0, 2, 1).astype(s.precision)
        nothing = np.zeros(shape, s.precision)
        alive = np.isfinite(own).all(axis=1)
        step = np.zeros(self._count, np.int32)
        return State(params, own, *(nothing,) * 5, alive, step)

    def advance(self, state: State, n_steps: int, *, of: int) -> State:
        """Train `n_steps` of all in all `of` steps. Blocks until done."""
        found = self._program(state, self._points, np.int32(n_steps), np.int32(of))
        return jax.block_until_ready(found)  # type: ignore[no-any-return, no-untyped-call]

    def layers(self, state: State, lane: int) -> Layers:
        """Weights (fan_in, fan_out) and biases (fan_out,) of one network."""
        block, place = divmod(lane, self.block)
        return [
            (np.asarray(w)[block, :, place].reshape(first.shape), np.asarray(b)[block, :, place])
            for (w, b), (first, _) in zip(state.params, self._first, strict=True)
        ]


def measured(state: State) -> NDArray[np.float32]:
    """What a picture shows of each network after its last step, (room,).

    With v_t = loss_t / loss_0 and N steps: Σ v_t where the network has learned (the mean of its
    last 20 v_t is below 1), −Σ 1/v_t where it has not; once v_t > 10⁶ it has diverged, and what
    would follow counts as nothing.
    """
    total, inverse, tail, alive = (
        np.asarray(part).ravel() for part in (state.total, state.inverse, state.tail, state.alive)
    )
    found: NDArray[np.float32] = np.where(alive & (tail < TAIL), total, -inverse)
    return found


def _in_pieces(part: Floats, precision: str) -> NDArray[Any]:
    """(points, n) -> (pieces, n, ROWS, 1)"""
    pieces = part.reshape(-1, ROWS, part.shape[1]).transpose(0, 2, 1)
    return np.ascontiguousarray(pieces[..., None], precision)


# The program


def _bare(s: Structure) -> Structure:
    """What the program depends on: neither how many points there are nor how they are batched."""
    return replace(s.seen, train_rows=ROWS, test_rows=ROWS)


@lru_cache(maxsize=4)
def _program(s: Structure, devices: tuple[jax.Device, ...]) -> Callable[..., State]:
    """`(state, points, n_steps, of) -> state`, compiled when first called."""

    def in_turn(state: State, points: Points, n_steps: Any, of: Any) -> State:
        gradient = partial(_gradient, s, points)
        train = partial(_train_block, gradient, n_steps=n_steps, of=of)
        trained: State = lax.map(train, state)
        return trained

    mesh = blocks.mesh_of(devices)
    local = partial(in_kernel, s) if s.device == "gpu" else in_turn
    spread = blocks.over_devices(local, mesh, (SPLIT, SHARED, SHARED, SHARED))
    options = programs.compiler_options(devices[0].platform)
    return jax.jit(spread, compiler_options=options)


def in_kernel(s: Structure, state: State, points: Points, n_steps: Any, of: Any) -> State:
    """All blocks of a device in one kernel; without a GPU it is interpreted."""

    def fractal_kernel(arguments: Any, results: Any) -> None:
        block = pl.program_id(0)
        state, points, n_steps, of = arguments
        mine = jax.tree.map(lambda ref: kernel_lane.read(ref, block), state)
        mine = mine._replace(alive=mine.alive != 0)
        gradient = partial(_gradient_in_kernel, s, points)
        trained = _train_block(gradient, mine, n_steps=n_steps[0], of=of[0])
        trained = trained._replace(alive=trained.alive.astype(jnp.int32))
        jax.tree.map(lambda ref, new: kernel_lane.write(ref, block, new), results, trained)

    flat = [jnp.swapaxes(part[..., 0], 0, 1).reshape(part.shape[1], -1) for part in points]
    trained: State = kernels.launch(
        s,
        fractal_kernel,
        (state, flat, n_steps, of),
        state,
        (len(state.step),),
        warps=kernel_lane.WARPS,
    )
    return trained


# Loss and gradient of parameters, over all points.
Gradient = Callable[[Any], tuple[Any, Any]]


def _train_block(gradient: Gradient, state: State, *, n_steps: Any, of: Any) -> State:
    def going(now: State) -> Any:
        return (now.step < end) & any_of(now.alive)

    def one(now: State) -> State:
        return _take_step(gradient, now, of)

    end = state.step + n_steps
    trained: State = lax.while_loop(going, one, state)
    return trained


def _take_step(gradient: Gradient, state: State, of: Any) -> State:
    """One step of a block; what has diverged goes on into infinity, and counts no more."""
    loss, slopes = gradient(state.params)
    first = jnp.where(state.step == 0, loss, state.first)
    share = loss / first
    alive = state.alive & (share < EXPLODED)
    counted = jnp.where(alive, share, 0.0)
    rates = [state.rates[0], *[state.rates[1]] * (len(state.params) - 1)]

    def moved(rate: Any, leaf: Any, slope: Any) -> Any:
        return leaf - (rate if leaf.ndim == 1 else rate[None]) * slope

    return State(
        [
            jax.tree.map(partial(moved, rate), layer, slope)
            for rate, layer, slope in zip(rates, state.params, slopes, strict=True)
        ],
        state.rates,
        first,
        jnp.where(alive, share, state.share),
        state.total + counted,
        state.inverse + jnp.where(alive, 1 / share, 0.0),
        state.tail + jnp.where(state.step >= of - TAIL, counted, 0.0),
        alive,
        state.step + 1,
    )


def _gradient(s: Structure, points: Points, params: Any) -> Any:
    """Mean loss (lanes,) over all points, and its gradient, like params."""
    counts = jnp.ones(ROWS, s.precision)
    pieces = len(points[0])

    def add(sums: Any, piece: Points) -> Any:
        loss, _, gradient = lanes.gradient_of(s, params, *piece, counts)
        return jax.tree.map(jnp.add, sums, (loss, gradient)), None

    nothing = jnp.zeros(s.lanes, s.precision), jax.tree.map(jnp.zeros_like, params)
    # A scan: a loop of a traced length makes a third of the steps where several devices share it.
    sums, _ = lax.scan(add, nothing, points)
    return jax.tree.map(lambda part: part * (1 / pieces), sums)


def _gradient_in_kernel(s: Structure, points: Any, params: Any) -> Any:
    """The same of a block whose parameters are vectors, its points references (n, points)."""
    count = points[0].shape[1]

    def example(row: Any) -> Any:
        x, y = ([jnp.full(s.lanes, part[i, row]) for i in range(part.shape[0])] for part in points)
        return x, y, None

    sums = kernel_lane.summed(s, params, example, count)
    return jax.tree.map(lambda part: part * (1 / count), sums)
