"""The program in JAX and optax: gradients by `jax.grad`, optimizers from the library."""

from __future__ import annotations

from playground.export.in_numpy import REPORT, task_of
from playground.export.sections import Section, lines
from playground.export.shared import SCHEDULES, drops, network
from playground.spec import Experiment

__all__ = ["ACTIVATIONS", "IMPORTS", "LOSSES", "OPTIMIZERS", "sections"]

IMPORTS = "import jax\nimport jax.numpy as jnp\nimport numpy as np\nimport optax"

ACTIVATIONS = {
    "linear": "z",
    "step": "(z >= 0).astype(z.dtype)",
    "sigmoid": "jax.nn.sigmoid(z)",
    "tanh": "jnp.tanh(z)",
    "relu": "jax.nn.relu(z)",
    "leaky_relu": "jnp.where(z >= 0, z, 0.01 * z)",
    "elu": "jax.nn.elu(z)",
    "gelu": "jax.nn.gelu(z, approximate=False)",
    "silu": "jax.nn.silu(z)",
    "softplus": "jax.nn.softplus(z)",
    "sine": "jnp.sin(z)",
}
LOSSES = {  # (loss, task) -> the loss of each point; z and y are (points, outputs)
    ("half_squared", "binary"): "0.5 * jnp.sum((jnp.tanh(z) - y) ** 2, axis=1)",
    ("half_squared", "value"): "0.5 * jnp.sum((z - y) ** 2, axis=1)",
    ("cross_entropy", "binary"): "jnp.sum(jax.nn.softplus(-y * z), axis=1)",
    ("cross_entropy", "multiclass"): "optax.softmax_cross_entropy(z, y)",
    ("hinge", "binary"): "jnp.sum(jax.nn.relu(1 - y * z), axis=1)",
    ("huber", "value"): "jnp.sum(optax.huber_loss(z, y, delta=0.25), axis=1)",
    ("perceptron", "binary"): "jnp.sum(jnp.where(y * z <= 0, -y * z, 0), axis=1)",
}
OPTIMIZERS = {
    "sgd": "optax.sgd(rate)",
    "momentum": "optax.sgd(rate, momentum=MOMENTUM)",
    "nesterov": "optax.sgd(rate, momentum=MOMENTUM, nesterov=True)",
    "rmsprop": "optax.rmsprop(rate, decay=0.9, eps=1e-8)",
    "adagrad": "optax.adagrad(rate, initial_accumulator_value=0.1, eps=1e-7)",
    "adam": "optax.adam(rate, b1=0.9, b2=0.999, eps=1e-8)",
    "adamw": "optax.adamw(rate, weight_decay=0.01, mask=[p.ndim == 2 for p in params])",
    "lion": "optax.lion(rate, b1=0.9, b2=0.99, weight_decay=0.0)",
    "perceptron": "optax.sgd(rate)",
}
_MEASURE = {
    "binary": "jnp.mean(z * y > 0)",
    "multiclass": "jnp.mean(z.argmax(axis=1) == y.argmax(axis=1))",
    "value": "1 - jnp.sum((z - y) ** 2) / jnp.sum((y - y.mean()) ** 2)",
}


def sections(e: Experiment) -> list[Section]:
    """Network, loss, optimizer, training."""
    return [network(e, ACTIVATIONS), _loss(e), _optimizer(e), _training(e)]


def _loss(e: Experiment) -> Section:
    pull = {
        "l1": "jnp.sum(abs(w))",
        "l2": "0.5 * jnp.sum(w**2)",
    }.get(e.penalty)
    code = lines(
        "def losses_of(z, y):",
        '    """The loss of each point, from the output\'s sums z and the answers y."""',
        f"    return {LOSSES[e.loss, task_of(e)]}",
        "",
        "",
        f"def objective(params, x, y{', masks' * drops(e)}):",
        '    """What a step lowers: the batch\'s mean loss'
        + (', and the weights\' size, not the biases\'."""' if pull else '."""'),
        f"    loss = jnp.mean(losses_of(forward(params, x{', masks' * drops(e)}), y))",
        pull is not None and f"    return loss + PENALTY_RATE * sum({pull} for w in params[0::2])",
        pull is None and "    return loss",
        "",
        "",
        "@jax.jit",
        "def measure(params, x, y):",
        '    """Mean loss and score."""',
        "    z = forward(params, x)",
        f"    return jnp.mean(losses_of(z, y)), {_MEASURE[task_of(e)]}",
    )
    code += "\n\n\n" + REPORT
    return Section("The loss", "The number that training lowers: how wrong the output is.", code)


def _optimizer(e: Experiment) -> Section:
    code = ""
    if e.schedule != "constant":
        code = lines(
            "def schedule(p):",
            '    """The learning rate\'s factor when a share p of the run is done."""',
            f"    return {SCHEDULES[e.schedule].format(np='jnp')}",
            "",
            "",
            "",
        )
    made = OPTIMIZERS[e.optimizer].replace("rate", "LEARNING_RATE", 1)
    if e.schedule != "constant":
        made = OPTIMIZERS[e.optimizer]
    code += lines(
        "def make_optimizer(params, steps):",
        '    """The optimizer of these parameters; an epoch has so many steps."""',
        e.schedule != "constant"
        and "    rate = lambda t: LEARNING_RATE * schedule(t / (EPOCHS * steps))",
        e.clip > 0 and f"    return optax.chain(optax.clip_by_global_norm(CLIP), {made})",
        e.clip == 0 and f"    return {made}",
    )
    return Section("The optimizer", "It turns gradients into steps.", code)


def _training(e: Experiment) -> Section:
    masked = ", masks" * drops(e)
    code = lines(
        "def train(epochs=EPOCHS):",
        '    """Train; yields the report before the first epoch and after each."""',
        "    x, y, *test = load_points()",
        "    params = first_weights()",
        "    optimizer = make_optimizer(params, len(list(batches(0, len(x)))))",
        "    memory = optimizer.init(params)",
        "",
        "    @jax.jit",
        f"    def step(params, memory, x, y{masked}):",
        f"        gradient = jax.grad(objective)(params, x, y{masked})",
        "        change, memory = optimizer.update(gradient, memory, params)",
        "        return optax.apply_updates(params, change), memory",
        "",
        "    yield report(params, x, y, *test)",
        "    for epoch in range(epochs):",
        drops(e) and "        for position, rows in enumerate(batches(epoch, len(x))):",
        drops(e) and "            masks = [m[: len(rows)] for m in dropout_masks(epoch, position)]",
        not drops(e) and "        for rows in batches(epoch, len(x)):",
        f"            params, memory = step(params, memory, x[rows], y[rows]{masked})",
        "        yield report(params, x, y, *test)",
    )
    return Section("Training", "One compiled step, again and again.", code)
