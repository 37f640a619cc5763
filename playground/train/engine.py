"""The compiled training loop: a batch of networks advances by a traced number of steps.

One call runs whole segments, each a tight loop over the steps of one epoch; between epochs the
points are shuffled anew and losses are recorded. Steps, rates and penalties are traced, so the
same program serves every pace and every position of a slider.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from itertools import pairwise
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from playground.train.batches import order
from playground.train.measure import measure_lane
from playground.train.once import run_once
from playground.train.packing import pack, pack_all, pad, unpack_all
from playground.train.penalty import all_living
from playground.train.problem import Data, Hyper, Structure
from playground.train.step import Moment, optimizer_of, take_step

MAX_RECORDS = 256  # losses recorded in one call


class TrainState(NamedTuple):
    """A batch of networks in training."""

    params: Any  # leaves with a leading lane axis
    slots: Any  # the optimizer's memory, likewise
    epoch: Any  # () int32, whole epochs done
    position: Any  # () int32, steps done in this epoch
    alive: Any  # (lanes,) bool, false once a lane has diverged
    seed: Any  # (lanes,) uint32, for shuffling and dropout
    trains: Any  # like params, bool: false where a person holds it; None for several networks


class Records(NamedTuple):
    """Losses at the ends of epochs; only the first `count` rows are filled."""

    epoch: Any  # (MAX_RECORDS,) int32
    values: Any  # (MAX_RECORDS, lanes, 4): train loss, test loss, train score, test score
    count: Any  # () int32


class Outcome(NamedTuple):
    """What one call of the compiled loop returns, in few arrays: each costs microseconds a call."""

    params: Any
    slots: Any
    report: Any  # int32: steps done, epoch, position, records, alive (lanes), epochs (MAX_RECORDS)
    values: Any  # (MAX_RECORDS, lanes, 4), of the records


def start(
    structure: Structure, weights: Sequence[Sequence[Any]], *, seeds: Sequence[int]
) -> TrainState:
    """The state before the first step, from one list of (w, b) and one seed a lane; in NumPy."""
    dtype, bucket = structure.precision, structure.bucket

    def packed(layers: Sequence[tuple[Any, Any]]) -> Any:
        return pack(bucket, pad(bucket, layers))

    lanes = [packed([(w.astype(dtype), b.astype(dtype)) for w, b in ws]) for ws in weights]
    params = jax.tree.map(lambda *leaves: np.stack(leaves), *lanes)
    slots = jax.tree.map(lambda s, v: np.full(s.shape, v, s.dtype), *_first_slots(bucket))
    if structure.penalty == "l1_dead":  # which weights never move again is memory, too
        slots = (slots, all_living(params))
    alive = np.ones(len(weights), bool)
    # Nobody edits one of many networks, so these do without.
    real = [(np.ones(w.shape, bool), np.ones(b.shape, bool)) for w, b in weights[0]]
    trains = jax.tree.map(lambda p: p[None], packed(real)) if structure.lanes == 1 else None
    own_seeds = np.asarray(seeds, np.uint32)
    return TrainState(params, slots, np.int32(0), np.int32(0), alive, own_seeds, trains)


@lru_cache(maxsize=64)
def _first_slots(s: Structure) -> tuple[Any, Any]:
    """The optimizer's memory before the first step: its shapes, and the one number (0, or
    Adagrad's) that each leaf starts from. Kept, since tracing takes some milliseconds.
    """
    sizes = list(pairwise(s.sizes))
    one = pack(s, [(np.zeros((a, b), s.precision), np.zeros(b, s.precision)) for a, b in sizes])
    lanes = jax.tree.map(lambda p: np.broadcast_to(p, (s.lanes, *p.shape)), one)
    shapes = jax.eval_shape(lambda p: jax.vmap(optimizer_of(s, jnp.zeros(())).init)(p), lanes)
    small = jax.tree.map(lambda p: np.zeros((1,) * p.ndim, p.dtype), one)
    fill = jax.tree.map(lambda x: np.asarray(x).ravel()[0], optimizer_of(s, 0.0).init(small))
    return shapes, fill


def over_lanes(
    f: Callable[..., Any], in_axes: tuple[Any, ...], *, lanes: int
) -> Callable[..., Any]:
    """`jax.vmap`, but one lane is computed without a lane axis: its products stay plain ones."""
    if lanes > 1:
        return jax.vmap(f, in_axes=in_axes)

    def bare(axis: Any, arg: Any) -> Any:
        if axis is None:
            return arg
        if isinstance(axis, tuple):
            return type(axis)(*map(bare, axis, arg))
        return jax.tree.map(lambda leaf: leaf[0], arg)

    def single(*args: Any) -> Any:
        return jax.tree.map(lambda leaf: leaf[None], f(*map(bare, in_axes, args)))

    return single


def _ordered(
    s: Structure, x: jax.Array, y: jax.Array, seed: jax.Array, epoch: jax.Array, n: jax.Array
) -> Any:
    """The rows of one lane in this epoch's order, with room for the last batch to reach past.

    The order is a function of seed and epoch alone: nothing to carry, nothing to lose.
    """
    if s.shuffle:
        rows = order(seed=seed, epoch=epoch, rows=s.train_rows, n=n)
        x, y = x[rows], y[rows]
    if s.carry:
        x, y = (
            jnp.concatenate([lax.dynamic_slice_in_dim(part, n - s.carry, s.carry), part])
            for part in (x, y)
        )
    room = ((0, s.batch), (0, 0))
    return jnp.pad(x, room), jnp.pad(y, room)


def carry_out(
    s: Structure,
    params: Any,
    slots: Any,
    seed: Any,
    trains: Any,
    hyper: Hyper,
    data: Data,
    orders: Any,
) -> Outcome:
    """Advance, called with few arrays. Traced; `programs` compiles it.

    `orders` are int32: how many steps, to record at each epoch divisible by which (above zero), and
    the state's epoch, position and which lanes are alive (lanes), as the last report told them.
    """
    n_steps, every, epoch, position = (orders[i] for i in range(4))

    def run() -> Outcome:
        state = TrainState(params, slots, epoch, position, orders[4:] > 0, seed, trains)
        state, records, report = advance(s, state, hyper, data, n_steps, every)
        report = jnp.concatenate([report, records.epoch])
        return Outcome(state.params, state.slots, report, records.values)

    outcome: Outcome = run_once(s, run, sure=every)
    return outcome


def advance(
    s: Structure, state: TrainState, hyper: Hyper, data: Data, n_steps: Any, every: Any
) -> Any:
    """Train all lanes for `n_steps` steps, recording losses at each epoch divisible by `every`.

    Returns the new state, the records, and in one small array the steps done (fewer where every
    lane has diverged or the records are full), epoch, position, number of records and which lanes
    are alive. Traced.
    """
    # In an epoch; one at least, since without training points the first step ends the run.
    steps = jnp.maximum((data.n_train - s.carry + s.batch - 1) // s.batch, 1)

    def segment(carry: Any) -> Any:
        st, records, left = carry
        m = jnp.minimum(left, steps - st.position)
        st, done = _train_within_epoch(s, st, hyper, data, steps, m)
        ended = st.position >= steps
        epoch = st.epoch + ended.astype(jnp.int32)
        st = st._replace(epoch=epoch, position=jnp.where(ended, 0, st.position))
        records = lax.cond(
            ended & (epoch % every == 0), lambda: _record(s, st, data, records), lambda: records
        )
        return st, records, left - done

    def going(carry: Any) -> Any:
        st, records, left = carry
        return (left > 0) & (records.count < MAX_RECORDS) & jnp.any(st.alive)

    state, records, left = lax.while_loop(going, segment, (state, _no_records(s), n_steps))
    scalars = jnp.stack([n_steps - left, state.epoch, state.position, records.count])
    return state, records, jnp.concatenate([scalars, state.alive.astype(jnp.int32)])


def _train_within_epoch(
    s: Structure, state: TrainState, hyper: Hyper, data: Data, steps: Any, m: Any
) -> Any:
    """The tight loop: m steps of this epoch, or up to where no lane is finite any more.

    Whether all is finite is looked at once, after a stretch of steps: what is not finite stays
    so. Only when a lane fell in a stretch are its steps taken again, one stretch each, so that
    the lane keeps what it had before the first bad one.
    """
    order = over_lanes(lambda *a: _ordered(s, *a), (0, 0, 0, None, None), lanes=s.lanes)
    rows = order(data.x_train, data.y_train, state.seed, state.epoch, data.n_train)
    trains = unpack_all(s, state.trains)
    step = over_lanes(lambda *a: take_step(s, *a), (0, 0, 0, 0, 0, 0, None), lanes=s.lanes)

    def one(i: Any, params: Any, slots: Any, sound: Any) -> Any:
        now = state.position + i
        at = Moment(state.epoch, now, steps, data.n_train, hyper, data.numbers, data.units)
        return i + 1, *step(params, slots, sound, rows, state.seed, trains, at)

    def stretch(carry: Any) -> Any:
        i, length, params, slots, alive = carry
        end = jnp.minimum(i + length, m)
        # By layer: to cut weights out of a vector in each step takes longer than the step.
        begin = (i, unpack_all(s, params), unpack_all(s, slots), jnp.ones_like(alive))
        _, *held, sound = lax.while_loop(lambda c: c[0] < end, lambda c: one(*c), begin)
        new_params, new_slots = map(partial(pack_all, s), (params, slots), held)
        sound = sound & _finite(new_params)
        again = (length > 1) & jnp.any(alive & ~sound)
        moved = alive & sound & ~again
        params, slots = jax.tree.map(
            lambda new, old: jnp.where(_along(moved, new), new, old),
            (new_params, new_slots),
            (params, slots),
        )
        length = jnp.where(again, 1, length)
        return jnp.where(again, i, end), length, params, slots, alive & (sound | again)

    carry = (jnp.int32(0), jnp.maximum(m, 1), state.params, state.slots, state.alive)
    i, _, params, slots, alive = lax.while_loop(
        lambda c: (c[0] < m) & jnp.any(c[4]), stretch, carry
    )
    done = i - jnp.where(jnp.any(alive), 0, 1)  # the step at which the last lane fell was not taken
    return state._replace(
        params=params, slots=slots, alive=alive, position=state.position + done
    ), i


def _finite(params: Any) -> jax.Array:
    """Which lanes have finite numbers alone: (lanes,)."""
    leaves = [jnp.isfinite(leaf).reshape(leaf.shape[0], -1) for leaf in jax.tree.leaves(params)]
    return jnp.all(jnp.stack([jnp.all(leaf, axis=1) for leaf in leaves]), axis=0)


def _along(lanes: jax.Array, leaf: jax.Array) -> jax.Array:
    """A value a lane, shaped to meet a leaf: (lanes, 1, …)."""
    return lanes.reshape(-1, *(1,) * (leaf.ndim - 1))


def _no_records(s: Structure) -> Records:
    values = jnp.zeros((MAX_RECORDS, s.lanes, 4), s.precision)
    return Records(jnp.zeros(MAX_RECORDS, jnp.int32), values, jnp.int32(0))


def _record(s: Structure, state: TrainState, data: Data, records: Records) -> Records:
    each = Data(0, 0, 0, 0, None, None, None, None)  # the lane axis of each field
    measure = over_lanes(lambda p, d: measure_lane(s, p, d)[0], (0, each), lanes=s.lanes)
    values = measure(state.params, data)
    at = records.count
    return Records(records.epoch.at[at].set(state.epoch), records.values.at[at].set(values), at + 1)
