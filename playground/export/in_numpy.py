"""The program in NumPy alone: backpropagation and optimizers written out."""

from __future__ import annotations

from playground.export.sections import Section, lines
from playground.export.shared import SCHEDULES, by_layer, drops, mixed
from playground.spec import Experiment

__all__ = ["ACTIVATIONS", "IMPORTS", "LOSSES", "OPTIMIZERS", "REPORT", "sections", "task_of"]

IMPORTS = "import numpy as np"

# name -> (the activation of z, its slope)
ACTIVATIONS = {
    "linear": ("z", "np.ones_like(z)"),
    "step": ("(z >= 0).astype(z.dtype)", "np.zeros_like(z)"),
    "sigmoid": ("sigmoid(z)", "sigmoid(z) * (1 - sigmoid(z))"),
    "tanh": ("np.tanh(z)", "1 - np.tanh(z) ** 2"),
    "relu": ("np.maximum(z, 0)", "(z > 0).astype(z.dtype)"),
    "leaky_relu": ("np.where(z >= 0, z, 0.01 * z)", "np.where(z >= 0, 1, 0.01).astype(z.dtype)"),
    "elu": ("np.where(z > 0, z, np.expm1(np.minimum(z, 0)))", "np.exp(np.minimum(z, 0))"),
    "gelu": (
        "z * 0.5 * (1 + erf(z / np.sqrt(2)))",
        "0.5 * (1 + erf(z / np.sqrt(2))) + z * np.exp(-0.5 * z**2) / np.sqrt(2 * np.pi)",
    ),
    "silu": ("z * sigmoid(z)", "sigmoid(z) * (1 + z * (1 - sigmoid(z)))"),
    "softplus": ("np.logaddexp(0, z)", "sigmoid(z)"),
    "sine": ("np.sin(z)", "np.cos(z)"),
}
# (loss, task) -> (the loss of each point, its slope by z); z and y are (points, outputs)
LOSSES = {
    ("half_squared", "binary"): (
        "0.5 * np.sum((np.tanh(z) - y) ** 2, axis=1)",
        "(np.tanh(z) - y) * (1 - np.tanh(z) ** 2)",
    ),
    ("half_squared", "value"): ("0.5 * np.sum((z - y) ** 2, axis=1)", "z - y"),
    ("cross_entropy", "binary"): (
        "np.sum(np.logaddexp(0, -y * z), axis=1)",
        "-y * sigmoid(-y * z)",
    ),
    ("cross_entropy", "multiclass"): (
        "np.logaddexp.reduce(z, axis=1) - np.sum(z * y, axis=1)",
        "np.exp(z - np.logaddexp.reduce(z, axis=1, keepdims=True)) - y",
    ),
    ("hinge", "binary"): ("np.sum(np.maximum(0, 1 - y * z), axis=1)", "-y * (y * z < 1)"),
    ("huber", "value"): (
        "huber(abs(z - y)).sum(axis=1)",
        "np.clip(z - y, -0.25, 0.25)",
    ),
    ("perceptron", "binary"): ("np.sum(np.maximum(0, -y * z), axis=1)", "-y * (y * z <= 0)"),
}
_ADAM = [
    'memory["m"] = 0.9 * memory["m"] + 0.1 * g',
    'memory["s"] = 0.999 * memory["s"] + 0.001 * g**2',
    'mean = memory["m"] / (1 - 0.9**t)',
    'square = memory["s"] / (1 - 0.999**t)',
]
_ADAM_STEP = "mean / (np.sqrt(square) + 1e-8)"
# name -> (what it remembers of each array, of the lines that turn a gradient g into a direction)
OPTIMIZERS = {
    "sgd": ("", ["return g"]),
    "momentum": ("v=0.0", ['memory["v"] = g + MOMENTUM * memory["v"]', 'return memory["v"]']),
    "nesterov": (
        "v=0.0",
        ['memory["v"] = g + MOMENTUM * memory["v"]', 'return g + MOMENTUM * memory["v"]'],
    ),
    "rmsprop": (
        "s=0.0",
        ['memory["s"] = 0.9 * memory["s"] + 0.1 * g**2', 'return g / np.sqrt(memory["s"] + 1e-8)'],
    ),
    "adagrad": (
        "s=0.1",
        ['memory["s"] = memory["s"] + g**2', 'return g / np.sqrt(memory["s"] + 1e-7)'],
    ),
    "adam": ("m=0.0, s=0.0", [*_ADAM, f"return {_ADAM_STEP}"]),
    "adamw": (
        "m=0.0, s=0.0",
        [*_ADAM, f"return {_ADAM_STEP} + 0.01 * p * (p.ndim == 2)  # weights fade, biases do not"],
    ),
    "lion": (
        "m=0.0",
        [
            'direction = np.sign(0.9 * memory["m"] + 0.1 * g)',
            'memory["m"] = 0.99 * memory["m"] + 0.01 * g',
            "return direction",
        ],
    ),
    "perceptron": ("", ["return g"]),
}
_SIGMOID = '''\
def sigmoid(z):
    """A smooth step from 0 to 1; by way of tanh, which never overflows."""
    return 0.5 * (1 + np.tanh(0.5 * z))


'''
_HUBER = '''\
def huber(size):
    """Squared for small errors, straight for large ones."""
    near = np.minimum(size, 0.25)
    return near * (size - 0.5 * near)


'''
_ERF = """\
erf = np.vectorize(math.erf, otypes=[np.float32])


"""
REPORT = '''\
def report(params, x, y, x_test, y_test):
    """Train loss, test loss and test score as plain numbers."""
    (loss, _), (test_loss, score) = measure(params, x, y), measure(params, x_test, y_test)
    return float(loss), float(test_loss), float(score)'''
