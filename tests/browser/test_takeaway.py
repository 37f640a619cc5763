"""Saving and opening: what is taken along comes back as it was."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Download, expect

from .conftest import Stage, difference

pytestmark = pytest.mark.browser
Visit = Callable[..., Stage]


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
