"""An imported experiment on the page: shown, trained, changed, as any other."""

import pytest

from playground.compat.link import from_link
from playground.live.catalogue import catalogue
from tests.live.house import House
from tests.train.compiled import flat


def opened(link):
    house = House()
    house.visit(from_link(link).experiment)
    return house


def weights(house):
    return flat(house.run().training.weights()).tolist()


def test_no_control_offers_the_import_or_its_quirks():
    assert "tfplayground" not in str(catalogue())
    assert "l1_dead" not in str(catalogue())


@pytest.mark.parametrize(
    "more",
    ["", "&percTrainData=100", "&percTrainData=0", "&batchSize=300",
     "&batchSize=7&regularization=L1&regularizationRate=0.1"],
)  # fmt: skip
def test_runs_of_imports_step_and_show(more):
    house = opened(f"#networkShape=2&seed=0.5{more}")
    house.say("step")
    per_epoch = house.run().experiment.steps_per_epoch
    assert house.step() == per_epoch or house.run().diverged
    house.say("play")
    house.wait(0.5)
    assert house.step() > per_epoch or house.run().diverged
    header = house.pages[0].last("frame").header
    assert (header["test_loss"] is None) == ("percTrainData=100" in more)
    assert (header["train_loss"] is None) == ("percTrainData=0" in more)


def test_a_moved_slider_keeps_the_import_and_a_foreign_set_ends_it():
    house = opened("#networkShape=2&seed=0.5&noise=70")
    house.set(learning_rate=0.1)
    assert (house.run().experiment.tfplayground, house.run().experiment.noise) == ("0.5", 0.7)
    house.set(dataset="xor")
    assert house.run().experiment.tfplayground == "0.5"
    house.set(dataset="moons")
    assert (house.run().experiment.tfplayground, house.run().experiment.noise) == ("", 0.5)
    assert "no data set 'moons'" in house.run().notes[0]
    house.say("undo")
    assert (house.run().experiment.tfplayground, house.run().experiment.noise) == ("0.5", 0.7)


def test_another_seed_is_another_run():
    house = opened("#networkShape=2&seed=0.5")
    before, generation = weights(house), house.run().generation
    query = "v=1&tfp=0.6&net=2&init=playground&std=0&shuf=0&loss=half_squared"
    house.say("load", query=query)
    assert house.run().generation > generation
    assert weights(house) != before
    house.set(learning_rate=0.5)
    drawn = weights(house)
    for name in ("new_weights", "new_data"):
        house.say(name)
        assert house.run().experiment.tfplayground == "0.6"
    assert weights(house) != drawn
