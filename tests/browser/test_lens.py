"""A point under the lens: its numbers step by step, round weights, and the way out."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from .conftest import Stage

pytestmark = pytest.mark.browser
Visit = Callable[..., Stage]

SMALL = "?v=1&net=2&epochs=0"


def test_a_point_is_followed_forwards_and_back(visit: Visit) -> None:
    stage = visit(SMALL)
    field = stage.root.locator(".figure.field canvas")
    lens = stage.root.locator(".lens")
    expect(lens).to_be_hidden()
    field.focus()
    field.press("Enter")
    expect(lens).to_contain_text("Training point (")
    expect(lens).to_contain_text("1 / 7")
    for heading in ("Layer 1", "Output", "Loss", "Back at the output", "Back in layer 1"):
        stage.page.keyboard.press("ArrowRight")
        expect(lens.locator("strong")).to_have_text(heading)
    expect(lens.locator(".row")).to_have_count(2)
    expect(lens.locator(".sum").first).to_contain_text("δ₁ =")

    lens.get_by_label("Round all weights").select_option("0.5")
    undo = stage.root.get_by_role("button", name="Undo")
    expect(undo).to_have_attribute("title", "Undo: Weights rounded")
    lens.get_by_role("button", name="Worksheet").click()
    sheet = stage.root.get_by_role("dialog", name="Worksheet")
    expect(sheet.locator("pre")).to_contain_text("________")
    sheet.get_by_label("Show the answers").check()
    expect(sheet.locator("pre")).not_to_contain_text("________")
    stage.page.keyboard.press("Escape")
    expect(lens).to_be_visible()
    stage.page.keyboard.press("Escape")
    expect(lens).to_be_hidden()


# What can be used or read without a sentence of help, of its own or of what it is part of.
UNHELPED = """(stage) => [...stage.querySelectorAll(
    "button, input, select, textarea, summary, .readouts dt, .legend span")]
  .filter((part) => !part.hidden && !part.closest("[title], [aria-description]"))
  .map((part) => `${part.tagName} ${part.className} ${part.textContent || part.ariaLabel}`)"""


def test_every_control_and_part_has_its_sentence_of_help(visit: Visit) -> None:
    stage = visit(SMALL)
    stage.root.get_by_role("button", name="Help").click()
    expect(stage.root.get_by_role("dialog", name="Help")).to_contain_text(
        "A weight: thick is strong"
    )
    stage.page.keyboard.press("Escape")
    field = stage.root.locator(".figure.field canvas")
    box = field.bounding_box()
    assert box
    field.click(position={"x": box["width"] - 8, "y": 8})  # no point lies in the corner
    expect(stage.root.locator(".lens")).to_contain_text("no point, so no right answer")
    assert stage.root.evaluate(UNHELPED) == []
