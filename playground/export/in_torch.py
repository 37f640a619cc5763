"""The program in PyTorch: gradients by autograd, optimizers of `torch.optim` where it has them."""

from __future__ import annotations

from playground.export.in_numpy import REPORT, task_of
from playground.export.sections import Section, lines
from playground.export.shared import SCHEDULES, drops, network
from playground.spec import Experiment

__all__ = ["ACTIVATIONS", "IMPORTS", "LOSSES", "OPTIMIZERS", "sections"]

IMPORTS = "import numpy as np\nimport torch\nimport torch.nn.functional as F"

ACTIVATIONS = {
    "linear": "z",
    "step": "(z >= 0).to(z.dtype) + 0 * z  # the second part has the gradient: none",
    "sigmoid": "torch.sigmoid(z)",
    "tanh": "torch.tanh(z)",
    "relu": "F.relu(z)",
    "leaky_relu": "F.leaky_relu(z, 0.01)",
    "elu": "F.elu(z)",
    "gelu": "F.gelu(z)",
    "silu": "F.silu(z)",
    "softplus": "F.softplus(z)",
    "sine": "torch.sin(z)",
}
LOSSES = {  # (loss, task) -> the loss of each point; z and y are (points, outputs)
    ("half_squared", "binary"): "0.5 * ((torch.tanh(z) - y) ** 2).sum(dim=1)",
    ("half_squared", "value"): "0.5 * ((z - y) ** 2).sum(dim=1)",
    ("cross_entropy", "binary"): "F.softplus(-y * z).sum(dim=1)",
    ("cross_entropy", "multiclass"): 'F.cross_entropy(z, y, reduction="none")',
    ("hinge", "binary"): "F.relu(1 - y * z).sum(dim=1)",
    ("huber", "value"): 'F.huber_loss(z, y, delta=0.25, reduction="none").sum(dim=1)',
    ("perceptron", "binary"): "torch.where(y * z <= 0, -y * z, 0).sum(dim=1)",
}
OPTIMIZERS = {
    "sgd": "torch.optim.SGD(params, lr=LEARNING_RATE)",
    "momentum": "torch.optim.SGD(params, lr=LEARNING_RATE, momentum=MOMENTUM)",
    "nesterov": "torch.optim.SGD(params, lr=LEARNING_RATE, momentum=MOMENTUM, nesterov=True)",
    "rmsprop": "RMSprop(params, lr=LEARNING_RATE)",
    "adagrad": """torch.optim.Adagrad(
        params, lr=LEARNING_RATE, initial_accumulator_value=0.1, eps=1e-7
    )""",
    "adam": "torch.optim.Adam(params, lr=LEARNING_RATE, betas=(0.9, 0.999), eps=1e-8)",
    "adamw": """torch.optim.AdamW(
        [
            {"params": params[0::2], "weight_decay": 0.01},  # weights fade a little
            {"params": params[1::2], "weight_decay": 0.0},  # biases do not
        ],
        lr=LEARNING_RATE,
    )""",
    "lion": "Lion(params, lr=LEARNING_RATE)",
    "perceptron": "torch.optim.SGD(params, lr=LEARNING_RATE)",
}
_OWN = {  # what torch.optim does not have, or not quite so
    "rmsprop": (
        "RMSprop",
        "A step of its own for each weight, smaller where gradients have lately been large.\n\n"
        "    torch.optim has it with 10⁻⁸ added behind the root and not under it.",
        ["s.mul_(0.9).add_(0.1 * p.grad**2)", 'p -= group["lr"] * p.grad / torch.sqrt(s + 1e-8)'],
    ),
    "lion": (
        "Lion",
        "Moves every weight by the same amount; the gradient chooses only the sign.",
        [
            'p -= group["lr"] * torch.sign(0.9 * s + 0.1 * p.grad)',
            "s.mul_(0.99).add_(0.01 * p.grad)",
        ],
    ),
}
_MEASURE = {
    "binary": "(z * y > 0).float().mean()",
    "multiclass": "(z.argmax(dim=1) == y.argmax(dim=1)).float().mean()",
    "value": "1 - ((z - y) ** 2).sum() / ((y - y.mean()) ** 2).sum()",
}


def sections(e: Experiment) -> list[Section]:
    """Network, loss, optimizer, training."""
    return [network(e, ACTIVATIONS), _loss(e), _optimizer(e), _training(e)]


