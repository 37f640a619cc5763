"""What is where, at three sizes, in light and dark, and through Streamlit's reruns."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing

import pytest
from playwright.sync_api import Browser, expect

from .conftest import SIZES, App, Stage

pytestmark = pytest.mark.browser
Visit = Callable[..., Stage]

OVERFLOW = """el => {
  const wide = [];
  for (let at = el; at; at = at.parentElement ?? at.getRootNode().host)
    if (at.scrollWidth > innerWidth) wide.push(at.className || at.tagName);
  return wide;
}"""
SCROLLS = """el => {
  const high = [];
  for (let at = el; at; at = at.parentElement ?? at.getRootNode().host)
    if (at.scrollHeight > innerHeight + 1) high.push(at.className || at.tagName);
  return high;
}"""
# Whatever a finger aims at: a box in a label is hit through its label.
SMALL_TARGETS = """el => [...el.querySelectorAll("button, input, select, summary, a[href]")]
  .filter((each) => each.checkVisibility({ visibilityProperty: true }) && !each.disabled)
  .map((each) => {
    const boxed = ["checkbox", "radio"].includes(each.type);
    const aim = (boxed && each.closest("label")) || each;
    const { width, height } = aim.getBoundingClientRect();
    return { name: each.getAttribute("aria-label") || each.textContent, width, height };
  })
  .filter(({ width, height }) => width > 0 && (width < 43.5 || height < 43.5))
  .map(({ name, width, height }) => `${name}: ${width.toFixed(0)}x${height.toFixed(0)}`)"""
WATCH = """el => {
  globalThis.shifts = 0;
  globalThis.faded = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) globalThis.shifts += entry.value;
  }).observe({ type: "layout-shift" });
  const look = () => {
    for (let at = el; at; at = at.parentElement ?? at.getRootNode().host)
      if (Number(getComputedStyle(at).opacity) < 1)
        globalThis.faded.push(at.dataset.testid ?? at.className);
    requestAnimationFrame(look);
  };
  look();
  el.met = true;
}"""
BASIC = (
    *("Noise", "Activation", "Learning rate", "Regularization", "Batch size"),
    *("Add a hidden layer", "Neurons in layer 1", "Circle"),
)


@pytest.mark.parametrize("size", ["laptop", "projector"])
def test_everything_is_in_view_at_once(visit: Visit, size: str) -> None:
    stage = visit(size=size)
    width, height = SIZES[size]
    assert stage.root.evaluate(OVERFLOW) == []
    assert stage.root.evaluate(SCROLLS) == []
    root = stage.root
    parts = {name: root.get_by_label(name, exact=True) for name in BASIC}
    parts |= {
        name: root.get_by_role("button", name=name, exact=True)
        for name in ("Play", "Step", "Reset")
    }
    parts |= {
        name: root.locator(f".figure.{name} canvas").first for name in ("field", "network", "curve")
    }
    for name, part in parts.items():
        box = part.first.bounding_box()
        assert box is not None, f"{name} is not shown"
        assert box["x"] >= 0 and box["x"] + box["width"] <= width, (name, box)
        assert box["y"] >= 0 and box["y"] + box["height"] <= height, (name, box)
    stage.play()
    stage.until("s => s.epoch >= 2")


def test_on_a_phone(visit: Visit) -> None:
    stage = visit(size="phone", has_touch=True, is_mobile=True, device_scale_factor=2)
    width, height = SIZES["phone"]
    root = stage.root
    assert root.evaluate(OVERFLOW) == []
    field = root.locator(".figure.field canvas")
    for part in (field, root.get_by_role("button", name="Play", exact=True)):
        box = part.bounding_box()
        assert box is not None and box["x"] >= 0 and box["x"] + box["width"] <= width, box
        assert box["y"] >= 0 and box["y"] + box["height"] <= height, box
    assert root.evaluate(SMALL_TARGETS) == []
    stage.press("Controls")
    expect(root.get_by_label("Noise", exact=True)).to_be_in_viewport()
    for fold in root.locator("details.fold > summary").all():
        fold.click()
    assert root.evaluate(SMALL_TARGETS) == []
    assert root.evaluate(OVERFLOW) == []
    stage.press("Done")
    stage.play()
    stage.until("s => s.epoch >= 2")


@pytest.mark.parametrize(
    ("scheme", "query"),
    [("light", ""), ("dark", ""), ("light", "?v=1&lr=0.1&embed=true&embed_options=dark_theme")],
    ids=["light", "dark", "dark by address"],
)
def test_light_and_dark(visit: Visit, scheme: str, query: str) -> None:
    stage = visit(query, color_scheme=scheme, whole=True)
    dark = scheme == "dark" or "dark" in query
    stage.wait_for_streamlit()  # whose theme may differ from the system's
    style = "el => getComputedStyle(el)[%r].match(/[0-9.]+/g).slice(0, 3).map(Number)"
    ground, ink = (
        sum(stage.root.evaluate(style % name)) / 3 for name in ("backgroundColor", "color")
    )
    assert (ground < 64) is dark and abs(ground - ink) > 128
    for figure in ("field", "network"):
        assert len(set(stage.picture(figure))) > 16
    assert ("embed=true" in stage.page.url) is ("embed" in query)


def test_the_stage_is_there_before_streamlits_page_and_moves_into_it(visit: Visit) -> None:
    stage = visit("?v=1&pace=60e&epochs=0&data=spiral", whole=True)
    stage.root.evaluate("el => el.met = true")
    stage.play()
    stage.press("Presets")
    stage.wait_for_streamlit()
    expect(stage.page.get_by_role("dialog")).to_be_visible()
    assert stage.page.get_by_role("dialog").evaluate("el => el.matches(':modal')")
    stage.page.keyboard.press("Escape")
    mark = stage.mark()
    assert stage.root.count() == 1
    assert stage.root.evaluate("el => el.met && el.getRootNode() !== document")
    later = stage.until("s => s.epoch > 10", since=mark)
    assert later["state"] == "running"
    size = stage.root.evaluate("el => [el.getBoundingClientRect().x, el.offsetWidth, el.offsetTop]")
    assert size == [0, stage.page.viewport_size["width"], 0], "nothing has shifted"


def test_the_stage_works_where_streamlits_page_does_not_come(browser: Browser, app: App) -> None:
    with closing(browser.new_context()) as context:
        page = context.new_page()
        page.route("**/static/js/index.*", lambda route: route.abort())
        stage = Stage(page, app.address).open("?v=1&pace=60e")
        stage.play()
        stage.until("s => s.epoch > 5")


def test_reruns_of_the_page_leave_the_stage_alone(visit: Visit) -> None:
    stage = visit("?v=1&pace=60e&epochs=0&data=spiral", whole=True)
    stage.wait_for_streamlit()
    stage.play()
    stage.until("s => s.epoch >= 3")
    stage.root.evaluate(WATCH)
    links = len(stage.requests)
    page, frames = stage.page, stage.now["frames"]
    for _ in range(20):
        with stage.script_link.expect_event("framereceived"):
            page.keyboard.press("r")
        script = page.get_by_test_id("stApp")
        expect(script).to_have_attribute("data-test-script-state", "notRunning")
    assert stage.now["frames"] > frames + 20, "frames go on meanwhile"
    mark = stage.mark()
    assert stage.root.count() == 1
    assert stage.root.evaluate("el => el.met"), "another node took the stage's place"
    later = stage.until(f"s => s.frames > {stage.now['frames'] + 5}", since=mark)
    assert later["state"] == "running"
    seen = page.evaluate("() => ({ shifts: globalThis.shifts, faded: globalThis.faded })")
    assert seen == {"shifts": 0, "faded": []}
    again = [url for url in stage.requests[links:] if "/np/" in url]
    assert again == [], "a rerun must load nothing of the stage again"
