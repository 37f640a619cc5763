"""Pulling weights towards zero: with the gradient, or after the step as TensorFlow Playground does.

Biases are never pulled.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from playground.train.problem import Structure


def weights_alone(s: Structure) -> Any:
    """1 for a weight, 0 for a bias, by layer."""
    dtype = s.precision
    return [(np.ones((a, b), dtype), np.zeros(b, dtype)) for a, b in pairwise(s.sizes)]


def add_pull(s: Structure, gradient: Any, layers: Any, rate: Any) -> Any:
    """The gradient with the penalty's own: rate · sign w for L1, rate · w for L2; both by layer."""
    if s.penalty not in ("l1", "l2"):
        return gradient
    pull = jnp.sign if s.penalty == "l1" else lambda w: w
    return [(g + rate * pull(w), gb) for (g, gb), (w, _) in zip(gradient, layers, strict=True)]


def all_living(params: Any) -> Any:
    """No weight is dead yet: false in the shape of the parameters, in NumPy."""
    return jax.tree.map(lambda p: np.zeros(p.shape, bool), params)


def pull_to_death(s: Structure, old: Any, moved: Any, dead: Any, pull: Any) -> tuple[Any, Any]:
    """L1 after the step: a weight that it takes across zero stays there for ever.

    `old` and `moved` are the parameters before and after the optimizer's step, `dead` says which
    ones have died; returns the parameters and who is dead now.
    Reference: TensorFlow Playground, nn.ts, updateWeights.
    """
    weighs = weights_alone(s)
    pulled = jax.tree.map(lambda m, o, on: m - on * pull * jnp.sign(o), moved, old, weighs)
    dead = jax.tree.map(lambda gone, m, p: gone | (jnp.sign(m) * p < 0), dead, moved, pulled)
    return jax.tree.map(lambda gone, p: jnp.where(gone, 0.0, p), dead, pulled), dead
