"""Marks on the accuracy curve: worked out beside the training, told to every page once known."""

from __future__ import annotations

from concurrent.futures import Future

import pytest

from playground.live.marks import marks_of
from playground.spec import DEFAULT, repair
from tests.live.house import RUNNING, House, Page


class Now:
    """A pool that works at once."""

    def submit(self, job):
        job()
        return Future()


def marks_told(page):
    return [message for message in page.told if message["type"] == "marks"]


@pytest.fixture
def house(monkeypatch):
    def tell(self, message):
        self.told = [*getattr(self, "told", []), message]

    monkeypatch.setattr(Page, "tell", tell)
    house = House()
    house.runner.fitter.marker._pool = Now()
    return house


def test_every_start_tells_its_marks_and_a_later_page_hears_them(house):
    page = house.visit(RUNNING)
    assert [each["generation"] for each in marks_told(page)] == [1]
    assert 0.5 <= marks_told(page)[0]["line"] < 1
    house.say("new_weights")
    assert [each["generation"] for each in marks_told(page)] == [1, 2]
    house.say("new_data")
    house.wait(0.3)
    unknown, again = marks_told(page)[2:]
    assert (unknown["generation"], unknown["line"], again["generation"]) == (2, None, 2)
    assert again["line"] == marks_of(house.run().experiment).line
    other = house.look("a")
    assert marks_told(other) == marks_told(page)[-1:]


def test_marks_are_of_the_training_points_alone():
    exact = marks_of(DEFAULT.change(dataset="xor_corners", batch_size=4))
    assert exact == (0.75, None)
    assert marks_of(DEFAULT.change(dataset="gauss", noise=0.0)).line == 1
    share = marks_of(DEFAULT.change(dataset="xor", points=100, train_share=0.5)).line
    assert share is not None
    assert (50 * share) % 1 == pytest.approx(0, abs=1e-9)


def test_what_has_no_classes_or_several_has_no_line():
    blobs = marks_of(DEFAULT.change(dataset="blobs", noise=0.4))
    assert blobs.line is None
    assert blobs.ceiling is not None
    for dataset in ("plane", "curve"):
        experiment, _ = repair({"dataset": dataset})
        assert marks_of(experiment) == (None, None)
