"""One optimizer step of one network: its batch, its loss, its gradient, its update. Traced."""

from __future__ import annotations

from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from playground.model.activations import functions
from playground.model.losses import LOSSES
from playground.model.mlp import forward
from playground.optim import OPTIMIZERS, SCHEDULES
from playground.train.batches import drop
from playground.train.penalty import add_pull, pull_to_death, weights_alone
from playground.train.problem import Hyper, Structure

# Of an output sum on the mean. A network beyond it has diverged: its square is hardly a float32 any
# more. The loss says the same, and its logarithm alone would take an eighth of a small one's step.
MAX_OUTPUT = 1e18


class Moment(NamedTuple):
    """What all lanes share at one step."""

    epoch: Any
    position: Any
    steps: Any  # in an epoch
    n: Any  # training points
    hyper: Hyper
    numbers: Any = None  # (hidden units,) of each among the real ones; None where none is padded
    units: Any = None  # () how many are real


def take_step(
    s: Structure,
    params: Any,
    slots: Any,
    sound: jax.Array,
    rows: tuple[jax.Array, jax.Array],
    seed: jax.Array,
    trains: Any,
    at: Moment,
) -> Any:
    """One optimizer step of one lane, and whether this and all before had outputs in bounds."""
    first = at.position * s.batch
    x, y = (lax.dynamic_slice_in_dim(part, first, s.batch_rows) for part in rows)
    counts = _counts(s, at).astype(x.dtype)
    drops = s.sizes[1:-1] and at.hyper.dropout is not None
    masks = _masks(s, seed, at) if drops else None
    size, gradient = _gradient(s, params, at.hyper, trains, x, y, counts, masks)
    memory, dead = slots if s.penalty == "l1_dead" else (slots, None)
    direction, new_slots = optimizer_of(s, at.hyper.momentum).update(gradient, memory, params)
    progress = (at.epoch + at.position / at.steps) / at.hyper.total_epochs
    rate = at.hyper.learning_rate * SCHEDULES[s.schedule].value(progress.astype(x.dtype))
    new_params = jax.tree.map(lambda p, d: p - rate * d, params, direction)
    if s.penalty == "l1_dead":
        pull = rate * at.hyper.penalty_rate
        new_params, dead = pull_to_death(s, params, new_params, dead, pull)
        new_slots = (new_slots, dead)
    if trains is not None:
        # What is held stays bit for bit, whatever penalty, decay or momentum would have it do.
        new_params = jax.tree.map(jnp.where, trains, new_params, params)
    return new_params, new_slots, sound & within_bounds(size, counts)


def within_bounds(size: jax.Array, counts: jax.Array) -> jax.Array:
    """Whether outputs of this size together are finite and not too large; never without a row."""
    return size < MAX_OUTPUT * jnp.sum(counts)


def optimizer_of(s: Structure, momentum: Any) -> Any:
    """The structure's optimizer, an optax transformation whose updates are directions."""
    return OPTIMIZERS[s.optimizer].value(momentum, decays=weights_alone(s))


def _batch_loss(
    s: Structure, layers: Any, x: jax.Array, y: jax.Array, counts: jax.Array, masks: Any
) -> tuple[jax.Array, jax.Array]:
    """Mean loss over the rows that count: x (batch, inputs), y (batch, outputs).

    And the size of all output sums together, which is no number where one of them is none.
    """
    per_example = LOSSES[s.loss].value.per_example
    z, _ = forward(layers, x, functions(s.activations), masks=masks)
    losses = jax.vmap(lambda z, y: per_example(z, y, s.kind))(z, y)
    return jnp.sum(losses * counts) / jnp.sum(counts), jnp.sum(jnp.abs(z))


def _gradient(
    s: Structure, params: Any, hyper: Hyper, trains: Any, *batch: Any
) -> tuple[jax.Array, Any]:
    """The outputs' size, and the gradient of one batch with penalty and clipping, by layer."""
    found, size = jax.grad(lambda layers: _batch_loss(s, layers, *batch), has_aux=True)(params)
    gradient = add_pull(s, found, params, hyper.penalty_rate)
    if trains is not None:
        # What is held has no part in clipping, nor fills a memory for when it is let go.
        gradient = jax.tree.map(lambda g, free: jnp.where(free, g, 0.0), gradient, trains)
    if s.clipped:
        norm = jnp.sqrt(sum(jnp.sum(jnp.square(leaf)) for leaf in jax.tree.leaves(gradient)))
        shrink = hyper.clip / jnp.maximum(norm, hyper.clip)
        gradient = jax.tree.map(lambda g: g * shrink, gradient)
    return size, gradient


def _counts(s: Structure, at: Moment) -> jax.Array:
    """Which rows of the window on this epoch's rows belong to the batch: (batch_rows,)."""
    places = jnp.arange(s.batch_rows)
    within: jax.Array = at.position * s.batch + places < at.n
    if s.carry:  # what the last epoch left stands before the first batch, and before no other
        within = (places >= s.carry) | ((at.position == 0) & (at.epoch > 0))
    return within


def _masks(s: Structure, seed: jax.Array, at: Moment) -> tuple[jax.Array, ...]:
    """Dropout's factors of every hidden layer, (batch, units) each; drawn only where asked for."""
    shape, rate = (s.batch_rows, sum(s.sizes[1:-1])), at.hyper.dropout

    def draw() -> jax.Array:
        # A padded network leaves out the neurons that it would leave out without padding.
        rows = jnp.arange(shape[0], dtype=jnp.uint32)[:, None]
        numbers, units = at.numbers, at.units
        if numbers is None:
            numbers, units = jnp.arange(shape[1], dtype=jnp.uint32), jnp.uint32(shape[1])
        places = rows * units + numbers[None]
        drawn = drop(places, seed=seed, epoch=at.epoch, position=at.position, rate=rate)
        return drawn.astype(s.precision)

    # The branch keeps the drawing out of the loop's fused arithmetic: half the compile time.
    mask = lax.cond(rate > 0, draw, lambda: jnp.ones(shape, s.precision))
    ends = np.cumsum(s.sizes[1:-1])
    return tuple(jnp.split(mask, ends[:-1], axis=1))
