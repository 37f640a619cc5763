"""What of the page an address hides: read strictly, kept with the run, undone like a setting."""

import pytest

from playground import content
from playground.fields import SETTINGS, InvalidExperiment
from playground.hiding import HIDEABLE, PARTS, check_hide, read_hide, write_hide
from playground.links import from_query, hide_of, to_query
from playground.live.intents import experiment_at, hide_at
from playground.live.opening import still_means
from playground.spec import DEFAULT
from tests.live.house import RUNNING, House


@pytest.fixture
def house():
    return House()


def test_every_setting_and_every_button_can_be_hidden():
    assert set(HIDEABLE) == {*SETTINGS, *PARTS}
    assert hide_of(to_query(DEFAULT, check_hide(HIDEABLE))) == tuple(HIDEABLE)
    assert len(to_query(DEFAULT, tuple(HIDEABLE))) < 600


@pytest.mark.parametrize("hide", [(), ("noise",), ("learning_rate", "play", "text")])
def test_an_address_keeps_what_is_hidden(hide):
    query = to_query(DEFAULT.change(noise=0.2), hide)
    assert hide_of(f"https://host.example/?{query}#top") == hide == read_hide(write_hide(hide))
    assert from_query(query) == DEFAULT.change(noise=0.2)
    assert hide_of(to_query(DEFAULT)) is None


@pytest.mark.parametrize(
    "value", ["colour", "noise-", "-", "", "noise,step", "__proto__", "n" * 99]
)
def test_unknown_controls_are_named(value):
    with pytest.raises(InvalidExperiment, match=r"hide names '.*'; known: dataset") as caught:
        from_query(f"v=1&hide={value}")
    assert caught.value.field == "hide"
    assert len(str(caught.value)) < 700
    experiment, _, notes = experiment_at(f"v=1&noise=0.3&hide={value}")
    assert experiment == DEFAULT
    assert "hide names" in notes[0]
    assert hide_at(f"v=1&noise=0.3&hide={value}") is None


def test_controls_of_an_address_stay_hidden_until_another_is_opened(house):
    page = house.visit(RUNNING, hide=("noise", "step"))
    house.set(penalty="l2")
    assert page.last("status")["hide"] == ["noise", "step"]
    assert page.last("status")["query"].endswith("&hide=noise-step")
    house.say("load", query=to_query(RUNNING))
    assert page.last("status")["hide"] == []
    house.say("undo")
    assert page.last("status")["hide"] == ["noise", "step"]
    house.say("load", query="#noise_hide=true&seed=1&networkShape=2")
    assert page.last("status")["hide"] == ["noise"]


def test_a_page_hides_controls_and_takes_it_back(house):
    page = house.visit()
    generation = house.run().generation
    for names in (["step"], ["step", "noise"], []):
        house.say("hide", names=names)
        assert page.last("status")["hide"] == sorted(names)
        assert still_means(house.run(), page.last("status")["query"])
    house.say("hide", names=["pace"])
    assert page.last("status")["navigate"] == "replace"
    assert not still_means(house.run(), to_query(RUNNING))
    assert page.last("status")["undo_label"] == "Hidden controls"
    house.say("undo")
    assert page.last("status")["hide"] == []
    assert not page.last("status")["can_undo"], "a row of choices is one step"
    house.say("redo")
    assert page.last("status")["hide"] == ["pace"]
    assert (house.run().generation, house.run().experiment) == (generation, RUNNING)


def test_what_a_preset_hides_can_be_shown(house):
    preset = content.find("xor-perceptron")
    page = house.visit(preset.experiment, preset=preset.id)
    assert page.last("status")["hide"] == list(preset.hide) != []
    assert "hide=" not in page.last("status")["query"]
    house.say("hide", names=[])
    assert page.last("status")["hide"] == []
    assert "hide=none" in page.last("status")["query"]
    house.say("preset", id=preset.id)
    assert page.last("status")["hide"] == list(preset.hide)
