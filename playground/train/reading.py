"""What has become of a batch of networks: losses, scores, and what they answer over the plane."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
from jax import lax
from jax.sharding import Mesh

from playground.model.activations import functions
from playground.model.losses import LOSSES
from playground.model.mlp import forward_columns
from playground.train import lanes
from playground.train.blocks import (
    SPLIT,
    Points,
    Shape,
    joined,
    over_devices,
    point_specs,
    split_points,
)
from playground.train.problem import Structure

_ROWS = 8  # taken through the networks at once; every number of padded rows is a multiple


def measure(shape: Shape, mesh: Mesh) -> Callable[..., jax.Array]:
    """`(params, points) -> (blocks, 4, lanes)`: train loss, test loss and the scores, traced."""

    def local(params: Any, points: Points) -> jax.Array:
        def block(args: Any) -> jax.Array:
            return _measure_block(shape.structure, args[0], joined(points, args[1]))

        found: jax.Array = lax.map(block, (params, split_points(shape, points)))
        return found

    return over_devices(local, mesh, (SPLIT, point_specs(shape)))


def _measure_block(s: Structure, params: Any, points: Points) -> jax.Array:
    """Train loss, test loss, train score and test score, (4, lanes); as `measure.evaluate`."""
    pieces = points.counts.shape[1] // _ROWS
    regression = s.kind in ("regression", "curve")

    def piece(i: Any) -> jax.Array:
        """Sums over the rows of each set of: loss, miss, answer, its square: (4, 2, lanes)."""
        at = i * _ROWS
        x, y = (
            lax.dynamic_slice_in_dim(part, at, _ROWS, axis=1)
            for part in (points.x_all, points.y_all)
        )
        counts = lax.dynamic_slice_in_dim(points.counts, at, _ROWS, axis=1)
        z = outputs_of(s, params, x)
        y = jnp.broadcast_to(y, z.shape)
        if regression:
            miss = jnp.square(z[0] - y[0])
        elif s.kind == "multiclass":
            miss = (jnp.argmax(z, axis=0) != jnp.argmax(y, axis=0)).astype(z.dtype)
        else:
            miss = (z[0] * y[0] <= 0).astype(z.dtype)
        values = jnp.stack([lanes.losses_of(s, z, y), miss, y[0], jnp.square(y[0])])
        weighed = jnp.where(counts[None, :, :, None] > 0, values[:, None], 0.0)
        return jnp.sum(weighed, axis=2)

    def add(i: Any, total: jax.Array) -> jax.Array:
        return total + piece(i)

    nothing = jnp.zeros((4, 2, s.lanes), s.precision)
    loss, miss, answers, squares = lax.fori_loop(0, pieces, add, nothing)
    sizes = jnp.sum(points.counts, axis=1)[:, None]
    spread = squares - jnp.square(answers) / sizes if regression else sizes
    return jnp.concatenate([loss / sizes, 1.0 - miss / spread])


def outputs_of(s: Structure, params: Any, x: jax.Array) -> jax.Array:
    """Output sums (outputs, rows, lanes) of all lanes, whichever way they are trained."""
    if lanes.fits(s):
        return lanes.forward(s, params, x)
    shared = x.shape[-1] == 1
    layers = [(jnp.moveaxis(w, -1, 0), jnp.moveaxis(b, -1, 0)) for w, b in lanes.unpack(s, params)]

    def one(layers: Any, x: jax.Array) -> jax.Array:
        return forward_columns(layers, x, activations=functions(s.activations))[0]

    x = x[:, :, 0] if shared else x
    each = jax.vmap(one, in_axes=(0, None if shared else 2), out_axes=2)
    found: jax.Array = each(layers, x)
    return found


def fields(shape: Shape) -> Callable[..., jax.Array]:
    """`(params, places (inputs, places, lanes or 1)) -> (lanes, outputs, places)`:
    what the page shows as the output, traced.
    """
    s = shape.structure
    show = LOSSES[s.loss].value.output

    def of_block(params: Any, places: jax.Array) -> jax.Array:
        z = outputs_of(s, params, places)
        shown: jax.Array = show(z.transpose(2, 1, 0), s.kind).transpose(0, 2, 1)
        return shown

    return of_block
