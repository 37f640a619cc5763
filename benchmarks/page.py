"""The page as a learner sees it: how soon it is there, how smooth, how fast, how prompt.

    python -m benchmarks.page [--seconds 5] [--repeats 3]

Drives the real app in headless Chromium. A frame counts when the page has painted it: that is
when it adds one to `data-frames` and acknowledges the frame's number to the server.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.serving import (
    ENDLESS,
    FLAGS,
    App,
    alone,
    calibration_rows,
    chromium,
    note,
    quantiles,
    row,
    table,
)

NETWORKS = {
    "2-4-2-1, circle": ("net=4-2", 55),
    "2-8×6-1, spiral": ("net=8-8-8-8-8-8&data=spiral", 50),
}
STARTS = 6  # in every second one Play is pressed before the stage says idle
COMPILED_CHANGES = 20
COMPILED_MS = 8_000  # in which what has been asked for is compiled; what follows is steady
NEW_ACTIVATIONS = ("relu", "sigmoid", "gelu", "elu")

TAP = Path(__file__).with_name("tap.js")
SAMPLE = """stage => ({ ...bench.painted.at(-1), frames: Number(stage.dataset.frames),
  now: performance.now() })"""
FIRST_PAINT = "() => performance.timeOrigin + bench.painted[0].at"
PAINTED = '[data-testid="stage"]:not([data-frames="0"])'
IDLE = f'{PAINTED}[data-state="idle"]'


def visit(browser: Browser, app: App, query: str = "", *, until: str = IDLE) -> Page:
    """A page of its own, its stage painted and, unless told otherwise, idle."""
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.set_default_timeout(60_000)
    page.add_init_script(path=TAP)
    page.goto(f"http://{app.host}/{query}", wait_until="commit")
    page.wait_for_selector(until)
    return page


def press(page: Page, name: str) -> None:
    page.get_by_test_id("stage").get_by_role("button", name=name, exact=True).click()


def after(page: Page, act: Callable[[], Any], *, fresh: bool) -> dict[str, float]:
    """Seconds from the event in the page to the first frame, and the first moving one."""
    page.evaluate("fresh => bench.expect(fresh)", fresh)
    act()
    found: dict[str, float] = page.evaluate("() => bench.found")
    return {name: ms / 1e3 for name, ms in found.items()}


def start_once(browser: Browser, *, at_once: bool) -> dict[str, float]:
    """Seconds from the command to each moment of a start, and from Play to a moving frame.

    Play is pressed either as soon as the page is painted or when the stage says idle, which it
    does when the program that trains is compiled.
    """
    began = time.time()
    found: dict[str, float] = {}
    with App() as app:
        found["server well"] = time.time() - began
        page = visit(browser, app, until=PAINTED)
        # By the page's own clock: who drives it from outside hears of it later.
        found["page painted"] = page.evaluate(FIRST_PAINT) / 1e3 - began
        if not at_once:
            page.wait_for_selector(IDLE)
            found["stage idle"] = time.time() - began
        moving = after(page, lambda: press(page, "Play"), fresh=False)["moving"]
        page.context.close()
    return found | {"at once" if at_once else "when idle": moving}


def start_rows(starts: list[dict[str, float]]) -> list[list[str]]:
    """The starts as lines of a table."""
    aims = {"page painted": "≤ 4", "stage idle": "≤ 4", "at once": "≤ 1", "when idle": "≤ 1"}
    rows = []
    for moment in ("server well", "page painted", "stage idle", "at once", "when idle"):
        pressed = moment in ("at once", "when idle")
        what = f"Play, pressed {moment}, to moving frame" if pressed else f"command to {moment}"
        times = [found[moment] for found in starts if moment in found]
        rows.append(row(what, times, "s", aims.get(moment, "")))
    return rows


def rates(page: Page, *, seconds: float, repeats: int) -> dict[str, list[float]]:
    """Painted frames, epochs and steps a second of a page that plays, one value a window."""
    stage = page.get_by_test_id("stage")
    page.wait_for_timeout(COMPILED_MS)
    found: dict[str, list[float]] = {"frames": [], "epoch": [], "step": []}
    before = stage.evaluate(SAMPLE)
    for _ in range(repeats):
        page.wait_for_timeout(seconds * 1e3)
        now = stage.evaluate(SAMPLE)
        for name, clock in (("frames", "now"), ("epoch", "at"), ("step", "at")):
            taken_s = (now[clock] - before[clock]) / 1e3
            found[name].append((now[name] - before[name]) / taken_s if taken_s else 0.0)
        before = now
    return found


def playing(browser: Browser, app: App, query: str, **how: Any) -> dict[str, list[float]]:
    note(f"playing {query}")
    page = visit(browser, app, f"?v=1&{query}")
    after(page, lambda: press(page, "Play"), fresh=False)
    found = rates(page, **how)
    page.context.close()
    return found


def changes(browser: Browser, app: App) -> list[list[str]]:
    """Restarting settings changed while the run plays: program compiled, and not."""
    note("changing settings")
    page = visit(browser, app, f"?v=1&pace=60e&{ENDLESS}")
    after(page, lambda: press(page, "Play"), fresh=False)
    stage = page.get_by_test_id("stage")
    noise = stage.get_by_role("slider", name="Noise")
    noise.focus()
    warm = []
    for i in range(COMPILED_CHANGES // 2):
        key = "ArrowLeft" if i % 2 else "ArrowRight"
        warm.append(after(page, lambda key=key: page.keyboard.press(key), fresh=True))
        warm.append(after(page, lambda: press(page, "New weights"), fresh=True))
        noise.focus()
    cold = []
    for name in NEW_ACTIVATIONS:
        select = stage.get_by_label("Activation", exact=True)
        cold.append(after(page, lambda s=select, n=name: s.select_option(n), fresh=True))
        cold.append(after(page, lambda: press(page, "Add a hidden layer"), fresh=True))
    page.context.close()
    rows = []
    for what, found, aim in (("compiled", warm, "p95 ≤ 0.30"), ("not compiled", cold, "p95 ≤ 1.5")):
        for name, text in (("first", "new network painted"), ("moving", "first moving frame")):
            times = [times[name] for times in found]
            target = aim if name == "first" else ""
            rows.append(quantiles(f"change, program {what}: {text}", times, "s", target))
    return rows


def speed_rows(
    name: str, steady: dict[str, list[float]], full: dict[str, list[float]], engine: list[float]
) -> list[list[str]]:
    """One network at 60 epochs/s and at full speed, as lines of a table."""
    share = [steps / statistics.median(engine) for steps in full["step"]]
    return [
        row(f"{name}, 60 epochs/s", steady["frames"], "frames/s", f"≥ {NETWORKS[name][1]}"),
        row(f"{name}, 60 epochs/s", steady["epoch"], "epochs/s"),
        row(f"{name}, full speed", full["frames"], "frames/s", "≥ 30"),
        row(f"{name}, full speed", full["epoch"], "epochs/s"),
        row(f"{name}, full speed", full["step"], "steps/s"),
        row(f"{name}, engine alone", engine, "steps/s"),
        row(f"{name}, full speed ÷ engine alone", share, "", "≥ 0.50"),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=5.0, help="of one window")
    parser.add_argument("--repeats", type=int, default=3, help="windows a measurement")
    how = vars(parser.parse_args())
    steady, full = {}, {}
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium(), args=FLAGS)
        with closing(browser):
            note("starting the app")
            starts = [start_once(browser, at_once=i % 2 == 1) for i in range(STARTS)]
            with App() as app:
                for name, (query, _) in NETWORKS.items():
                    steady[name] = playing(browser, app, f"{query}&pace=60e&{ENDLESS}", **how)
                    full[name] = playing(browser, app, f"{query}&pace=max&{ENDLESS}", **how)
                changed = changes(browser, app)
    note("the engine alone")
    queries = {name: f"v=1&{query}&{ENDLESS}" for name, (query, _) in NETWORKS.items()}
    by_itself = alone(list(queries.values()))
    rows = calibration_rows(by_itself) + start_rows(starts)
    for name, query in queries.items():
        rows += speed_rows(name, steady[name], full[name], by_itself["steps_per_s"][query])
    print(table("The page", rows + changed))


if __name__ == "__main__":
    main()
