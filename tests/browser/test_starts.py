"""Other starts: guessed, counted, and one of them put on the stage."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from .conftest import PATIENCE_MS, Stage

pytestmark = pytest.mark.browser
Visit = Callable[..., Stage]
BELOW_ALL_ELSE_MS = 4 * PATIENCE_MS  # labs compile and train when nobody else wants to


def test_other_starts_are_guessed_counted_and_taken(visit: Visit) -> None:
    stage = visit("?v=1&data=gauss&net=2&epochs=4&seed=5&pace=5e")
    starts = stage.root.get_by_role("region", name="Other starts")
    stage.press("Other starts")
    starts.get_by_label("Starts", exact=True).select_option("64")
    starts.get_by_label("Your guess").fill("40")
    trained = starts.get_by_text("All 64 are trained")
    expect(trained).to_be_visible(timeout=BELOW_ALL_ELSE_MS)
    expect(starts.get_by_role("button", name="Worst")).to_be_hidden()
    starts.get_by_role("button", name="Show").click()
    expect(starts.get_by_text("of 64 starts")).to_contain_text("test accuracy at epoch 4.")
    expect(starts.get_by_text("You guessed 40.")).to_be_visible()
    # The goal is the learner's; whatever is reached is counted anew.
    starts.get_by_label("Bound of success").fill("0")
    starts.get_by_label("Bound of success").press("Enter")
    expect(starts.get_by_text("64 of 64 starts (100 %")).to_be_visible()
    cells = starts.get_by_role("application")
    cells.focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowDown"):
        cells.press(key)
    expect(starts.get_by_text("Seed 16:")).to_have_count(1)  # the third of the second row
    shown = starts.get_by_role("button", name="Pointed at").locator(".soft").inner_text()
    cells.press("Enter")
    stage.until("s => s.epoch === 4 && s.state === 'paused'")
    expect(stage.word).to_contain_text("seed 16 at epoch 4")
    expect(stage.root.locator(".readouts > div", has_text="Test accuracy")).to_contain_text(shown)
    stage.page.wait_for_url("**/?*seed=16*pace=5e*")
    expect(starts.get_by_text("64 of 64 starts")).to_be_visible()  # it is one of them
    stage.press("Reset")
    stage.until("s => s.epoch === 0")
