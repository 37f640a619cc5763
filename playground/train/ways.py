"""Ways to train networks: written out with the lanes last, one network at a time, or a kernel.

A way is a start, its steps and the change between its own layout and the one at rest. Kernels take
all blocks of a device at once.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import pairwise
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from playground.train import kernel_lane, kernel_program, kernels, lanes, step
from playground.train.batches import order
from playground.train.problem import Hyper, Structure
from playground.train.step import Moment


class State(NamedTuple):
    """A block of networks in training; at rest, each leaf has a leading axis of blocks."""

    params: Any  # lanes.Params
    slots: Any  # the optimizer's memory, as its implementation keeps it
    alive: Any  # (lanes,) bool
    seed: Any  # (lanes,) uint32
    free: Any  # like params, bool: false for what pads a narrow network; None if unpadded
    epoch: Any  # () int32
    position: Any  # () int32, steps done in this epoch


class Way(NamedTuple):
    """How a block is trained; `enter` and `leave` change to its own layout and back."""

    start: Callable[[Structure], Any]  # the optimizer's memory of one block
    enter: Callable[[Structure, State], State]
    rows: Callable[[Structure, State, Any], Any]  # of its points in this epoch's order
    # Steps of this epoch: `take(s, state, rows, at, m)`, with `at(i)` the moment of each.
    take: Callable[[Structure, State, Any, Callable[[Any], Moment], Any], State]
    leave: Callable[[Structure, State], State]
    launch: Callable[..., State] | None = None  # all blocks in one kernel, instead of each in turn


def zeros_of(s: Structure) -> list[tuple[Any, Any]]:
    """Parameters of a block, as they lie at rest, all zero; in NumPy."""
    shapes = [((a * b, s.lanes), (b, s.lanes)) for a, b in pairwise(s.sizes)]
    return [(np.zeros(w, s.precision), np.zeros(b, s.precision)) for w, b in shapes]


def _ordered(s: Structure, state: State, points: Any) -> lanes.Rows:
    """A block's training rows in this epoch's order, with room behind for the last batch."""
    x, y = points.x_train, points.y_train
    if s.shuffle:
        each = partial(order, epoch=state.epoch, rows=s.train_rows, n=points.n_train)
        places = jax.vmap(lambda seed: each(seed=seed))(state.seed).T  # (rows, lanes)
        x, y = (_taken(part, places) for part in (x, y))
    room = ((0, 0), (0, s.batch), (0, 0))
    return jnp.pad(x, room), jnp.pad(y, room)


def _taken(part: jax.Array, places: jax.Array) -> jax.Array:
    """(n, rows, lanes or 1), places (rows, lanes) -> (n, rows, lanes)."""
    if part.shape[-1] == 1:
        return part[:, :, 0][:, places]
    full = (len(part), *places.shape)
    return jnp.take_along_axis(part, jnp.broadcast_to(places[None], full), axis=1)


def _start_lanes_last(s: Structure) -> Any:
    hyper = Hyper(*(jnp.zeros(s.lanes, s.precision),) * 6)
    return lanes.optimizer_of(s, hyper).init(zeros_of(s))


def _take_lanes_last(s: Structure, state: State, rows: lanes.Rows, at: Moment) -> State:
    params, slots, alive = lanes.take_step(
        s, state.params, state.slots, state.alive, rows, state.seed, state.free, at
    )
    return state._replace(params=params, slots=slots, alive=alive)


def _stepwise(take: Callable[[Structure, State, Any, Moment], State]) -> Callable[..., State]:
    """Steps of all networks of a block, each step after the other."""

    def steps(s: Structure, state: State, rows: Any, at: Callable[[Any], Moment], m: Any) -> State:
        taken: State = lax.fori_loop(0, m, lambda i, now: take(s, now, rows, at(i)), state)
        return taken

    return steps


def _start_scan(s: Structure) -> Any:
    return jax.vmap(step.optimizer_of(s, jnp.zeros(())).init)(_lanes_first(s, zeros_of(s)))


def _lanes_first(s: Structure, params: Any) -> Any:
    """Lanes first, by layer, as one network alone has its parameters."""
    return [(jnp.moveaxis(w, -1, 0), jnp.moveaxis(b, -1, 0)) for w, b in lanes.unpack(s, params)]


def _enter_scan(s: Structure, state: State) -> State:
    free = None if state.free is None else _lanes_first(s, state.free)
    return state._replace(params=_lanes_first(s, state.params), free=free)


def _leave_scan(s: Structure, state: State) -> State:
    def lanes_last(layers: Any) -> Any:
        return [(w.reshape(s.lanes, -1).T, b.T) for w, b in layers]

    free = None if state.free is None else lanes_last(state.free)
    return state._replace(params=lanes_last(state.params), free=free)


def _rows_scan(s: Structure, state: State, points: Any) -> Any:
    """(lanes or 1, rows, inputs), and outputs likewise."""
    x, y = (part.transpose(2, 1, 0) for part in _ordered(s, state, points))
    return x, y


def _take_scan(s: Structure, state: State, rows: Any, at: Callable[[Any], Moment], m: Any) -> State:
    """One network's own steps for each lane: for what is too wide to be written out."""
    own = rows if rows[0].shape[0] == s.lanes else None
    shared = tuple(part[0] for part in rows)

    def one(args: Any) -> Any:
        *begin, seed, free, hyper, own = args

        def take(i: Any, now: Any) -> Any:
            params, slots, alive = now
            mine = at(i)._replace(hyper=hyper)
            *new, sound = step.take_step(s, params, slots, alive, own or shared, seed, free, mine)
            finite = [jnp.all(jnp.isfinite(leaf)) for leaf in jax.tree.leaves(new[0])]
            alive = sound & jnp.all(jnp.stack(finite))
            kept = jax.tree.map(partial(jnp.where, alive), tuple(new), (params, slots))
            return *kept, alive

        return lax.fori_loop(0, m, take, tuple(begin))

    # A core has done with a wide network's weights before it takes up the next one's.
    over = partial(lax.map, one) if one_by_one(s, "scan") else jax.vmap(one)
    params, slots, alive = over(
        (state.params, state.slots, state.alive, state.seed, state.free, at(0).hyper, own)
    )
    return state._replace(params=params, slots=slots, alive=alive)


