"""What both kernels share. A kernel is one program of a GPU that holds the whole training loop.

On a GPU a small network's step is over sooner than its operations could be launched one by one. A
Pallas kernel reads parameters and optimizer memory once, keeps them in registers for all steps and
writes them back. Two layouts: `kernel_lane` (a lane a network) and `kernel_program` (a program a
network). Activations, losses, optimizers and schedules are the catalogues' own, traced inside.

What the kernels' compiler (Triton) asks for: every array's size is a power of two, nothing is cut
out of an array or put together, and a function must be one that it knows. Its maximum of NaN and 0
is 0, so that a ReLU does not hand a NaN on; the weights it came from are looked at anyhow.
Reference: jax.readthedocs.io/en/latest/pallas.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax.experimental import pallas as pl
from jax.experimental.pallas import triton

from playground.model.activations import ACTIVATIONS, Activation
from playground.model.losses import LOSSES
from playground.optim import OPTIMIZERS, SCHEDULES
from playground.train.problem import Hyper, Structure
from playground.train.step import Moment

MAX_WIDTH = 16  # of a layer; wider tiles have not been tried
# Numbers that a lane carries from step to step: more than a GPU's thread has registers for, and
# compiling grows faster than they do.
MAX_CARRIED = 120

# A leaf is a vector over lanes or a tile of one network; a layer's weights are one leaf or several.
Total = Callable[[Sequence[Any]], Any]  # leaves -> their sum for each network: (lanes,) or ()


def inexpressible(s: Structure, how: str) -> str | None:
    """Why a kernel cannot train these networks, as the end of a sentence; None if it can."""
    if s.precision != "float32":
        return f"{s.precision} is not computed in a kernel"
    if s.carry:
        return "rows that one epoch leaves to the next are not kept in a kernel"
    if s.penalty == "l1_dead":
        return "weights that die are not kept in a kernel"
    if max(s.sizes) > MAX_WIDTH:
        return f"a layer is wider than {MAX_WIDTH}"
    if how == "kernel_lane" and (carried := _carried(s)) > MAX_CARRIED:
        return f"{carried} numbers from step to step are too many for one lane"
    return None


def _carried(s: Structure) -> int:
    """How many numbers one network is between two steps: parameters and the optimizer's memory."""
    params = np.zeros(s.parameters, s.precision)
    slots = jax.eval_shape(OPTIMIZERS[s.optimizer].value(0.0).init, params)
    return s.parameters + sum(int(leaf.size) for leaf in jax.tree.leaves(slots))


def launch(
    s: Structure,
    kernel: Callable[..., None],
    arguments: Any,
    results: Any,
    grid: tuple[int, ...],
    *,
    warps: int,
) -> Any:
    """Run `kernel(arguments, results)` for each program; both are trees of references in it.

    `results` has the shapes of what is written. Truth values travel as integers. Without a GPU the
    kernel is interpreted: the same numbers, slowly.
    """
    leaves, tree = jax.tree.flatten(jax.tree.map(_stored, arguments))
    shapes = jax.tree.map(lambda leaf: _shape_of(_stored(leaf)), results)
    out, out_tree = jax.tree.flatten(shapes)

    def on_references(*refs: Any) -> None:
        given, written = refs[: len(leaves)], refs[len(leaves) :]
        kernel(jax.tree.unflatten(tree, given), jax.tree.unflatten(out_tree, written))

    call = pl.pallas_call(
        on_references,
        out_shape=tuple(out),
        grid=grid,
        interpret=s.device != "gpu",
        compiler_params=triton.CompilerParams(num_warps=warps),
        name=kernel.__name__,
    )
    found = jax.tree.unflatten(out_tree, call(*leaves))
    return jax.tree.map(lambda new, old: new.astype(old.dtype), found, results)


def _shape_of(leaf: Any) -> jax.ShapeDtypeStruct:
    return jax.ShapeDtypeStruct(leaf.shape, leaf.dtype)  # type: ignore[no-untyped-call]


def in_place(points: Any, place: tuple[Any, ...]) -> Any:
    """In a kernel: the points as references, each with the place of the network's own in it.

    Points that all networks share have the place ().
    """
    x, y = ((ref, place if len(ref.shape) == 4 else ()) for ref in (points.x_train, points.y_train))
    return points._replace(x_train=x, y_train=y, n_train=points.n_train[0])


def _stored(leaf: Any) -> Any:
    leaf = jnp.asarray(leaf)
    leaf = leaf.astype(jnp.int32) if leaf.dtype == jnp.bool_ else leaf
    return leaf if leaf.ndim else leaf[None]


