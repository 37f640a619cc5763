"""The fields of an experiment: one table from which validation, links, JSON and controls follow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from playground.data.features import FEATURES
from playground.data.generators import DATASETS
from playground.kinds import MAX_WIDTH, Field, InvalidExperiment
from playground.model.activations import ACTIVATIONS, SAME
from playground.model.initializers import INITIALIZERS
from playground.model.losses import LOSSES
from playground.optim import OPTIMIZERS, SCHEDULES

__all__ = [
    "FIELDS",
    "GROUPS",
    "IMPORTED_DATASETS",
    "LEARNING_RATES",
    "MAX_IMPORTED_LAYERS",
    "MAX_LAYERS",
    "MAX_POINTS",
    "MAX_SEED",
    "MAX_WIDTH",
    "PACES",
    "PENALTIES",
    "PENALTY_RATES",
    "SETTINGS",
    "Field",
    "InvalidExperiment",
    "fields_of",
]

MAX_LAYERS = 8
MAX_POINTS = 5000
MAX_SEED = 2**31 - 1
# Links of TensorFlow Playground reach further than its own page, and are opened all the same.
MAX_IMPORTED_LAYERS = 16

# Pace is by the clock: "10s" is ten steps a second, "10e" ten epochs a second.
PACES = (
    "1s",
    "3s",
    "10s",
    "30s",
    "1e",
    "2e",
    "5e",
    "10e",
    "20e",
    "30e",
    "60e",
    "120e",
    "300e",
    "max",
)
PENALTIES = ("none", "l1", "l2")
# TensorFlow Playground's rates, so that a worksheet written for it can be followed here.
LEARNING_RATES = (0.00001, 0.0001, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
PENALTY_RATES = (0.0, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)

GROUPS = {
    "data": "Data",
    "inputs": "Inputs",
    "network": "Network",
    "training": "Training",
    "show": "Show",
}


def _table(*rows: Field) -> dict[str, Field]:
    return {row.name: row for row in rows}


# fmt: off
FIELDS: dict[str, Field] = _table(
    Field(name="dataset", group="data", kind="choice", key="data", label="Data set", basic=True, choices=DATASETS,
          help="The points to learn from. Orange and blue are the answers the network should give."),
    Field(name="formula", group="data", kind="formula", key="f", label="f(x)", basic=True,
          help="A formula of x: numbers, x, pi, e, + - * / ^ ( ), sin, cos, tan, exp, log, sqrt, abs. Empty: the set's own."),
    Field(name="noise", group="data", kind="float", key="noise", label="Noise", basic=True, low=0, high=0.5, imported=(0, 0.8),
          help="How much chance disturbs the points or their labels; more noise, less to be learned."),
    Field(name="train_share", group="data", kind="float", key="share", label="Training share", low=0.1, high=0.9, imported=(0, 1),
          help="The part of all points used for training; the rest is kept back for testing."),
    Field(name="points", group="data", kind="int", key="n", label="Number of points", low=4, high=MAX_POINTS,
          help="How many points are drawn, training and test together; the four corners are always four."),
    Field(name="balance", group="data", kind="float", key="bal", label="Class balance", low=0.05, high=0.95,
          help="How many blue points for how many orange ones, or the first class against each other; 50 : 50 is the set as it is."),
    Field(name="label_noise", group="data", kind="float", key="flip", label="Label noise", low=0, high=0.5,
          help="The share of training points that get a wrong class, by lot; test points keep the right one."),
    Field(name="data_seed", group="data", kind="int", key="dseed", label="Data seed", effect="points", low=0, high=MAX_SEED,
          help="The number from which the points are drawn: equal seeds, equal points."),
    Field(name="inputs", group="inputs", kind="inputs", key="in", label="Inputs", basic=True, choices=FEATURES,
          help="What the network sees of each point. X₁ is the horizontal, X₂ the vertical position."),
    Field(name="standardize", group="inputs", kind="bool", key="std", label="Standardize inputs",
          help="Shift and scale each input to mean 0 and spread 1 over the training points."),
    Field(name="hidden", group="network", kind="layers", key="net", label="Hidden layers", basic=True,
          high=MAX_LAYERS, imported=(0, MAX_IMPORTED_LAYERS),
          help="Layers between inputs and output, and the neurons in each. None: one straight line."),
    Field(name="activation", group="network", kind="choice", key="act", label="Activation", basic=True, choices=ACTIVATIONS,
          help="The function every hidden neuron applies to its weighted sum; without it depth adds nothing."),
    Field(name="activations", group="network", kind="names", key="acts", label="Layer activations", hidden=True,
          choices=(SAME, *ACTIVATIONS), high=MAX_LAYERS, imported=(0, MAX_IMPORTED_LAYERS),
          help="Hidden layers with an activation of their own, from the first one on; 'same': the one for all."),
    Field(name="initializer", group="network", kind="choice", key="init", label="Initial weights", choices=INITIALIZERS,
          help="How the weights are drawn before the first step."),
    Field(name="init_scale", group="network", kind="float", key="scale", label="Initial scale", low=0, high=10,
          help="Multiplies the initial weights; for 'normal' it is their standard deviation."),
    Field(name="weight_seed", group="network", kind="int", key="seed", label="Weight seed", low=0, high=MAX_SEED,
          help="The number from which the first weights and the order of the points are drawn."),
    Field(name="learning_rate", group="training", kind="float", key="lr", label="Learning rate", effect="live", basic=True,
          low=1e-6, high=100, stops=LEARNING_RATES, imported=(-1e6, 1e6),
          help="How far each step moves the weights. Too small crawls, too large jumps about or diverges."),
    Field(name="penalty", group="training", kind="choice", key="reg", label="Regularization", basic=True, choices=PENALTIES,
          help="Pulls weights towards zero: L1 makes some exactly unimportant, L2 keeps all of them small."),
    Field(name="penalty_rate", group="training", kind="float", key="rate", label="Regularization rate", effect="live", basic=True,
          low=0, high=10, stops=PENALTY_RATES, imported=(-1e6, 1e6),
          help="How strongly the weights are pulled towards zero."),
    Field(name="batch_size", group="training", kind="int", key="batch", label="Batch size", basic=True, low=1, high=MAX_POINTS,
          help="How many points each step averages over: 1 is noisy, all of them is smooth."),
    Field(name="loss", group="training", kind="choice", key="loss", label="Loss", choices=LOSSES,
          help="The number that training lowers: how wrong the output is."),
    Field(name="optimizer", group="training", kind="choice", key="opt", label="Optimizer", choices=OPTIMIZERS,
          help="The rule that turns a gradient into a step."),
    Field(name="momentum", group="training", kind="float", key="mom", label="Momentum", effect="live", low=0, high=0.999,
          help="How much of the previous step carries over; used by momentum and Nesterov."),
    Field(name="schedule", group="training", kind="choice", key="sched", label="Rate schedule", choices=SCHEDULES,
          help="How the learning rate changes over the run's epochs."),
    Field(name="shuffle", group="training", kind="bool", key="shuf", label="Shuffle each epoch",
          help="Show the training points in a new order in every epoch."),
    Field(name="dropout", group="training", kind="float", key="drop", label="Dropout", effect="live", low=0, high=0.9,
          help="The share of hidden neurons switched off at random in each training step."),
    Field(name="clip", group="training", kind="float", key="clip", label="Gradient clipping", low=0, high=1000,
          help="Shorten a gradient longer than this; 0 leaves every gradient as it is."),
    Field(name="pace", group="show", kind="choice", key="pace", label="Speed", effect="live", basic=True, choices=PACES,
          help="How fast the run goes by the clock, from one step a second to as fast as the machine can."),
    Field(name="epochs", group="show", kind="int", key="epochs", label="Stop at epoch", effect="view", low=0, high=1_000_000,
          help="The budget: the run pauses here and says whether it has learned; 0 runs on for ever."),
    Field(name="stop", group="show", kind="rule", key="stop", label="Stop when", effect="view", hidden=True,
          help="A rule by which the run ends before its last epoch; empty: there is none."),
    Field(name="show_test", group="show", kind="bool", key="test", label="Show test data", effect="view",
          help="Draw the test points too, as diamonds."),
    Field(name="discretize", group="show", kind="bool", key="disc", label="Discretize output", effect="view",
          help="Show only which class wins, not how sure the network is."),
    Field(name="tfplayground", group="data", kind="text", key="tfp", label="TensorFlow Playground seed", hidden=True,
          help="The seed of an experiment opened from a link of TensorFlow Playground, whose points it draws."),
    Field(name="own_points", group="data", kind="points", key="pts", label="Own points", effect="points", hidden=True,
          help="The points that were drawn or brought along, as one text."),
    Field(name="versus", group="show", kind="sides", key="vs", label="Comparison", hidden=True,
          help="In what a second experiment beside this one differs from it; empty: there is none."),
)
# fmt: on
# What a learner sets; a preset writes out each of these.
SETTINGS = {name: row for name, row in FIELDS.items() if not row.hidden}
_IMPORTED = {
    name: replace(row, low=row.imported[0], high=row.imported[1]) if row.imported else row
    for name, row in FIELDS.items()
}
# The data sets that TensorFlow Playground has as well, under our names.
IMPORTED_DATASETS = ("circle", "xor", "gauss", "spiral", "plane", "multi_gauss")


def fields_of(tfplayground: Any) -> Mapping[str, Field]:
    """The table by which an experiment with this TensorFlow Playground seed is checked.

    An imported one may go further, as far as a link of that program does. Raises
    InvalidExperiment for what is no seed.
    """
    return _IMPORTED if FIELDS["tfplayground"].check(tfplayground) else FIELDS
