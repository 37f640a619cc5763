"""Loops that run once or never, by which XLA's CPU compiler is told what to fuse and to keep."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import jax
import jax.numpy as jnp
from jax import lax

from playground.model.mlp import is_small
from playground.train.problem import Structure


def run_once(s: Structure, function: Callable[[], Any], *, sure: Any) -> Any:
    """What `function()` returns; `sure` is a traced int that is above zero.

    XLA would hand the kernels before and between the loops of a small network around between
    threads. That this loop runs once only the value of `sure` could tell.
    """
    if s.device != "cpu" or not all(is_small(a * b) for a, b in pairwise(s.sizes)):
        return function()
    shapes = jax.eval_shape(function)
    nothing = jax.tree.map(lambda part: jnp.zeros(part.shape, part.dtype), shapes)
    return lax.while_loop(
        lambda c: c[0] < jnp.minimum(sure, 1),
        lambda c: (c[0] + 1, function()),
        (jnp.int32(0), nothing),
    )[1]


def settled(x: jax.Array) -> jax.Array:
    """The same array, worked out once and kept.

    Where several sums read an array, XLA's CPU compiler works it out anew for every term of each;
    what a loop begins with it reads from memory. A step of 64 networks 2-8×6-1 takes a third of
    the time so. The loop never runs, which only x could tell, and what it would do is never seen.
    """
    never = jnp.minimum(jnp.signbit(x.ravel()[0]).astype(jnp.int32), 0)
    return lax.while_loop(lambda c: c[0] < never, lambda c: (c[0] + 1, -c[1]), (jnp.int32(0), x))[1]
