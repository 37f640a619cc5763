"""The drawing is where the network is built and changed by hand."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from .conftest import Stage, difference
from .test_pointing import SMALL, caption, drawing, place, point_at

pytestmark = pytest.mark.browser
Visit = Callable[..., Stage]


def inside(stage: Stage, name: str) -> Locator:
    """A button that stands in the drawing."""
    return stage.root.locator(".figure.network").get_by_role("button", name=name, exact=True)


def middle_of_a_link(stage: Stage) -> dict[str, float]:
    start, end = place(stage, 0, 0), place(stage, 1, 0)
    return {"x": (start["x"] + end["x"]) / 2, "y": (start["y"] + end["y"]) / 2}


def test_neurons_and_layers_in_the_drawing(visit: Visit) -> None:
    stage = visit(SMALL)
    expect(inside(stage, "Add a neuron to layer 1")).to_be_hidden()
    point_at(stage, 1, 1)
    inside(stage, "Add a neuron to layer 1").click()
    expect(stage.page).to_have_url(re.compile("net=4-2"))
    expect(stage.root.get_by_role("spinbutton", name="Neurons in layer 1")).to_have_value("4")
    inside(stage, "Take a neuron from layer 1").click()
    expect(stage.page).to_have_url(re.compile("net=3-2"))
    inside(stage, "Put in a layer of 3 after layer 1").hover()
    expect(stage.root.locator(".ghost i")).to_have_count(3)
    inside(stage, "Put in a layer of 3 after layer 1").click()
    expect(stage.page).to_have_url(re.compile("net=3-3-2"))
    inside(stage, "Remove layer 1").click()
    expect(stage.page).to_have_url(re.compile("net=3-2"))
    for network in ("net=3-3-2", "net=3-2", "net=4-2", "net=3-2"):
        stage.press("Undo")
        expect(stage.page).to_have_url(re.compile(network + r"\b(?!-)"))
    stage.page.mouse.move(5, 5)
    expect(inside(stage, "Add a neuron to layer 1")).to_be_hidden()


def test_neurons_and_layers_by_keyboard(visit: Visit) -> None:
    stage = visit(SMALL)
    drawing(stage).focus()
    stage.page.keyboard.press("ArrowDown")
    expect(caption(stage).locator("b")).to_have_text("Layer 1, neuron 2")
    for name in ("Take a neuron from layer 1", "Add a neuron to layer 1"):
        stage.page.keyboard.press("Tab")
        expect(inside(stage, name)).to_be_focused()
    stage.page.keyboard.press("Enter")
    expect(stage.page).to_have_url(re.compile("net=4-2"))
    stage.page.keyboard.press("Enter")
    expect(stage.page).to_have_url(re.compile("net=5-2"))
    for name in ("Remove layer 1", "Put in a layer of 5 after the inputs"):
        stage.page.keyboard.press("Tab")
        expect(inside(stage, name)).to_be_focused()
    stage.page.keyboard.press("Enter")
    expect(stage.page).to_have_url(re.compile("net=5-5-2"))


def test_a_layer_has_an_activation_of_its_own(visit: Visit) -> None:
    stage = visit(SMALL)
    menu = stage.root.locator(".figure.network").get_by_label("Activation of layer 2")
    menu.select_option("relu")
    expect(stage.page).to_have_url(re.compile("acts=same-relu"))
    stage.root.locator("[data-group=network] summary").click()
    mirror = stage.root.locator(".panel").get_by_label("Activation of layer 2")
    expect(mirror).to_have_value("relu")
    point_at(stage, 2, 0)
    expect(caption(stage)).to_contain_text("ReLU(")
    inside(stage, "Put in a layer of 3 after layer 1").click()
    expect(stage.page).to_have_url(re.compile("net=3-3-2&acts=same-same-relu"))
    point_at(stage, 1, 0)
    inside(stage, "Remove layer 1").click()
    expect(stage.page).to_have_url(re.compile("net=3-2&acts=same-relu"))
    for _ in range(3):
        stage.press("Undo")
    expect(mirror).to_have_value("tanh")
    expect(stage.page).not_to_have_url(re.compile("acts="))


def test_inputs_in_the_drawing(visit: Visit) -> None:
    stage = visit(SMALL)
    point_at(stage, 0, 0)
    inside(stage, "Choose inputs").click()
    switches = stage.root.get_by_role("dialog", name="Inputs of the network")
    switches.get_by_role("button", name="X₁X₂").click()
    expect(stage.root.locator(".panel").get_by_role("button", name="X₁X₂")).to_have_attribute(
        "aria-pressed", "true"
    )
    stage.page.keyboard.press("Escape")
    expect(switches).to_be_hidden()


def test_a_weight_is_edited_while_training_runs_and_undone(visit: Visit) -> None:
    stage = visit(SMALL + "&lr=0.00001")
    stage.play()
    drawing(stage).click(position=middle_of_a_link(stage))
    window = stage.root.get_by_role("dialog", name="Weight of layer 1, neuron 1")
    number = window.get_by_role("spinbutton")
    before = float(number.input_value())
    loss = stage.now["loss"]
    number.fill("8")
    number.press("Enter")
    stage.until(f"s => Math.abs(s.loss - {loss}) > 1e-3")
    expect(stage.word).to_contain_text("Edited by hand")
    slider = window.get_by_role("slider")
    slider.focus()
    slider.press("Home")
    expect(number).to_have_value(re.compile("^-"))
    window.get_by_role("button", name="Freeze").click()
    expect(window.get_by_role("button", name="Frozen")).to_be_visible()
    stage.page.keyboard.press("Escape")
    expect(window).to_be_hidden()
    drawing(stage).hover(position=middle_of_a_link(stage))
    tip = stage.root.locator(".network .valuetip")
    expect(tip).to_contain_text("frozen")
    stage.pause()
    for label in ("Weights frozen", "Weight", "Weight"):
        undo = stage.root.get_by_role("button", name="Undo", exact=True)
        expect(undo).to_have_attribute("aria-description", f"Undo: {label}")
        stage.press("Undo")
    drawing(stage).click(position=middle_of_a_link(stage))
    assert abs(float(number.input_value()) - before) < 0.05
    stage.page.keyboard.press("Escape")
    stage.press("Reset")
    expect(stage.word).not_to_contain_text("Edited by hand")


def test_a_neuron_switched_off_by_mouse_and_by_key(visit: Visit) -> None:
    stage = visit(SMALL)
    output, drawn = stage.picture(), stage.picture("network")
    node = place(stage, 1, 1)
    drawing(stage).click(position={"x": node["x"], "y": node["y"]})
    caption(stage).get_by_role("button", name="Switch off").click()
    expect(caption(stage).get_by_role("button", name="Switch on")).to_be_visible()
    expect(caption(stage)).to_contain_text("Output" + "without layer 1, neuron 2")
    assert difference(output, stage.picture()) > 0, "what it did is missing"
    assert difference(drawn, stage.picture("network")) > 0
    drawing(stage).hover(position={"x": node["x"], "y": node["y"]})
    expect(caption(stage).locator("b")).to_have_text("Layer 1, neuron 2 (off)")
    drawing(stage).focus()
    stage.page.keyboard.press("o")
    expect(caption(stage).locator("b")).to_have_text("Layer 1, neuron 2")
    expect(stage.word).to_contain_text("Edited by hand")
    stage.page.keyboard.press("f")
    stage.page.keyboard.press("e")
    window = stage.root.get_by_role("dialog", name="Bias of layer 1, neuron 2")
    expect(window.get_by_role("button", name="Frozen")).to_be_visible()
    stage.page.keyboard.press("Escape")
    expect(window).to_be_hidden()
    stage.press("Reset")
    drawing(stage).focus()
    stage.page.keyboard.press("Escape")
    stage.page.mouse.move(5, 5)
    expect(stage.word).not_to_contain_text("Edited by hand")
    assert difference(output, stage.picture()) == 0
