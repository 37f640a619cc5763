"""The training loop in one kernel, a lane a network: for tiny networks in great number.

Each parameter is a vector over the lanes of a block and all arithmetic on it is written out, as in
`lanes`; one example follows the other in an inner loop. A block is one program.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
from jax import lax
from jax.experimental import pallas as pl

from playground.train import kernels
from playground.train.batches import drop, shuffled
from playground.train.problem import Hyper, Structure
from playground.train.step import Moment

MAX_ROWS = 16  # examples looked up together
WARPS = 2  # 32 lanes each: every thread has one network of a block of 64

Vectors = list[Any]  # each (lanes,)
Layers = list[tuple[Vectors, Vectors]]  # weights, row by row of (fan_in, fan_out); biases


def launch(
    s: Structure, train: Callable[..., Any], state: Any, hyper: Hyper, points: Any, n_steps: Any
) -> Any:
    """All blocks of a device, trained by `train`; leaves have a leading axis of blocks."""

    def lane_kernel(arguments: Any, results: Any) -> None:
        block = pl.program_id(0)
        state, hyper, points, n_steps = arguments
        state, hyper = (jax.tree.map(lambda ref: read(ref, block), part) for part in (state, hyper))
        state = state._replace(alive=state.alive != 0, free=_truths(state.free))
        points = kernels.in_place(points, (block,))
        trained = train(state, hyper, points, n_steps[0])
        found = (trained.params, trained.slots, trained.alive.astype(jnp.int32))
        jax.tree.map(lambda ref, new: write(ref, block, new), results, found)

    found = kernels.launch(
        s,
        lane_kernel,
        (state, hyper, points, n_steps),
        (state.params, state.slots, state.alive),
        (len(state.epoch),),
        warps=WARPS,
    )
    params, slots, alive = found
    state = kernels.at_end(s, state, points.n_train, n_steps)
    return state._replace(params=params, slots=slots, alive=alive)


def _truths(free: Any) -> Any:
    return jax.tree.map(lambda there: there != 0, free)


def read(ref: Any, block: Any) -> Any:
    """(blocks, k, lanes) -> k vectors, (blocks, lanes) -> a vector, (blocks,) -> a number."""
    if len(ref.shape) == 3:
        return [ref[block, i, :] for i in range(ref.shape[1])]
    return ref[block, :] if len(ref.shape) == 2 else ref[block]


def write(ref: Any, block: Any, new: Any) -> None:
    if len(ref.shape) == 3:
        for i, vector in enumerate(new):
            ref[block, i, :] = vector
    elif len(ref.shape) == 2:
        ref[block, :] = new
    else:
        ref[block] = new


class Rows(NamedTuple):
    """This epoch's examples, read where they are needed."""

    places: Callable[[Any], Vectors]  # of the examples from one on, as many as `_ahead`
    read: Callable[[Any], tuple[Vectors, Vectors]]  # inputs and answers at a place


def _ahead(s: Structure) -> int:
    """How many examples are looked up together: a shuffle is one long chain of operations."""
    return min(s.batch, MAX_ROWS)


def rows(s: Structure, state: Any, points: Any) -> Rows:
    lanes = jnp.arange(s.lanes) if s.shuffle else slice(None)

    def places(first: Any) -> Vectors:
        there = [jnp.full(s.lanes, first + row, jnp.uint32) for row in range(_ahead(s))]
        found = shuffled(there, seed=state.seed, epoch=state.epoch, n=points.n_train)
        return [place.astype(jnp.int32) for place in found]

    def read(place: Any) -> tuple[Vectors, Vectors]:
        def value(part: Any, i: int) -> Any:
            ref, own = part
            if own:
                return ref[*own, i, place, lanes]
            found = ref[i, place, 0]
            return found if s.shuffle else jnp.full(s.lanes, found)

        x, y = points.x_train, points.y_train
        return [value(x, i) for i in range(s.sizes[0])], [value(y, i) for i in range(s.sizes[-1])]

    return Rows(places, read)


