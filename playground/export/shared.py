"""What the programs have in common, whatever library trains: settings, inputs, batches, points."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from playground.data.features import COLUMNS
from playground.export.files import sizes_of
from playground.export.sections import Section, lines
from playground.optim import OPTIMIZERS
from playground.spec import Experiment
from playground.train.problem import Problem, first_weights

__all__ = [
    "INPUTS",
    "SCHEDULES",
    "batches",
    "by_layer",
    "data",
    "drops",
    "inputs",
    "mixed",
    "network",
    "run",
    "settings",
]

INPUTS = {
    "x1": "x1",
    "x2": "x2",
    "x1_squared": "x1**2",
    "x2_squared": "x2**2",
    "x1x2": "x1 * x2",
    "sin_x1": "np.sin(x1)",
    "sin_x2": "np.sin(x2)",
    "cos_x1": "np.cos(x1)",
    "cos_x2": "np.cos(x2)",
    **{name: f"places[:, {index}]" for index, name in enumerate(COLUMNS, 2)},
}
SCHEDULES = {  # the factor, of p, the share of the run that is done; {np} is the library
    "constant": "1.0",
    "step": "{np}.where(p < 0.5, 1.0, {np}.where(p < 0.75, 0.1, 0.01))",
    "exponential": "0.01 ** {np}.minimum(p, 1.0)",
    "cosine": "0.01 + 0.99 * 0.5 * (1 + {np}.cos({np}.pi * {np}.minimum(p, 1.0)))",
    "warmup": "0.01 + 0.99 * {np}.minimum(1.0, p / 0.1)",
}
_WIDTH = 96  # of the lines of numbers


def settings(e: Experiment) -> Section:
    """The numbers that a reader may want to change."""
    code = lines(
        f"SIZES = {sizes_of(e)!r}  # units of every layer, inputs and outputs included",
        f"LEARNING_RATE = {e.learning_rate!r}",
        f"BATCH_SIZE = {e.batch_size}",
        f"EPOCHS = {e.epochs or 300}",
        bool(OPTIMIZERS[e.optimizer].facts["momentum"])
        and f"MOMENTUM = {e.momentum!r}  # the part of a step that carries over to the next",
        e.penalty != "none"
        and f"PENALTY_RATE = {e.penalty_rate!r}  # how strongly weights are pulled to zero",
        e.clip > 0 and f"CLIP = {e.clip!r}  # a longer gradient is shortened to this length",
        e.dropout > 0
        and f"DROPOUT = {e.dropout!r}  # the share of hidden neurons left out of a step",
        (e.shuffle or e.dropout > 0) and f"SEED = {e.weight_seed}  # of all chance while training",
    )
    return Section("Settings", "Change them and run it again.", code)


def inputs(e: Experiment) -> Section:
    """From places of the plane to what the network sees."""
    width = 2 + len(e.columns)
    seen = ", ".join(INPUTS[name] for name in e.inputs)
    needed = [name for name in ("x1", "x2") if any(name in INPUTS[i] for i in e.inputs)]
    code = lines(
        "def inputs_of(places):",
        f'    """What the network sees of each place: (points, {width}) -> (points, inputs)."""',
        *(f"    {name} = places[:, {int(name[1]) - 1}]" for name in needed),
        f"    return np.stack([{seen}], axis=1)",
    )
    text = "What the network sees of each point."
    if not e.standardize:
        return Section("Inputs", text, code)
    code += "\n\n\n" + lines(
        "def standardize(train, test):",
        '    """Each input with mean 0 and spread 1 over the training points."""',
        "    mean, spread = train.mean(axis=0), train.std(axis=0)",
        "    still = spread <= 1e-12 * np.maximum(abs(mean), 1)  # it never changes",
        "    spread = np.where(still, 1, spread)",
        "    return (train - mean) / spread, (test - mean) / spread",
    )
    return Section("Inputs", text, code)


def mixed(e: Experiment) -> bool:
    """Whether hidden layers have activations of their own."""
    return len(set(e.layer_activations)) > 1


def by_layer(e: Experiment, name: str, text: str, values: Sequence[str]) -> str:
    """A function of the weighted sums z that may differ from layer to layer; "" without layers."""
    if not e.hidden:
        return ""
    if not mixed(e):
        head, body = f"def {name}(z):", [f"    return {values[0]}"]
    else:
        head = f"def {name}(z, layer):"
        body = [
            part
            for layer, value in enumerate(values[:-1])
            for part in (f"    if layer == {layer}:", f"        return {value}")
        ]
        body.append(f"    return {values[-1]}")
    return lines(head, f'    """{text}"""', *body, "", "", "")


def network(e: Experiment, activations: Mapping[str, str]) -> Section:
    """The forward pass, as JAX and PyTorch have it alike."""
    values = [activations[name] for name in e.layer_activations]
    code = by_layer(e, "activation", "What every hidden neuron does to its weighted sum.", values)
    counted = drops(e) or mixed(e)
    code += lines(
        f"def forward(params, x{', masks=None' * drops(e)}):",
        '    """The output\'s weighted sums (points, outputs), for a batch x (points, inputs)."""',
        bool(e.hidden) and "    *hidden, (w_out, b_out) = zip(params[0::2], params[1::2])",
        not e.hidden and "    w_out, b_out = params",
        counted and "    for layer, (w, b) in enumerate(hidden):",
        bool(e.hidden) and not counted and "    for w, b in hidden:",
        bool(e.hidden) and f"        x = activation(x @ w + b{', layer' * mixed(e)})",
        drops(e) and "        if masks is not None:",
        drops(e) and "            x = x * masks[layer]",
        "    return x @ w_out + b_out",
    )
    return Section("The network", "Each layer: weighted sums, then the activation.", code)


