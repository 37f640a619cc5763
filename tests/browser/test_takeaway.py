"""Saving and opening: what is taken along comes back as it was."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageChops
from playwright.sync_api import Download, expect

from .conftest import PICTURE, Stage, difference

pytestmark = pytest.mark.browser
SVG = "{http://www.w3.org/2000/svg}"
Visit = Callable[..., Stage]
STOP_AT_ONCE = """() => {
  const keys = [...document.querySelectorAll("button")];
  const gif = keys.find((key) => key.textContent === "Save GIF");
  gif.click();
  gif.click();
}"""


def save(stage: Stage, name: str) -> Download:
    with stage.page.expect_download() as saved:
        stage.press(name)
    return saved.value


def test_a_trained_network_comes_back_from_its_file(visit: Visit) -> None:
    stage = visit("?v=1&net=4&epochs=0&pace=60e&lr=0.3")
    for epoch in (1, 2, 3):
        stage.press("Step")
        stage.until(f"s => s.epoch === {epoch}")
    loss, picture = stage.now["loss"], stage.picture()
    stage.press("Save & open")
    experiment = json.loads(save(stage, "Save JSON").path().read_text())
    assert (experiment["hidden"], experiment["learning_rate"]) == ([4], 0.3)
    picture_file = ElementTree.parse(save(stage, "SVG").path()).getroot()
    paths, images = (picture_file.iter(f"{SVG}{name}") for name in ("path", "image"))
    assert len(list(paths)) > 250, "links, points and curves are vectors"
    assert len(list(images)) == 8, "the field, and a map for each neuron"
    words = " ".join(part.text or "" for part in picture_file.iter(f"{SVG}text"))
    assert "Circle, 2-4-1, Tanh, Cross-entropy, SGD, learning rate 0.3" in words
    assert save(stage, "PNG").path().read_bytes().startswith(b"\x89PNG")
    network = save(stage, "Save .npz").path()
    assert save(stage, "Save CSV").path().read_text().startswith("x1,x2,label,set")
    stage.page.keyboard.press("Escape")
    stage.press("Reset")
    stage.until(f"s => s.loss !== {loss}")
    stage.press("Save & open")
    stage.root.get_by_label("Open a saved file", exact=True).set_input_files(network)
    expect(stage.root.get_by_role("dialog")).to_be_hidden()
    stage.until(f"s => s.epoch === 0 && s.loss === {loss}", since=stage.mark() - 1)
    assert difference(picture, stage.picture()) < 1
    expect(stage.word).to_contain_text("the optimizer's memory starts anew")
    stage.press("Save & open")
    file = {"name": "x.json", "mimeType": "application/json", "buffer": b'{"noise": 9}'}
    stage.root.get_by_label("Open a saved file", exact=True).set_input_files([file])
    expect(stage.word).to_contain_text("noise is 9")


def test_a_saved_run_replays_without_a_network(visit: Visit, tmp_path: Path) -> None:
    stage = visit("?v=1&net=4&epochs=0")
    for epoch in (1, 2, 3):
        stage.press("Step")
        stage.until(f"s => s.epoch === {epoch}")
    stage.press("Save & open")
    with Image.open(save(stage, "Save GIF").path()) as film:
        assert film.n_frames > 3
        first = film.convert("RGB")
        film.seek(film.n_frames - 1)
        last = film.convert("RGB")
        assert ImageChops.difference(first, last).getbbox(), "it moves"
    saved: list[Download] = []
    stage.page.on("download", lambda download: saved.append(download))
    # Stopped as soon as it is begun: a film of so few pictures would be done before a second click.
    stage.page.evaluate(STOP_AT_ONCE)
    expect(stage.root.get_by_role("button", name="Save GIF")).to_be_visible()
    save(stage, "Save HTML").save_as(tmp_path / "run.html")
    assert [download.suggested_filename for download in saved] == ["run.html"]
    browser = stage.page.context.browser
    assert browser is not None
    page = browser.new_context(offline=True).new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: said.append(request.url))
    address = (tmp_path / "run.html").as_uri()
    page.goto(address)
    root = page.get_by_test_id("stage")
    expect(root).to_have_attribute("data-epoch", "3")
    newest = root.locator(".figure.field canvas").evaluate(PICTURE)
    page.get_by_label("Moment of the run").press("Home")
    expect(root).to_have_attribute("data-epoch", "0")
    assert difference(newest, root.locator(".figure.field canvas").evaluate(PICTURE)) > 1
    root.locator(".figure.network canvas").press("ArrowDown")
    expect(root.locator(".caption b")).to_contain_text("Layer 1, neuron")
    expect(root.locator(".caption > span")).to_contain_text("X₁")
    for figure in ("network", "field"):  # what only a page with a server can do, it does not try
        for x in range(20, 300, 40):
            root.locator(f".figure.{figure} canvas").click(position={"x": x, "y": 120})
    assert said == [address]
    page.context.close()
