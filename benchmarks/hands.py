"""What hands do: editing in the drawing, and dragging the slider over a whole run.

    python -m benchmarks.hands

Drives the real app in headless Chromium, like `benchmarks.page`.
"""

from __future__ import annotations

from contextlib import closing

from playwright.sync_api import Browser, sync_playwright

from benchmarks.page import COMPILED_MS, after, press, visit
from benchmarks.serving import FLAGS, App, chromium, note, quantiles, row, table

DEEP = "net=8-8-8-8-8-8&data=spiral"
MOMENTS = 600  # as many as a page keeps
EDITS = 20

SETTLED = "() => !document.querySelector('body > div > .np-stage')"  # in Streamlit's page
KEPT = "el => Number(el.querySelector('.scrubber input').max)"
# One move of the slider a frame, there and back, 600 in all: seconds between painted frames.
SCRUB = """async (el, moves) => {
  const slider = el.querySelector('.scrubber input');
  const [last, gaps] = [Number(slider.max), []];
  const frame = () => new Promise(requestAnimationFrame);
  let before = await frame();
  for (let move = 0; move < moves; move++) {
    slider.value = String(Math.round(last * Math.abs(1 - 2 * move / moves)));
    slider.dispatchEvent(new Event('input', { bubbles: true }));
    const now = await frame();
    gaps.push((now - before) / 1e3);
    before = now;
  }
  return gaps;
}"""


def scrubbing(browser: Browser, app: App) -> list[list[str]]:
    """The gaps between frames while the slider moves over the moments that a page keeps."""
    note("looking back")
    page = visit(browser, app, f"?v=1&pace=60e&epochs=0&{DEEP}")
    after(page, lambda: press(page, "Play"), fresh=False)
    stage = page.get_by_test_id("stage").element_handle()
    assert stage is not None
    while stage.evaluate(KEPT) < 0.9 * MOMENTS:
        page.wait_for_timeout(500)
    press(page, "Pause")
    page.wait_for_timeout(500)
    gaps = stage.evaluate(SCRUB, MOMENTS)
    page.context.close()
    return [
        quantiles(f"2-8×6-1: from frame to frame over {MOMENTS} moves of the slider", gaps, "s"),
        row("the longest of them", [max(gaps)], "s", "≤ 0.10"),
    ]


def editing(browser: Browser, app: App) -> list[list[str]]:
    """Edits of the drawing, from the key to the first frame that has them."""
    note("editing in the drawing")
    page = visit(browser, app, f"?v=1&pace=60e&epochs=0&{DEEP}")
    after(page, lambda: press(page, "Play"), fresh=False)
    stage = page.get_by_test_id("stage")
    drawing = stage.locator(".figure.network canvas")
    page.wait_for_function(SETTLED)
    drawing.focus()
    page.keyboard.press("ArrowDown")
    neurons = []
    for edit in range(EDITS + 2):  # the first two may compile
        name = f"{'Take a neuron from' if edit % 2 else 'Add a neuron to'} layer 1"
        stage.locator(f".figure.network button[aria-label='{name}']").focus()
        neurons.append(after(page, lambda: page.keyboard.press("Enter"), fresh=True)["first"])
        if edit == 1:  # both programs are asked for: what follows is without a compiler beside it
            page.wait_for_timeout(COMPILED_MS)
    press(page, "Pause")
    page.wait_for_timeout(500)
    drawing.focus()
    switches = []
    for _ in range(EDITS):  # paused, the next frame is the one with the edit
        switches.append(after(page, lambda: page.keyboard.press("o"), fresh=False)["first"])
        page.wait_for_timeout(100)
    page.context.close()
    return [
        quantiles(
            "a neuron added or taken while training runs, compiled", neurons[2:], "s", "p95 ≤ 0.15"
        ),
        quantiles("a neuron switched off or on", switches, "s", "p95 ≤ 0.15"),
    ]


def main() -> None:
    with App() as app, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        with closing(browser):
            rows = [*editing(browser, app), *scrubbing(browser, app)]
    print(table("Hands", rows))


if __name__ == "__main__":
    main()
