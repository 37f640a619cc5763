"""Points that change under a run: it trains on with the weights it has."""

from __future__ import annotations

import numpy as np
import pytest

from playground.data.own import decode, encode
from playground.links import from_query
from playground.live.intents import experiment_at
from playground.live.opening import still_means
from tests.live.house import RUNNING, House
from tests.train.compiled import PROGRAMS, flat

RNG = np.random.default_rng(0)


def text_of(n: int, *, classes: int = 2) -> str:
    label = np.arange(n) % classes
    x = RNG.normal(size=(n, 2)) + np.stack([label - 0.5, np.zeros(n)], axis=1)  # they overlap
    return encode(x, label, classes=classes)


SOME = text_of(40)
MORE = SOME + "fQPoA"
OWN = RUNNING.change(dataset="own", own_points=SOME)


@pytest.fixture
def house() -> House:
    return House()


def params(house: House) -> np.ndarray:
    return flat(house.run().training.weights())


@pytest.mark.parametrize("final", [True, False])
def test_one_more_point_leaves_weights_and_program_as_they_are(house, final):
    page = house.visit(OWN)
    house.say("play")
    house.wait(1)
    house.say("pause")
    before, compiled, step = params(house), PROGRAMS.compiled, house.step()
    scenes, generation = page.count("scene"), house.run().generation
    house.set(own_points=MORE, final=final)
    assert np.array_equal(params(house), before), "bit for bit"
    assert PROGRAMS.compiled == compiled
    assert house.run().generation == generation
    assert page.count("scene") == scenes + 1
    points = page.last("scene").text["points"]
    assert len(points["x"]) == 41
    x = np.empty((41, 2))
    x[points["rows"]] = points["x"]
    assert np.array_equal(x, decode(MORE).x), "the page can tell which is which"
    assert house.run().training.problem.x.shape == (41, 2)
    assert len(page.last("frame").arrays["wrong"]) == 41
    house.say("play")
    house.wait(1)
    assert house.step() > step
    assert not np.array_equal(params(house), before)


def test_training_goes_on_meanwhile(house):
    page = house.visit(OWN)
    house.say("play")
    house.wait(0.5)
    for n in range(1, 6):
        step = house.step()
        house.set(own_points=SOME + n * "fQPoA", final=n == 5)
        assert house.run().state == "running"
        house.wait(0.2)
        assert house.step() > step
    assert page.last("status")["undo_label"] == "Own points"
    house.say("undo")
    assert house.run().experiment.own_points == SOME, "a stroke is one step of undo"
    assert house.run().state == "running"


def test_strokes_are_undone_one_by_one_and_stay_in_one_entry_of_the_history(house):
    page = house.visit(OWN)
    seen = page.count("status")
    for text in (MORE, MORE + "fQPoA", MORE + "fQPoAfQPoA"):
        house.set(own_points=text)
    told = {s["navigate"] for s in page.got["status"][seen:]}
    assert told <= {"replace", "none"}
    house.say("undo")
    assert house.run().experiment.own_points == MORE + "fQPoA"
    house.say("undo")
    assert house.run().experiment.own_points == MORE
    house.say("redo")
    assert house.run().experiment.own_points == MORE + "fQPoA"


def test_points_beyond_the_programs_room_go_on_from_the_same_weights(house):
    house.visit(OWN)
    house.say("play")
    house.wait(1)
    house.say("pause")
    before, step, rows = params(house), house.step(), house.run().structure.train_rows
    house.set(own_points=text_of(1100), final=False)
    assert house.run().structure.train_rows == rows, "not while the stroke lasts"
    house.set(own_points=text_of(1100))
    run = house.run()
    assert run.structure.train_rows > rows
    assert run.state == "paused"
    assert np.array_equal(params(house), before)
    assert run.training.epoch == step // 3
    assert len(run.training.problem.train) == 550
    house.set(own_points=SOME)
    assert run.structure.train_rows > rows, "room that is there stays"
    assert len(run.training.problem.train) == 20


def test_one_more_class_starts_a_network_with_one_more_output(house):
    page = house.visit(OWN.change(loss="cross_entropy"))
    house.say("play")
    house.set(own_points=text_of(42, classes=3))
    assert house.run().structure.sizes[-1] == 3
    assert house.run().state == "running"
    assert page.last("scene").text["classes"] == 3
    house.set(own_points=SOME)
    assert house.run().structure.sizes[-1] == 1


@pytest.mark.parametrize("text", ["2", "2fQPoA", "2fQPoAfQPoA"])
def test_too_few_points_are_refused_gently_and_are_no_dead_end(house, text):
    page = house.visit(OWN)
    house.say("play")
    house.wait(0.2)
    house.set(own_points=text)
    assert house.run().state == "paused"
    (note,) = page.last("status")["notes"]
    for act in ("play", "step"):
        step = house.step()
        house.say(act)
        house.wait(0.2)
        assert house.step() == step
        assert page.last("status")["notes"] == [note]
    house.say("reset")
    assert house.run().state == "idle"
    assert page.last("frame").header["state"] == "idle"
    house.set(own_points=SOME)
    house.say("play")
    house.wait(0.2)
    assert house.run().state == "running"
    assert page.last("status")["notes"] == []


def test_an_empty_set_by_its_address(house):
    experiment, preset, notes = experiment_at("?v=1&data=own&pts=2")
    page = house.visit(experiment.change(hidden=(3,)), notes=notes, preset=preset)
    house.say("play")
    assert house.run().state == "idle"
    assert "no points" in page.last("status")["notes"][0]


def test_another_data_set_lets_go_of_them_and_undo_brings_them_back(house):
    house.visit(OWN)
    house.set(dataset="circle")
    assert house.run().experiment.own_points == ""
    house.say("undo")
    assert house.run().experiment == OWN


def test_a_link_holds_so_many_and_the_page_says_when_it_does_not(house):
    page = house.visit(OWN)
    house.set(own_points=text_of(600))
    assert page.last("status")["notes"] == []
    assert from_query(page.last("status")["query"]) == house.run().experiment
    house.set(own_points=text_of(601))
    status = page.last("status")
    assert "601" in status["notes"][0] and "600" in status["notes"][0]
    assert "pts=" not in status["query"] and "data=own" in status["query"]
    assert still_means(house.run(), f"?{status['query']}"), "a reload finds the run"
    # Back and forth between addresses of this run loses nothing either.
    kept = house.run().experiment.own_points
    house.say("load", query=f"?{status['query']}&lr=0.1")
    assert house.run().experiment.own_points == kept
    assert house.run().experiment.learning_rate == 0.1


def test_bad_points_are_refused(house):
    house.visit(OWN)
    for text in ("2fQPo", "zz", "2" + "fQPoA" * 2001, 3, None):
        with pytest.raises(ValueError, match="own_points"):
            house.set(own_points=text)
    assert house.run().experiment == OWN


def test_one_goes_back_as_far_as_these_points_go(house):
    page = house.visit(OWN)
    house.say("play")
    house.wait(1)
    before = house.step()
    house.set(own_points=MORE)
    after = house.step()
    house.wait(1)
    house.say("rewind", generation=house.run().generation, step=1)
    assert before <= house.step() <= after < before + 10
    assert "nearest" in page.last("status")["notes"][0]
