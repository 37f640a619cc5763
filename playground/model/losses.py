"""Losses: the number that training lowers, and the output that goes with it.

Every loss is computed from the output neuron's weighted sum z, where it can be done without
overflow; the output activation is part of the loss. Which goes with which task:

    task (kind)          loss             output activation   shown
    binary               half_squared     tanh                tanh z
                         cross_entropy    sigmoid             2 σ(z) − 1
                         hinge            linear              z, cut to [−1, 1]
                         perceptron       step                z, cut to [−1, 1]
    multiclass           cross_entropy    softmax             class probabilities
    regression, curve    half_squared     linear              z
                         huber            linear              z

The answer y is −1 or +1 for two classes, a one-hot vector for more, a number for a regression.
A new loss is one decorated function here and its row in `TASKS`.
"""

from __future__ import annotations

from collections.abc import Callable
from inspect import getdoc
from typing import NamedTuple

import jax
import jax.numpy as jnp

from playground.registry import Registry

PerExample = Callable[[jax.Array, jax.Array, str], jax.Array]
Output = Callable[[jax.Array, str], jax.Array]

HUBER_DELTA = 0.25  # answers lie in about [−1, 1]; an error beyond a quarter counts as an outlier

# Task -> the losses it allows, its usual one first, each with its output activation.
TASKS: dict[str, dict[str, str]] = {
    "binary": {"cross_entropy": "sigmoid", "half_squared": "tanh", "hinge": "linear"},
    "multiclass": {"cross_entropy": "softmax"},
    "regression": {"half_squared": "linear", "huber": "linear"},
    "curve": {"half_squared": "linear", "huber": "linear"},
}
# Output activation -> how what is shown is written, the weighted sum in place of {}.
FORMULAS = {"tanh": "tanh({})", "sigmoid": "2σ({}) − 1", "softmax": "softmax({})", "linear": "{}"}


def allowed_losses(kind: str) -> tuple[str, ...]:
    """The losses that a task allows, its usual one first.

    `perceptron` is in none of them: it comes with the optimizer of that name.
    """
    if kind not in TASKS:
        raise ValueError(f"unknown kind {kind!r}; known: {', '.join(TASKS)}")
    return tuple(TASKS[kind])


class Loss(NamedTuple):
    """The loss of one example, and what the network shows as its answer."""

    per_example: PerExample  # (z (outputs,), y () or (outputs,), kind) -> ()
    output: Output  # (z (…, outputs), kind) -> (…, outputs)


LOSSES: Registry[Loss] = Registry("loss")


def _loss(name: str, *, label: str, output: Output) -> Callable[[PerExample], PerExample]:
    """Enter a function with the output that goes with it; its docstring is for learners."""

    def enter(per_example: PerExample) -> PerExample:
        LOSSES.add(name, Loss(per_example, output), label=label, doc=getdoc(per_example) or "")
        return per_example

    return enter


def _tanh_output(z: jax.Array, kind: str) -> jax.Array:
    return jnp.tanh(z) if kind == "binary" else z


def _probability_output(z: jax.Array, kind: str) -> jax.Array:
    return jnp.tanh(z / 2) if kind == "binary" else jax.nn.softmax(z, axis=-1)  # 2 σ(z) − 1


def _clipped_output(z: jax.Array, kind: str) -> jax.Array:
    return jnp.clip(z, -1.0, 1.0)


def _plain_output(z: jax.Array, kind: str) -> jax.Array:
    return z


@_loss("half_squared", label="Half squared error", output=_tanh_output)
def half_squared(z: jax.Array, y: jax.Array, kind: str) -> jax.Array:
    """Half the squared distance from the right answer, so that large mistakes count most.

    L = ½ (ŷ − y)², with ŷ = tanh z for two classes and ŷ = z for a regression.
    Reference: TensorFlow Playground.
    """
    return jnp.sum(0.5 * jnp.square(_tanh_output(z, kind) - y))


@jax.custom_jvp
def _log1p_exp(x: jax.Array) -> jax.Array:
    """log(1 + e^x). Its derivative, unlike that of `jax.nn.softplus`, needs no logarithm."""
    return jax.nn.softplus(x)


_log1p_exp.defjvps(lambda dx, _, x: dx * jax.nn.sigmoid(x))


@_loss("cross_entropy", label="Cross-entropy", output=_probability_output)
def cross_entropy(z: jax.Array, y: jax.Array, kind: str) -> jax.Array:
    """How surprised the network is by the right answer; being sure and wrong costs most.

    L = −log p(y): log(1 + e^−yz) for two classes, log Σ e^z − z_y for more.
    """
    if kind == "binary":
        return jnp.sum(_log1p_exp(-y * z))
    return jax.nn.logsumexp(z) - jnp.sum(z * y)


@_loss("hinge", label="Hinge", output=_clipped_output)
def hinge(z: jax.Array, y: jax.Array, kind: str) -> jax.Array:
    """No loss once a point is on its side with room to spare.

    L = max(0, 1 − yz)
    Reference: Cortes and Vapnik, "Support-vector networks", 1995.
    """
    return jnp.sum(jax.nn.relu(1.0 - y * z))


@_loss("huber", label="Huber", output=_plain_output)
def huber(z: jax.Array, y: jax.Array, kind: str) -> jax.Array:
    """Squared for small errors, straight for large ones, so that outliers pull less.

    With e = z − y and δ = 0.25: L = ½ e² where |e| ≤ δ, else δ (|e| − δ/2).
    Reference: Huber, "Robust estimation of a location parameter", 1964.
    """
    size = jnp.abs(z - y)
    near = jnp.minimum(size, HUBER_DELTA)
    return jnp.sum(near * (size - 0.5 * near))


@_loss("perceptron", label="Perceptron criterion", output=_clipped_output)
def perceptron(z: jax.Array, y: jax.Array, kind: str) -> jax.Array:
    """Counts mistakes only, by how far a point is on the wrong side.

    L = max(0, −yz); a point on the line itself (z = 0) is a mistake, and pulls with −yx.
    Reference: Rosenblatt, "The perceptron", 1958.
    """
    margin = y * z
    return jnp.sum(jnp.where(margin <= 0, -margin, 0.0))
