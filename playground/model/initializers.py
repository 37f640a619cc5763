"""First weights: how a layer is drawn before the first step.

In NumPy on purpose: a network starts without compiling anything, and its first weights do not
depend on the device. A new initializer is one decorated function here. `scale` multiplies the
weights (never the biases) and is 1 by default.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from playground.registry import Registry

Floats = NDArray[np.float64]


class Initializer(Protocol):
    """Draws the weights (fan_in, fan_out) and biases (fan_out,) of one layer."""

    def __call__(
        self, fan_in: int, fan_out: int, *, scale: float, rng: np.random.Generator
    ) -> tuple[Floats, Floats]: ...


INITIALIZERS: Registry[Initializer] = Registry("initializer")


@INITIALIZERS.register("playground", label="Playground")
def playground(
    fan_in: int, fan_out: int, *, scale: float, rng: np.random.Generator
) -> tuple[Floats, Floats]:
    """Small even weights whatever the layer's size, as in TensorFlow Playground.

    w ~ scale · U(−0.5, 0.5), b = 0.1
    Reference: TensorFlow Playground.
    """
    return scale * rng.uniform(-0.5, 0.5, (fan_in, fan_out)), np.full(fan_out, 0.1)


@INITIALIZERS.register("glorot", label="Glorot")
def glorot(
    fan_in: int, fan_out: int, *, scale: float, rng: np.random.Generator
) -> tuple[Floats, Floats]:
    """Keeps signals of one size through the layers; made for tanh and sigmoid.

    w ~ scale · U(−r, r) with r = √(6 / (fan_in + fan_out)), b = 0
    Reference: Glorot and Bengio, "Understanding the difficulty of training deep feedforward
    neural networks", 2010.
    """
    reach = np.sqrt(6 / (fan_in + fan_out))
    return scale * rng.uniform(-reach, reach, (fan_in, fan_out)), np.zeros(fan_out)


@INITIALIZERS.register("he", label="He")
def he(
    fan_in: int, fan_out: int, *, scale: float, rng: np.random.Generator
) -> tuple[Floats, Floats]:
    """Keeps signals of one size although ReLU cuts half of them off.

    w ~ scale · N(0, 2 / fan_in), b = 0
    Reference: He, Zhang, Ren and Sun, 2015, arXiv:1502.01852.
    """
    spread = np.sqrt(2 / fan_in)
    return scale * spread * rng.standard_normal((fan_in, fan_out)), np.zeros(fan_out)


@INITIALIZERS.register("orthogonal", label="Orthogonal")
def orthogonal(
    fan_in: int, fan_out: int, *, scale: float, rng: np.random.Generator
) -> tuple[Floats, Floats]:
    """Neurons that start at right angles to each other, so that none repeats another.

    w = scale · Q, with Q from the QR decomposition of a normal matrix, uniform among the matrices
    with QᵀQ = I (or QQᵀ = I where fan_in < fan_out); b = 0
    Reference: Saxe, McClelland and Ganguli, 2013, arXiv:1312.6120.
    """
    tall = rng.standard_normal((max(fan_in, fan_out), min(fan_in, fan_out)))
    q, r = np.linalg.qr(tall)
    q = q * np.where(np.diag(r) < 0, -1.0, 1.0)  # QR's sign convention would bias Q
    return scale * (q if fan_in >= fan_out else q.T), np.zeros(fan_out)


@INITIALIZERS.register("zeros", label="All zero")
def zeros(
    fan_in: int, fan_out: int, *, scale: float, rng: np.random.Generator
) -> tuple[Floats, Floats]:
    """Every weight and bias zero: all neurons of a layer stay alike, whatever they are shown.

    w = 0, b = 0 (`scale` changes nothing)
    """
    return np.zeros((fan_in, fan_out)), np.zeros(fan_out)


@INITIALIZERS.register("normal", label="Normal")
def normal(
    fan_in: int, fan_out: int, *, scale: float, rng: np.random.Generator
) -> tuple[Floats, Floats]:
    """Bell-shaped weights of the spread you choose, whatever the layer's size.

    w ~ N(0, scale²), b = 0: `scale` is the standard deviation.
    """
    return scale * rng.standard_normal((fan_in, fan_out)), np.zeros(fan_out)
