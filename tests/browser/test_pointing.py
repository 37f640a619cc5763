"""Pointing at the drawing: a neuron's answer in the field, the number at a link."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import pytest
from playwright.sync_api import Locator, expect

from .conftest import Stage, difference

pytestmark = pytest.mark.browser
Visit = Callable[..., Stage]

MOVED = 3.0  # mean difference of pixels that no antialiasing makes
SMALL = "?v=1&net=3-2&pace=60e&epochs=0"
# Where the page's own layout puts the neurons of that network.
PLACE = """async (canvas, [column, index]) => {
  const loaded = performance.getEntriesByType("resource").map((entry) => entry.name);
  const bundle = loaded.find((name) => name.includes("/bundle.js"));
  const { layoutNetwork } = await import(bundle.replace("bundle.js", "layout.js"));
  const { width, height } = canvas.getBoundingClientRect();
  const units = (shown) => ({ units: shown.length, shown });
  const scene = {
    inputs: [{ label: "X₁" }, { label: "X₂" }],
    layers: [units([0, 1, 2]), units([0, 1])],
    output: { units: 1, labels: ["output"] },
  };
  const { columns } = layoutNetwork(scene, width, height, { vertical: width < 480 });
  return columns[column].nodes[index];
}"""


def drawing(stage: Stage) -> Locator:
    return stage.root.locator(".figure.network canvas")


def caption(stage: Stage) -> Locator:
    return stage.root.locator(".caption").first  # a second experiment has its own


def place(stage: Stage, column: int, index: int) -> dict[str, float]:
    return cast(dict[str, float], drawing(stage).evaluate(PLACE, [column, index]))


def point_at(stage: Stage, column: int, index: int) -> None:
    node = place(stage, column, index)
    drawing(stage).hover(position={"x": node["x"], "y": node["y"]})


def test_a_neuron_pointed_at_takes_the_field_and_gives_it_back(visit: Visit) -> None:
    stage = visit(SMALL)
    output = stage.picture()
    expect(caption(stage).locator("b")).to_have_text("Output")
    point_at(stage, 1, 1)
    expect(caption(stage).locator("b")).to_have_text("Layer 1, neuron 2")
    expect(caption(stage)).to_contain_text("tanh(")
    assert difference(output, stage.picture()) > MOVED
    point_at(stage, 0, 0)
    expect(caption(stage).locator("b")).to_have_text("Input X₁")
    stage.page.mouse.move(5, 5)
    expect(caption(stage).locator("b")).to_have_text("Output")
    assert difference(output, stage.picture()) == 0


def test_a_pinned_neuron_stays_and_goes_on_learning(visit: Visit) -> None:
    stage = visit(SMALL)
    output, drawn = stage.picture(), stage.picture("network")
    node = place(stage, 2, 0)
    drawing(stage).click(position={"x": node["x"], "y": node["y"]})
    stage.page.mouse.move(5, 5)
    title = caption(stage).locator("b")
    expect(title).to_have_text("Layer 2, neuron 1")
    unpin = stage.root.get_by_role("button", name="Unpin Layer 2, neuron 1", exact=True)
    expect(unpin).to_be_visible()
    assert difference(drawn, stage.picture("network")) > 0, "the pin must be seen"
    first = stage.picture()
    assert difference(output, first) > MOVED
    stage.play()
    stage.until("s => s.epoch >= 20")
    assert difference(first, stage.picture()) > MOVED
    stage.pause()
    stage.press("New weights")
    stage.until("s => s.state === 'idle' && s.epoch === 0")
    expect(title).to_have_text("Layer 2, neuron 1")
    stage.page.keyboard.press("Escape")
    expect(title).to_have_text("Output")
    expect(unpin).to_be_hidden()


def test_by_keyboard(visit: Visit) -> None:
    stage = visit(SMALL)
    title = caption(stage).locator("b")
    stage.root.get_by_role("button", name="Copy link", exact=True).focus()
    for _ in range(12):
        if stage.page.evaluate("""() => {
          let at = document.activeElement;
          while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
          return at?.tagName === "CANVAS";
        }"""):
            break
        stage.page.keyboard.press("Tab")
    expect(title).to_have_text("Layer 1, neuron 1")
    stage.page.keyboard.press("ArrowDown")
    expect(title).to_have_text("Layer 1, neuron 2")
    stage.page.keyboard.press("Enter")
    stage.page.keyboard.press("ArrowRight")
    expect(title).to_have_text("Layer 2, neuron 1")
    spoken = caption(stage).locator("[aria-live=polite]")
    expect(spoken).to_contain_text("Layer 2, neuron 1: tanh(")
    stage.page.keyboard.press("Tab")
    expect(title).to_have_text("Layer 1, neuron 2")
    caption(stage).click()
    expect(title).to_have_text("Output")


def test_a_link_says_its_weight_while_training_changes_it(visit: Visit) -> None:
    stage = visit(SMALL)
    start, end = place(stage, 0, 0), place(stage, 1, 0)
    middle = {"x": (start["x"] + end["x"]) / 2, "y": (start["y"] + end["y"]) / 2}
    drawing(stage).hover(position=middle)
    tip = stage.root.locator(".network .valuetip")
    expect(tip).to_contain_text("from X₁ to layer 1, neuron 1")
    before = tip.inner_text()
    stage.page.keyboard.press("Space")
    stage.until("s => s.epoch >= 10")
    expect(tip).not_to_have_text(before)
    expect(tip).to_contain_text("from X₁ to layer 1, neuron 1")
    node = place(stage, 3, 0)
    size = node["size"] / 2
    drawing(stage).hover(position={"x": node["x"] - size + 2, "y": node["y"] + size - 2})
    expect(tip).to_contain_text("bias")
    expect(tip).to_contain_text("of the output")
    stage.page.mouse.move(5, 5)
    expect(tip).to_be_hidden()


def test_by_finger(visit: Visit) -> None:
    stage = visit(SMALL, size="phone", has_touch=True, is_mobile=True, device_scale_factor=2)
    title = caption(stage).locator("b")
    node = place(stage, 1, 2)
    for expected in ("Layer 1, neuron 3", "Output"):
        drawing(stage).tap(position={"x": node["x"], "y": node["y"]})
        expect(title).to_have_text(expected)
