"""The training loop in one kernel, a program a network: for one network, for few, for deep ones.

Every layer is a square tile, its side the widest layer's rounded up to a power of two, its biases
a row. Examples go through 16 at a time. Products ask for the highest precision, so that a GPU
does not round to TF32; its tensor cores with corrections (3 × TF32) take six to twenty times
as long for tiles this small.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import jax
import jax.numpy as jnp
from jax import lax
from jax.experimental import pallas as pl

from playground.optim import OPTIMIZERS
from playground.train import kernels
from playground.train.batches import drop, shuffled
from playground.train.problem import Hyper, Structure
from playground.train.step import Moment

_WARPS = 1  # more would wait for each other at every product

ROWS = 16  # examples that go through together

Tiles = list[tuple[Any, Any]]  # (…, side, side) and (…, 1, side), zero where there is nothing


def _side(s: Structure) -> int:
    return max(4, pl.next_power_of_2(max(s.sizes)))


def start(s: Structure) -> Any:
    """The optimizer's memory of a block: tiles with a leading axis of lanes."""
    side = _side(s)
    weights = jnp.zeros((s.lanes, side, side), s.precision)
    params = [(weights, weights[:, :1])] * (len(s.sizes) - 1)
    return jax.vmap(OPTIMIZERS[s.optimizer].value(0.0).init)(params)


def launch(
    s: Structure, train: Callable[..., Any], state: Any, hyper: Hyper, points: Any, n_steps: Any
) -> Any:
    """All networks of a device, trained by `train`; leaves have a leading axis of blocks."""

    def program_kernel(arguments: Any, results: Any) -> None:
        place = pl.program_id(0), pl.program_id(1)
        state, hyper, points, n_steps = arguments
        epoch, position = (ref[place[0]] for ref in (state.epoch, state.position))
        state = state._replace(epoch=None, position=None)
        state = jax.tree.map(lambda ref: _read(ref, place), state)
        state = state._replace(
            alive=state.alive != 0, free=_there(s, state.free), epoch=epoch, position=position
        )
        # Of two axes: a choice between plain numbers does not lower.
        hyper = jax.tree.map(lambda ref: jnp.full((1, 1), ref[*place]), hyper)
        points = kernels.in_place(points, place)
        trained = train(state, hyper, points, n_steps[0])
        found = (trained.params, trained.slots, trained.alive.astype(jnp.int32))
        jax.tree.map(lambda ref, new: _write(ref, place, new), results, found)

    params = _tiles(s, state.params)
    free = None if state.free is None else _tiles(s, state.free)
    found = kernels.launch(
        s,
        program_kernel,
        (state._replace(params=params, free=free), hyper, _rows_first(points), n_steps),
        (params, state.slots, state.alive),
        (len(state.epoch), s.lanes),
        warps=_WARPS,
    )
    params, slots, alive = found
    state = kernels.at_end(s, state, points.n_train, n_steps)
    return state._replace(params=_lanes_last(s, params), slots=slots, alive=alive)


def _tiles(s: Structure, params: Any) -> Tiles:
    """Layers (blocks, fan_in · fan_out, lanes) -> (blocks, lanes, side, side), biases likewise."""
    side = _side(s)

    def tile(leaf: Any, rows: int, columns: int, height: int) -> Any:
        split = jnp.moveaxis(leaf, -1, 1).reshape(len(leaf), s.lanes, rows, columns)
        return jnp.pad(split, ((0, 0), (0, 0), (0, height - rows), (0, side - columns)))

    pairs = zip(pairwise(s.sizes), params, strict=True)
    return [(tile(w, fan_in, out, side), tile(b, 1, out, 1)) for (fan_in, out), (w, b) in pairs]


def _lanes_last(s: Structure, tiles: Tiles) -> Any:
    """The inverse of `_tiles`."""

    def flat(leaf: Any, rows: int, columns: int) -> Any:
        cut = leaf[:, :, :rows, :columns]
        return jnp.moveaxis(cut.reshape(len(leaf), s.lanes, rows * columns), 1, -1)

    pairs = zip(pairwise(s.sizes), tiles, strict=True)
    return [(flat(w, fan_in, out), flat(b, 1, out)) for (fan_in, out), (w, b) in pairs]


def _rows_first(points: Any) -> Any:
    """(…, inputs, rows, lanes or 1) -> (…, lanes or 1, rows, inputs): what is read in one go."""
    x, y = (jnp.swapaxes(part, -1, -3) for part in (points.x_train, points.y_train))
    return points._replace(x_train=x, y_train=y)


def _read(ref: Any, place: tuple[Any, Any]) -> Any:
    return ref[*place, :, :] if len(ref.shape) == 4 else ref[*place]


def _write(ref: Any, place: tuple[Any, Any], new: Any) -> None:
    if len(ref.shape) == 4:
        ref[*place, :, :] = new
    else:
        ref[*place] = new


