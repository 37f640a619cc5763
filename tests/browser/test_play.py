"""The main job: open the page, press Play, watch the boundary bend and the loss fall."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from .conftest import Stage, difference

pytestmark = pytest.mark.browser
Visit = Callable[..., Stage]

MOVED = 3.0  # mean difference of pixels that no antialiasing makes
SOON_MS = 300  # 100 on a machine that does nothing else
QUICK = "?v=1&pace=60e"


def test_opens_paused_with_a_painted_field_and_one_play(visit: Visit) -> None:
    stage = visit(whole=True)
    assert stage.now["state"] == "idle"
    assert stage.now["epoch"] == 0
    for figure in ("field", "network"):
        assert len(set(stage.picture(figure))) > 16, f"the {figure} is blank"
    expect(stage.root.get_by_role("button", name="Play", exact=True)).to_have_count(1)
    expect(stage.word).to_contain_text("Press Play")
    expect(stage.page.get_by_role("dialog")).to_have_count(0)


def test_play_moves_the_boundary_and_lowers_the_loss(visit: Visit) -> None:
    stage = visit(QUICK)
    untrained, first = stage.picture(), stage.now
    stage.play()
    later = stage.until("s => s.epoch >= 20")
    assert difference(untrained, stage.picture()) > MOVED
    assert later["loss"] < 0.8 * first["loss"]
    assert later["test"] < 0.8 * first["test"]
    assert later["frames"] > first["frames"]


PAUSE = """el => new Promise((done) => {
  const pressed = performance.now();
  const [seen, begun] = [[], el.diary.length];
  el.querySelector("[aria-label=Pause]").click();
  const look = () => {
    const now = performance.now();
    if (now - pressed < 700) return setTimeout(look, 20);
    const after = el.diary.slice(begun - 1);
    done(after.slice(1).filter((entry, index) => entry.epoch !== after[index].epoch)
      .map((entry) => Math.round(entry.at - pressed)));
  };
  look();
})"""


@pytest.mark.parametrize("pace", ["10e", "max"])
def test_after_pause_everything_stands_still_at_once(visit: Visit, pace: str) -> None:
    stage = visit(f"?v=1&data=spiral&noise=0.5&epochs=0&pace={pace}")
    stage.play()
    stage.until("s => s.epoch >= 5")
    # Pressed and watched inside the page: the way through the test's own pipe takes too long.
    changes = stage.root.evaluate(PAUSE)
    assert stage.now["state"] == "paused"
    # One frame may be waiting for its paint in the very instant of the press; then comes the last.
    assert len(changes) <= 1, changes
    assert all(at < SOON_MS for at in changes), changes


def test_step_reset_and_new_weights(visit: Visit) -> None:
    stage = visit(QUICK)
    first = stage.now
    stage.press("Step")
    one = stage.until("s => s.epoch === 1 && s.state === 'paused' && Number.isFinite(s.loss)")
    assert one["loss"] != first["loss"]
    stage.press("Step")
    stage.until("s => s.epoch === 2")

    stage.press("Reset")
    again = stage.until("s => s.epoch === 0 && s.state === 'idle' && Number.isFinite(s.loss)")
    assert (again["loss"], again["test"]) == (first["loss"], first["test"])

    stage.press("New weights")
    another = f"Number.isFinite(s.loss) && s.loss !== {first['loss']}"
    other = stage.until(f"s => s.epoch === 0 && s.state === 'idle' && {another}")
    assert other["test"] != first["test"]


def test_keyboard(visit: Visit) -> None:
    stage = visit(QUICK)
    stage.page.keyboard.press("s")
    stage.until("s => s.epoch === 1")
    stage.page.keyboard.press("Space")
    stage.until("s => s.state === 'running'")
    stage.page.keyboard.press("Space")
    stage.until("s => s.state === 'paused'")


def test_says_when_a_budget_is_over_and_waits(visit: Visit) -> None:
    stage = visit("?v=1&data=spiral&pace=max&epochs=5")
    stage.press("Play")
    stage.until("s => s.epoch === 5 && s.state === 'paused'")
    verdict = stage.word
    expect(verdict).to_contain_text("Not yet at epoch 5")
    expect(verdict.get_by_role("button")).to_have_count(2)


def test_every_kind_of_data_is_painted_and_learned(visit: Visit) -> None:
    stage = visit()
    problems = {"Plane": "Regression", "Curve": "Regression"}
    for kind in ("Three blobs", "Plane", "Curve", "XOR"):
        before, mark = stage.picture(), stage.mark()
        frames = stage.now["frames"]
        stage.choose(kind, problem=problems.get(kind, "Classification"))
        stage.until(f"s => s.state === 'idle' && s.epoch === 0 && s.frames > {frames}", since=mark)
        untrained = stage.picture()
        assert difference(before, untrained) > MOVED, kind
        assert len(set(untrained)) > 8, f"{kind}: blank"
        stage.press("Step")
        stepped = stage.until("s => s.state === 'paused' && s.epoch === 1")
        assert math.isfinite(stepped["loss"])
        assert difference(untrained, stage.picture()) > 0, f"{kind}: stands still"


def test_the_largest_network(visit: Visit) -> None:
    stage = visit("?v=1&pace=max&net=128-128-128-128-128-128-128-128")
    untrained = {figure: stage.picture(figure) for figure in ("field", "network")}
    stage.play()
    stage.until("s => s.epoch >= 2")
    for figure, picture in untrained.items():
        assert len(set(picture)) > 16, f"the {figure} is blank"
        assert difference(picture, stage.picture(figure)) > 0, f"the {figure} stands still"
