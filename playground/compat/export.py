"""Our experiments as links of TensorFlow Playground, and what such a link cannot say."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from playground.compat import names
from playground.compat.link import HOST
from playground.compat.points import seed_of
from playground.data.features import FEATURES
from playground.data.generators import DATASETS
from playground.fields import FIELDS, InvalidExperiment
from playground.hiding import HIDEABLE, Hide
from playground.spec import DEFAULT, Experiment

START = f"https://{HOST}/#"


@dataclass(frozen=True, kw_only=True)
class Export:
    """A link, None where nothing like the experiment exists there, and what it leaves out.

    With nothing left out, the link gives the same run.
    """

    link: str | None
    lost: tuple[str, ...]


def to_link(experiment: Experiment, hide: Hide = ()) -> Export:
    """Write the experiment as a link of TensorFlow Playground, as nearly as one can say it.

    `hide` names the controls, under our names, that its page is to do without.
    """
    e = experiment
    lost = [*_lost_of_data(e), *_lost_of_network(e), *_lost_of_training(e), *_lost_of_view(hide)]
    lost += ["the right side of the comparison: it trains one network"] if e.versus else []
    known = names.DATASETS | names.REGRESSION_DATASETS
    if e.dataset not in known.values() or not _inputs(e):
        return Export(link=None, lost=tuple(lost))
    values = _values(e, hide)
    return Export(
        link=START + "&".join(f"{key}={value}" for key, value in values.items()), lost=tuple(lost)
    )


def _values(e: Experiment, hide: Hide) -> dict[str, str]:
    """Keys and values in the order in which the original writes them."""
    regression = e.kind == "regression"
    tables = names.REGRESSION_DATASETS if regression else names.DATASETS
    dataset = names.ours_to_theirs(tables)[e.dataset]
    points = int(DATASETS[e.dataset].facts["default_points"])
    training = math.floor(points * e.train_share + 1e-9)

    def cuts_alike(percent: float) -> bool:
        return math.floor(points * percent / 100) == training

    values = {"activation": _activation(e)}
    if e.penalty != "none":
        values["regularization"] = names.ours_to_theirs(names.PENALTIES)[e.penalty]
    values |= {
        "batchSize": str(e.batch_size),
        "dataset": "circle" if regression else dataset,
        "regDataset": dataset if regression else "reg-plane",
        "learningRate": _number(e.learning_rate),
        "regularizationRate": _number(e.penalty_rate),
        "noise": _percent(e.noise, lambda percent: percent / 100 == e.noise),
        "networkShape": ",".join(map(str, e.hidden)),
        "seed": _seed(e),
        "showTestData": _switch(e.show_test),
        "discretize": _switch(e.discretize),
        "percTrainData": _percent(e.train_share, cuts_alike),
    }
    values |= {name: _switch(name in _inputs(e)) for name in names.INPUTS}
    values |= {
        "problem": names.PROBLEMS[regression],
        "initZero": _switch(e.initializer == "zeros"),
        "hideText": _switch("text" in hide),
    }
    return values | {f"{control}{names.HIDE}": "true" for control in _controls(hide)}


def _controls(hide: Hide) -> tuple[str, ...]:
    """Its names of the controls that are hidden."""
    return tuple(theirs for theirs, ours in names.CONTROLS.items() if set(ours) <= set(hide))


def _activation(e: Experiment) -> str:
    return e.activation if e.activation in names.ACTIVATIONS else "tanh"


def _inputs(e: Experiment) -> tuple[str, ...]:
    """Its names of the inputs that it has."""
    return tuple(theirs for theirs, ours in names.INPUTS.items() if ours in e.inputs)


def _seed(e: Experiment) -> str:
    """Of an import its own seed; else five decimals made of our seed, to have one that stays."""
    if e.tfplayground:
        return seed_of(e.tfplayground, e.data_seed)
    return f"0.{e.data_seed % 100_000:05d}"


def _number(value: float) -> str:
    return repr(value).removesuffix(".0")


def _percent(share: float, means: Callable[[float], bool]) -> str:
    """A share in percent: of the numbers next to it the one that there means the same."""
    near = float(Decimal(repr(share)).scaleb(2))  # in decimals: 0.29 · 100 would be 28.999…
    others = (math.nextafter(near, math.inf), math.nextafter(near, -math.inf))
    return _number(next((value for value in (near, *others) if means(value)), near))


def _switch(on: bool) -> str:
    return "true" if on else "false"


def _lost_of_data(e: Experiment) -> Iterator[str]:
    known = names.DATASETS | names.REGRESSION_DATASETS
    if e.dataset not in known.values():
        yield f"data set {DATASETS[e.dataset].label}: it has none like it"
        return
    points = DATASETS[e.dataset].facts["default_points"]
    if not e.tfplayground:
        yield "points and first weights: it draws its own, of the same kind"
    elif e.data_seed != e.weight_seed:
        yield "weight seed: its first weights follow from the seed of the points"
    if e.balance != DEFAULT.balance and e.classes > 1 and not e.tfplayground:
        yield f"class balance {e.balance:g}: it draws its classes as they are"
    if e.label_noise and e.classes > 1:
        yield f"label noise {e.label_noise:g}: it has none"
    if e.points != points:
        yield f"{e.points} points: it always draws {points}"
    try:
        FIELDS["tfplayground"].check(_seed(e))
    except InvalidExperiment as error:
        yield f"seed: {error}"


def _lost_of_network(e: Experiment) -> Iterator[str]:
    for name in e.inputs:
        if name not in names.INPUTS.values():
            yield f"input {FEATURES[name].label}: it has none like it"
    if e.standardize:
        yield "standardized inputs: it takes them as they are"
    if e.activations:
        each = ", ".join(e.layer_activations)
        yield f"activations {each}: there all layers have one, here {_activation(e)}"
    elif e.activation not in names.ACTIVATIONS.values():
        yield f"activation {e.activation}: it takes tanh instead"
    if e.initializer not in ("playground", "zeros"):
        yield f"initial weights {e.initializer}: it draws from U(−0.5, 0.5)"
    if e.initializer != "zeros" and e.init_scale != 1:
        yield f"initial scale {e.init_scale:g}: it has none"


def _lost_of_training(e: Experiment) -> Iterator[str]:
    if e.loss != "half_squared":
        yield f"loss {e.loss}: it knows the half squared error alone"
    if e.optimizer != "sgd":
        yield f"optimizer {e.optimizer}: it knows plain gradient descent alone"
    if e.schedule != "constant":
        yield f"rate schedule {e.schedule}: its learning rate stays as it is"
    if e.shuffle:
        yield "shuffling each epoch: it keeps one order"
    elif not e.tfplayground and e.training_points % e.batch_size:
        yield "the last, smaller batch of an epoch: it carries those points into the next epoch"
    if e.dropout:
        yield "dropout: it has none"
    if e.clip:
        yield "gradient clipping: it has none"
    if e.penalty == "l1" and not e.tfplayground:
        yield "L1: there a weight that crosses zero stays zero for ever"


def _lost_of_view(hide: Hide) -> Iterator[str]:
    told = {"text", *(ours for theirs in _controls(hide) for ours in names.CONTROLS[theirs])}
    rest = [HIDEABLE[name] for name in hide if name not in told]
    if rest:
        yield f"hidden controls {', '.join(rest)}: it cannot hide them, or has none like them"
