"""Settings: live ones act while they are dragged, the others restart in the same state of play."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from .conftest import ENDLESS, Stage

pytestmark = pytest.mark.browser
Visit = Callable[..., Stage]


def hold_slider(stage: Stage, name: str, *, share: float) -> None:
    """Take a slider's thumb and draw it to a share of its way; the mouse stays down."""
    slider = stage.root.get_by_role("slider", name=name)
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    assert box is not None
    start = slider.evaluate("el => (el.valueAsNumber - el.min) / (el.max - el.min)")
    middle = box["y"] + box["height"] / 2
    mouse = stage.page.mouse
    mouse.move(box["x"] + 8 + start * (box["width"] - 16), middle)
    mouse.down()
    for part in (0.4, 0.7, 1.0):
        at = start + part * (share - start)
        mouse.move(box["x"] + 8 + at * (box["width"] - 16), middle)


def rates(messages: list[dict[str, Any]], *, final: bool) -> list[float]:
    """The learning rates that were sent over the socket."""
    sets = [m for m in messages if m["type"] == "set" and m["final"] is final]
    return [m["changes"]["learning_rate"] for m in sets if "learning_rate" in m["changes"]]


def test_learning_rate_acts_while_it_is_dragged(visit: Visit) -> None:
    stage = visit(f"?v=1&lr=0.00001&pace=60e&epochs=0{ENDLESS}")
    stage.play()
    crawling = stage.until("s => s.epoch >= 10")
    hold_slider(stage, "Learning rate", share=0.75)
    # The mouse is still down, and the run has a new rate.
    stage.until(f"s => s.loss < {0.8 * crawling['loss']}")
    assert rates(stage.sent, final=False)
    assert not rates(stage.sent, final=True)
    assert "lr=0.00001" in stage.page.url or "lr=1e-05" in stage.page.url

    pages = stage.page.evaluate("() => history.length")
    stage.page.mouse.up()
    expect(stage.page).to_have_url(re.compile(r"lr=(0\.1|0\.3|0\.03|1)\b"))
    (released,) = rates(stage.sent, final=True)
    assert stage.statuses[-1]["experiment"]["learning_rate"] == released
    assert stage.page.evaluate("() => history.length") == pages, "dragging replaces"
    assert stage.now["state"] == "running"


def test_what_restarts_goes_on_in_the_same_state_of_play(visit: Visit) -> None:
    stage = visit("?v=1&pace=60e&epochs=0&data=spiral&noise=0.5")
    root = stage.root
    changes: list[tuple[str, Callable[[], Any]]] = [
        (
            "data=xor",
            lambda: root.get_by_role("radio", name="Exclusive or", exact=True).click(force=True),
        ),
        ("act=relu", lambda: root.get_by_label("Activation", exact=True).select_option("relu")),
        ("net=8-4-4", lambda: root.get_by_role("button", name="Add a hidden layer").click()),
    ]
    stage.play()
    for part, change in changes:
        stage.until("s => s.epoch >= 60")
        mark = stage.mark()
        change()
        stage.until("s => s.state === 'running' && s.epoch < 40", since=mark)
        stage.until("s => s.epoch >= 3", since=stage.mark())
        expect(stage.page).to_have_url(re.compile(rf"[?&]{part}(&|$)"))
        assert stage.now["state"] == "running"

    stage.until("s => s.epoch >= 60")
    mark = stage.mark()
    stage.press("Undo")
    expect(stage.page).not_to_have_url(re.compile("net="))
    stage.until("s => s.state === 'running' && s.epoch < 40", since=mark)

    # And at rest it stays at rest.
    stage.pause()
    mark = stage.mark()
    stage.press("New weights")
    stage.until("s => s.state === 'idle' && s.epoch === 0", since=mark)
    assert all(s["state"] != "running" for s in stage.diary(mark))


def test_the_last_input_stays_on_and_the_page_says_so(visit: Visit) -> None:
    stage = visit()
    inputs = stage.root.get_by_role("group", name="Inputs")
    one, two = (inputs.get_by_role("button", name=name, exact=True) for name in ("X₁", "X₂"))
    two.click()
    expect(two).to_have_attribute("aria-pressed", "false")
    one.click()
    expect(stage.word).to_contain_text("at least one input")
    expect(one).to_have_attribute("aria-pressed", "true")
    stage.until("s => s.state === 'idle'")
    stage.play()


def test_a_batch_larger_than_the_training_set_is_put_right(visit: Visit) -> None:
    stage = visit("?v=1&n=20&batch=50")
    expect(stage.word).to_contain_text("Batch size set to 10")
    assert stage.statuses[-1]["experiment"]["batch_size"] == 10
    stage.unfold("data")
    stage.root.get_by_role("slider", name="Number of points").press(
        "Home"
    )  # four: fewer than a circle can have
    expect(stage.word).to_contain_text("Batch size set to 4")
    batch = stage.root.get_by_role("slider", name="Batch size")
    expect(batch).to_have_attribute("aria-valuetext", "4")
    stage.until("s => s.state === 'idle'")
    stage.play()


def test_a_verdict_is_not_hidden_by_what_was_put_right(visit: Visit) -> None:
    stage = visit("?v=1&data=plane&act=relu&lr=100&pace=max")
    expect(stage.word).to_contain_text("Loss set to")
    stage.press("Play")
    stage.until("s => s.state === 'diverged'")
    expect(stage.word).to_contain_text("Diverged")


def test_a_formula_is_refused_in_its_place_then_mended(visit: Visit) -> None:
    stage = visit("?v=1&data=above&f=x")
    field, said = stage.root.get_by_label("f(x)", exact=True), stage.root.locator(".refused")
    field.fill("x^2/4 - 2x")
    field.press("Enter")
    expect(said).to_contain_text("character 10: + - * / or ^ must stand before 'x'")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(stage.page).to_have_url(re.compile("f=x$"))
    field.fill("x^2/4 - 2*x")
    field.press("Enter")
    expect(stage.page).to_have_url(re.compile(r"f=x%5E2%2F4-2%2Ax$"))
    expect(said).to_be_hidden()
    expect(field).to_have_value("x^2/4-2*x")
    stage.root.get_by_role("radio", name="Circle", exact=True).click(force=True)
    expect(field).to_be_hidden()


def test_a_stop_rule_stops_the_run_and_says_so(visit: Visit) -> None:
    stage = visit("?v=1&data=gauss&net=2&lr=0.1&pace=60e&epochs=0")
    stage.root.locator("[data-group=training] summary").click()
    stage.root.get_by_label("Stop when", exact=True).select_option("accuracy")
    expect(stage.page).to_have_url(re.compile("stop=accuracy-0.95"))
    number = stage.root.get_by_role("spinbutton", name=re.compile("Test accuracy"))
    expect(number).to_have_value("95")
    number.fill("60")
    number.press("Enter")
    expect(stage.page).to_have_url(re.compile("stop=accuracy-0.6"))
    stage.press("Play")  # it may be over within a frame
    stage.until("s => s.state === 'paused' && s.epoch >= 1")
    expect(stage.word).to_contain_text("the test accuracy (or R²) is 60 % or more")
    stage.press("Train on")
    stage.until("s => s.state === 'running'")
