"""Two experiments side by side on the page: one Play, two networks, and the way back."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import difference

pytestmark = pytest.mark.browser


def test_two_experiments_learn_side_by_side(visit):
    stage = visit("?preset=xor-side-by-side")
    heads = stage.root.locator(".side-head")
    expect(heads.nth(0)).to_contain_text("no hidden layer")
    expect(heads.nth(1)).to_contain_text("8 ReLU")
    before = [stage.picture(figure) for figure in ("field", "other-field")]
    stage.play()
    stage.until("s => s.epoch >= 4")
    stage.pause()
    after = [stage.picture(figure) for figure in ("field", "other-field")]
    moved = [difference(*pair) for pair in zip(before, after, strict=True)]
    assert min(moved) > 1, "one Play for both"

    # One thing changed, on the right alone: the address says so, and its control shows that side.
    stage.root.get_by_label("Activation", exact=True).select_option("tanh")
    expect(heads.nth(1)).to_contain_text("8 Tanh")
    stage.page.wait_for_url("**vs=net.8~act.tanh")
    stage.press("Keep the right one")
    stage.page.wait_for_url(lambda url: "vs=" not in url and "net=8" in url)
    expect(heads.nth(0)).to_be_hidden()

    # Undo brings the comparison back; Compare begins one anew.
    stage.press("Undo")
    expect(heads.nth(1)).to_contain_text("8 Tanh")
    stage.press("Keep the left one")
    stage.press("Compare")
    expect(heads.nth(1)).to_contain_text("a copy")
