"""Files between a run and one page: weights saved, weights opened, parts put together."""

import base64

import numpy as np
import pytest

from playground.export.files import read_file, write_experiment, write_weights
from playground.export.programs import notebook, program
from playground.live.taking import Upload, wanted
from playground.live.viewer import BadIntent
from tests.live.house import RUNNING, House
from tests.train.compiled import flat

OTHER = RUNNING.change(hidden=(4, 3), activation="relu")


def parts_of(data, size=3000):
    pieces = [data[i : i + size] for i in range(0, len(data), size)]
    return [
        {"type": "open", "part": i, "parts": len(pieces), "data": base64.b64encode(p).decode()}
        for i, p in enumerate(pieces)
    ]


def params(house):
    return flat(house.run().training.weights())


def opened(house, data):
    house.runner.post("a", {"type": "open", "content": data})
    house.settle()


def take(house, page):
    house.runner.take("a", "weights", page)
    house.turn()
    return page.last("file")


def test_saved_weights_opened_give_the_same_field():
    house = House()
    page = house.visit(RUNNING)
    house.say("play")
    house.wait(1)
    house.say("pause")
    trained, field = params(house), page.last("frame").arrays["field"].copy()
    file = take(house, page)
    assert (file.name, read_file(file.content).experiment) == ("network.npz", RUNNING)
    house.set(activation="relu", hidden=[4])
    opened(house, file.content)
    assert house.run().experiment == RUNNING
    assert np.array_equal(params(house), trained)
    assert np.array_equal(page.last("frame").arrays["field"], field), "bit for bit"
    assert house.step() == 0
    assert "starts anew" in page.last("status")["notes"][0]


def test_opened_weights_are_what_reset_returns_to_until_a_setting_starts_anew():
    house = House()
    house.visit(RUNNING)
    first = params(house)
    other = [(2 * w, b + 1) for w, b in house.run().training.weights()]
    opened(house, write_weights(RUNNING, other))
    brought = params(house)
    house.say("play")
    house.wait(1)
    assert not np.array_equal(params(house), brought)
    house.set(learning_rate=0.2)
    house.say("reset")
    assert np.array_equal(params(house), brought)
    house.say("undo")  # the learning rate
    house.say("reset")
    assert np.array_equal(params(house), brought)
    house.say("undo")  # the file
    assert np.array_equal(params(house), first)
    house.say("redo")
    assert np.array_equal(params(house), brought)
    house.say("new_weights")
    assert not np.array_equal(params(house), brought)
    house.say("undo")
    assert np.array_equal(params(house), brought)


def test_weights_that_have_come_so_far_are_shown_there_and_reset_begins_from_their_seed():
    house = House()
    page = house.visit(RUNNING)
    house.set(weight_seed=7)
    drawn = params(house)
    grown = [(2 * w, b + 1) for w, b in house.run().training.weights()]
    house.say("undo")
    opened(house, write_weights(RUNNING.change(weight_seed=7), grown, epoch=40))
    assert house.run().experiment.weight_seed == 7
    assert (house.run().state, page.last("frame").header["epoch"]) == ("paused", 40)
    assert page.last("frame").history.rows(0)[:, 0].tolist() == [40]
    assert "seed 7 at epoch 40" in page.last("status")["notes"][0]
    brought = params(house)
    house.say("step")
    assert page.last("frame").header["epoch"] == 41
    house.say("rewind", generation=house.run().generation, step=40 * 3)
    assert np.array_equal(params(house), brought)
    house.say("reset")
    assert (house.step(), np.array_equal(params(house), drawn)) == (0, True)
    house.say("undo")
    house.say("redo")
    assert house.step() == 0, "the last one left was at its start"


def test_an_opened_experiment_is_a_change_like_any_other():
    house = House()
    page = house.visit(RUNNING)
    opened(house, write_experiment(OTHER).encode())
    assert house.run().experiment == OTHER
    assert "push" in [status["navigate"] for status in page.got["status"]]
    house.say("undo")
    assert house.run().experiment == RUNNING


def test_a_file_that_cannot_be_opened_leaves_the_run_alone():
    house = House()
    house.visit(RUNNING)
    before = house.run().revision
    for content in (b"PK nothing", b'{"hidden": "all"}', "no bytes"):
        with pytest.raises(BadIntent):
            house.runner.post("a", {"type": "open", "content": content})
    house.settle()
    assert house.run().revision == before


def test_there_are_no_weights_before_the_network_is_prepared():
    house = House()
    house.runner.open(OTHER.change(hidden=(7,)), token="a")
    told = []
    page = house.look("a")
    page.tell = told.append
    house.runner.take("a", "weights", page)
    house.turn()
    assert page.got["file"] == []
    assert [message["type"] for message in told] == ["error"]


def test_parts_are_put_together():
    data = bytes(range(256)) * 40
    upload = Upload()
    *some, last = parts_of(data)
    assert [upload.add(part) for part in some] == [None] * len(some)
    assert upload.add(last) == data
    upload.add(some[0])
    assert upload.add(parts_of(b"short")[0]) == b"short", "a new file begins anew"


@pytest.mark.parametrize(
    "change",
    [
        {"part": 2}, {"part": -1}, {"parts": 0}, {"parts": 10**6}, {"part": True},
        {"data": 1}, {"more": 1}, {"part": 1, "parts": 1},
    ],
)  # fmt: skip
def test_parts_out_of_order_are_refused_and_forgotten(change):
    first, second = parts_of(bytes(6000))
    upload = Upload()
    upload.add(first)
    with pytest.raises(BadIntent):
        upload.add(second | change)
    with pytest.raises(BadIntent, match="out of order"):
        upload.add(second)


def test_a_file_may_not_grow_without_end():
    upload = Upload()
    for part in range(999):
        try:
            upload.add({"type": "open", "part": part, "parts": 1000, "data": "A" * 12_000})
        except BadIntent as error:
            assert "too large" in str(error)
            break
    else:
        pytest.fail("nothing stopped it")
    with pytest.raises(BadIntent, match="no base64"):
        upload.add({"type": "open", "part": 0, "parts": 1, "data": "no base64!"})


def test_only_known_files_can_be_asked_for():
    assert wanted({"type": "take", "form": "weights"}) == "weights"
    for form in ("secrets", None, ["weights"]):
        with pytest.raises(BadIntent, match="known: weights"):
            wanted({"type": "take", "form": form})


def test_a_program_is_made_of_the_runs_experiment():
    house = House()
    page = house.visit(RUNNING)
    for form in ("jax", "numpy", "pytorch"):
        house.runner.take("a", form, page)
        house.turn()
        assert page.last("file").content.decode() == program(RUNNING, form).text
    house.runner.take("a", "notebook", page)
    house.turn()
    assert page.last("file").content.decode() == notebook(RUNNING).text
