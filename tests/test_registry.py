"""Catalogues keep their order, describe their entries and name what they know."""

import pytest

from playground.data.features import FEATURES
from playground.data.generators import DATASETS
from playground.model.activations import ACTIVATIONS
from playground.model.initializers import INITIALIZERS
from playground.model.losses import LOSSES
from playground.optim import OPTIMIZERS, SCHEDULES
from playground.registry import Registry, UnknownName

CATALOGUES = (DATASETS, FEATURES, ACTIVATIONS, INITIALIZERS, LOSSES, OPTIMIZERS, SCHEDULES)
ENTRIES = [(catalogue, name) for catalogue in CATALOGUES for name in catalogue]


@pytest.mark.parametrize(("catalogue", "name"), ENTRIES, ids=[f"{c.kind}-{n}" for c, n in ENTRIES])
def test_every_entry_is_described_for_learners(catalogue, name):
    entry = catalogue[name]
    assert entry.name == name
    assert name.isidentifier()
    assert entry.label
    assert entry.summary[0].isupper()
    assert entry.summary.endswith(".")
    assert len(entry.summary) <= 100
    assert "\n\n" in entry.doc, "a formula or an explanation follows the first sentence"


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=lambda c: c.kind)
def test_labels_tell_entries_apart(catalogue):
    labels = [entry.label for entry in catalogue.values()]
    assert len(set(labels)) == len(labels)


def test_the_catalogues_hold_what_was_promised():
    assert tuple(DATASETS)[:6] == ("circle", "xor", "gauss", "spiral", "plane", "multi_gauss")
    assert set(FEATURES) == {
        *("x1", "x2", "x1_squared", "x2_squared", "x1x2"),
        *("sin_x1", "sin_x2", "cos_x1", "cos_x2"),
        *("c1", "c2", "c3", "c4", "c5", "c6", "c7"),
    }
    assert [FEATURES[name].label for name in FEATURES][:5] == ["X₁", "X₂", "X₁²", "X₂²", "X₁X₂"]
    assert [len(c) for c in CATALOGUES] == [16, 16, 11, 6, 5, 9, 5]


def example():
    things: Registry[int] = Registry("thing")
    things.add("b", 1, label="B", doc="The first.\n\nMore.", size=3)
    things.add("a", 2, label="A", doc="The second.")
    return things


def test_order_facts_and_summary():
    things = example()
    assert list(things) == ["b", "a"]
    assert things["b"].summary == "The first."
    assert things["b"].size == things["b"].facts["size"] == 3
    with pytest.raises(AttributeError, match="'a' has no fact 'size'"):
        _ = things["a"].size


def test_an_unknown_name_lists_the_known_ones():
    things = example()
    with pytest.raises(UnknownName) as caught:
        things["nope"]
    assert str(caught.value) == "unknown thing 'nope'; known: b, a"
    assert isinstance(caught.value, ValueError)
    assert "nope" not in things
    assert things.get("nope") is None
    with pytest.raises(UnknownName):
        things[["b"]]  # type: ignore[index]


def test_a_name_is_registered_once_and_with_a_docstring():
    things = example()
    with pytest.raises(ValueError, match="twice"):
        things.add("b", 3, label="B again", doc="Another.")
    with pytest.raises(ValueError, match="no docstring"):
        things.register("c", label="C")(lambda: None)