def at_end(s: Structure, state: Any, n_train: Any, n_steps: Any) -> Any:
    """The state's clock (blocks,) after so many steps."""
    steps = jnp.maximum((n_train + s.batch - 1) // s.batch, 1)
    done = state.position + n_steps
    return state._replace(epoch=state.epoch + done // steps, position=done % steps)


# The step of one network or of a vector of them


def moved(
    s: Structure, state: Any, loss: Any, gradient: Any, free: Any, at: Moment, total: Total
) -> Any:
    """The state after one step with this loss and gradient; `lanes.take_step` says what a step is.

    Parameters and gradient are [(weights, biases), …], each a leaf or a list of leaves. What would
    not be finite keeps what it had.
    """
    gradient = _with_pull(s, gradient, state.params, at.hyper)
    if free is not None:
        gradient = jax.tree.map(lambda g, there: jnp.where(there, g, 0.0), gradient, free)
    if s.clipped:
        norm = jnp.sqrt(total([jnp.square(g) for g in jax.tree.leaves(gradient)]))
        shrink = at.hyper.clip / jnp.maximum(norm, at.hyper.clip)
        gradient = jax.tree.map(lambda g: g * shrink, gradient)
    optimizer = OPTIMIZERS[s.optimizer].value(at.hyper.momentum, decays=_decays(state.params))
    direction, slots = optimizer.update(gradient, state.slots, state.params)
    progress = (at.epoch + at.position / at.steps) / at.hyper.total_epochs
    rate = at.hyper.learning_rate * SCHEDULES[s.schedule].value(progress.astype(s.precision))
    params = jax.tree.map(lambda p, d: p - rate * d, state.params, direction)
    if free is not None:  # decay must not reach what is not there
        params = jax.tree.map(jnp.where, free, params, state.params)
    lost = total([jnp.where(jnp.isfinite(p), 0.0, 1.0) for p in jax.tree.leaves(params)])
    # By the loss, which is worked out here anyhow; elsewhere by the outputs (`step.MAX_OUTPUT`).
    alive = state.alive & jnp.isfinite(loss) & (lost == 0.0)

    def kept(new: Any, old: Any) -> Any:
        if jnp.issubdtype(old.dtype, jnp.integer):  # a count of steps
            return new
        return jnp.where(alive, new, old)

    params, slots = jax.tree.map(kept, (params, slots), (state.params, state.slots))
    return state._replace(params=params, slots=slots, alive=alive)


def _with_pull(s: Structure, gradient: Any, params: Any, hyper: Hyper) -> Any:
    if s.penalty not in ("l1", "l2"):
        return gradient
    pull = jnp.sign if s.penalty == "l1" else lambda w: w
    return [
        (jax.tree.map(lambda g, w: g + hyper.penalty_rate * pull(w), of_weights, w), of_biases)
        for (of_weights, of_biases), (w, _) in zip(gradient, params, strict=True)
    ]


def _decays(params: Any) -> Any:
    return [(jax.tree.map(lambda _: 1.0, w), jax.tree.map(lambda _: 0.0, b)) for w, b in params]


def losses_of(s: Structure, z: jax.Array, y: jax.Array, *, axis: int) -> jax.Array:
    """The loss of each example: z and y (examples, outputs), or with outputs as the first `axis`.

    Outputs that fill up to a power of two have a sum of `NEVER` and an answer of 0: only classes
    have several outputs, and such a one is never chosen.
    """
    per_example = LOSSES[s.loss].value.per_example
    each: Any = jax.vmap(lambda z, y: per_example(z, y, s.kind), in_axes=1 - axis)
    losses: jax.Array = each(z, y)
    return losses


NEVER = -1e30


def functions(names: Sequence[str]) -> list[Activation]:
    """The activations of these names: the catalogue's own, but for GELU."""
    return [_gelu if name == "gelu" else ACTIVATIONS[name].value for name in names]


def _gelu(z: jax.Array) -> jax.Array:
    return 0.5 * z * _erfc(-z * np.float32(np.sqrt(0.5)))


@jax.custom_jvp
def _erfc(x: jax.Array) -> jax.Array:
    """1 − erf x to float32's last digits; Triton's lowering knows neither.

    Reference: Press, Teukolsky, Vetterling and Flannery, "Numerical recipes", Chebyshev fit erfcc.
    """
    size = jnp.abs(x)
    t = 1.0 / (1.0 + 0.5 * size)
    fit = jnp.full_like(t, _ERFC[0])
    for coefficient in _ERFC[1:]:
        fit = fit * t + coefficient
    tail = t * jnp.exp(fit - size * size)
    return jnp.where(x >= 0, tail, 2.0 - tail)


@_erfc.defjvp
def _erfc_slope(primals: Any, tangents: Any) -> Any:
    (x,), (dx,) = primals, tangents
    return _erfc(x), np.float32(-2 / np.sqrt(np.pi)) * jnp.exp(-x * x) * dx


_ERFC = (
    0.17087277,
    -0.82215223,
    1.48851587,
    -1.13520398,
    0.27886807,
    -0.18628806,
    0.09678418,
    0.37409196,
    1.00002368,
    -1.26551223,
)
