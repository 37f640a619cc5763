"""For everyone: what axe-core says of the page, and a network changed without a mouse."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest
from playwright.sync_api import expect

from .conftest import ROOT, Stage
from .test_layout import OVERFLOW, SCROLLS

pytestmark = pytest.mark.browser
Visit = Callable[..., Stage]

INSTALLED = ROOT / "node_modules/axe-core/axe.min.js"
PHONE = {"size": "phone", "has_touch": True, "is_mobile": True}
WINDOWS = ("Presets", "Save & open", "Import", "Help")
RUN = """async (el) => {
  const { violations } = await axe.run(el, { resultTypes: ["violations"] });
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`));
}"""


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core, from the file that NP_AXE names or where npm installs it."""
    path = Path(os.environ.get("NP_AXE", INSTALLED))
    if path.is_file():
        return path.read_text("utf-8")
    reason = f"no axe-core at {path}: npm install --prefix . --no-save axe-core"
    if os.environ.get("NP_REQUIRE_BROWSER") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


def complaints(stage: Stage, axe: str) -> list[str]:
    stage.page.evaluate(f"{axe}; 0")  # the page's own policy lets no script in
    return cast(list[str], stage.root.evaluate(RUN))


def test_axe_finds_nothing_serious(visit: Visit, axe: str) -> None:
    stage = visit("?v=1&net=3-2")
    found = {"light": complaints(stage, axe)}
    for window in WINDOWS:
        stage.press(window)
        found[window] = complaints(stage, axe)
        stage.page.keyboard.press("Escape")
    dark = visit("?v=1&net=3-2&text=large", size="projector", color_scheme="dark")
    found["dark and large"] = complaints(dark, axe)
    assert dark.root.evaluate(OVERFLOW) == dark.root.evaluate(SCROLLS) == []
    dark.press("Large text")
    assert dark.page.url.endswith("?v=1&net=3-2")
    phone = visit("?v=1&net=3-2", **PHONE)
    found["phone"] = complaints(phone, axe)
    phone.press("Controls")
    found["sheet"] = complaints(phone, axe)
    assert not any(found.values()), found


def test_weights_are_a_list_for_keys_and_fingers(visit: Visit) -> None:
    stage = visit("?v=1&net=3-2")
    drawing = stage.root.locator(".figure.network canvas")
    drawing.focus()
    for key in ("ArrowDown", "w"):
        stage.page.keyboard.press(key)
    window = stage.root.get_by_role("dialog", name="Weights and biases")
    expect(window.get_by_label("Neuron", exact=True)).to_have_value("1/1")
    weight = window.get_by_label("from X₂", exact=True)
    loss = stage.now["loss"]
    weight.fill("2.5")
    weight.press("Enter")
    stage.until(f"s => s.loss !== {loss}")
    edits = [intent for intent in stage.sent if intent["type"] == "edit"]
    assert [(edit["value"], edit["from"], edit["to"]) for edit in edits] == [(2.5, 1, 1)]
    window.get_by_role("button", name="Freeze: bias").press("Enter")
    expect(window.get_by_role("button", name="Freeze: bias", pressed=True)).to_be_visible()
    stage.page.keyboard.press("Escape")
    expect(drawing).to_be_focused()
    stage.page.keyboard.press("e")
    expect(stage.root.get_by_role("spinbutton", name="Value")).to_be_focused()
    stage.page.keyboard.press("Escape")
    expect(drawing).to_be_focused()
    phone = visit("?v=1&net=3-2", **PHONE)
    phone.root.get_by_role("button", name="Weights as a list", exact=True).tap()
    expect(phone.root.get_by_label("from X₁", exact=True)).to_be_in_viewport()


def test_the_stage_alone(visit: Visit) -> None:
    stage = visit("?v=1&net=3-2&embed=1")
    expect(stage.root.locator(".panel")).to_be_hidden()
    expect(stage.root.get_by_role("button", name="Presets")).to_be_hidden()
    for figure in ("network", "field"):
        expect(stage.root.locator(f".figure.{figure} canvas")).to_be_in_viewport(ratio=1)
    full = stage.root.get_by_role("link", name="Open the full page")
    expect(full).to_have_attribute("href", "/?v=1&net=3-2")
    stage.press("Step")
    stage.until("s => s.epoch === 1")
    assert stage.page.url.endswith("&embed=1")
