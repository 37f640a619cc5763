"""Explaining a point: the numbers are the network's own, and questions are read strictly."""

from __future__ import annotations

import numpy as np
import pytest

from playground.live.viewer import BadIntent
from playground.train.problem import prepare
from tests.live.house import RUNNING, House
from tests.train.compiled import flat


class Listening(House):
    """A house whose pages' texts are kept."""

    def visit(self, *args, **more):
        page = super().visit(*args, **more)
        self.told = []
        page.tell = self.told.append
        return page

    def ask(self, **question):
        """What is answered."""
        self.told.clear()
        self.say("explain", **{"generation": self.run().generation} | question)
        return [message for message in self.told if message["type"] == "passes"]


@pytest.fixture
def house() -> Listening:
    found = Listening()
    found.visit()
    return found


def test_a_point_is_followed_through_the_network(house):
    house.say("play")
    house.wait(0.5)
    house.say("pause")
    (told,) = house.ask(point=3)
    problem, training = prepare(RUNNING), house.run().training
    row = problem.train[3]
    assert told["at"] == pytest.approx(problem.x[row], rel=1e-6)
    assert told["y"] == [problem.y[row]]
    x = (np.array(told["raw"]) - told["mean"]) / told["std"]
    assert told["x"] == pytest.approx(x, rel=1e-5)
    (w1, b1), (w2, b2) = training.weights()
    hidden = np.tanh(x @ w1 + b1)
    assert told["layers"][0]["a"] == pytest.approx(hidden, rel=1e-4)
    z = hidden @ w2 + b2
    assert told["layers"][1]["z"] == pytest.approx(z, rel=1e-4)
    answer = np.tanh(z)
    assert told["layers"][1]["a"] == pytest.approx(answer, rel=1e-4)
    assert told["loss"] == pytest.approx(0.5 * (answer[0] - problem.y[row]) ** 2, rel=1e-4)
    delta = (answer - problem.y[row]) * (1 - answer**2)
    assert told["layers"][1]["delta"] == pytest.approx(delta, rel=1e-3)
    back = (1 - hidden**2) * (w2[:, 0] * delta)
    assert told["layers"][0]["delta"] == pytest.approx(back, rel=1e-3)
    assert told["rules"][0].startswith("a = (e^z")
    assert told["loss_rule"].startswith("L = ½ (ŷ − y)²")


def test_a_place_without_a_point_has_no_answer_to_compare_with(house):
    (told,) = house.ask(at=[1.5, -2.0])
    assert told["at"] == [1.5, -2.0]
    assert told["y"] is told["loss"] is told["layers"][0]["delta"] is None


@pytest.mark.parametrize(
    "question", [{"point": 400}, {"point": -1}, {"point": 1, "generation": 99}]
)
def test_what_is_gone_has_no_answer(house, question):
    assert house.ask(**question) == []


@pytest.mark.parametrize(
    "question",
    [{}, {"point": "1"}, {"point": True}, {"at": [1]}, {"at": [7, 0]}, {"at": [None, 0]},
     {"at": [float("nan"), 0]}, {"point": 1, "generation": None}, {"point": 1, "more": 2}],
)  # fmt: skip
def test_a_question_is_read_strictly(house, question):
    with pytest.raises(BadIntent):
        house.ask(**question)


def test_weights_are_rounded_and_undo_takes_it_back(house):
    before = flat(house.run().training.weights())
    house.say("round", to=0.25)
    after = flat(house.run().training.weights())
    np.testing.assert_array_equal(after, np.rint(4 * before) / 4)
    assert not np.array_equal(before, after)
    page = house.pages[0]
    assert (page.last("status")["edits"], page.last("status")["undo_label"]) == (
        1,
        "Weights rounded",
    )
    house.say("round", to=0.25)
    assert house.run().hand.edits == 1, "nothing more to round"
    house.say("undo")
    np.testing.assert_array_equal(flat(house.run().training.weights()), before)
    house.say("redo")
    np.testing.assert_array_equal(flat(house.run().training.weights()), after)
    with pytest.raises(BadIntent, match=r"to is 0\.3; known: 0\.1, 0\.25, 0\.5, 1"):
        house.say("round", to=0.3)
