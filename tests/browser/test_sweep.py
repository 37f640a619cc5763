"""The sweep: opened by its link, read cell by cell, and a cell put on the stage."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from .conftest import Stage

pytestmark = pytest.mark.browser
SWEEP = "sweep=learning_rate=0.1,1;hidden=2,3;seeds=3;epochs=4"


def test_a_cell_of_a_linked_sweep_comes_to_the_stage_and_undo_takes_it_back(
    visit: Callable[..., Stage],
) -> None:
    stage = visit(f"?v=1&net=3&n=40&batch=20&{SWEEP}")
    window = stage.root.get_by_role("dialog", name="Sweep", exact=True)
    expect(window).to_have_attribute("data-state", "done", timeout=90_000)
    expect(window.locator(".sweep-best")).to_contain_text("the median of 3 networks")
    with stage.page.expect_download() as saved:
        window.get_by_role("button", name="Save CSV", exact=True).click()
    lines = saved.value.path().read_text().splitlines()
    assert lines[0].startswith("hidden,learning_rate,epoch,networks,diverged,train_loss")
    assert len(lines) == 1 + 4 * 5
    window.get_by_role("slider", name="Epoch", exact=True).press("Home")
    table = window.get_by_role("application")
    table.focus()
    for key in ("ArrowUp", "ArrowRight"):
        stage.page.keyboard.press(key)
    told = window.locator(".sweep-map [role=status]")
    expect(told).to_have_text(re.compile(r"^Learning rate 1, Width 3: test loss 0\.\d{3}$"))
    row = next(line for line in lines if line.startswith("3,1,0,"))
    assert f"test loss {float(row.split(',')[6]):.3f}" in told.inner_text()
    expect(window.locator(".sweep-cell canvas")).to_be_visible()
    stage.page.keyboard.press("Enter")
    expect(window).to_be_hidden()
    stage.page.wait_for_url("**lr=1**")
    stage.press("Undo")
    stage.page.wait_for_url(lambda url: "lr=1" not in url)
