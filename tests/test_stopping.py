"""Stop rules: how they are written, and at which epoch each is met."""

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.stopping import RULES, Watch, canonical, read

GOOD = {  # a text, and the one way to write it
    "": "",
    "train_loss-0.1": "train_loss-0.1",
    "test_loss-0.100": "test_loss-0.1",
    "accuracy-1.0": "accuracy-1",
    "accuracy-0.000001": "accuracy-0.000001",
    "plateau-0.01-050": "plateau-0.01-50",
    "seconds-30": "seconds-30",
}
BAD = [  # a text, and part of what is said of it
    ("loss-0.1", "rules: train_loss, test_loss, accuracy, plateau, seconds"),
    ("test_loss", "such as test_loss-0.1"),
    ("test_loss-", "such as"),
    ("test_loss--1", "such as"),
    ("test_loss-1e-3", "such as"),
    ("test_loss-nan", "such as"),
    ("test_loss-0.1 ", "such as"),
    ("test_loss-٣", "such as"),
    ("test_loss-0.1-3", "test_loss takes 1 number"),
    ("plateau-0.1", "plateau takes 2 numbers"),
    ("plateau-0.1-0", "0 must lie in [1, 100000]"),
    ("accuracy-95", "95 must lie in [0, 1]"),
    ("seconds-0", "0 must lie in [1, 86400]"),
    ("test_loss-" + "9" * 400, "such as"),
]


@pytest.mark.parametrize(("text", "shortest"), GOOD.items())
def test_a_rule_has_one_way_to_be_written(text, shortest):
    assert canonical(text) == shortest
    assert read(text) == read(shortest)


@pytest.mark.parametrize(("text", "part"), BAD)
def test_others_are_refused(text, part):
    with pytest.raises(ValueError, match=re.escape(part)):
        canonical(text)


def test_every_kind_can_be_written_as_it_starts_and_says_what_it_does():
    for name, kind in RULES.items():
        rule = read("-".join((name, *(f"{number.start:g}" for number in kind.numbers))))
        assert rule.numbers == tuple(number.start for number in kind.numbers)
        assert "{" not in rule.sentence
        assert all(of.low <= of.start <= of.high for of in kind.numbers)


def met(text, *, train=(), test=(), score=()):
    """The epoch at which a series of values, from epoch 1 on, meets a rule."""
    watch = Watch(read(text))
    rows = max(len(train), len(test), len(score))
    filled = [(*values, *(1.0,) * (rows - len(values))) for values in (train, test, score)]
    for epoch, (loss, other, right) in enumerate(zip(*filled, strict=True), 1):
        assert watch.look(epoch, (loss, other, 0.5, right)) == (watch.met_at is not None)
    return watch.met_at


def test_a_threshold_is_met_at_the_first_epoch_that_reaches_it():
    assert met("train_loss-0.5", train=(0.9, 0.6, 0.5, 0.7), test=(0.1,)) == 3
    assert met("test_loss-0.5", train=(0.1,), test=(0.9, 0.51, 0.49)) == 3
    assert met("accuracy-0.9", score=(0.5, 0.89, 0.9)) == 3
    assert met("accuracy-0.9", score=(math.nan, 0.5)) is None
    assert met("test_loss-0.5", test=(math.nan,) * 3) is None


def test_a_plateau_is_so_many_epochs_without_a_gain_of_so_much():
    assert met("plateau-0.1-3", test=(1.0, 0.95, 0.91, 0.905)) == 4, "less than a tenth in three"
    assert met("plateau-0.1-3", test=(1.0, 0.95, 0.91, 0.9, 0.89, 0.85, 0.8)) is None
    assert met("plateau-0.1-3", test=(1.0, 0.8, 0.9, 0.85, 0.75)) == 5, "the best counts"
    assert met("plateau-0-2", test=(1.0, 1.0, 1.0)) == 3
    assert met("plateau-0-2", test=(0.0, 0.0, 0.0)) == 3
    assert met("plateau-0.1-2", test=(math.nan,) * 5) is None, "there is nothing to test on"


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text):
    for each in (text, f"plateau-{text}", f"test_loss-{text}"):
        try:
            shortest = canonical(each)
        except ValueError:
            continue
        assert canonical(shortest) == shortest
