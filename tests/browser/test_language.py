"""简体中文: the page in the browser's language, and turned to the other while it trains."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from .conftest import Stage

pytestmark = pytest.mark.browser


def test_the_page_is_chinese_and_turns_to_english_while_it_runs(
    visit: Callable[..., Stage],
) -> None:
    stage = visit("?v=1&epochs=0", locale="zh-CN")
    expect(stage.root).to_have_attribute("lang", "zh-CN")
    expect(stage.root.get_by_role("slider", name="学习率")).to_be_visible()
    stage.root.get_by_role("button", name="播放", exact=True).click()
    running = stage.until("s => s.epoch >= 3")

    stage.root.get_by_role("button", name="English").click()
    expect(stage.root).to_have_attribute("lang", "en")
    expect(stage.root.get_by_role("slider", name="Learning rate")).to_be_visible()
    expect(stage.root.get_by_role("button", name="Pause", exact=True)).to_be_visible()
    expect(stage.page).to_have_url(re.compile("lang=en"))
    stage.until(f"s => s.state === 'running' && s.epoch > {running['epoch']}")
    assert sum(message["type"] == "hello" for message in stage.sent) == 1, "the same run"


def test_a_saved_run_speaks_the_language_of_its_page(
    visit: Callable[..., Stage], tmp_path: Path
) -> None:
    stage = visit("?v=1&net=4&epochs=0", locale="zh-CN")
    stage.root.get_by_role("button", name="单步", exact=True).click()
    stage.until("s => s.epoch === 1")
    stage.root.get_by_role("button", name="保存与打开").click()
    with stage.page.expect_download() as saved:
        stage.root.get_by_role("button", name="保存 HTML").click()
    saved.value.save_as(tmp_path / "run.html")
    browser = stage.page.context.browser
    assert browser is not None
    page = browser.new_context(offline=True, locale="en-US").new_page()
    page.goto((tmp_path / "run.html").as_uri())
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    expect(page.get_by_test_id("stage")).to_contain_text("训练损失")
    expect(page.get_by_label("Moment of the run")).to_have_count(0)
    page.context.close()
