"""Every setting and every choice explains itself in a plain sentence."""

import pytest

from playground.fields import FIELDS
from playground.live.catalogue import catalogue

CHOICES = [
    (field["name"], choice)
    for field in catalogue()["fields"]
    if field["name"] != "pace"  # "10e" is shown as ten epochs a second
    for choice in field["choices"]
]


@pytest.mark.parametrize("field", FIELDS.values(), ids=lambda field: field.name)
def test_a_setting_has_a_label_and_help(field):
    assert field.label
    assert field.help[0].isupper()
    assert field.help.endswith(".")
    assert len(field.help) <= 140, "one sentence or two, to be read while pointing"


@pytest.mark.parametrize(("name", "choice"), CHOICES, ids=lambda part: str(part)[:30])
def test_a_choice_has_a_label_and_help(name, choice):
    assert choice["label"]
    assert choice["help"].endswith("."), f"{name}: {choice['name']}"
