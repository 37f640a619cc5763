"""The fractal of trainability: drawn, zoomed into, a pixel played and put on the stage."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from .conftest import PATIENCE_MS, Stage

pytestmark = pytest.mark.browser
BELOW_ALL_ELSE_MS = 4 * PATIENCE_MS  # labs compile and train when nobody else wants to


def test_a_frontier_is_zoomed_into_and_a_pixel_comes_to_the_stage(
    visit: Callable[..., Stage],
) -> None:
    stage = visit()
    stage.press("Labs")
    stage.root.get_by_role("button", name=re.compile("^Fractal")).click()
    window = stage.root.get_by_role("dialog", name="The fractal of trainability")
    window.get_by_label("Axes", exact=True).select_option("scale")
    window.get_by_label("Training steps", exact=True).select_option("100")
    summary = window.locator(".fractal-summary")
    expect(summary).to_contain_text("networks learned", timeout=BELOW_ALL_ELSE_MS)
    whole = summary.inner_text()
    trail = window.get_by_role("navigation").get_by_role("button")
    expect(trail).to_have_text(["Whole"])

    _drag(stage.page, window.locator(".fractal-canvas"), (0.4, 0.2), (0.65, 0.4))
    expect(trail).to_have_text(["Whole", "4 ×"])
    expect(summary).to_contain_text("networks learned", timeout=BELOW_ALL_ELSE_MS)
    assert summary.inner_text() != whole
    picture = window.get_by_role("application")
    picture.focus()
    for key in ("Backspace", "ArrowDown", "ArrowLeft", "Enter"):
        stage.page.keyboard.press(key)
    expect(trail).to_have_text(["Whole"])
    fate = window.locator(".fractal-fate")
    expect(fate).to_contain_text("learned; after 100 steps", timeout=BELOW_ALL_ELSE_MS)
    rate, scale = re.findall(r"rate ([\d.]+), first weights × ([\d.]+):", fate.inner_text())[0]

    window.get_by_role("button", name="Open on the stage").click()
    expect(window).to_be_hidden()
    stage.page.wait_for_url(re.compile(f"lr={rate[:4]}"))
    assert f"scale={scale[:4]}" in stage.page.url


def _drag(page: Page, canvas, start, end) -> None:  # type: ignore[no-untyped-def]
    box = canvas.bounding_box()
    places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in (start, end)]
    page.mouse.move(*places[0])
    page.mouse.down()
    page.mouse.move(*places[1], steps=3)
    page.mouse.up()
