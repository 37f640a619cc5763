"""A traced function as a loop that runs once: XLA's CPU compiler makes one function of a loop."""

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
