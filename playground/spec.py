"""Experiment: everything that determines a run, immutable, hashable, valid by construction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from math import floor
from typing import Any

from playground.combinations import Problem, problems_of
from playground.data import own
from playground.data.generators import DATASETS
from playground.data.sampling import train_size
from playground.fields import FIELDS, InvalidExperiment, fields_of
from playground.linktext import read_sides, versus_of, write_sides
from playground.model import activations

VERSION = 1
# The defaults of version 1 never change: a link carries only what differs from them.


@dataclass(frozen=True, kw_only=True, slots=True)
class Experiment:
    """One run, described. Raises InvalidExperiment where a value or a combination cannot be."""

    dataset: str = "circle"
    formula: str = ""  # of the function that the data set follows; empty: its own
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
    stop: str = ""  # by which rule the run ends before its epochs, as stopping.py writes it
    versus: str = ""  # in what the right side of a comparison differs; empty: none is made

    def __post_init__(self) -> None:
        for name, field in fields_of(self.tfplayground).items():
            object.__setattr__(self, name, field.check(getattr(self, name)))
        _gather_activations(self)
        for _, problem in _problems(self):
            raise problem
        if self.right is not None:
            object.__setattr__(self, "versus", versus_of(self, self.right))

    def change(self, **fields: Any) -> Experiment:
        """Return a copy with `fields` changed; raises InvalidExperiment."""
        _refuse_unknown(fields)
        return replace(self, **fields)

    @property
    def right(self) -> Experiment | None:
        """The experiment beside this one, where two are compared."""
        return replace(self, versus="", **read_sides(self.versus)) if self.versus else None

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
    def columns(self) -> tuple[str, ...]:
        """The titles of the further columns that own points have."""
        return own.decode(self.own_points).columns if self.own_points else ()

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


def _problems(e: Experiment) -> list[Problem]:
    """What cannot be in a combination; on the right side, where nothing is wrong on the left."""
    found = problems_of(e)
    if found or not e.versus:
        return found
    more = read_sides(e.versus)
    right = _unchecked({name: getattr(e, name) for name in FIELDS} | more | {"versus": ""})
    return [({"versus": write_sides(more | fix)}, problem) for fix, problem in problems_of(right)]


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
    for _ in range(12):  # each round mends one combination; a mend may uncover the next
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
    if name == "versus":
        return f"Put right on the right side: {problem}."
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
