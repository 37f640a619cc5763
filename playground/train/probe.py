"""What the page shows of a network: its field, its neurons' maps, weights, losses, mistakes.

Quantized on the device, so that a frame costs kilobytes to move.
"""

from __future__ import annotations

import math
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from playground.model.activations import ACTIVATIONS, functions
from playground.model.losses import LOSSES
from playground.model.mlp import forward_columns
from playground.train.measure import measure_lane
from playground.train.once import run_once
from playground.train.packing import unpack
from playground.train.problem import Data, Problem, Structure, plane


class View(NamedTuple):
    """Where a network is looked at."""

    field: Any  # (inputs, grid²); for a curve (inputs, grid)
    map: Any  # (inputs, map²); for a curve (inputs, map)
    value_range: Any  # () the output value that has the full colour


def view_of(problem: Problem, s: Structure) -> View:
    """The plane as a network of this structure sees it; in NumPy."""
    field, coarse = (plane(problem, cells).T.astype(s.precision) for cells in (s.grid, s.map))
    return View(field, coarse, np.asarray(problem.value_range, s.precision))


class Snapshot(NamedTuple):
    """One lane at one moment; `field` and `confidence` depend on the kind of task."""

    field: Any  # binary, regression: u1 (grid, grid) · multiclass: u1 class · curve: f4 (grid,)
    confidence: Any  # multiclass: u1 (grid, grid), the winner's probability · 255; else (0,)
    maps: Any  # u1 (shown hidden units and outputs, map, map) · curve: (units, map)
    weights: Any  # f4 (∑ shown_in · shown_out,)
    biases: Any  # f4 (shown hidden units and outputs,)
    losses: Any  # (4,) train loss, test loss, train score, test score
    wrong_train: Any  # u1 (train_rows,) 0: right, else 1; of several classes 1 + the one answered
    wrong_test: Any  # u1 (test_rows,)


class Packed(NamedTuple):
    """A snapshot in two arrays: moving many small ones costs more than reading the network."""

    codes: Any  # u1: field and confidence (where they are codes), maps, wrong rows
    numbers: Any  # f4: a curve's field, weights, biases, losses


def probe(s: Structure, params: Any, data: Data, view: View, lane: Any) -> Packed:
    """Read one lane of a batch. Traced; `programs` compiles it, `unpack_snapshot` unpacks it."""
    found: Packed = run_once(s, lambda: read(s, params, data, view, lane), sure=lane + 1)
    return found


def read(s: Structure, params: Any, data: Data, view: View, lane: Any) -> Packed:
    """What `probe` does, without its hints to the compiler."""
    mine = jax.tree.map(lambda leaf: leaf[lane], params)
    layers = unpack(s, mine)
    own = data._replace(**{name: getattr(data, name)[lane] for name in data._fields[:4]})
    losses, wrong = measure_lane(s, mine, own)
    field, confidence = _field(s, layers, view)
    shown = s.shown
    weights = [w[: shown[i], : shown[i + 1]] for i, (w, _) in enumerate(layers)]
    biases = [b[: shown[i + 1]] for i, (_, b) in enumerate(layers)]
    codes = [confidence, _maps(s, layers, view), *(part.astype(jnp.uint8) for part in wrong)]
    numbers = [*weights, *biases, losses]
    (numbers if s.kind == "curve" else codes).insert(0, field)
    return Packed(
        jnp.concatenate([part.ravel() for part in codes]),
        jnp.concatenate([part.ravel().astype(jnp.float32) for part in numbers]),
    )


def unpack_snapshot(
    s: Structure, packed_codes: NDArray[np.uint8], packed_numbers: NDArray[np.float32]
) -> Snapshot:
    """The parts of a snapshot (NumPy): of the bucket's program, cut to the network's own units."""
    both = (packed_codes, packed_numbers)
    layout, cut = _layout(s.bucket), _cut(s)
    found = Snapshot(*(both[i][places].reshape(shape) for i, places, shape in layout))
    if cut is None:
        return found
    units, weights = cut
    return found._replace(
        maps=found.maps[units], weights=found.weights[weights], biases=found.biases[units]
    )