_MEASURE = {
    "binary": "np.mean(z * y > 0)",
    "multiclass": "np.mean(z.argmax(axis=1) == y.argmax(axis=1))",
    "value": "1 - np.sum((z - y) ** 2) / np.sum((y - y.mean()) ** 2)",
}


def sections(e: Experiment) -> list[Section]:
    """Network, loss, backpropagation, optimizer; then the training."""
    return [_network(e), _loss(e), _gradient(e), _optimizer(e)]


def task_of(e: Experiment) -> str:
    """binary, multiclass or value."""
    return e.kind if e.kind in ("binary", "multiclass") else "value"


def _network(e: Experiment) -> Section:
    pairs = [ACTIVATIONS[name] for name in e.layer_activations]
    texts = [*LOSSES[e.loss, task_of(e)], *(text for pair in pairs for text in pair)]
    code = _SIGMOID * any("sigmoid(" in text for text in texts)
    code += _ERF * ("gelu" in e.layer_activations)
    values, slopes = [value for value, _ in pairs], [slope for _, slope in pairs]
    code += by_layer(e, "activation", "What every hidden neuron does to its weighted sum.", values)
    code += by_layer(e, "activation_slope", "How fast the activation rises.", slopes)
    code += lines(
        f"def forward(params, x{', masks=None' * drops(e)}):",
        '    """The weighted sums of every layer and what it is shown, for a batch x."""',
        "    shown, sums = [x], []",
        "    for w, b in zip(params[0::2], params[1::2]):",
        bool(e.hidden) and "        if sums:",
        bool(e.hidden)
        and f"            shown.append(activation(sums[-1]{', len(sums) - 1' * mixed(e)}))",
        drops(e) and "        if sums and masks is not None:",
        drops(e) and "            shown[-1] = shown[-1] * masks[len(sums) - 1]",
        "        sums.append(shown[-1] @ w + b)",
        "    return sums, shown",
    )
    return Section("The network", "Each layer: weighted sums, then the activation.", code)


