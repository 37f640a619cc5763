"""The detector finds what each preset about a trouble shows, and nothing where all is well."""

from __future__ import annotations

import numpy as np
import pytest

from playground.content import find, presets
from playground.live.detector import examine
from playground.live.history import LossHistory
from playground.spec import Experiment
from playground.train.byhand import Place
from playground.train.training import Training, plan
from tests.live.house import RUNNING, House
from tests.train.compiled import BASE, PROGRAMS

LOOKS = 8  # over a run's budget
TROUBLES = {
    "all-zero-weights": "symmetric",
    "rate-too-high": "rate_high",
    "rate-too-small": "rate_small",
    "vanishing-sigmoid": "vanishing",
    "overfitting": "overfitting",
    "label-noise": "overfitting",
}
QUICK = ("rate_high", "rate_small", "symmetric")  # whose remedies need no program of their own


def findings(experiment: Experiment):
    """What is found at some moments of a run."""
    # Nobody needs their probes here.
    training = Training([experiment], program=PROGRAMS.get_blind(plan(experiment, device="cpu")))
    history, found = LossHistory(), []
    for _ in range(LOOKS):
        for record in training.advance(experiment.epochs * training.steps_per_epoch // LOOKS):
            history.append(record.epoch, record.values[0])
        found.append(examine(training, experiment, history.view().table))
    return [each for each in found if each]


@pytest.mark.parametrize("preset_id", list(presets()))
def test_each_trouble_is_named_and_health_is_left_alone(preset_id):
    experiment = find(preset_id).experiment
    found = findings(experiment)
    trouble = TROUBLES.get(preset_id)
    # A rate that is too high saturates neurons as well.
    kinds = {each["kind"] for each in found} - ({"saturated"} if trouble == "rate_high" else set())
    assert kinds == ({trouble} if trouble else set())
    for each in found:
        assert "than" in each["text"], "it says the number and its limit"
        assert each["next"]
    if trouble in QUICK:
        assert findings(experiment.change(**found[-1]["next"][0]["changes"])) == [], "it helps"


def relu_with_bias(bias):
    """A network at rest whose hidden biases are all the same."""
    e = BASE.change(activation="relu", optimizer="momentum", loss="cross_entropy", penalty="l2",
                    schedule="step")  # fmt: skip
    training = Training([e], program=PROGRAMS.get(plan(e, device="cpu")))
    for unit in range(3):
        training.put(Place(1, None, unit), bias)
    rows = np.tile(np.float32([0, 0.7, 0.7, 0.5, 0.5]), (20, 1))
    return examine(training, e, rows)


def test_dead_and_living_neurons():
    found = relu_with_bias(-10.0)
    assert found["kind"] == "dead"
    assert "3 of 3 neurons are dead" in found["text"]
    assert found["next"][0]["changes"] == {"activation": "leaky_relu", "activations": []}
    assert relu_with_bias(0.1) is None


def test_saturated_neurons():
    training = Training([BASE], program=PROGRAMS.get(plan(BASE, device="cpu")))
    for unit in range(3):
        training.put(Place(1, None, unit), 8.0)
    rows = np.tile(np.float32([0, 0.7, 0.7, 0.5, 0.5]), (20, 1))
    found = examine(training, BASE, rows)
    assert found["kind"] == "saturated"
    assert "less than 2 %" in found["text"]


def test_a_run_says_what_is_found_and_takes_the_remedy():
    house = House()
    page = house.visit(RUNNING.change(init_scale=0.0))
    house.say("play")
    house.wait(0.5)
    assert page.last("status")["finding"] is None, "not before a second"
    house.wait(0.6)
    finding, count = page.last("status")["finding"], page.count("status")
    assert finding["kind"] == "symmetric"
    house.wait(3.0)
    assert page.count("status") == count, "said once"
    house.set(**finding["next"][0]["changes"])
    assert page.last("status")["finding"] is None
    house.say("undo")
    assert house.run().experiment.init_scale == 0.0
