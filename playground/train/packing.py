"""How parameters lie between steps: in one vector for a small network, by layer for a large."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from playground.train.problem import Structure

# Up to here parameters at rest lie in one flat vector: each array that a call is given or returns
# costs microseconds, and each loop around it compiling. Beyond, copying costs more than it saves.
_FLAT_PARAMETERS = 1_000


def pack(structure: Structure, layers: Sequence[tuple[Any, Any]]) -> Any:
    """Layers as they lie at rest: one flat vector for a small network, else as they are.

    Layers are [(w (…, fan_in, fan_out), b (…, fan_out)), …], the vector is (…, parameters).
    """
    if structure.parameters > _FLAT_PARAMETERS:
        return list(layers)
    lead = layers[0][1].shape[:-1]
    xp = np if isinstance(layers[0][0], np.ndarray) else jnp
    return xp.concatenate([part.reshape(*lead, -1) for layer in layers for part in layer], axis=-1)


def pad(bucket: Structure, layers: Sequence[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
    """Layers of a narrower network with zeros (or False) to the bucket's sizes; in NumPy."""
    found = []
    for (a, b), (w, bias) in zip(pairwise(bucket.sizes), layers, strict=True):
        more = b - w.shape[1]
        found.append((np.pad(w, ((0, a - w.shape[0]), (0, more))), np.pad(bias, (0, more))))
    return found


def trim(structure: Structure, layers: Sequence[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
    """The inverse of `pad`: layers of the bucket, cut to the network's own sizes."""
    sizes = pairwise(structure.sizes)
    return [(w[:a, :b], bias[:b]) for (a, b), (w, bias) in zip(sizes, layers, strict=True)]


def unpack(structure: Structure, params: Any) -> list[tuple[Any, Any]]:
    """The inverse of `pack`."""
    if structure.parameters > _FLAT_PARAMETERS:
        return list(params)
    layers, at, lead = [], 0, params.shape[:-1]
    for a, b in pairwise(structure.sizes):
        w = params[..., at : at + a * b].reshape(*lead, a, b)
        layers.append((w, params[..., at + a * b : at + (a + 1) * b]))
        at += (a + 1) * b
    return layers


def unpack_all(structure: Structure, tree: Any) -> Any:
    """What all lanes hold, by layer: parameters, or a memory that has some like them."""
    return jax.tree.map(
        lambda leaf: unpack(structure, leaf) if _is_flat(structure, leaf) else leaf, tree
    )


def pack_all(structure: Structure, like: Any, tree: Any) -> Any:
    """The inverse of `unpack_all`; `like` is what it was given."""
    return jax.tree.map(
        lambda leaf, part: pack(structure, part) if _is_flat(structure, leaf) else part, like, tree
    )


def _is_flat(structure: Structure, leaf: Any) -> bool:
    return structure.parameters <= _FLAT_PARAMETERS and leaf.ndim == 2  # (lanes, parameters)