_HASH = '''\
def mix(x):
    """A hash of 32-bit numbers: what comes out is as good as random."""
    x = (x ^ (x >> 16)) * 0x7FEB352D & 0xFFFFFFFF
    x = (x ^ (x >> 15)) * 0x846CA68B & 0xFFFFFFFF
    return x ^ (x >> 16)


def key(*words):
    """One number made of several."""
    found = 0x9E3779B9
    for word in words:
        found = (mix(found ^ word) + 0x9E3779B9) & 0xFFFFFFFF
    return found'''
_ORDER = '''\
def order(epoch, n):
    """The order of n points in one epoch: in each round pairs of places are swapped or not."""
    places = np.arange(n, dtype=np.uint64)
    for i in range(32):
        own = mix(key(SEED, 1, epoch) ^ i)
        pivot = own % n
        partner = np.where(places <= pivot, pivot - places, pivot + n - places)
        swapped = mix(np.maximum(places, partner) ^ own) >> 31 == 1
        places = np.where(swapped, partner, places)
    return places.astype(int)'''
_MASKS = '''\
def dropout_masks(epoch, position):
    """Which hidden neurons this step leaves out, for each point of the batch: 0, or 1 / share kept.

    One array (batch, neurons) for each hidden layer.
    """
    places = np.arange(BATCH_SIZE * sum(SIZES[1:-1]), dtype=np.uint64)
    bits = mix(mix(places ^ key(SEED, 2, epoch, position))).reshape(BATCH_SIZE, -1)
    uniform = (bits >> 8).astype(np.float32) * np.float32(2.0**-24)
    mask = np.where(uniform >= np.float32(DROPOUT), np.float32(1 / (1 - DROPOUT)), np.float32(0))
    return np.split(mask, np.cumsum(SIZES[1:-2]), axis=1)'''


def batches(e: Experiment) -> Section:
    """Which points each step sees."""
    parts = []
    if e.shuffle or drops(e):
        parts.append(_HASH)
    if e.shuffle:
        parts.append(_ORDER)
    if drops(e):
        parts.append(_MASKS)
    parts.append(
        lines(
            "def batches(epoch, n):",
            '    """The rows of n points that each step of an epoch sees."""',
            f"    rows = {'order(epoch, n)' if e.shuffle else 'np.arange(n)'}",
            e.carried > 0
            and f"    left = rows[n - {e.carried} :]  # no step of this epoch sees them",
            f"    for start in range(0, n{f' - {e.carried}' * (e.carried > 0)}, BATCH_SIZE):",
            not e.carried and "        yield rows[start : start + BATCH_SIZE]",
            e.carried > 0 and "        found = rows[start : start + BATCH_SIZE]",
            e.carried > 0
            and "        # but the first one of the next, as in TensorFlow Playground",
            e.carried > 0
            and "        yield np.concatenate([left, found]) if epoch and not start else found",
        )
    )
    text = "Each epoch shows every point once, a batch in each step."
    if e.shuffle or drops(e):
        text += "\nThe random numbers are those of the playground, so that the run is the same."
    return Section("Batches", text, "\n\n\n".join(parts))


