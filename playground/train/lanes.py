"""One optimizer step of many small networks at once: the lanes lie last, inner loops run over them.

A small network's own loops are too short for a processor's vectors, and a batch of tiny matrix
products costs a call each. So every sum over neurons or over examples is written out here term by
term, and each term is one operation on all lanes of a block: twenty times as many steps a second
as one network makes. The compile time grows with width, so wide layers do without (`fits`).
Reference for the layout: structure of arrays, as in any vectorized physics code.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from playground.model.activations import functions
from playground.model.losses import LOSSES
from playground.optim import OPTIMIZERS, SCHEDULES
from playground.train.batches import drop
from playground.train.once import settled
from playground.train.problem import Hyper, Structure
from playground.train.step import Moment, within_bounds

LANES = 64  # of a block: its memory stays in the processor's nearest cache
MAX_ROWS = 16  # of a batch written out; a larger one is taken in pieces
MAX_WIDTH = 16  # of a layer: written out, a wider one takes too long to compile

# A layer's weights (fan_in · fan_out, lanes) and biases (fan_out, lanes): all of two axes, so that
# a rate (1, lanes) meets them alike. One flat array for all would make each gradient a sum of
# padded pieces, which costs more than the rest of a step.
Params = Sequence[tuple[Any, Any]]
Rows = tuple[jax.Array, jax.Array]  # x (inputs, rows, lanes or 1), y (outputs, rows, lanes or 1)


def fits(s: Structure) -> bool:
    """Whether these networks can be trained here; quirks of imports cannot."""
    return max(s.sizes) <= MAX_WIDTH and s.carry == 0 and s.penalty != "l1_dead"


def forward(
    s: Structure, params: Params, x: jax.Array, masks: tuple[jax.Array, ...] | None = None
) -> jax.Array:
    """Output sums (outputs, rows, lanes) of x (inputs, rows, lanes or 1).

    `masks` multiply the hidden layers, each (units, rows, lanes).
    """
    layers = unpack(s, params)
    for i, (activation, (w, b)) in enumerate(
        zip(functions(s.activations), layers[:-1], strict=True)
    ):
        x = activation(_affine(x, w, b))
        x = x if masks is None else x * masks[i]
    return _affine(x, *layers[-1])


def unpack(s: Structure, params: Params) -> list[tuple[Any, Any]]:
    """[(w (fan_in, fan_out, lanes), b (fan_out, lanes)), …]; of NumPy arrays they are views."""
    pairs = zip(pairwise(s.sizes), params, strict=True)
    return [(w.reshape(sizes[0], sizes[1], -1), b) for sizes, (w, b) in pairs]


@jax.custom_vjp
def _affine(x: jax.Array, w: jax.Array, b: jax.Array) -> jax.Array:
    """x (fan_in, rows, lanes or 1), w (fan_in, fan_out, lanes) -> (fan_out, rows, lanes)."""
    return _total([b[:, None], *(x[i][None] * w[i][:, None] for i in range(len(w)))])


def _affine_forth(x: jax.Array, w: jax.Array, b: jax.Array) -> Any:
    return _affine(x, w, b), (x, w)


def _affine_back(kept: Any, d: jax.Array) -> Any:
    """Each sum over neurons or rows term by term: what JAX would make of them are padded slices."""
    x, w = kept
    d = settled(d)  # itself such a sum, of the layer behind; three sums here read it
    dw = _total(x[:, r][:, None] * d[:, r][None] for r in range(d.shape[1]))
    db = _total(d[:, r] for r in range(d.shape[1]))
    if x.shape[-1] != w.shape[-1]:  # points that all lanes share: nobody asks for their gradient
        return jnp.zeros_like(x), dw, db
    return _total(w[:, j][:, None] * d[j][None] for j in range(len(d))), dw, db


_affine.defvjp(_affine_forth, _affine_back)


def _total(terms: Iterable[jax.Array]) -> jax.Array:
    first, *rest = terms
    for term in rest:
        first = first + term
    return first


def losses_of(s: Structure, z: jax.Array, y: jax.Array) -> jax.Array:
    """The loss of each row (rows, lanes): z (outputs, rows, lanes), y likewise or with one lane."""
    per_example = LOSSES[s.loss].value.per_example
    y = jnp.broadcast_to(y, z.shape)
    each_row: Any = jax.vmap(lambda z, y: per_example(z, y, s.kind), in_axes=1)
    losses: jax.Array = jax.vmap(each_row, in_axes=2, out_axes=1)(z, y)
    return losses


def take_step(
    s: Structure,
    params: Params,
    slots: Any,
    alive: jax.Array,
    rows: Rows,
    seed: jax.Array,
    free: Params | None,
    at: Moment,
) -> Any:
    """One step of a block: params and slots as they lie at rest, alive and seed (lanes,).

    `at.hyper` has a value a lane; `free`, like params, is false for what pads a narrower network.
    Returns params, slots and alive; a lane that would not be finite keeps what it had.
    """
    first = at.position * s.batch
    x, y = (lax.dynamic_slice_in_dim(part, first, s.batch, axis=1) for part in rows)
    counts = (first + jnp.arange(s.batch) < at.n).astype(x.dtype)
    drops = bool(s.sizes[1:-1]) and at.hyper.dropout is not None
    masks = dropout_masks(s, seed, free, at) if drops else None
    _, size, gradient = gradient_of(s, params, x, y, counts, masks)
    gradient = _with_pull(s, gradient, params, at.hyper)
    if free is not None:
        gradient = jax.tree.map(lambda g, there: jnp.where(there, g, 0.0), gradient, free)
    if s.clipped:
        squares = [jnp.sum(jnp.square(leaf), axis=0) for leaf in jax.tree.leaves(gradient)]
        shrink = at.hyper.clip / jnp.maximum(jnp.sqrt(_total(squares)), at.hyper.clip)
        gradient = jax.tree.map(lambda g: g * shrink[None], gradient)
    direction, new_slots = optimizer_of(s, at.hyper).update(gradient, slots, params)
    progress = (at.epoch + at.position / at.steps) / at.hyper.total_epochs
    rate = at.hyper.learning_rate * SCHEDULES[s.schedule].value(progress.astype(x.dtype))
    new = jax.tree.map(lambda p, d: p - rate[None] * d, params, direction)
    if free is not None:  # decay must not reach what is not there
        new = jax.tree.map(jnp.where, free, new, params)
    finite = [jnp.all(jnp.isfinite(leaf), axis=0) for leaf in jax.tree.leaves(new)]
    alive = alive & within_bounds(size, counts) & jnp.all(jnp.stack(finite), axis=0)
    return *_kept(alive, (new, new_slots), (params, slots)), alive


def _kept(alive: jax.Array, new: Any, old: Any) -> Any:
    """The new leaves where a lane is alive, else the old; what has no lanes (a count) is new."""
    return jax.tree.map(lambda n, o: jnp.where(alive[None], n, o) if n.ndim == 2 else n, new, old)


def optimizer_of(s: Structure, hyper: Hyper) -> Any:
    """The structure's optimizer, momentum a lane."""
    one, none = (np.full((1, 1), value, s.precision) for value in (1, 0))
    decays = [(one, none)] * (len(s.sizes) - 1)
    return OPTIMIZERS[s.optimizer].value(jnp.asarray(hyper.momentum)[None], decays=decays)


