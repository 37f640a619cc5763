"""For everyone: what axe-core says of the page, and a network changed without a mouse."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest

from .conftest import ROOT, Stage

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
    found["dark"] = complaints(visit("?v=1&net=3-2", color_scheme="dark"), axe)
    phone = visit("?v=1&net=3-2", **PHONE)
    found["phone"] = complaints(phone, axe)
    phone.press("Controls")
    found["sheet"] = complaints(phone, axe)
    assert not any(found.values()), found
