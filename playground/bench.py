"""How many steps a second one network makes here, beside two other ways to train it.

Each row is the best of a few repeats: noise only ever slows a program down. A calibration row
says how fast the machine is, so that two tables can be compared.
"""

from __future__ import annotations

import os
import platform
import time
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from playground.spec import Experiment
from playground.train.problem import first_weights, prepare
from playground.train.programs import Programs
from playground.train.training import Training, plan

Row = dict[str, Any]

NETWORKS: dict[str, tuple[int, ...]] = {
    "2-4-2-1": (4, 2),
    "2-8×6-1": (8,) * 6,
    "2-64-64-1": (64, 64),
}
TRAININGS: dict[str, dict[str, Any]] = {
    "SGD, fixed order": {"optimizer": "sgd", "shuffle": False, "learning_rate": 0.03},
    "Adam, shuffled": {"optimizer": "adam", "shuffle": True, "learning_rate": 0.01},
}
_REPEATS = 5
_SECONDS = 0.2  # of one repeat, about


def measure(progress: Callable[[float], None] | None = None) -> list[Row]:
    """One row a measurement: {what, network, training, steps_per_s, us_per_step}."""
    rows = [calibration()]
    jobs = [(network, training) for network in NETWORKS for training in TRAININGS]
    for i, (network, training) in enumerate(jobs):
        experiment = Experiment(hidden=NETWORKS[network], epochs=0, **TRAININGS[training])
        for what, steps_per_s in _contestants(experiment).items():
            rows.append(
                {
                    "what": what,
                    "network": network,
                    "training": training,
                    "steps_per_s": round(steps_per_s),
                    "us_per_step": round(1e6 / steps_per_s, 2),
                }
            )
        if progress is not None:
            progress((i + 1) / len(jobs))
    return rows


def as_table(rows: list[Row]) -> str:
    """The rows as text for a terminal."""
    machine = rows[0]
    lines = [
        f"{machine['what']}: {machine['gflops']:.1f} GFLOP/s (float32, 256 × 256 product), "
        f"{machine['python_mops']:.0f} million Python additions/s, {machine['cores']} cores, "
        f"{machine['machine']}",
        f"{'network':<12}{'training':<19}{'what':<26}{'steps/s':>11}{'µs/step':>10}",
    ]
    for row in rows[1:]:
        numbers = f"{row['steps_per_s']:>11,}{row['us_per_step']:>10,.2f}"
        lines.append(f"{row['network']:<12}{row['training']:<19}{row['what']:<26}{numbers}")
    return "\n".join(lines)


def _contestants(experiment: Experiment) -> dict[str, float]:
    found = {"this engine": max(_engine(experiment))}
    if experiment.optimizer == "sgd":
        found["NumPy loop"] = max(numpy_loop(experiment))
    classifier = scikit_learn(experiment)
    if classifier is not None:
        found["scikit-learn MLPClassifier"] = max(classifier)
    return found


def calibration() -> Row:
    """How fast this machine is, by two things that everybody can repeat."""
    a = np.ones((256, 256), np.float32)

    def products(n: int) -> None:
        for _ in range(n):
            a @ a

    def additions(n: int) -> None:
        total = 0
        for i in range(n):
            total += i

    return {
        "what": "calibration",
        "gflops": round(2 * 256**3 * max(rates(products)) / 1e9, 2),
        "python_mops": round(max(rates(additions)) / 1e6, 2),
        "cores": os.cpu_count() or 1,
        "machine": f"{platform.machine()}, Python {platform.python_version()}",
    }


def rates(work: Callable[[int], object]) -> list[float]:
    """How often a second `work(n)` does its thing, once for each of a few repeats."""
    n = 1
    while True:
        began = time.perf_counter()
        work(n)
        seconds = time.perf_counter() - began
        if seconds > _SECONDS / 4:
            break
        n *= 4
    n = max(1, round(n * _SECONDS / seconds))
    found = []
    for _ in range(_REPEATS):
        began = time.perf_counter()
        work(n)
        found.append(n / (time.perf_counter() - began))
    return found


def _engine(experiment: Experiment) -> list[float]:
    training = Training([experiment], program=Programs().get(plan(experiment, device="cpu")))
    # Losses are recorded once in 1,000 epochs: what is measured is training.
    return rates(lambda n: training.advance(n, every=1_000))


def rows_of(experiment: Experiment) -> tuple[Any, Any]:
    """The training rows: what the network takes in (rows, inputs) and the answers (rows,)."""
    problem = prepare(experiment)
    x = problem.features(problem.x[problem.train]).astype(np.float32)
    return x, problem.y[problem.train].astype(np.float32)


def numpy_loop(experiment: Experiment) -> list[float]:
    """Back-propagation written out with NumPy: tanh layers, cross-entropy, plain SGD."""
    x, y = rows_of(experiment)
    layers = [(w.astype(np.float32), b.astype(np.float32)) for w, b in first_weights(experiment)]
    size = experiment.batch_size
    rate = np.float32(experiment.learning_rate / size)

    def steps(n: int) -> None:
        for i in range(n):
            first = i * size % len(x)
            outputs = [x[first : first + size]]
            for w, b in layers[:-1]:
                outputs.append(np.tanh(outputs[-1] @ w + b))
            z = outputs[-1] @ layers[-1][0] + layers[-1][1]
            answer = y[first : first + size, None]
            delta = -answer / (1 + np.exp(answer * z))
            for (w, b), before in zip(reversed(layers), reversed(outputs), strict=True):
                back = (delta @ w.T) * (1 - before * before)
                w -= rate * (before.T @ delta)
                b -= rate * delta.sum(axis=0)
                delta = back

    return rates(steps)


def scikit_learn(experiment: Experiment) -> list[float] | None:
    """MLPClassifier on the same points; None where scikit-learn is not installed."""
    try:
        from sklearn.neural_network import (  # type: ignore[import-untyped]
            MLPClassifier,
        )
    except ImportError:
        return None
    x, y = rows_of(experiment)
    steps_per_epoch = -(-len(x) // experiment.batch_size)

    def epochs(n: int) -> None:
        classifier = MLPClassifier(
            experiment.hidden,
            activation="tanh",
            solver=experiment.optimizer,
            momentum=0.0,
            alpha=0.0,
            batch_size=experiment.batch_size,
            learning_rate_init=experiment.learning_rate,
            shuffle=experiment.shuffle,
            max_iter=n,
            n_iter_no_change=n + 1,
            tol=0.0,
            random_state=0,
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it has not converged: it was not meant to
            classifier.fit(x, y)

    return [rate * steps_per_epoch for rate in rates(epochs)]
