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

_PURPOSE_ORDER, _PURPOSE_DROPOUT = 1, 2


def order(*, seed: Any, epoch: Any, rows: int, n: Any) -> jax.Array:
    """A random order of the first n of `rows` rows, the padding behind them: (rows,) int32."""
    places = jnp.arange(rows, dtype=jnp.uint32)
    bits = _mix(_mix(places ^ _key(seed, _PURPOSE_ORDER, epoch)))
    behind = jnp.where(places < n.astype(jnp.uint32), bits >> 1, jnp.uint32(2**32 - 1))
    return jnp.argsort(behind)


def dropout_mask(
    *, seed: Any, epoch: Any, position: Any, shape: tuple[int, int], rate: Any
) -> jax.Array:
    """Which hidden neurons one step leaves out, each with probability `rate`: (batch, neurons).

    Inverted dropout: neurons that stay count 1 / (1 − rate), so that nothing is rescaled later.
    Reference: Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov, "Dropout", 2014.
    """
    places = jnp.arange(shape[0] * shape[1], dtype=jnp.uint32).reshape(shape)
    bits = _mix(_mix(places ^ _key(seed, _PURPOSE_DROPOUT, epoch, position)))
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