@lru_cache(maxsize=256)
def _cut(s: Structure) -> tuple[NDArray[np.intp], NDArray[np.intp]] | None:
    """Where the network's own shown units and weights lie among the bucket's; None: all are."""
    real, room = s.shown, s.bucket.shown
    if real == room:
        return None
    units, weights, unit_at, weight_at = [], [], 0, 0
    for (a, b), (rows, columns) in zip(pairwise(real), pairwise(room), strict=True):
        units.append(unit_at + np.arange(b))
        weights.append((weight_at + np.arange(a)[:, None] * columns + np.arange(b)).ravel())
        unit_at, weight_at = unit_at + columns, weight_at + rows * columns
    return np.concatenate(units), np.concatenate(weights)


@lru_cache(maxsize=256)
def _layout(s: Structure) -> list[tuple[int, slice, tuple[int, ...]]]:
    """Of each part of a snapshot: in which of the two arrays it lies, where, and its shape."""
    curve, square = s.kind == "curve", (s.grid, s.grid)
    units = sum(s.shown[1:])
    parts: tuple[tuple[int, tuple[int, ...]], ...] = (
        (1, (s.grid,)) if curve else (0, square),  # field
        (0, square if s.kind == "multiclass" else (0,)),  # confidence
        (0, (units, s.map) if curve else (units, s.map, s.map)),  # maps
        (1, (sum(a * b for a, b in pairwise(s.shown)),)),  # weights
        (1, (units,)),  # biases
        (1, (4,)),  # losses
        (0, (s.train_rows,)),  # wrong_train
        (0, (s.test_rows,)),  # wrong_test
    )
    ends, found = [0, 0], []
    for i, shape in parts:
        begin, ends[i] = ends[i], ends[i] + math.prod(shape)
        found.append((i, slice(begin, ends[i]), shape))
    return found


def _codes(v: jax.Array) -> jax.Array:
    """Values in [−1, 1] as 0 to 254; 127 is zero."""
    return jnp.round(127 + 127 * jnp.clip(v, -1.0, 1.0)).astype(jnp.uint8)


def _outputs(s: Structure, layers: Any, x: jax.Array) -> tuple[jax.Array, tuple[jax.Array, ...]]:
    """Displayed outputs (n, outputs) and hidden layers (units, n) at the places x (inputs, n)."""
    z, hidden = forward_columns(layers, x, activations=functions(s.activations))
    return LOSSES[s.loss].value.output(z.T, s.kind), hidden


def _field(s: Structure, layers: Any, view: View) -> tuple[jax.Array, jax.Array]:
    out, _ = _outputs(s, layers, view.field)
    nothing = jnp.zeros((0,), jnp.uint8)
    if s.kind == "curve":
        return out[:, 0].astype(jnp.float32), nothing
    square = (s.grid, s.grid)
    if s.kind == "multiclass":
        winner = jnp.argmax(out, axis=1).astype(jnp.uint8).reshape(square)
        sure = jnp.round(255 * jnp.max(out, axis=1)).astype(jnp.uint8)
        return winner, sure.reshape(square)
    return _codes(out[:, 0] / view.value_range).reshape(square), nothing


def _maps(s: Structure, layers: Any, view: View) -> jax.Array:
    out, hidden = _outputs(s, layers, view.map)
    shown = s.shown[1:]
    spans = [float(ACTIVATIONS[name].facts["span"]) for name in s.activations]
    parts = [_codes(h[:k] / span) for h, k, span in zip(hidden, shown[:-1], spans, strict=True)]
    if s.kind == "multiclass":
        out = (out * s.sizes[-1] - 1) / (s.sizes[-1] - 1)
    parts.append(_codes(out[:, : shown[-1]].T / view.value_range))
    flat = jnp.concatenate(parts)  # (units, places)
    return flat if s.kind == "curve" else flat.reshape(-1, s.map, s.map)
