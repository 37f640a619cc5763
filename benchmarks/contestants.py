"""Ways to train a network, each measured in a process of its own, which tells its memory apart.

    python -m benchmarks.contestants WAY NETWORK

prints one row of JSON for each measurement. All train on 250 points of the circle in batches of 10,
with tanh, cross-entropy and plain SGD in fixed order.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from playground.bench import NETWORKS, TRAININGS, numpy_loop, rates, rows_of, scikit_learn
from playground.spec import Experiment

Row = dict[
    str, Any
]  # what, lanes, data; rates in net-steps/s, first_s until the first step, peak_mb
LANES = (64, 1024, 16_384)
OWN_LANES = (64, 1024)  # with a data set a lane, which take a millisecond each to make
MB = 1 << 20
CONVNET = Path(__file__).with_name("convnet.cjs")


def experiment_of(hidden: tuple[int, ...], **more: Any) -> Experiment:
    """What all train."""
    return Experiment(hidden=hidden, epochs=0, **TRAININGS["SGD, fixed order"], **more)


def row(what: str, work: Callable[[int], object], *, lanes: int = 1, data: str = "one") -> Row:
    """Measure `work(n)`, n steps of all lanes, whose first call may compile."""
    began = time.perf_counter()
    work(1)
    first_s = time.perf_counter() - began
    found = [rate * lanes for rate in rates(work)]
    return {"what": what, "lanes": lanes, "data": data, "rates": found, "first_s": first_s}


def one(hidden: tuple[int, ...]) -> Iterator[Row]:
    """This engine with one network, on each device."""
    from playground.train.programs import Programs, devices
    from playground.train.training import Training, plan

    e = experiment_of(hidden)
    for device in devices():
        programs = Programs()

        def begin() -> Training:
            return Training([e], program=programs.get_blind(plan(e, device=device)))  # noqa: B023

        began = time.perf_counter()
        training = begin()
        compile_s = time.perf_counter() - began
        # Losses are recorded once in 1,000 epochs: what is measured is training.
        found = row(f"this engine{_on(device)}", lambda n: training.advance(n, every=1_000))  # noqa: B023
        yield found | {"first_s": found["first_s"] + compile_s}


def batch(hidden: tuple[int, ...], *, own: bool = False) -> Iterator[Row]:
    """This engine with many networks at once, on the devices that JAX takes by itself."""
    from playground.train.batch import Batch

    for lanes in OWN_LANES if own else LANES:
        seeds = [{"weight_seed": i} | ({"data_seed": i} if own else {}) for i in range(lanes)]
        trained = Batch([experiment_of(hidden, **seed) for seed in seeds])
        what = f"this engine, a batch{_on(_platform())}"
        yield row(what, trained.advance, lanes=lanes, data="a lane" if own else "one")


def batch_own(hidden: tuple[int, ...]) -> Iterator[Row]:
    """The same, each network with points of its own."""
    return batch(hidden, own=True)


def vmap(hidden: tuple[int, ...]) -> Iterator[Row]:
    """JAX as its tutorials have it: a step, a scan over the batches, a vmap over networks."""
    import jax
    import jax.numpy as jnp

    e = experiment_of(hidden)
    x, y = (jnp.asarray(part) for part in _batches(e))

    def loss(params: Any, x: Any, y: Any) -> Any:
        for w, b in params[:-1]:
            x = jnp.tanh(x @ w + b)
        w, b = params[-1]
        return jnp.mean(jax.nn.softplus(-y * (x @ w + b)[:, 0]))

    def step(params: Any, at: Any) -> tuple[Any, None]:
        gradient = jax.grad(loss)(params, x[at % len(x)], y[at % len(x)])
        return jax.tree.map(lambda p, g: p - e.learning_rate * g, params, gradient), None

    @jax.jit
    def epoch(params: Any) -> Any:
        return jax.vmap(lambda p: jax.lax.scan(step, p, jnp.arange(len(x)))[0])(params)

    for lanes in LANES:
        kept = [_stacked(e, lanes)]

        def epochs(n: int) -> None:
            for _ in range(n):
                kept[0] = epoch(kept[0])  # noqa: B023
            jax.block_until_ready(kept[0])  # noqa: B023

        found = row(f"JAX, vmap over a scan{_on(_platform())}", epochs, lanes=lanes)
        yield found | {"rates": [rate * len(x) for rate in found["rates"]]}


def numpy(hidden: tuple[int, ...]) -> Iterator[Row]:
    """Back-propagation written out."""
    yield {
        "what": "NumPy loop",
        "lanes": 1,
        "data": "one",
        "rates": numpy_loop(experiment_of(hidden)),
    }


def sklearn(hidden: tuple[int, ...]) -> Iterator[Row]:
    """scikit-learn's MLPClassifier."""
    found = scikit_learn(experiment_of(hidden))
    if found is not None:
        yield {"what": "scikit-learn MLPClassifier", "lanes": 1, "data": "one", "rates": found}


