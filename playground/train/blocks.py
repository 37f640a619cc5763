"""The compiled loop of a batch of networks: blocks of lanes, spread over the devices there are.

A block is a fixed number of lanes, so that a network's numbers do not depend on how many others
train beside it nor on how many devices share the blocks. One code path serves one device and many:
the blocks are one leading axis, split over the devices by `jax.sharding`, and each device takes
its own one after the other. A CPU of several cores counts as several devices where
`jax_num_cpu_devices` says so before JAX starts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax
from jax.sharding import Mesh, NamedSharding, PartitionSpec

from playground.train.problem import Hyper, Structure
from playground.train.step import Moment
from playground.train.ways import WAYS, State, Way

BLOCKS = "blocks"  # the mesh axis


@dataclass(frozen=True, slots=True)
class Shape:
    """Everything that the program of a batch depends on."""

    structure: Structure  # sizes are the widest of all lanes; lanes are those of one block
    how: str
    blocks: int
    own_points: bool  # whether each lane has points of its own
    padded: bool  # whether some lanes have narrower layers than others


class Points(NamedTuple):
    """The points of all lanes, or of each: padded with rows that do not count.

    With own points every leaf but the counts has a leading axis of blocks.
    """

    x_train: Any  # (inputs, train rows, lanes or 1)
    y_train: Any  # (outputs, train rows, lanes or 1)
    x_all: Any  # (inputs, rows, lanes or 1)
    y_all: Any  # (outputs, rows, lanes or 1)
    counts: Any  # (2, rows), 1 for a row of the training set, of the test set
    n_train: Any  # () int32


def mesh_of(devices: Sequence[jax.Device]) -> Mesh:
    """The devices that share the blocks."""
    return Mesh(np.array(devices), (BLOCKS,))


def shardings(shape: Shape, mesh: Mesh) -> tuple[NamedSharding, Points]:
    """How what has blocks is laid out, and how the points are."""
    split, shared = (NamedSharding(mesh, spec) for spec in (SPLIT, SHARED))
    own = split if shape.own_points else shared
    return split, Points(own, own, own, own, shared, shared)


SPLIT, SHARED = PartitionSpec(BLOCKS), PartitionSpec()  # type: ignore[no-untyped-call]


def point_specs(shape: Shape) -> Points:
    own = SPLIT if shape.own_points else SHARED
    return Points(own, own, own, own, SHARED, SHARED)


def first_slots(shape: Shape) -> Any:
    """The optimizer's memory before the first step, (blocks, …) in NumPy."""
    s = shape.structure
    with jax.ensure_compile_time_eval():
        slots = WAYS[shape.how].start(s)
    return jax.tree.map(lambda leaf: np.repeat(np.asarray(leaf)[None], shape.blocks, axis=0), slots)


def advance(shape: Shape, mesh: Mesh) -> Callable[..., State]:
    """`(state, hyper (blocks, lanes), points, n_steps) -> state`, traced.

    Each block is trained to the end before the next: it stays in the nearest cache. A kernel has
    them all at once.
    """
    way = WAYS[shape.how]
    train = partial(_train_block, shape.structure, way)

    def local(state: State, hyper: Hyper, points: Points, n_steps: Any) -> State:
        if way.launch is not None:
            launched: State = way.launch(shape.structure, train, state, hyper, points, n_steps)
            return launched

        def block(args: Any) -> State:
            mine, rates, own = args
            return train(mine, rates, joined(points, own), n_steps)

        trained: State = lax.map(block, (state, hyper, split_points(shape, points)))
        return trained

    return over_devices(local, mesh, (SPLIT, SPLIT, point_specs(shape), SHARED))


def over_devices(local: Callable[..., Any], mesh: Mesh, specs: Any) -> Callable[..., Any]:
    # The loops' carried values differ from device to device, which the check cannot see.
    return jax.shard_map(local, mesh=mesh, in_specs=specs, out_specs=SPLIT, check_vma=False)


def split_points(shape: Shape, points: Points) -> Any:
    """The points' leaves that go block by block, None where all share them."""
    return points[:4] if shape.own_points else None


def joined(points: Points, own: Any) -> Points:
    """The points with a block's own put in."""
    if own is None:
        return points
    return points._replace(**dict(zip(Points._fields, own, strict=False)))


def _train_block(
    s: Structure, way: Way, state: State, hyper: Hyper, points: Points, n_steps: Any
) -> State:
    steps = jnp.maximum((points.n_train + s.batch - 1) // s.batch, 1)

    def segment(carry: Any) -> Any:
        mine, left = carry
        m = jnp.minimum(left, steps - mine.position)
        rows = way.rows(s, mine, points)

        def at(i: Any) -> Moment:
            return Moment(mine.epoch, mine.position + i, steps, points.n_train, hyper)

        trained = way.take(s, mine, rows, at, m)
        position = mine.position + m
        ended = position >= steps
        epoch = mine.epoch + ended.astype(jnp.int32)
        return trained._replace(epoch=epoch, position=jnp.where(ended, 0, position)), left - m

    state = lax.while_loop(
        lambda c: (c[1] > 0) & any_of(c[0].alive), segment, (way.enter(s, state), n_steps)
    )[0]
    return way.leave(s, state)


def any_of(alive: jax.Array) -> jax.Array:
    """`jnp.any`, which a kernel's compiler does not know."""
    return jnp.max(alive.astype(jnp.int32)) > 0
