"""Fix this: where a quirk of an import hurts, a change of settings that ends it, and undo."""

import pytest

from playground.compat.link import from_link
from playground.compat.quirks import QUIRKS, quirks_of
from playground.compat.remedies import REMEDIES, remedies
from playground.spec import DEFAULT
from tests.compat.test_compat_link import WILD
from tests.live.house import House

# A link in which it hurts, and one in which the quirk is harmless or does not act.
CASES = {
    "dead_links": ("regularization=L1&regularizationRate=0.1", "regularization=L1"),
    "raw_inputs": ("xSquared=true", "sinX=true"),
    "carried_remainder": ("batchSize=30", "batchSize=25"),
    "fixed_order": ("batchSize=25", "batchSize=250"),
    "even_weights": ("networkShape=2,2,2", "networkShape=2,2"),
    "wide_noise": ("noise=60", "noise=50"),
}


def labels(experiment):
    return [found["label"] for found in remedies(experiment)]


@pytest.mark.parametrize("remedy", REMEDIES, ids=lambda remedy: remedy.quirk)
def test_a_quirk_that_hurts_is_named_and_its_fix_ends_it(remedy):
    hurts, harmless = (from_link(f"#seed=0.5&{link}").experiment for link in CASES[remedy.quirk])
    label = QUIRKS[remedy.quirk].label
    assert label in labels(hurts)
    assert label not in labels(harmless)
    (found,) = (found for found in remedies(hurts) if found["label"] == label)
    assert found["text"].endswith(".")
    assert found["text"].count(". ") == 0, "one sentence"
    better = hurts.change(**found["fix"]["changes"])
    assert remedy.quirk not in {quirk.name for quirk in quirks_of(better)}
    assert better.tfplayground == "0.5", "its points and first weights stay"


def test_our_own_experiments_have_nothing_to_fix():
    for link in (pair[0] for pair in CASES.values()):
        experiment = from_link(f"#seed=0.5&{link}&noise=0").experiment
        assert remedies(experiment.change(tfplayground="")) == []
    assert remedies(DEFAULT) == []


def test_the_page_fixes_and_undoes_it():
    house = House()
    page = house.visit(from_link("#networkShape=2&seed=0.5&xSquared=true").experiment)
    (raw, _) = page.last("status")["quirks"]
    house.set(**raw["fix"]["changes"])
    assert [found["label"] for found in page.last("status")["quirks"]] == ["No new order"]
    house.say("undo")
    assert page.last("status")["quirks"][0] == raw


@pytest.mark.parametrize("link", WILD)
def test_the_page_opens_every_link_in_the_wild(link):
    """As the hash of our address, and exported again as the same run."""
    house = House()
    imported = from_link(link)
    house.runner.open(imported.experiment, token="a", hide=imported.view.hide)
    status = house.look("a").last("status")
    assert status["experiment"]["tfplayground"] == imported.experiment.tfplayground
    assert status["hide"] == list(imported.view.hide or ())
    exported = status["tensorflow_playground"]
    assert exported["lost"] == ()
    again = from_link(exported["link"])
    assert (again.experiment, again.view.hide) == (imported.experiment, imported.view.hide)
