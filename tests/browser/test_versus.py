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


def test_one_can_look_into_the_network_on_the_right(visit):
    stage = visit("?v=1&net=3&vs=net.2~act.relu&epochs=0")
    left, right = (stage.root.locator(f".{name} .caption") for name in ("plane", "other-plane"))
    network = stage.root.locator(".other-network canvas")
    output = [stage.picture(figure) for figure in ("field", "other-field")]
    network.focus()
    network.press("ArrowDown")
    network.press("ArrowUp")
    expect(right.locator("b")).to_have_text("Layer 1, neuron 1")
    expect(right).to_contain_text("ReLU(")
    expect(left.locator("b")).to_have_text("Output")
    network.press("Enter")
    neuron = [stage.picture(figure) for figure in ("field", "other-field")]
    moved = [difference(*pair) for pair in zip(output, neuron, strict=True)]
    assert moved[0] == 0 and moved[1] > 3

    assert stage.root.get_by_role("button", name="Switch off").count() == 0, "not by hand"

    # What is pinned stays while training goes on, and leaves with its neuron.
    network.blur()
    stage.play()
    stage.until("s => s.epoch >= 2")
    expect(right.locator("b")).to_have_text("Layer 1, neuron 1")
    stage.pause()
    network.focus()
    network.press("Escape")
    expect(right.locator("b")).to_have_text("Output")
    network.press("E")
    expect(stage.root.get_by_role("dialog")).to_have_count(0)