def gradient_of(
    s: Structure,
    params: Params,
    x: jax.Array,
    y: jax.Array,
    counts: jax.Array,
    masks: tuple[jax.Array, ...] | None = None,
) -> tuple[jax.Array, jax.Array, Any]:
    """Mean loss (lanes,) over the rows that count, the size (lanes,) of all output sums together,
    and the loss's gradient, like params.
    """
    shares = counts / jnp.sum(counts)

    def of_piece(x: jax.Array, y: jax.Array, shares: jax.Array, masks: Any) -> tuple[Any, Any, Any]:
        # A row that all lanes share would be looked up again for each of them, and in each sum.
        x, y = settled(x), settled(y)
        z, back = jax.vjp(lambda params: forward(s, params, x, masks), params)
        losses, back_to_z = jax.vjp(lambda z: losses_of(s, z, y), z)
        (gradient,) = back(*back_to_z(jnp.broadcast_to(shares[:, None], losses.shape)))
        loss = _total(losses[r] * shares[r] for r in range(len(shares)))
        size = _total(jnp.abs(z[o, r]) for o in range(len(z)) for r in range(len(shares)))
        return loss, size, gradient

    if len(counts) <= MAX_ROWS:
        return of_piece(x, y, shares, masks)
    pieces = -(-len(counts) // MAX_ROWS)
    more = pieces * MAX_ROWS - len(counts)  # rows without a share
    x, y, masks = jax.tree.map(lambda a: jnp.pad(a, ((0, 0), (0, more), (0, 0))), (x, y, masks))
    shares = jnp.pad(shares, (0, more))

    def add(i: Any, sums: Any) -> Any:
        def own(part: jax.Array, axis: int) -> jax.Array:
            return lax.dynamic_slice_in_dim(part, i * MAX_ROWS, MAX_ROWS, axis=axis)

        part = jax.tree.map(lambda a: own(a, 1), (x, y, masks))
        return jax.tree.map(jnp.add, sums, of_piece(part[0], part[1], own(shares, 0), part[2]))

    lanes = params[0][0].shape[-1]
    none = jnp.zeros(lanes, shares.dtype)
    nothing = (none, none, jax.tree.map(jnp.zeros_like, params))
    found: tuple[jax.Array, jax.Array, Any] = lax.fori_loop(0, pieces, add, nothing)
    return found


def _with_pull(s: Structure, gradient: Any, params: Params, hyper: Hyper) -> Any:
    if s.penalty not in ("l1", "l2"):
        return gradient
    pull = jnp.sign if s.penalty == "l1" else lambda w: w
    rate = hyper.penalty_rate[None]
    pairs = zip(gradient, params, strict=True)
    return [(g + rate * pull(w), gb) for (g, gb), (w, _) in pairs]


def dropout_masks(
    s: Structure, seed: jax.Array, free: Params | None, at: Moment
) -> tuple[jax.Array, ...]:
    """Dropout's factors of every hidden layer, (units, batch, lanes)."""
    units = sum(s.sizes[1:-1])
    shape = (units, s.batch, len(seed))

    index, total = _numbered(s, free)
    row = jnp.arange(s.batch, dtype=jnp.uint32)[None, :, None]
    places = row * total[None, None] + index[:, None]
    mask = drop(
        jnp.broadcast_to(places, shape),
        seed=seed,
        epoch=at.epoch,
        position=at.position,
        rate=at.hyper.dropout,
    ).astype(s.precision)
    return tuple(jnp.split(mask, np.cumsum(s.sizes[1:-1])[:-1], axis=0))


def _numbered(s: Structure, free: Params | None) -> tuple[jax.Array, jax.Array]:
    """The number of every hidden neuron (units, lanes or 1) among its network's own, and how many
    those are (lanes or 1): a padded network drops the neurons that it would drop without padding.
    """
    units = sum(s.sizes[1:-1])
    if free is None:
        numbers = jnp.arange(units, dtype=jnp.uint32)[:, None]
        return numbers, jnp.full(1, units, jnp.uint32)
    # A neuron is there if its bias is.
    there = jnp.concatenate([b for _, b in free[:-1]]).astype(jnp.uint32)
    return jnp.cumsum(there, axis=0) - there, jnp.sum(there, axis=0, dtype=jnp.uint32)