def take(s: Structure, state: Any, found: Rows, at: Moment) -> Any:
    """One step of a block: the batch's mean loss and gradient, then the optimizer's step."""
    first = at.position * s.batch
    count = jnp.minimum(s.batch, at.n - first)
    drops = bool(s.sizes[1:-1]) and at.hyper.dropout is not None

    def piece(begin: Any, length: Any) -> Any:
        """Sums over some examples of the batch."""
        places = found.places(first + begin) if s.shuffle else []

        def example(row: Any) -> Any:
            place = _chosen(places, row) if s.shuffle else first + begin + row
            return *found.read(place), _masks(s, state, begin + row, at) if drops else None

        return summed(s, state.params, example, length)

    ahead = _ahead(s)
    if s.batch == ahead:
        sums = piece(0, count)
    else:
        sums = lax.fori_loop(
            0,
            (count + ahead - 1) // ahead,
            lambda i, sums: jax.tree.map(
                jnp.add, sums, piece(i * ahead, jnp.minimum(ahead, count - i * ahead))
            ),
            _nothing(s, state.params),
        )
    loss, gradient = jax.tree.map(lambda part: part / count.astype(part.dtype), sums)
    return kernels.moved(s, state, loss, gradient, state.free, at, sum)


def _chosen(vectors: Vectors, number: Any) -> Any:
    """The vector of this number; an array of them could not be cut."""
    found = vectors[0]
    for i, vector in enumerate(vectors):
        found = jnp.where(jnp.full(vector.shape, number) == i, vector, found)
    return found


def summed(s: Structure, params: Layers, example: Callable[[Any], Any], count: Any) -> Any:
    """Sums of loss (lanes,) and gradient over `count` examples: `example(row)` -> x, y, masks."""

    def add(row: Any, sums: Any) -> Any:
        loss, back = jax.vjp(lambda params: _loss(s, params, *example(row)), params)
        (gradient,) = back(jnp.ones_like(loss))
        return jax.tree.map(jnp.add, sums, (loss, gradient))

    return lax.fori_loop(0, count, add, _nothing(s, params))


def _nothing(s: Structure, params: Layers) -> Any:
    nothing = jnp.zeros(s.lanes, s.precision)
    return nothing, jax.tree.map(lambda _: nothing, params)


def _loss(s: Structure, params: Layers, x: Vectors, y: Vectors, masks: Any) -> jax.Array:
    """The loss of one example in each lane (lanes,)."""
    sizes = list(pairwise(s.sizes))
    for i, activation in enumerate(kernels.functions(s.activations)):
        x = [activation(z) for z in _sums(x, params[i], sizes[i])]
        x = x if masks is None else [a * mask for a, mask in zip(x, masks[i], strict=True)]
    z = _sums(x, params[-1], sizes[-1])
    return kernels.losses_of(s, _side_by_side(z, kernels.NEVER), _side_by_side(y, 0.0), axis=0)


def _sums(x: Vectors, layer: tuple[Vectors, Vectors], size: tuple[int, int]) -> Vectors:
    (w, b), (fan_in, fan_out) = layer, size
    return [
        sum((x[i] * w[i * fan_out + j] for i in range(fan_in)), start=b[j]) for j in range(fan_out)
    ]


def _side_by_side(vectors: Sequence[Any], rest: float) -> Any:
    """(k, lanes), k the next power of two, filled up with `rest`."""
    if len(vectors) == 1:
        return vectors[0][None]
    shape = (pl.next_power_of_2(len(vectors)), len(vectors[0]))
    place = lax.broadcasted_iota(jnp.int32, shape, 0)
    found = jnp.full(shape, rest, vectors[0].dtype)
    for i, vector in enumerate(vectors):
        found = jnp.where(place == i, vector[None], found)
    return found


def _masks(s: Structure, state: Any, row: Any, at: Moment) -> list[Vectors]:
    """Dropout's factors of one example, by hidden layer; neurons numbered as in `lanes`."""
    hidden = s.sizes[1:-1]
    if state.free is None:
        there = [[jnp.ones(s.lanes, jnp.uint32)] * size for size in hidden]
    else:  # a neuron is there if its bias is
        there = [[b.astype(jnp.uint32) for b in biases] for _, biases in state.free[:-1]]
    before = row.astype(jnp.uint32) * sum(one for layer in there for one in layer)
    masks: list[Vectors] = []
    for layer in there:
        masks.append([])
        for one in layer:
            mask = drop(
                before,
                seed=state.seed,
                epoch=at.epoch,
                position=at.position,
                rate=at.hyper.dropout,
            )
            masks[-1].append(mask.astype(s.precision))
            before = before + one
    return masks
