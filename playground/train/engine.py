"""The compiled training loop: a batch of networks advances by a traced number of steps.

One call runs whole segments, each a tight loop over the steps of one epoch; between epochs the
points are shuffled anew and losses are recorded. Steps, rates and penalties are traced, so the
same program serves every pace and every position of a slider.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from playground.model.activations import functions
from playground.model.losses import LOSSES
from playground.model.mlp import forward
from playground.optim import OPTIMIZERS, SCHEDULES
from playground.train.batches import dropout_mask, order
from playground.train.measure import measure_lane
from playground.train.packing import pack, unpack
from playground.train.penalty import add_pull, all_living, pull_to_death, weights_alone
from playground.train.problem import Data, Hyper, Structure

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


def start(
    structure: Structure, weights: Sequence[Sequence[Any]], *, seeds: Sequence[int]
) -> TrainState:
    """The state before the first step, from one list of (w, b) and one seed a lane; in NumPy."""
    dtype = structure.precision
    lanes = [pack(structure, [(w.astype(dtype), b.astype(dtype)) for w, b in ws]) for ws in weights]
    params = jax.tree.map(lambda *leaves: np.stack(leaves), *lanes)
    shapes = jax.eval_shape(
        lambda p: jax.vmap(_optimizer(structure, jnp.zeros(())).init)(p), params
    )
    fill = _initial_slot_values(structure, lanes[0])
    slots = jax.tree.map(lambda s, v: np.full(s.shape, v, s.dtype), shapes, fill)
    if structure.penalty == "l1_dead":  # which weights never move again is memory, too
        slots = (slots, all_living(params))
    alive = np.ones(len(weights), bool)
    # Nobody edits one of many networks, so these do without.
    alone = structure.lanes == 1
    trains = jax.tree.map(lambda p: np.ones(p.shape, bool), params) if alone else None
    own_seeds = np.asarray(seeds, np.uint32)
    return TrainState(params, slots, np.int32(0), np.int32(0), alive, own_seeds, trains)


def _initial_slot_values(structure: Structure, params: Any) -> Any:
    """What each leaf of the optimizer's memory starts from: one number a leaf (0, or Adagrad's)."""
    small = jax.tree.map(lambda p: np.zeros((1,) * p.ndim, p.dtype), params)
    state = _optimizer(structure, 0.0).init(small)
    return jax.tree.map(lambda leaf: np.asarray(leaf).ravel()[0], state)


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


def _optimizer(s: Structure, momentum: Any) -> Any:
    return OPTIMIZERS[s.optimizer].value(momentum, decays=weights_alone(s))


def _batch_loss(
    s: Structure, layers: Any, x: jax.Array, y: jax.Array, counts: jax.Array, masks: Any
) -> jax.Array:
    """Mean loss over the rows that count: x (batch, inputs), y (batch, outputs)."""
    per_example = LOSSES[s.loss].value.per_example
    activations = functions(s.activations)

    def one(x: jax.Array, y: jax.Array, masks: Any) -> jax.Array:
        z, _ = forward(layers, x, activations, masks=masks)
        return per_example(z, y, s.kind)

    losses = jax.vmap(one, in_axes=(0, 0, None if masks is None else 0))(x, y, masks)
    return jnp.sum(losses * counts) / jnp.sum(counts)


def _gradient(
    s: Structure, params: Any, hyper: Hyper, trains: Any, *batch: Any
) -> tuple[jax.Array, Any]:
    """Loss and gradient of one batch with penalty and clipping, packed like `params`."""
    loss, by_layer = jax.value_and_grad(lambda layers: _batch_loss(s, layers, *batch))(
        unpack(s, params)
    )
    gradient = pack(s, add_pull(s, by_layer, unpack(s, params), hyper.penalty_rate))
    if trains is not None:
        # What is held has no part in clipping, nor fills a memory for when it is let go.
        gradient = jax.tree.map(lambda g, free: jnp.where(free, g, 0.0), gradient, trains)
    if s.clipped:
        norm = jnp.sqrt(sum(jnp.sum(jnp.square(leaf)) for leaf in jax.tree.leaves(gradient)))
        shrink = hyper.clip / jnp.maximum(norm, hyper.clip)
        gradient = jax.tree.map(lambda g: g * shrink, gradient)
    return loss, gradient


class _Moment(NamedTuple):
    """What all lanes share at one step."""

    epoch: Any
    position: Any
    steps: Any  # in an epoch
    n: Any  # training points
    hyper: Hyper


def _step(
    s: Structure,
    params: Any,
    slots: Any,
    alive: jax.Array,
    rows: tuple[jax.Array, jax.Array],
    seed: jax.Array,
    trains: Any,
    at: _Moment,
) -> Any:
    """One optimizer step of one lane; a step that is not finite changes nothing and ends it."""
    first = at.position * s.batch
    x, y = (lax.dynamic_slice_in_dim(part, first, s.batch_rows) for part in rows)
    counts = _counts(s, at).astype(x.dtype)
    masks = _masks(s, seed, at) if s.sizes[1:-1] else None
    loss, gradient = _gradient(s, params, at.hyper, trains, x, y, counts, masks)
    memory, dead = slots if s.penalty == "l1_dead" else (slots, None)
    direction, new_slots = _optimizer(s, at.hyper.momentum).update(gradient, memory, params)
    progress = (at.epoch + at.position / at.steps) / at.hyper.total_epochs
    rate = at.hyper.learning_rate * SCHEDULES[s.schedule].value(progress.astype(x.dtype))
    new_params = jax.tree.map(lambda p, d: p - rate * d, params, direction)
    if s.penalty == "l1_dead":
        pull = rate * at.hyper.penalty_rate
        new_params, dead = pull_to_death(s, params, new_params, dead, pull)
        new_slots = (new_slots, dead)
    for part in (loss, *jax.tree.leaves((new_params, gradient))):
        alive = alive & jnp.all(jnp.isfinite(part))
    # What is held stays bit for bit, whatever penalty, decay or momentum would have it do.
    free = jax.tree.map(lambda _: True, params) if trains is None else trains
    moved = jax.tree.map(
        lambda new, old, free: jnp.where(alive & free, new, old), new_params, params, free
    )
    kept = jax.tree.map(lambda new, old: jnp.where(alive, new, old), new_slots, slots)
    return moved, kept, alive


def _counts(s: Structure, at: _Moment) -> jax.Array:
    """Which rows of the window on this epoch's rows belong to the batch: (batch_rows,)."""
    places = jnp.arange(s.batch_rows)
    within: jax.Array = at.position * s.batch + places < at.n
    if s.carry:  # what the last epoch left stands before the first batch, and before no other
        within = (places >= s.carry) | ((at.position == 0) & (at.epoch > 0))
    return within


