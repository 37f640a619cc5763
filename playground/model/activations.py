"""Activations: what every hidden neuron does to its weighted sum.

A new activation is one decorated function here, elementwise and differentiable by JAX. Its fact
`span` is the size that a neuron's map paints in full colour: activation / span, cut to [−1, 1].
`formula` is how it is written where its name is not, the sum in place of {}; `period` is that of
an activation that repeats: one that does not must become straight on both sides (train/tables.py).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import jax
import jax.numpy as jnp

from playground.registry import Registry

Activation = Callable[[jax.Array], jax.Array]

ACTIVATIONS: Registry[Activation] = Registry("activation")

LEAK = 0.01  # the slope of leaky ReLU below zero
SAME = "same"  # of a hidden layer without an activation of its own


def functions(names: Sequence[str]) -> tuple[Activation, ...]:
    """The activations of these names, one for each hidden layer."""
    return tuple(ACTIVATIONS[name].value for name in names)


def spread(activation: str, own: Sequence[str], *, layers: int) -> tuple[str, ...]:
    """The name of every hidden layer's activation: its `own`, or the one for all."""
    known = (*own, *(SAME,) * (layers - len(own)))
    return tuple(activation if name == SAME else name for name in known)


def gather(activation: str, names: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """The inverse of `spread`: the one for all, and what differs from it, as short as can be.

    Layers that are all alike need nothing of their own.
    """
    if len(set(names)) == 1:
        return names[0], ()
    own = [SAME if name == activation else name for name in names]
    while own and own[-1] == SAME:
        own.pop()
    return activation, tuple(own)


@ACTIVATIONS.register("linear", label="Linear", span=2.0, formula="{}")
def linear(z: jax.Array) -> jax.Array:
    """Passes the sum on as it is, so that a deep network can do no more than one straight line.

    a = z
    """
    return z


@ACTIVATIONS.register("step", label="Step function", span=1.0)
def step(z: jax.Array) -> jax.Array:
    """Fires or does not; it has no gradient, so neurons before it never learn.

    a = 1 where z ≥ 0, else 0; its derivative is taken as 0 everywhere.
    Reference: McCulloch and Pitts, 1943; Rosenblatt, 1958.
    """
    return (z >= 0).astype(z.dtype)


@ACTIVATIONS.register("sigmoid", label="Sigmoid", span=1.0, formula="σ({})")
def sigmoid(z: jax.Array) -> jax.Array:
    """A smooth step from 0 to 1 that flattens out on both sides.

    a = 1 / (1 + e^−z)
    """
    return jax.nn.sigmoid(z)


@ACTIVATIONS.register("tanh", label="Tanh", span=1.0)
def tanh(z: jax.Array) -> jax.Array:
    """A smooth step from −1 to 1 through the origin.

    a = (e^z − e^−z) / (e^z + e^−z)
    """
    return jnp.tanh(z)


@ACTIVATIONS.register("relu", label="ReLU", span=2.0, formula="ReLU({})")
def relu(z: jax.Array) -> jax.Array:
    """Keeps what is positive and cuts the rest to zero.

    a = max(0, z); its derivative at 0 is taken as 0.
    Reference: Nair and Hinton, "Rectified linear units improve restricted Boltzmann machines",
    2010.
    """
    return jax.nn.relu(z)


@ACTIVATIONS.register("leaky_relu", label="Leaky ReLU", span=2.0, formula="LeakyReLU({})")
def leaky_relu(z: jax.Array) -> jax.Array:
    """Like ReLU, but lets a little through below zero, so that no neuron dies.

    a = z where z ≥ 0, else 0.01 z
    Reference: Maas, Hannun and Ng, "Rectifier nonlinearities improve neural network acoustic
    models", 2013.
    """
    return jnp.where(z >= 0, z, LEAK * z)


@ACTIVATIONS.register("elu", label="ELU", span=2.0, formula="ELU({})")
def elu(z: jax.Array) -> jax.Array:
    """Like ReLU, but bends smoothly towards −1 below zero.

    a = z where z > 0, else e^z − 1
    Reference: Clevert, Unterthiner and Hochreiter, 2015, arXiv:1511.07289.
    """
    return jax.nn.elu(z)


@ACTIVATIONS.register("gelu", label="GELU", span=2.0, formula="GELU({})")
def gelu(z: jax.Array) -> jax.Array:
    """A smooth ReLU with a small dip below zero, at home in language models.

    a = z Φ(z) = z (1 + erf(z / √2)) / 2, exactly and not by the tanh approximation.
    Reference: Hendrycks and Gimpel, 2016, arXiv:1606.08415.
    """
    return jax.nn.gelu(z, approximate=False)


@ACTIVATIONS.register("silu", label="SiLU / swish", span=2.0, formula="SiLU({})")
def silu(z: jax.Array) -> jax.Array:
    """A smooth ReLU that weighs each value by its own sigmoid.

    a = z / (1 + e^−z)
    Reference: Elfwing, Uchibe and Doya, 2017, arXiv:1702.03118; Ramachandran, Zoph and Le, 2017,
    arXiv:1710.05941.
    """
    return jax.nn.silu(z)


@ACTIVATIONS.register("softplus", label="Softplus", span=2.0)
def softplus(z: jax.Array) -> jax.Array:
    """A rounded ReLU that is never quite zero.

    a = log(1 + e^z)
    Reference: Dugas, Bengio, Bélisle, Nadeau and Garcia, 2000.
    """
    return jax.nn.softplus(z)


@ACTIVATIONS.register("sine", label="Sine", span=1.0, formula="sin({})", period=2 * math.pi)
def sine(z: jax.Array) -> jax.Array:
    """A wave without end, good at patterns that repeat.

    a = sin z
    Reference: Sitzmann, Martel, Bergman, Lindell and Wetzstein, 2020, arXiv:2006.09661.
    """
    return jnp.sin(z)