def _as_it_is(s: Structure, state: State) -> State:
    return state


WAYS = {
    "lanes": Way(_start_lanes_last, _as_it_is, _ordered, _stepwise(_take_lanes_last), _as_it_is),
    "scan": Way(_start_scan, _enter_scan, _rows_scan, _take_scan, _leave_scan),
    "kernel_lane": Way(
        _start_lanes_last,
        _as_it_is,
        kernel_lane.rows,
        _stepwise(kernel_lane.take),
        _as_it_is,
        kernel_lane.launch,
    ),
    "kernel_program": Way(
        kernel_program.start,
        _as_it_is,
        kernel_program.rows,
        _stepwise(kernel_program.take),
        _as_it_is,
        kernel_program.launch,
    ),
}

# Of a block whose networks train one by one: what only fills up the last block costs time, too.
FEW_LANES = 8
# Of a block that a GPU trains without a kernel: each operation is launched once for all of them.
LANES_ON_GPU = 1_024
_WIDTH = lanes.MAX_WIDTH
KERNELS = tuple(name for name, way in WAYS.items() if way.launch is not None)
# From so many networks on, a lane a network is the kernel. One program a network then fills the
# device (9 µs a step for 8,192 of 2-4-2-1), while the lanes' step takes as long for one network as
# for thousands (3 µs). For fewer, the step's gain is lost to compiling, up to ten times as long.
MANY = 2_048


def one_by_one(s: Structure, how: str) -> bool:
    """Whether the lanes of a block train one after the other."""
    return how == "scan" and s.device != "gpu"


def choose(s: Structure, *, networks: int) -> tuple[str, str]:
    """The way to train so many networks, and why, as a sentence.

    A fixed rule from the experiment's shape, their number and the kind of device, never from the
    load: equal batches run alike.
    """
    if s.device != "gpu":
        if lanes.fits(s):
            return "lanes", f"Written out with the lanes last: no layer is wider than {_WIDTH}."
        wide = max(s.sizes) > _WIDTH
        why = f"a layer is wider than {_WIDTH}" if wide else "links may die or rows carry over"
        return "scan", f"One network's step after the other's: {why}."
    reason = kernels.inexpressible(s, "kernel_program")
    if reason:
        return "scan", f"No kernel but one network's step mapped over the lanes: {reason}."
    if networks < MANY:
        return "kernel_program", f"A kernel, one program a network: fewer than {MANY:,} networks."
    reason = kernels.inexpressible(s, "kernel_lane")
    if reason:
        return "kernel_program", f"A kernel, one program a network: {reason}."
    return "kernel_lane", f"A kernel, one lane a network: {MANY:,} small networks or more."
