"""Looking back: the scrubber over a run, its replay, and going on from an earlier moment."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from .conftest import Stage, difference

pytestmark = pytest.mark.browser
Visit = Callable[..., Stage]

MOVED = 3.0  # mean difference of pixels that no antialiasing makes
QUICK = "?v=1&net=4&pace=60e&epochs=0"


def scrubber(stage: Stage) -> Locator:
    return stage.root.get_by_role("slider", name="Moment of the run", exact=True)


def played(visit: Visit, query: str = QUICK) -> Stage:
    stage = visit(query)
    stage.play()
    stage.until("s => s.epoch >= 40")
    stage.pause()
    return stage


def test_looking_back_shows_the_moment_and_end_returns(visit: Visit) -> None:
    stage = visit(QUICK)
    untrained, first = stage.picture(), stage.now
    expect(scrubber(stage)).to_be_disabled()
    stage.play()
    stage.until("s => s.epoch >= 40")
    stage.pause()
    newest, picture = stage.now, stage.picture()
    assert difference(untrained, picture) > MOVED
    scrubber(stage).focus()
    stage.page.keyboard.press("Home")
    back = stage.until("s => s.epoch === 0")
    assert back["state"] == "paused"
    assert back["loss"] == pytest.approx(first["loss"], rel=1e-5), "a sketch's last bits differ"
    assert difference(untrained, stage.picture()) < 0.5
    expect(stage.root.locator(".caption").first).to_contain_text("epoch 0 of")
    expect(stage.word).to_contain_text("Looking back")
    expect(scrubber(stage)).to_have_attribute(
        "aria-valuetext", "epoch 0, loss " + f"{back['loss']:.3f}"
    )
    stage.page.keyboard.press("ArrowRight")
    stage.page.keyboard.press("ArrowRight")
    stage.until(f"s => s.loss !== {back['loss']}")
    stage.page.keyboard.press("End")
    again = stage.until(f"s => s.epoch === {newest['epoch']}")
    assert again["loss"] == newest["loss"]
    assert difference(picture, stage.picture()) == 0
    expect(stage.word).not_to_contain_text("Looking back")


def test_scrubbing_pauses_a_run_in_motion(visit: Visit) -> None:
    stage = visit(QUICK)
    stage.play()
    stage.until("s => s.epoch >= 20")
    scrubber(stage).focus()
    stage.page.keyboard.press("Home")
    stage.until("s => s.epoch === 0 && s.state === 'paused'")


def test_going_on_from_a_moment(visit: Visit) -> None:
    stage = played(visit)
    last = stage.now["epoch"]
    box = scrubber(stage).bounding_box()
    assert box is not None
    stage.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    there = stage.until(f"s => s.epoch > 0 && s.epoch < {last}")
    picture, mark = stage.picture(), stage.mark()
    stage.press("Step")
    stage.until(f"s => s.epoch === {there['epoch'] + 1} && s.state === 'paused'", since=mark)
    expect(stage.root).not_to_have_attribute("data-looking", "")
    assert difference(picture, stage.picture()) < 60
    # The slider follows a growing run a few times a second: where it was is no place to go from.
    newest = re.compile(f"^epoch {there['epoch'] + 1},")
    expect(scrubber(stage)).to_have_attribute("aria-valuetext", newest)
    scrubber(stage).focus()
    stage.page.keyboard.press("ArrowLeft")
    mark = stage.mark()
    stage.press("Go on from here")
    stage.until(f"s => s.epoch > {there['epoch'] + 3} && s.state === 'running'", since=mark)
    entries = [s["epoch"] for s in stage.diary(mark)]
    assert entries == sorted(entries), "it goes on from there, without a jump"


def test_a_replay_runs_to_the_newest_moment(visit: Visit) -> None:
    stage = visit("?v=1&net=4&epochs=0")
    for epoch in range(1, 9):
        stage.press("Step")
        stage.until(f"s => s.epoch === {epoch}")
    mark = stage.mark()
    stage.press("Replay")
    stage.until("s => s.epoch === 0", since=mark)
    stage.until("s => s.epoch === 8", since=stage.mark() - 1)
    shown = list(dict.fromkeys(s["epoch"] for s in stage.diary(mark)[1:]))
    assert [epoch for epoch in shown if epoch < 8][-8:] == list(range(8))
    expect(stage.root.get_by_role("button", name="Replay", exact=True)).to_be_visible()
    expect(stage.root.get_by_role("button", name="Newest", exact=True)).to_be_disabled()


def test_details_count_who_was_taken_for_whom(visit: Visit) -> None:
    stage = visit("?v=1&data=blobs&loss=cross_entropy&noise=0.4&net=4&epochs=0")
    stage.press("Step")
    stage.until("s => s.epoch === 1")
    tables = stage.root.locator("table.confusion")
    expect(tables.first).to_be_hidden()
    stage.press("Details")
    expect(tables).to_have_count(2)
    for table in tables.all():
        counts = [int(text) for text in table.locator("td").all_inner_texts()]
        assert len(counts) == 9
        right, every = sum(counts[::4]), sum(counts)
        expect(table.locator("caption")).to_contain_text(f"{right} of {every} right")
    expect(stage.root.locator(".measures .margin")).to_contain_text("margin 0.")
    stage.choose("Plane", problem="Regression")
    expect(stage.root.locator(".measures")).to_contain_text("Test points: R²")


def test_the_best_line_is_told_when_no_line_is_enough(visit: Visit) -> None:
    stage = visit("?v=1&data=xor_corners&net=none&batch=4&pace=max&epochs=5")
    stage.press("Play")
    stage.until("s => s.epoch === 5 && s.state === 'paused'")
    expect(stage.word).to_contain_text("No straight line passes 75 %")


def test_the_curves_in_logarithms_smoothed_and_beside_earlier_ones(visit: Visit) -> None:
    stage = played(visit)
    curve = stage.picture("curve")
    stage.root.get_by_role("button", name="Curves", exact=True).click()
    stage.page.mouse.move(5, 5)
    stage.root.get_by_role("switch", name="Log loss", exact=True).click(force=True)
    expect(stage.root.locator(".chart .main-svg").first).to_be_visible()
    expect(stage.root.locator(".runs")).to_be_hidden()
    smoothing = stage.root.get_by_role("slider", name="Smoothing", exact=True)
    expect(smoothing).to_have_attribute("aria-valuetext", "off")
    smoothing.focus()
    stage.page.keyboard.press("PageUp")
    expect(smoothing).not_to_have_attribute("aria-valuetext", "off")
    stage.press("Close")
    assert difference(curve, stage.picture("curve")) > 0
    stage.root.get_by_role("radio", name="XOR", exact=True).click(force=True)
    stage.until("s => s.epoch === 0 && s.state === 'idle'")
    stage.root.get_by_role("button", name="Curves", exact=True).click()
    earlier = stage.root.locator(".runs .button")
    expect(earlier).to_have_count(1)
    expect(earlier).to_contain_text("Circle")
    expect(earlier).to_have_attribute("aria-pressed", "true")
    earlier.click()
    expect(earlier).to_have_attribute("aria-pressed", "false")
    expect(stage.root.locator(".runs li")).to_contain_text("test accuracy")
    stage.press("Restore")
    expect(stage.root.locator("h1")).to_contain_text("Circle")
    stage.page.wait_for_url(lambda url: "data=xor" not in url)
