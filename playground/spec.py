"""Experiment: everything that determines a run, immutable, hashable, valid by construction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from math import floor
from typing import Any

from playground.data import own
from playground.data.features import FEATURES
from playground.data.generators import DATASETS
from playground.data.sampling import train_size
from playground.fields import FIELDS, IMPORTED_DATASETS, InvalidExperiment, fields_of
from playground.model import activations
from playground.model.losses import allowed_losses

VERSION = 1
# The defaults of version 1 never change: a link carries only what differs from them.


@dataclass(frozen=True, kw_only=True, slots=True)
class Experiment:
    """One run, described. Raises InvalidExperiment where a value or a combination cannot be."""

    dataset: str = "circle"
    noise: float = 0.0
    train_share: float = 0.5
    points: int = 500
    balance: float = 0.5
    label_noise: float = 0.0
    data_seed: int = 0
    inputs: tuple[str, ...] = ("x1", "x2")
    standardize: bool = True
    hidden: tuple[int, ...] = (8, 4)
    activation: str = "tanh"
    initializer: str = "glorot"
    init_scale: float = 1.0
    weight_seed: int = 0
    learning_rate: float = 0.03
    penalty: str = "none"
    penalty_rate: float = 0.0
    batch_size: int = 10
    loss: str = "cross_entropy"
    optimizer: str = "sgd"
    momentum: float = 0.9
    schedule: str = "constant"
    shuffle: bool = True
    dropout: float = 0.0
    clip: float = 0.0
    pace: str = "10e"
    epochs: int = 300
    show_test: bool = False
    discretize: bool = False
    tfplayground: str = ""  # seed of an import from TensorFlow Playground; empty: our own
    own_points: str = ""  # those of the data set "own", as data/own.py writes them
    activations: tuple[str, ...] = ()  # of hidden layers that have one of their own

    def __post_init__(self) -> None:
        for name, field in fields_of(self.tfplayground).items():
            object.__setattr__(self, name, field.check(getattr(self, name)))
        _gather_activations(self)
        for _, problem in _problems(self):
            raise problem

    def change(self, **fields: Any) -> Experiment:
        """Return a copy with `fields` changed; raises InvalidExperiment."""
        _refuse_unknown(fields)
        return replace(self, **fields)

    @property
    def kind(self) -> str:
        """The task: binary, multiclass, regression or curve."""
        if self.own_points:
            return "binary" if self.classes == 2 else "multiclass"
        return str(DATASETS[self.dataset].facts["kind"])

    @property
    def classes(self) -> int:
        """Number of classes; 1 for a regression."""
        if self.own_points:
            return own.decode(self.own_points).classes
        return int(DATASETS[self.dataset].facts["classes"])

    @property
    def layer_activations(self) -> tuple[str, ...]:
        """The activation of every hidden layer."""
        return activations.spread(self.activation, self.activations, layers=len(self.hidden))

    @property
    def fixed(self) -> bool:
        """Whether the data set is a fixed set of four corners, trained and tested on alike."""
        return bool(DATASETS[self.dataset].facts["fixed"])

    @property
    def all_points(self) -> int:
        """How many points there are, for training and for testing."""
        return len(own.decode(self.own_points).label) if self.own_points else self.points

    @property
    def lacks(self) -> str:
        """What there must be before a network can be trained, as a sentence; usually ""."""
        return own.lacking(self.own_points) if self.own_points else ""

    @property
    def training_points(self) -> int:
        """How many points the network trains on."""
        if self.tfplayground:  # which may train on all points, or on none
            return floor(self.points * self.train_share + 1e-9)
        if self.fixed:
            return 4
        return max(train_size(self.all_points, train_share=self.train_share), 0)

    @property
    def carried(self) -> int:
        """How many points at the end of an epoch wait for the first batch of the next one."""
        if not self.tfplayground or self.shuffle:
            return 0
        return self.training_points % self.batch_size

    @property
    def steps_per_epoch(self) -> int:
        """Steps in an epoch, one at least."""
        return max(1, -(-(self.training_points - self.carried) // self.batch_size))


def _gather_activations(e: Experiment) -> None:
    """Equal networks are equal experiments: what a layer has of its own differs from the rest."""
    if e.activations and len(e.activations) <= len(e.hidden):
        activation, own = activations.gather(e.activation, e.layer_activations)
        object.__setattr__(e, "activation", activation)
        object.__setattr__(e, "activations", own)


# What is wrong, after the change that puts it right; its first field is the one that is named.
Problem = tuple[dict[str, Any], InvalidExperiment]


def _problems(e: Experiment) -> list[Problem]:
    """What cannot be in a combination, each with the change that would put it right."""
    found = _problems_of_layers(e) + (_problems_of_import(e) if e.tfplayground else [])

    def problem(name: str, fix: dict[str, Any], message: str) -> None:
        found.append((fix, InvalidExperiment(name, message)))

    if e.kind == "curve":
        seen = tuple(name for name in e.inputs if not FEATURES[name].facts["plane"])
        if seen != e.inputs:
            problem(
                "inputs",
                {"inputs": seen or ("x1",)},
                "inputs must not use X₂: a curve has X₁ alone",
            )
    if e.own_points and e.dataset != own.OWN:
        message = f"own_points are given; dataset is {e.dataset!r}, they belong to {own.OWN!r}"
        problem("own_points", {"own_points": ""}, message)
    if e.points < 4 * max(e.classes, 1) and not e.fixed and not e.own_points:
        problem(
            "points",
            {"points": 4 * e.classes},
            f"points is {e.points}; {e.dataset} needs at least {4 * e.classes}",
        )
    if e.optimizer == "perceptron" and e.hidden:
        problem(
            "optimizer",
            {"optimizer": "sgd"},
            "optimizer is 'perceptron'; that rule trains a network without hidden layers",
        )
    if e.optimizer == "perceptron" and e.kind != "binary":
        problem(
            "optimizer",
            {"optimizer": "sgd"},
            f"optimizer is 'perceptron'; that rule needs two classes, {e.dataset} has none or more",
        )
    allowed = allowed_losses(e.kind)
    if (e.loss == "perceptron") != (e.optimizer == "perceptron"):
        fix = "perceptron" if e.optimizer == "perceptron" else allowed[0]
        problem(
            "loss", {"loss": fix}, f"loss is {e.loss!r}; optimizer {e.optimizer!r} needs {fix!r}"
        )
    elif e.loss not in (*allowed, "perceptron"):
        problem(
            "loss",
            {"loss": allowed[0]},
            f"loss is {e.loss!r}; for {e.dataset} it must be one of: {', '.join(allowed)}",
        )
    # While points are drawn their number moves, and the batch stays: theirs may be smaller.
    if e.batch_size > max(e.training_points, 1) and not e.own_points:
        problem(
            "batch_size",
            {"batch_size": e.training_points},
            f"batch_size is {e.batch_size}; there are only {e.training_points} training points",
        )
    return found


def _problems_of_layers(e: Experiment) -> list[Problem]:
    """Activations for layers that are not there."""
    if len(e.activations) <= len(e.hidden):
        return []
    message = f"activations names {len(e.activations)} layers; there are {len(e.hidden)}"
    fix = {"activations": e.activations[: len(e.hidden)]}
    return [(fix, InvalidExperiment("activations", message))]


def _problems_of_import(e: Experiment) -> list[Problem]:
    """What an experiment from TensorFlow Playground cannot be: what that program does not have."""
    if e.dataset not in IMPORTED_DATASETS:
        message = f"tfplayground is {e.tfplayground!r}; that program has no data set {e.dataset!r}"
        fix = {"tfplayground": "", **_within_own_bounds(e)}
        return [(fix, InvalidExperiment("tfplayground", message))]
    points = int(DATASETS[e.dataset].facts["default_points"])
    if e.points == points:
        return []
    message = f"points is {e.points}; TensorFlow Playground draws {points} for {e.dataset}"
    return [({"points": points}, InvalidExperiment("points", message))]


def _within_own_bounds(e: Experiment) -> dict[str, Any]:
    """What an import may hold and an experiment of our own may not, brought back."""
    nearest = {
        name: min(max(getattr(e, name), field.low), field.high)
        for name, field in FIELDS.items()
        if field.imported and field.kind == "float"
    }
    nearest["hidden"] = e.hidden[: int(FIELDS["hidden"].high)]
    return {name: value for name, value in nearest.items() if value != getattr(e, name)}


def repair(values: Mapping[str, Any]) -> tuple[Experiment, list[str]]:
    """Build the experiment nearest to `values`, and a sentence for each thing put right.

    Values that are wrong by themselves (unknown, out of range) still raise InvalidExperiment:
    only combinations are mended, and an empty choice of inputs.
    """
    _refuse_unknown(values)
    values = dict(values)
    notes: list[str] = []
    if values.get("inputs") in ((), []):
        values["inputs"] = ("x1",)
        notes.append("A network needs at least one input, so X₁ stays on.")
    for _ in range(8):  # each round mends one combination; a mend may uncover the next
        draft = _unchecked(values)
        problems = _problems(draft)
        if not problems:
            break
        fix, problem = problems[0]
        values |= fix
        notes.append(_say(fix, problem))
    return Experiment(**values), notes


def _say(fix: dict[str, Any], problem: InvalidExperiment) -> str:
    name, value = next(iter(fix.items()))
    shown = ", ".join(value) if isinstance(value, tuple) else value or "none"
    return f"{FIELDS[name].label} set to {shown}: {problem}."


def _unchecked(values: Mapping[str, Any]) -> Experiment:
    """An experiment whose fields are checked one by one but not together."""
    draft = object.__new__(Experiment)
    for name, field in fields_of(values.get("tfplayground", "")).items():
        value = values.get(name, getattr(DEFAULT, name))
        object.__setattr__(draft, name, field.check(value))
    _gather_activations(draft)
    return draft


def _refuse_unknown(values: Mapping[str, Any]) -> None:
    for name in values:
        if name not in FIELDS:
            raise InvalidExperiment(
                str(name)[:40], f"unknown field {str(name)[:40]!r}; known: {', '.join(FIELDS)}"
            )


def to_json(experiment: Experiment) -> dict[str, Any]:
    """The experiment as plain JSON values, every field written out."""
    values = asdict(experiment)
    return {"version": VERSION} | {
        k: list(v) if isinstance(v, tuple) else v for k, v in values.items()
    }


def from_json(obj: Any) -> Experiment:
    """Read what `to_json` writes; a field left out has its default. Raises InvalidExperiment."""
    if not isinstance(obj, dict):
        raise InvalidExperiment(
            "experiment", f"experiment is {type(obj).__name__}; it must be an object"
        )
    values = dict(obj)
    version = values.pop("version", VERSION)
    if version != VERSION or isinstance(version, bool):
        raise InvalidExperiment("version", f"version is {version!r}; known: {VERSION}")
    _refuse_unknown(values)
    return Experiment(**values)


DEFAULT = Experiment()
