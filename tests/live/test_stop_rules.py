"""A run under a stop rule: it ends at one epoch, whatever its pace, says why and can go on."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from tests.live.house import RUNNING, House
from tests.train.compiled import fresh

EASY = RUNNING.change(dataset="gauss", learning_rate=0.3, weight_seed=2)


@cache
def learned():
    """Losses and scores after each of sixty epochs."""
    return [record.values[0] for record in fresh(EASY).advance(60 * 3)]


@pytest.fixture
def house() -> House:
    return House()


def stopped(house, rule, pace="max", **changes):
    """Play until the run stops; the epoch."""
    house.visit(EASY.change(stop=rule, pace=pace, **changes))
    house.say("play")
    house.wait_for("paused")
    return house.step() / 3


@pytest.mark.parametrize(("rule", "column"), [("train_loss", 0), ("test_loss", 1)])
def test_at_a_loss(house, rule, column):
    limit = round(float(learned()[20][column]) + 1e-5, 6)
    assert stopped(house, f"{rule}-{limit}") == 21
    verdict = house.run().verdict
    assert verdict["kind"] == "stopped"
    assert verdict["text"].startswith("Stopped at epoch 21: the t")
    assert verdict["next"][0] == {"label": "Train on", "action": "play"}
    house.say("play")
    house.wait(2)
    assert house.run().state == "running"


@pytest.mark.parametrize("pace", ["10s", "60e", "max"])
def test_the_epoch_does_not_depend_on_the_pace(house, pace):
    limit = round(float(learned()[20][1]) + 1e-5, 6)
    assert stopped(house, f"test_loss-{limit}", pace=pace) == 21
    history = house.run().history.view().table
    assert np.array_equal(history[1:, 2], np.float32([values[1] for values in learned()[:21]]))


def test_at_an_accuracy_even_above_what_counts_as_solved(house):
    assert learned()[-1][3] == 1.0
    first = next(i for i, values in enumerate(learned(), 1) if values[3] == 1.0)
    assert stopped(house, "accuracy-1") == first
    assert "100 % or more" in house.run().verdict["text"]


def test_at_a_plateau_and_not_before_its_budget(house):
    epoch = stopped(house, "plateau-0.5-4")
    best = [float(values[1]) for values in learned()]
    assert min(best[int(epoch) - 4 : int(epoch)]) >= best[int(epoch) - 5] * 0.5
    assert house.run().verdict["kind"] == "stopped"
    assert stopped(House(), "plateau-0.5-40", epochs=3) == 3, "the budget stays"


def test_after_a_time_of_training(house):
    house.visit(RUNNING.change(stop="seconds-2"))
    house.say("play")
    house.wait(1)
    house.say("pause")
    house.wait(5)
    house.say("play")
    assert house.run().state == "running", "a pause does not count"
    house.wait(1.2)
    assert house.run().state == "paused"
    assert "2 seconds" in house.run().verdict["text"]


def test_a_rule_acts_at_once_and_can_be_undone(house):
    page = house.visit(EASY)
    house.say("play")
    house.wait(3)
    generation = house.run().generation
    house.set(stop="train_loss-1000")
    house.wait_for("paused")
    assert house.run().generation == generation, "nothing starts again"
    assert "stop=train_loss-1000" in page.last("status")["query"]
    house.say("undo")
    assert house.run().experiment.stop == ""
    house.say("play")
    house.wait(0.5)
    assert house.run().state == "running"


def test_two_sides_stop_when_both_have_met_it(house):
    alone = stopped(house, "test_loss-0.2")
    both = House()
    assert stopped(both, "test_loss-0.2", versus="lr.0.1") > alone
    assert both.run().verdict["text"].startswith("Stopped at epoch ")
    assert "on the right" in both.run().verdict["text"]