def _masks(s: Structure, seed: jax.Array, at: _Moment) -> tuple[jax.Array, ...]:
    """Dropout's factors of every hidden layer, (batch, units) each; drawn only where asked for."""
    shape, rate = (s.batch_rows, sum(s.sizes[1:-1])), at.hyper.dropout

    def draw() -> jax.Array:
        drawn = dropout_mask(
            seed=seed, epoch=at.epoch, position=at.position, shape=shape, rate=rate
        )
        return drawn.astype(s.precision)

    # The branch keeps the drawing out of the loop's fused arithmetic: half the compile time.
    mask = lax.cond(rate > 0, draw, lambda: jnp.ones(shape, s.precision))
    ends = np.cumsum(s.sizes[1:-1])
    return tuple(jnp.split(mask, ends[:-1], axis=1))


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


def advance(
    s: Structure, state: TrainState, hyper: Hyper, data: Data, n_steps: Any, every: Any
) -> Any:
    """Train all lanes for `n_steps` steps, recording losses at each epoch divisible by `every`.

    Returns the new state, the records, and in one small array the steps done (fewer where every
    lane has diverged or the records are full), epoch, position, number of records and which lanes
    are alive. Traced; `programs` compiles it.
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
    """The tight loop: m steps of this epoch, or up to where no lane is finite any more."""
    order = over_lanes(lambda *a: _ordered(s, *a), (0, 0, 0, None, None), lanes=s.lanes)
    xs, ys = order(data.x_train, data.y_train, state.seed, state.epoch, data.n_train)
    step = over_lanes(lambda *a: _step(s, *a), (0, 0, 0, 0, 0, 0, None), lanes=s.lanes)

    def body(carry: Any) -> Any:
        i, params, slots, alive = carry
        at = _Moment(state.epoch, state.position + i, steps, data.n_train, hyper)
        return i + 1, *step(params, slots, alive, (xs, ys), state.seed, state.trains, at)

    carry = (jnp.int32(0), state.params, state.slots, state.alive)
    i, params, slots, alive = lax.while_loop(lambda c: (c[0] < m) & jnp.any(c[3]), body, carry)
    done = i - jnp.where(jnp.any(alive), 0, 1)  # the step at which the last lane fell was not taken
    return state._replace(
        params=params, slots=slots, alive=alive, position=state.position + done
    ), i


def _no_records(s: Structure) -> Records:
    values = jnp.zeros((MAX_RECORDS, s.lanes, 4), s.precision)
    return Records(jnp.zeros(MAX_RECORDS, jnp.int32), values, jnp.int32(0))


def _record(s: Structure, state: TrainState, data: Data, records: Records) -> Records:
    each = Data(0, 0, 0, 0, None, None)  # the lane axis of each field
    measure = over_lanes(lambda p, d: measure_lane(s, p, d)[0], (0, each), lanes=s.lanes)
    values = measure(state.params, data)
    at = records.count
    return Records(records.epoch.at[at].set(state.epoch), records.values.at[at].set(values), at + 1)