def _loss(e: Experiment) -> Section:
    value, slope = LOSSES[e.loss, task_of(e)]
    code = lines(
        "def losses_of(z, y):",
        '    """The loss of each point, from the output\'s sums z and the answers y."""',
        f"    return {value}",
        "",
        "",
        "def loss_slope(z, y):",
        '    """How fast the loss rises with z."""',
        f"    return {slope}",
        "",
        "",
        "def measure(params, x, y):",
        '    """Mean loss, and the share of right answers."""'
        if task_of(e) != "value"
        else '    """Mean loss and R²."""',
        "    z = forward(params, x)[0][-1]",
        f"    return np.mean(losses_of(z, y)), {_MEASURE[task_of(e)]}",
    )
    code += "\n\n\n" + REPORT
    code = _HUBER * (e.loss == "huber") + code
    return Section("The loss", "The number that training lowers: how wrong the output is.", code)


def _gradient(e: Experiment) -> Section:
    masked = ", masks" if drops(e) else ""
    pull = {"l1": "np.sign(params[i])", "l2": "params[i]"}.get(e.penalty)
    code = lines(
        f"def gradient_of(params, x, y{masked}):",
        '    """How the batch\'s mean loss rises with every weight and bias: backpropagation."""',
        f"    sums, shown = forward(params, x{masked})",
        "    delta = loss_slope(sums[-1], y) / len(x)  # by the sums of the last layer",
        "    gradient = [None] * len(params)",
        "    for layer in reversed(range(len(sums))):",
        "        gradient[2 * layer] = shown[layer].T @ delta",
        "        gradient[2 * layer + 1] = delta.sum(axis=0)",
        "        if layer > 0:  # on to the layer before",
        "            delta = delta @ params[2 * layer].T"
        + (" * masks[layer - 1]" if drops(e) else "")
        + (f" * activation_slope(sums[layer - 1]{', layer - 1' * mixed(e)})" if e.hidden else ""),
        pull is not None and "    for i in range(0, len(params), 2):  # weights, no biases",
        pull is not None and f"        gradient[i] = gradient[i] + PENALTY_RATE * {pull}",
        e.clip > 0 and "    norm = np.sqrt(sum(np.sum(g**2) for g in gradient))",
        e.clip > 0 and "    gradient = [g * (CLIP / max(norm, CLIP)) for g in gradient]",
        "    return gradient",
    )
    return Section("Backpropagation", "The chain rule, layer by layer from the output back.", code)


def _optimizer(e: Experiment) -> Section:
    memory, steps = OPTIMIZERS[e.optimizer]
    code = lines(
        "def direction_of(g, p, memory, t):",
        '    """Where to go with one array p of gradient g, at step t = 1, 2, …"""',
        *(f"    {line}" for line in steps),
    )
    if e.schedule != "constant":
        code += "\n\n\n" + lines(
            "def schedule(p):",
            '    """The learning rate\'s factor when a share p of the run is done."""',
            f"    return {SCHEDULES[e.schedule].format(np='np')}",
        )
    rate = "LEARNING_RATE" + " * schedule(t / (EPOCHS * steps))" * (e.schedule != "constant")
    masked = ", masks" if drops(e) else ""
    code += "\n\n\n" + lines(
        "def train(epochs=EPOCHS):",
        '    """Train; yields the report before the first epoch and after each."""',
        "    x, y, *test = load_points()",
        "    params, t = first_weights(), 0",
        f"    memories = [dict({memory}) for _ in params]",
        e.schedule != "constant" and "    steps = len(list(batches(0, len(x))))  # in an epoch",
        "    yield report(params, x, y, *test)",
        "    for epoch in range(epochs):",
        "        for position, rows in enumerate(batches(epoch, len(x))):"
        if drops(e)
        else "        for rows in batches(epoch, len(x)):",
        drops(e) and "            masks = [m[: len(rows)] for m in dropout_masks(epoch, position)]",
        f"            gradient = gradient_of(params, x[rows], y[rows]{masked})",
        f"            rate = {rate}",
        "            t += 1",
        "            for i, (g, p) in enumerate(zip(gradient, params)):",
        "                params[i] = p - np.float32(rate) * direction_of(g, p, memories[i], t)",
        "        yield report(params, x, y, *test)",
    )
    return Section("The optimizer", "It turns gradients into steps.", code)