def drops(e: Experiment) -> bool:
    """Whether dropout has something to act on."""
    return e.dropout > 0 and bool(e.hidden)


def data(e: Experiment, problem: Problem) -> Section:
    """The points and the first weights, as they were drawn."""
    weights = np.concatenate([part.ravel() for layer in first_weights(e) for part in layer])
    whole = e.kind in ("binary", "multiclass")
    blocks = []
    for name, rows in (("TRAIN", problem.train), ("TEST", problem.test)):
        cells = (
            f"{' '.join(map(_short, x))} {int(y) if whole else _short(y)}"
            for x, y in zip(problem.x[rows], problem.y[rows], strict=True)
        )
        blocks.append(f'{name} = """\n{_filled(cells, "  ")}\n"""')
    numbers = (str(value) for value in weights.astype(np.float32))
    blocks.append(f'FIRST_WEIGHTS = """\n{_filled(numbers, " ")}\n"""')
    code = "\n".join(blocks) + "\n\n\n" + _loading(e)
    point = ", ".join(["x1", "x2", *COLUMNS[: len(e.columns)]])
    text = f"Each point is {point} and its answer. Each layer's weights come before its biases."
    return Section("Points and first weights", text, code)


def _loading(e: Experiment) -> str:
    many = e.kind == "multiclass"
    width = 2 + len(e.columns)
    column = f"table[:, {width}].astype(int)"
    answers = f"np.eye(SIZES[-1])[{column}]" if many else f"table[:, {width}:]"
    return lines(
        "def load(text):",
        f'    """Places (points, {width}) and answers (points, outputs)."""',
        f"    table = np.array(text.split(), float).reshape(-1, {width + 1})",
        f"    return table[:, :{width}], {answers}",
        "",
        "",
        "def load_points():",
        '    """Inputs and answers of the training points, then of the test points."""',
        "    (train, y_train), (test, y_test) = load(TRAIN), load(TEST)",
        "    train, test = inputs_of(train), inputs_of(test)",
        e.standardize and "    train, test = standardize(train, test)",
        "    return [part.astype(np.float32) for part in (train, y_train, test, y_test)]",
        "",
        "",
        "def first_weights():",
        '    """Weights (from, to) and biases (to,) of every layer: [w1, b1, w2, b2, …]."""',
        "    numbers, params = np.array(FIRST_WEIGHTS.split(), np.float32), []",
        "    for a, b in zip(SIZES, SIZES[1:]):",
        "        params += [numbers[: a * b].reshape(a, b), numbers[a * b : (a + 1) * b]]",
        "        numbers = numbers[(a + 1) * b :]",
        "    return params",
    )


def _short(value: float) -> str:
    return f"{value:.9g}"


def _filled(cells: Iterable[str], gap: str) -> str:
    """As many on a line as it takes."""
    found: list[str] = []
    for cell in cells:
        if found and len(found[-1]) + len(gap) + len(cell) <= _WIDTH:
            found[-1] += gap + cell
        else:
            found.append(cell)
    return "\n".join(found)


def run(e: Experiment, *, alone: bool) -> Section:
    """Train and print; `alone` in a file that might be imported."""
    score = "R²" if e.kind in ("regression", "curve") else "accuracy"
    body = lines(
        "for epoch, (train_loss, test_loss, score) in enumerate(train()):",
        "    if epoch % max(1, EPOCHS // 20) == 0:",
        "        print(",
        '            f"epoch {epoch:5}   loss {train_loss:.5f}   "',
        f'            f"test loss {{test_loss:.5f}}   test {score} {{score:.3f}}"',
        "        )",
    )
    if alone:
        indented = "\n".join(f"    {line}" for line in body.splitlines())
        body = f'\nif __name__ == "__main__":\n{indented}'
    return Section("Run it", "The losses before the first epoch and after some.", body)
