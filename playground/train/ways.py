"""Ways to train a block of networks: written out with the lanes last, or one network's step mapped.

A way is a start, a step and the change between its own layout and the one at rest.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import pairwise
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from playground.train import lanes, step
from playground.train.packing import pack, unpack
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
    rows: Callable[[lanes.Rows], Any]
    take: Callable[[Structure, State, Any, Moment], State]  # one step
    leave: Callable[[Structure, State], State]


def zeros_of(s: Structure) -> list[tuple[Any, Any]]:
    """Parameters of a block, as they lie at rest, all zero; in NumPy."""
    shapes = [((a * b, s.lanes), (b, s.lanes)) for a, b in pairwise(s.sizes)]
    return [(np.zeros(w, s.precision), np.zeros(b, s.precision)) for w, b in shapes]


def _start_lanes_last(s: Structure) -> Any:
    hyper = Hyper(*(jnp.zeros(s.lanes, s.precision),) * 6)
    return lanes.optimizer_of(s, hyper).init(zeros_of(s))


def _take_lanes_last(s: Structure, state: State, rows: lanes.Rows, at: Moment) -> State:
    params, slots, alive = lanes.take_step(
        s, state.params, state.slots, state.alive, rows, state.seed, state.free, at
    )
    return state._replace(params=params, slots=slots, alive=alive)


def _start_scan(s: Structure) -> Any:
    return jax.vmap(step.optimizer_of(s, jnp.zeros(())).init)(_lanes_first(s, zeros_of(s)))


def _lanes_first(s: Structure, params: Any) -> Any:
    """Lanes first, and packed as one network alone has its parameters."""
    layers = [(jnp.moveaxis(w, -1, 0), jnp.moveaxis(b, -1, 0)) for w, b in lanes.unpack(s, params)]
    return jax.vmap(partial(pack, s))(layers)


def _enter_scan(s: Structure, state: State) -> State:
    free = None if state.free is None else _lanes_first(s, state.free)
    return state._replace(params=_lanes_first(s, state.params), free=free)


def _leave_scan(s: Structure, state: State) -> State:
    def lanes_last(leaves: Any) -> Any:
        layers = jax.vmap(partial(unpack, s))(leaves)
        return [(w.reshape(s.lanes, -1).T, b.T) for w, b in layers]

    free = None if state.free is None else lanes_last(state.free)
    return state._replace(params=lanes_last(state.params), free=free)


def _rows_scan(rows: lanes.Rows) -> Any:
    """(lanes or 1, rows, inputs), and outputs likewise."""
    x, y = (part.transpose(2, 1, 0) for part in rows)
    return x, y


def _take_scan(s: Structure, state: State, rows: Any, at: Moment) -> State:
    """One network's own step over all lanes: for what is too wide to be written out."""
    own = 0 if rows[0].shape[0] == s.lanes else None
    rows = rows if own == 0 else tuple(part[0] for part in rows)
    each = Moment(None, None, None, None, 0)  # type: ignore[arg-type]
    axes = (0, 0, 0, own, 0, None if state.free is None else 0, each)
    params, slots, sound = jax.vmap(partial(step.take_step, s), in_axes=axes)(
        state.params, state.slots, state.alive, rows, state.seed, state.free, at
    )
    finite = [
        jnp.all(jnp.isfinite(leaf).reshape(s.lanes, -1), axis=1) for leaf in jax.tree.leaves(params)
    ]
    alive = sound & jnp.all(jnp.stack(finite), axis=0)

    def kept(new: Any, old: Any) -> Any:
        return jnp.where(alive.reshape(-1, *(1,) * (new.ndim - 1)), new, old)

    params, slots = jax.tree.map(kept, (params, slots), (state.params, state.slots))
    return state._replace(params=params, slots=slots, alive=alive)


def _as_it_is(s: Structure, state: State) -> State:
    return state


WAYS = {
    "lanes": Way(_start_lanes_last, _as_it_is, lambda rows: rows, _take_lanes_last, _as_it_is),
    "scan": Way(_start_scan, _enter_scan, _rows_scan, _take_scan, _leave_scan),
}
