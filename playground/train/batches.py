"""Which rows each step sees and which neurons it leaves out: chance that costs next to nothing.

Random numbers inside the training loop come from a hash of (seed, counters), computed wherever
they are needed: nothing is carried from step to step, and the same counters give the same numbers
on every device. `jax.random`'s Threefry would cost more than a small network's whole step and
tripled the time to compile one.
Reference: the mixing function is Chris Wellons' lowbias32 (public domain), "Prospecting for hash
functions", 2018.
"""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
from jax import lax

_PURPOSE_ORDER, _PURPOSE_DROPOUT = 1, 2
_ROUNDS = 32  # of shuffling; 5,000 rows are well mixed after twice their 13 bits


def order(*, seed: Any, epoch: Any, rows: int, n: Any) -> jax.Array:
    """A random order of the first n of `rows` rows, the padding behind them: (rows,) int32.

    A swap-or-not shuffle: in each round every place is paired with its mirror image about a random
    pivot, and each pair is swapped or not. It needs no sorting, which the compiler could not build
    into the training loop.
    Reference: Hoang, Morris and Rogaway, "An enciphering scheme based on a card shuffle", 2012.
    """
    places = jnp.arange(rows, dtype=jnp.uint32)
    at = shuffled(places, seed=seed, epoch=epoch, n=n)
    return jnp.where(places < n.astype(jnp.uint32), at, places).astype(jnp.int32)


def shuffled(places: Any, *, seed: Any, epoch: Any, n: Any) -> Any:
    """Which of the first n rows stand at these places, all below n, in an epoch's order: uint32.

    `places` is an array or several, which then share what a round costs.
    """
    n = n.astype(jnp.uint32)
    key = _key(seed, _PURPOSE_ORDER, epoch)

    def shuffle(i: Any, at: Any) -> Any:
        own = _mix(key ^ i.astype(jnp.uint32))
        pivot = own % n

        def swap(at: jax.Array) -> jax.Array:
            mirrored = jnp.where(at <= pivot, pivot - at, pivot + n - at)
            swapped = _mix(jnp.maximum(at, mirrored) ^ own) >> 31 == 1
            return jnp.where(swapped, mirrored, at)

        return jax.tree.map(swap, at)

    def two(i: Any, at: Any) -> Any:
        return shuffle(2 * i + 1, shuffle(2 * i, at))  # one at a time takes twice as long

    return lax.fori_loop(0, _ROUNDS // 2, two, places)


def drop(places: jax.Array, *, seed: Any, epoch: Any, position: Any, rate: Any) -> jax.Array:
    """Dropout's factor at each place, a neuron's number plus neurons times its example's.

    Each is 0 with probability `rate`, else 1 / (1 − rate), so that nothing is rescaled later.
    Reference: Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov, "Dropout", 2014.

    `places` may have any shape; where networks lie last, so do `seed` and `rate`, (lanes,).
    """
    key = _key(seed, _PURPOSE_DROPOUT, epoch, position)
    rate = jnp.asarray(rate)
    if 0 < key.ndim < places.ndim:
        key, rate = (
            jnp.broadcast_to(part, places.shape) for part in (key[None, None], rate[None, None])
        )
    bits = _mix(_mix(places ^ key))
    uniform = (bits >> 8).astype(jnp.float32) * 2.0**-24
    mask: jax.Array = jnp.where(uniform >= rate, 1.0 / (1.0 - rate), 0.0)
    return mask


def _key(*words: Any) -> jax.Array:
    key: jax.Array = jnp.asarray(0x9E3779B9, jnp.uint32)
    for word in words:
        key = _mix(key ^ jnp.asarray(word).astype(jnp.uint32)) + jnp.uint32(0x9E3779B9)
    return key


def _mix(x: jax.Array) -> jax.Array:
    x = (x ^ (x >> 16)) * jnp.uint32(0x7FEB352D)
    x = (x ^ (x >> 15)) * jnp.uint32(0x846CA68B)
    mixed: jax.Array = x ^ (x >> 16)
    return mixed
