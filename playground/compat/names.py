"""TensorFlow Playground's names for what we have under another, both ways.

Reference: TensorFlow Playground, state.ts.
"""

from __future__ import annotations

from playground.hiding import Hide

ACTIVATIONS = {"relu": "relu", "tanh": "tanh", "sigmoid": "sigmoid", "linear": "linear"}
PENALTIES = {"none": "none", "L1": "l1", "L2": "l2"}
DATASETS = {"circle": "circle", "xor": "xor", "gauss": "gauss", "spiral": "spiral"}
REGRESSION_DATASETS = {"reg-plane": "plane", "reg-gauss": "multi_gauss"}
PROBLEMS = ("classification", "regression")
# In the order in which its network is wired, which is also ours.
INPUTS = {
    "x": "x1",
    "y": "x2",
    "xSquared": "x1_squared",
    "ySquared": "x2_squared",
    "xTimesY": "x1x2",
    "sinX": "sin_x1",
    "sinY": "sin_x2",
}
INPUTS_ON = ("x", "y")  # without a word in the link
# Keys without effect, left over from features that it does not have.
IDLE = ("cosX", "cosY", "collectStats", "tutorial")
# The controls that a link may hide, each with what it is here.
CONTROLS: dict[str, Hide] = {
    "showTestData": ("show_test",),
    "discretize": ("discretize",),
    "playButton": ("play",),
    "stepButton": ("step",),
    "resetButton": ("reset", "new_weights"),
    "learningRate": ("learning_rate",),
    "activation": ("activation",),
    "regularization": ("penalty",),
    "regularizationRate": ("penalty_rate",),
    "problem": ("problem",),
    "dataset": ("dataset",),
    "percTrainData": ("train_share",),
    "noise": ("noise",),
    "batchSize": ("batch_size",),
    "numHiddenLayers": ("hidden",),
}
KEYS = (
    "activation",
    "regularization",
    "batchSize",
    "dataset",
    "regDataset",
    "learningRate",
    "regularizationRate",
    "noise",
    "networkShape",
    "seed",
    "showTestData",
    "discretize",
    "percTrainData",
    *INPUTS,
    *IDLE,
    "problem",
    "initZero",
    "hideText",
)
HIDE = "_hide"  # ends a key that hides a control, or takes an input away


def ours_to_theirs(names: dict[str, str]) -> dict[str, str]:
    """One of the tables above the other way round."""
    return {ours: theirs for theirs, ours in names.items()}
