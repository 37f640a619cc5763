"""The oracle: the same mathematics in plain NumPy float64, backpropagation written by hand."""

import math

import numpy as np

sig = np.vectorize(lambda z: 1 / (1 + math.exp(-z)), otypes=[float])
phi = np.vectorize(lambda z: (1 + math.erf(z / 2**0.5)) / 2, otypes=[float])  # normal distribution
ACTIVATION = {  # name: (a(z), da/dz)
    "linear": (lambda z: z, lambda z: 1 + 0 * z),
    "step": (lambda z: np.where(z >= 0, 1.0, 0.0), lambda z: 0 * z),
    "sigmoid": (sig, lambda z: sig(z) * (1 - sig(z))),
    "tanh": (np.tanh, lambda z: 1 - np.tanh(z) ** 2),
    "relu": (lambda z: np.maximum(z, 0), lambda z: np.where(z > 0, 1.0, 0.0)),
    "leaky_relu": (lambda z: np.maximum(z, z / 100), lambda z: np.where(z >= 0, 1.0, 0.01)),
    "elu": (lambda z: np.where(z > 0, z, np.exp(z) - 1), lambda z: np.where(z > 0, 1, np.exp(z))),
    "gelu": (lambda z: z * phi(z), lambda z: phi(z) + z * np.exp(-z * z / 2) / math.tau**0.5),
    "silu": (lambda z: z * sig(z), lambda z: sig(z) * (1 + z * (1 - sig(z)))),
    "softplus": (lambda z: np.log(1 + np.exp(z)), sig),
    "sine": (np.sin, np.cos),
}


def loss(name, kind, z, y):
    """Loss of each row and its slope: z (n, o), y (n, o) -> (n,), (n, o)."""
    if name == "half_squared":
        out, slope = (np.tanh(z), 1 - np.tanh(z) ** 2) if kind == "binary" else (z, 1)
        each, dz = (out - y) ** 2 / 2, (out - y) * slope
    elif name == "cross_entropy" and kind == "multiclass":
        p = np.exp(z) / np.exp(z).sum(1, keepdims=True)
        each, dz = -y * np.log(p), p - y
    elif name == "cross_entropy":
        p = sig(z)
        each, dz = -np.log(np.where(y > 0, p, 1 - p)), p - (y > 0)
    elif name in ("hinge", "perceptron"):
        hurts = y * z < 1 if name == "hinge" else y * z <= 0
        each, dz = np.where(hurts, (name == "hinge") - y * z, 0), np.where(hurts, -y, 0)
    elif name == "huber":
        e, near = z - y, np.abs(z - y) <= 0.25
        each = np.where(near, e**2 / 2, 0.25 * np.abs(e) - 0.25**2 / 2)
        dz = np.where(near, e, 0.25 * np.sign(e))
    return each.sum(1), dz


def each(activation, layers):
    """The activation of every hidden layer: one for all, or one for each."""
    return [activation] * (len(layers) - 1) if isinstance(activation, str) else activation


def forward(layers, x, activation):
    """Weighted sums of every layer: the last one is the output's."""
    sums = [x @ layers[0][0] + layers[0][1]]
    for name, (w, b) in zip(each(activation, layers), layers[1:], strict=True):
        sums.append(ACTIVATION[name][0](sums[-1]) @ w + b)
    return sums


def gradient(layers, x, y, activation, loss_name, kind):
    """Mean loss of a batch, and its gradient layer by layer."""
    f, df = zip(*(ACTIVATION[name] for name in (*each(activation, layers), "linear")), strict=True)
    sums = forward(layers, x, activation)
    losses, delta = loss(loss_name, kind, sums[-1], y)
    delta, grads = delta / len(x), []
    for i in reversed(range(len(layers))):
        grads.insert(0, ((x if i == 0 else f[i - 1](sums[i - 1])).T @ delta, delta.sum(0)))
        delta = (delta @ layers[i][0].T) * df[i - 1](sums[i - 1]) if i else delta
    return losses.mean(), grads


def direction(name, g, p, memory, t, momentum, decays):
    """One optimizer step on one array; `memory` (m, s) is returned renewed; t counts from 1."""
    m, s = memory
    if name in ("momentum", "nesterov"):
        m = g + momentum * m
        return (m if name == "momentum" else g + momentum * m), (m, s)
    if name in ("rmsprop", "adagrad"):
        s = 0.9 * s + 0.1 * g**2 if name == "rmsprop" else (0.1 if t == 1 else s) + g**2
        return g / np.sqrt(s + (1e-8 if name == "rmsprop" else 1e-7)), (m, s)
    if name in ("adam", "adamw"):
        m, s = 0.9 * m + 0.1 * g, 0.999 * s + 0.001 * g**2
        d = (m / (1 - 0.9**t)) / (np.sqrt(s / (1 - 0.999**t)) + 1e-8)
        return d + (0.01 * p if name == "adamw" and decays else 0), (m, s)
    if name == "lion":
        return np.sign(0.9 * m + 0.1 * g), (0.99 * m + 0.01 * g, s)
    return g, memory  # sgd, and the perceptron rule