def torch(hidden: tuple[int, ...]) -> Iterator[Row]:
    """PyTorch: one network, and many by batched products."""
    for lanes in (1, *LANES[:2]):
        yield _torch(hidden, lanes, compiled=False)


def torch_compiled(hidden: tuple[int, ...]) -> Iterator[Row]:
    """PyTorch's compiler over loss and gradient."""
    yield _torch(hidden, 1, compiled=True)


def _torch(hidden: tuple[int, ...], lanes: int, *, compiled: bool) -> Row:
    import torch

    torch.set_num_threads(1)  # more of them make products this small slower
    e = experiment_of(hidden)
    x, y = (torch.from_numpy(part) for part in _batches(e))
    params = [torch.tensor(leaf) for pair in _stacked(e, lanes) for leaf in pair]
    if lanes == 1:
        params = [leaf[0] for leaf in params]
    params = [leaf.requires_grad_() for leaf in params]
    optimizer = torch.optim.SGD(params, lr=e.learning_rate)

    def loss_of(x: Any, y: Any) -> Any:
        for i in range(0, len(params) - 2, 2):
            x = torch.tanh(x @ params[i] + params[i + 1][..., None, :])
        z = (x @ params[-2] + params[-1][..., None, :])[..., 0]
        # Lanes do not meet: the gradient of the sum holds each one's own.
        return torch.nn.functional.softplus(-y * z).mean(-1).sum()

    loss = torch.compile(loss_of) if compiled else loss_of

    def steps(n: int) -> None:
        for i in range(n):
            optimizer.zero_grad()
            loss(x[i % len(x)], y[i % len(x)]).backward()
            optimizer.step()

    return row(f"PyTorch, {'compiled' if compiled else 'eager'}", steps, lanes=lanes)


def convnetjs(hidden: tuple[int, ...]) -> Iterator[Row]:
    """ConvNetJS under Node, from the folder that CONVNETJS names."""
    folder = os.environ.get("CONVNETJS")
    if folder is None:
        return
    e = experiment_of(hidden)
    x, y = rows_of(e)
    asked = {"hidden": hidden, "x": x.tolist(), "y": y.tolist(), "rate": e.learning_rate}
    asked |= {"batch": e.batch_size, "folder": folder}
    done = subprocess.run(
        ["node", CONVNET], input=json.dumps(asked), stdout=subprocess.PIPE, text=True, check=True
    )
    yield {"what": "ConvNetJS under Node", "lanes": 1, "data": "one"} | json.loads(done.stdout)


def _batches(e: Experiment) -> Sequence[Any]:
    """Inputs (batches, rows, 2) and answers (batches, rows)."""
    x, y = rows_of(e)
    return x.reshape(-1, e.batch_size, x.shape[1]), y.reshape(-1, e.batch_size)


def _stacked(e: Experiment, lanes: int) -> list[tuple[Any, Any]]:
    """First weights (lanes, fan_in, fan_out) and biases (lanes, fan_out) of each layer."""
    from playground.train.problem import first_weights

    drawn = [first_weights(e.change(weight_seed=i)) for i in range(lanes)]
    layers = [zip(*layer, strict=True) for layer in zip(*drawn, strict=True)]
    return [tuple(np.stack(part).astype(np.float32) for part in layer) for layer in layers]


def _platform() -> str:
    import jax

    return str(jax.default_backend())


def _on(platform: str) -> str:
    return "" if platform == "cpu" else f", {platform.upper()}"


WAYS: dict[str, Callable[[tuple[int, ...]], Iterator[Row]]] = {
    way.__name__: way
    for way in (one, batch, batch_own, vmap, numpy, sklearn, torch, torch_compiled, convnetjs)
}


def main() -> None:
    way, network = sys.argv[1:]
    for found in WAYS[way](NETWORKS[network]):
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / MB
        print(json.dumps({"network": network, "peak_mb": peak} | found), flush=True)


if __name__ == "__main__":
    main()