def _there(s: Structure, free: Any) -> Any:
    """True where a network has a parameter, in tiles."""
    if free is not None:
        return jax.tree.map(lambda part: part != 0, free)
    side = _side(s)
    row, column = (lax.broadcasted_iota(jnp.int32, (side, side), axis) for axis in (0, 1))
    along = lax.broadcasted_iota(jnp.int32, (1, side), 1)
    return [((row < a) & (column < b), along < b) for a, b in pairwise(s.sizes)]


def rows(s: Structure, state: Any, points: Any) -> Callable[[Any], tuple[Any, Any]]:
    """This epoch's examples by their places in its order (ROWS,).

    Gives x (ROWS, side) and y (ROWS, side or 1).
    """

    def read(places: jax.Array) -> tuple[Any, Any]:
        if s.shuffle:
            places = shuffled(
                places.astype(jnp.uint32), seed=state.seed, epoch=state.epoch, n=points.n_train
            ).astype(jnp.int32)

        def values(part: Any, width: int) -> Any:
            ref, own = part
            if width == 1:
                return ref[*(own or (0,)), places, 0][:, None]
            column = _column(s)
            row = jnp.broadcast_to(places[:, None], column.shape)
            found = ref[*(own or (0,)), row, jnp.minimum(column, width - 1)]
            return jnp.where(column < width, found, 0.0)

        x = values(points.x_train, s.sizes[0])
        x = x if s.sizes[0] > 1 else jnp.where(_column(s) == 0, x, 0.0)
        return x, values(points.y_train, s.sizes[-1])

    return read


def _column(s: Structure) -> jax.Array:
    return lax.broadcasted_iota(jnp.int32, (ROWS, _side(s)), 1)


def take(s: Structure, state: Any, read: Callable[[Any], Any], at: Moment) -> Any:
    """One step of one network: the batch's mean loss and gradient, then the optimizer's step."""
    first = at.position * s.batch
    count = jnp.minimum(s.batch, at.n - first)
    drops = bool(s.sizes[1:-1]) and at.hyper.dropout is not None

    def piece(number: Any) -> Any:
        """Sums over up to sixteen examples of loss and gradient, each divided by the batch's."""
        row = number * ROWS + jnp.arange(ROWS)
        x, y = read(first + jnp.minimum(row, count - 1))
        share = jnp.where(row < count, 1.0 / count.astype(s.precision), 0.0)
        masks = _masks(s, state, row, at) if drops else None

        def total(params: Tiles) -> jax.Array:
            return jnp.sum(_losses(s, params, x, y, masks) * share)

        return jax.value_and_grad(total)(state.params)

    if s.batch <= ROWS:
        loss, gradient = piece(0)
    else:
        nothing = jnp.zeros((), s.precision), jax.tree.map(jnp.zeros_like, state.params)
        loss, gradient = lax.fori_loop(
            0,
            (count + ROWS - 1) // ROWS,
            lambda number, sums: jax.tree.map(jnp.add, sums, piece(number)),
            nothing,
        )
    return kernels.moved(s, state, loss, gradient, state.free, at, _total)


def _total(leaves: Sequence[jax.Array]) -> jax.Array:
    """The sum of all tiles' entries; those of one shape are added first, for sums are slow."""
    alike: dict[tuple[int, ...], jax.Array] = {}
    for leaf in leaves:
        alike[leaf.shape] = alike[leaf.shape] + leaf if leaf.shape in alike else leaf
    return sum(jnp.sum(leaf) for leaf in alike.values())  # type: ignore[return-value]


def _losses(s: Structure, params: Tiles, x: Any, y: Any, masks: Any) -> jax.Array:
    """The loss of each row (ROWS,)."""
    for i, activation in enumerate(kernels.functions(s.activations)):
        x = activation(_affine(x, params[i]))
        x = x if masks is None else x * masks[i]
    z = _affine(x, params[-1])
    if s.sizes[-1] == 1:
        z = jnp.sum(jnp.where(_column(s) == 0, z, 0.0), axis=1, keepdims=True)
    else:
        z = jnp.where(_column(s) < s.sizes[-1], z, kernels.NEVER)
    return kernels.losses_of(s, z, y, axis=1)


def _affine(x: jax.Array, layer: tuple[jax.Array, jax.Array]) -> jax.Array:
    w, b = layer
    return jnp.dot(x, w, precision=lax.Precision.HIGHEST) + b


def _masks(s: Structure, state: Any, row: jax.Array, at: Moment) -> list[jax.Array]:
    """Dropout's factors of the hidden layers, (ROWS, side) each; neurons numbered as in `lanes`."""
    there = [b.astype(jnp.int32) for _, b in state.free[:-1]]  # a neuron is there if its bias is
    total = jnp.asarray(sum(jnp.sum(layer) for layer in there)).astype(jnp.uint32)
    before = (row.astype(jnp.uint32) * total)[:, None]
    masks = []
    for layer in there:
        numbers = (jnp.cumsum(layer, axis=1) - layer).astype(jnp.uint32)
        mask = drop(
            before + numbers,
            seed=state.seed,
            epoch=at.epoch,
            position=at.position,
            rate=at.hyper.dropout,
        )
        masks.append(mask.astype(s.precision))
        before = before + jnp.sum(layer).astype(jnp.uint32)
    return masks
