"""Programs shared by all tests of a session, and the oracle's walk through an experiment."""

import os
from functools import cache
from unittest.mock import patch

import numpy as np

from playground.spec import Experiment
from playground.train import programs
from playground.train.problem import first_weights, prepare
from playground.train.programs import Programs, compile_part, compiler_options
from playground.train.training import Training, plan
from tests import reference

# Twenty training points in batches of eight: the last one of an epoch is partial.
BASE = Experiment(
    points=40, noise=0.1, hidden=(3,), batch_size=8, shuffle=False, loss="half_squared", epochs=2
)
SHUFFLED = BASE.change(shuffle=True)
RATE = {"learning_rate": 0.05, "momentum": 0.8}
CURVE = {"dataset": "curve", "inputs": ("x1",)}
CASES = {  # every optimizer, activation, loss, kind, penalty and schedule; each a program
    "sgd": BASE,
    "momentum": BASE.change(
        **RATE, optimizer="momentum", activation="relu", loss="cross_entropy", penalty="l2",
        penalty_rate=0.05, schedule="step",
    ),
    "nesterov": BASE.change(
        **RATE, optimizer="nesterov", activation="sigmoid", activations=("same", "tanh"),
        loss="hinge", penalty="l1", penalty_rate=0.05, hidden=(4, 3),
    ),
    "rmsprop": BASE.change(
        **RATE, optimizer="rmsprop", activation="step", loss="cross_entropy", clip=0.05
    ),
    "adagrad": BASE.change(
        **RATE, optimizer="adagrad", activation="silu", loss="cross_entropy",
        schedule="exponential", dataset="xor_corners", batch_size=4, points=4,
    ),
    "adam": BASE.change(
        **RATE, optimizer="adam", activation="elu", dataset="blobs", loss="cross_entropy",
        schedule="cosine",
    ),
    "adamw": BASE.change(
        **RATE, optimizer="adamw", activation="softplus", dataset="plane", loss="huber"
    ),
    "lion": BASE.change(**RATE, **CURVE, optimizer="lion", activation="sine", loss="huber"),
    "perceptron": BASE.change(
        **RATE, optimizer="perceptron", loss="perceptron", hidden=(), schedule="warmup"
    ),
    "large": BASE.change(
        **RATE, activation="gelu", activations=("same", "leaky_relu"), hidden=(40, 24),
        dataset="plane", penalty="l2", penalty_rate=0.05, clip=0.3,
    ),
    "full batch": BASE.change(**RATE, **CURVE, activation="linear", batch_size=20),
}  # fmt: skip

# What XLA does where nobody tells it otherwise, as conftest.py does.
AS_SERVED: dict[str, str | bool] = {"xla_backend_optimization_level": "3"}
if "xla_cpu_use_fusion_emitters" in os.environ["XLA_FLAGS"]:
    AS_SERVED["xla_cpu_use_fusion_emitters"] = True


@cache
def _served():
    """The structures that are compiled as they are served."""
    single = {plan(e, device="cpu").bucket for e in (*CASES.values(), SHUFFLED)}
    return single | {structure.seen for structure in single}


def as_served(part, structure):
    """A program that is optimized, though tests' are not otherwise."""
    options = compiler_options(structure.device) | AS_SERVED
    with patch.object(programs, "compiler_options", lambda device: dict(options)):
        return compile_part(part, structure)


def _make(part, structure):
    return (as_served if structure in _served() else compile_part)(part, structure)


# Compiling takes longer than all else here: each structure once, and as it is served only those
# that are held against the oracle.
PROGRAMS = Programs(limit=1000, make=_make)


def fresh(experiment, lanes=None):
    """A training at its start."""
    experiments = lanes or [experiment]
    structure = plan(experiments[0], lanes=len(experiments), device="cpu")
    return Training(experiments, program=PROGRAMS.get(structure))


def flat(layers):
    return np.concatenate([np.ravel(part) for layer in layers for part in layer])


def sets(e):
    """Inputs and answers of the training and of the test points."""
    p = prepare(e)
    return [(p.features(p.x[rows]), p.targets(rows)) for rows in (p.train, p.test)]


def oracle_start(e):
    """The first weights as the engine rounds them."""
    rounded = [[np.float32(part).astype(float) for part in layer] for layer in first_weights(e)]
    return [tuple(layer) for layer in rounded]


def factor(name, p):
    """The schedules, written down once more."""
    if name == "step":
        return 1 if p < 0.5 else 0.1 if p < 0.75 else 0.01
    if name == "exponential":
        return 0.01 ** min(p, 1)
    if name == "cosine":
        return 0.01 + 0.99 * (1 + np.cos(np.pi * min(p, 1))) / 2
    return 0.01 + 0.99 * min(1, p / 0.1) if name == "warmup" else 1


def oracle_walk(e, steps, order=None):
    """The weights after `steps` steps; `order` names the rows of an epoch."""
    (x, y), _ = sets(e)
    layers, per_epoch = oracle_start(e), -(-len(x) // e.batch_size)
    memory = [[(0.0, 0.0), (0.0, 0.0)] for _ in layers]
    for t in range(steps):
        epoch, position = divmod(t, per_epoch)
        rows = np.arange(len(x)) if order is None else order(epoch)
        rows = rows[position * e.batch_size : (position + 1) * e.batch_size]
        _, grads = reference.gradient(layers, x[rows], y[rows], e.layer_activations, e.loss, e.kind)
        if e.penalty != "none":
            pull = np.sign if e.penalty == "l1" else np.asarray
            pairs = zip(grads, layers, strict=True)
            grads = [(gw + e.penalty_rate * pull(w), gb) for (gw, gb), (w, _) in pairs]
        if e.clip:
            norm = np.sqrt((flat(grads) ** 2).sum())
            grads = [tuple(g * min(1, e.clip / norm) for g in pair) for pair in grads]
        rate = e.learning_rate * factor(e.schedule, (epoch + position / per_epoch) / e.epochs)
        moved = []
        for i, layer in enumerate(layers):
            parts = []
            for j, p in enumerate(layer):
                d, memory[i][j] = reference.direction(
                    e.optimizer, grads[i][j], p, memory[i][j], t + 1, e.momentum, j == 0
                )
                parts.append(p - rate * d)
            moved.append(tuple(parts))
        layers = moved
    return layers


def oracle_scores(e, layers):
    """Train loss, test loss, train score, test score."""
    losses, scores = [], []
    for x, y in sets(e):
        z = reference.forward(layers, x, e.layer_activations)[-1]
        losses.append(reference.loss(e.loss, e.kind, z, y)[0].mean())
        if e.kind in ("regression", "curve"):
            scores.append(1 - ((z - y) ** 2).sum() / ((y - y.mean()) ** 2).sum())
        else:
            scores.append(1 - oracle_wrong(e, z, y).mean())
    return [*losses, *scores]


def oracle_wrong(e, z, y):
    if e.kind == "multiclass":
        return z.argmax(1) != y.argmax(1)
    return z[:, 0] * y[:, 0] <= 0 if e.kind == "binary" else np.zeros(len(z), bool)
