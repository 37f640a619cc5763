"""CPU or GPU?: the chart grows while the machine is measured, and says its numbers."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from .conftest import PATIENCE_MS, Stage

pytestmark = pytest.mark.browser
BELOW_ALL_ELSE_MS = 4 * PATIENCE_MS  # labs compile and measure when nobody else wants to


def test_this_machine_stands_beside_a_stored_one(visit: Callable[..., Stage]) -> None:
    stage = visit()
    stage.press("Labs")
    stage.root.get_by_role("button", name=re.compile("^CPU or GPU")).click()
    window = stage.root.get_by_role("dialog", name="CPU or GPU?")
    expect(window.get_by_text("CPU of this machine")).to_be_visible(timeout=BELOW_ALL_ELSE_MS)
    window.get_by_role("img", name="One step of all networks 2-4-2-1").focus()
    stage.page.keyboard.press("ArrowRight")
    told = window.locator(".hardware-told").first
    expect(told).to_contain_text(
        re.compile(r"^1 · CPU of this machine: [\d.]+ µs · H100, stored: 14 µs")
    )
    window.get_by_role("button", name="Stop").click()
    expect(window.get_by_role("button", name="Measure again")).to_be_visible()
