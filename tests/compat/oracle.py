"""TensorFlow Playground's training once more, as slowly as it is told: one example at a time.

Gradients are gathered example by example and spent when the batch size divides the example's
number, so that what remains at the end of an epoch is still there in the next one.
"""

import numpy as np

from playground.train.problem import first_weights, prepare
from tests.reference import ACTIVATION


def trajectory(e, epochs):
    """(train loss, test loss) at the start and after each epoch, and the last weights."""
    p = prepare(e)
    net = [(w.copy(), b.copy()) for w, b in first_weights(e)]
    dead = [np.zeros(w.shape, bool) for w, _ in net]
    sums = [(np.zeros_like(w), np.zeros_like(b)) for w, b in net]
    sets = [(p.features(p.x[rows]), p.y[rows]) for rows in (p.train, p.test)]
    found, gathered = [losses(e, net, sets)], 0
    for _ in range(epochs):
        for i, (x, y) in enumerate(zip(*sets[0], strict=True), 1):
            for (gw, gb), (dw, db) in zip(sums, backward(e, net, x, y), strict=True):
                gw += dw
                gb += db
            gathered += 1
            if i % e.batch_size == 0:
                update(e, net, dead, sums, gathered)
                gathered = 0
        found.append(losses(e, net, sets))
    return np.array(found), net


def losses(e, net, sets):
    return [
        np.mean([0.5 * (forward(e, net, x)[-1][1][0] - y) ** 2 for x, y in zip(*s, strict=True)])
        for s in sets
    ]


def forward(e, net, x):
    """(sum, output) of every layer."""
    layers = []
    for i, (w, b) in enumerate(net):
        z = x @ w + b
        last = i == len(net) - 1
        x = (np.tanh(z) if e.kind == "binary" else z) if last else ACTIVATION[e.activation][0](z)
        layers.append((z, x))
    return layers


def backward(e, net, x, y):
    layers = forward(e, net, x)
    inputs = [x, *(a for _, a in layers)]
    out = layers[-1][1]
    delta = (out - y) * (1 - out**2 if e.kind == "binary" else 1)
    found = []
    for i in reversed(range(len(net))):
        found.insert(0, (np.outer(inputs[i], delta), delta))
        if i:
            delta = (net[i][0] @ delta) * ACTIVATION[e.activation][1](layers[i - 1][0])
    return found


def update(e, net, dead, sums, gathered):
    rate, pull = e.learning_rate, e.learning_rate * e.penalty_rate
    for (w, b), gone, (gw, gb) in zip(net, dead, sums, strict=True):
        b -= rate * gb / gathered
        slope = {"l1": np.sign(w), "l2": w.copy(), "none": 0 * w}[e.penalty]
        moved = w - rate * gw / gathered
        pulled = moved - pull * slope
        if e.penalty == "l1":
            gone |= moved * pulled < 0
        w[:] = np.where(gone, 0.0, pulled)
        gw[:] = 0
        gb[:] = 0