def _loss(e: Experiment) -> Section:
    pull = {"l1": "w.abs().sum()", "l2": "0.5 * (w**2).sum()"}.get(e.penalty)
    code = lines(
        "def losses_of(z, y):",
        '    """The loss of each point, from the output\'s sums z and the answers y."""',
        f"    return {LOSSES[e.loss, task_of(e)]}",
        "",
        "",
        f"def objective(params, x, y{', masks' * drops(e)}):",
        '    """What a step lowers: the batch\'s mean loss'
        + (', and the weights\' size, not the biases\'."""' if pull else '."""'),
        f"    loss = losses_of(forward(params, x{', masks' * drops(e)}), y).mean()",
        pull is not None and f"    return loss + PENALTY_RATE * sum({pull} for w in params[0::2])",
        pull is None and "    return loss",
        "",
        "",
        "@torch.no_grad()",
        "def measure(params, x, y):",
        '    """Mean loss and score."""',
        "    z = forward(params, x)",
        f"    return losses_of(z, y).mean(), {_MEASURE[task_of(e)]}",
    )
    code += "\n\n\n" + REPORT
    return Section("The loss", "The number that training lowers: how wrong the output is.", code)


def _optimizer(e: Experiment) -> Section:
    code = _own_class(*_OWN[e.optimizer]) if e.optimizer in _OWN else ""
    if e.schedule != "constant":
        code += lines(
            "def schedule(p):",
            '    """The learning rate\'s factor when a share p of the run is done."""',
            f"    return {SCHEDULES[e.schedule].format(np='np')}",
            "",
            "",
            "",
        )
    # torch.optim takes Nesterov's way for an error where there is no momentum.
    name = "sgd" if e.optimizer == "nesterov" and not e.momentum else e.optimizer
    code += lines(
        "def make_optimizer(params):",
        '    """The optimizer of these parameters."""',
        f"    return {OPTIMIZERS[name]}",
    )
    return Section("The optimizer", "It turns gradients into steps.", code)


def _own_class(name: str, text: str, steps: list[str]) -> str:
    return lines(
        f"class {name}:",
        f'    """{text}"""',
        "",
        "    def __init__(self, params, lr):",
        '        self.param_groups = [{"params": params, "lr": lr}]',
        "        self.memory = [torch.zeros_like(p) for p in params]",
        "",
        "    def zero_grad(self):",
        '        for p in self.param_groups[0]["params"]:',
        "            p.grad = None",
        "",
        "    @torch.no_grad()",
        "    def step(self):",
        "        group = self.param_groups[0]",
        '        for p, s in zip(group["params"], self.memory):',
        *(f"            {line}" for line in steps),
        "",
        "",
        "",
    )


def _training(e: Experiment) -> Section:
    code = lines(
        "def train(epochs=EPOCHS):",
        '    """Train; yields the report before the first epoch and after each."""',
        "    x, y, *test = [torch.tensor(part) for part in load_points()]",
        "    params = [torch.tensor(part, requires_grad=True) for part in first_weights()]",
        "    optimizer = make_optimizer(params)",
        e.schedule != "constant"
        and "    t, steps = 0, len(list(batches(0, len(x))))  # steps done; steps in an epoch",
        "    yield report(params, x, y, *test)",
        "    for epoch in range(epochs):",
        drops(e) and "        for position, rows in enumerate(batches(epoch, len(x))):",
        drops(e) and "            masks = dropout_masks(epoch, position)",
        drops(e) and "            masks = [torch.tensor(m[: len(rows)]) for m in masks]",
        not drops(e) and "        for rows in batches(epoch, len(x)):",
        e.schedule != "constant" and "            for group in optimizer.param_groups:",
        e.schedule != "constant"
        and '                group["lr"] = float(LEARNING_RATE * schedule(t / (EPOCHS * steps)))',
        e.schedule != "constant" and "            t += 1",
        "            optimizer.zero_grad()",
        f"            objective(params, x[rows], y[rows]{', masks' * drops(e)}).backward()",
        e.clip > 0 and "            norm = sum((p.grad**2).sum() for p in params) ** 0.5",
        e.clip > 0 and "            for p in params:",
        e.clip > 0 and "                p.grad *= CLIP / max(norm, CLIP)",
        "            optimizer.step()",
        "        yield report(params, x, y, *test)",
    )
    return Section("Training", "Gradient, step, again and again.", code)
