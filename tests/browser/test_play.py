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
QUICK = "?v=1&pace=60e"


def test_opens_paused_with_a_painted_field_and_one_play(visit: Visit) -> None:
    stage = visit()
    assert stage.now["state"] == "idle"
    assert stage.now["epoch"] == 0
    for figure in ("field", "network"):
        assert len(set(stage.picture(figure))) > 16, f"the {figure} is blank"
    expect(stage.root.get_by_role("button", name="Play", exact=True)).to_have_count(1)
    expect(stage.word).to_contain_text("Press Play")
    expect(stage.page.get_by_role("dialog")).to_have_count(0)


def test_play_moves_the_boundary_and_pause_stops_it(visit: Visit) -> None:
    stage = visit(QUICK)
    untrained, first = stage.picture(), stage.now
    stage.play()
    later = stage.until("s => s.epoch >= 20")
    assert difference(untrained, stage.picture()) > MOVED
    assert later["loss"] < 0.8 * first["loss"]
    assert later["test"] < 0.8 * first["test"]
    assert later["frames"] > first["frames"]

    # Pressed and watched inside the page: the way through the test's own pipe takes too long.
    changes = stage.root.evaluate("""el => new Promise((done) => {
      const pressed = performance.now();
      el.querySelector("[aria-label=Pause]").click();
      let [epoch, seen] = [el.dataset.epoch, []];
      new MutationObserver(() => {
        if (el.dataset.epoch !== epoch) seen.push(performance.now() - pressed);
        epoch = el.dataset.epoch;
      }).observe(el, { attributes: true });
      setTimeout(() => done(seen), 600);
    })""")
    assert stage.now["state"] == "paused"
    # At 60 epochs a second a frame may hold several epochs, and frames already painted or on
    # their way are shown; after them everything stands still.
    assert len(changes) <= 12 and all(at < 300 for at in changes), changes


def test_pause_at_a_slow_pace_lets_at_most_one_more_epoch_through(visit: Visit) -> None:
    stage = visit("?v=1&pace=10e")
    stage.play()
    stage.until("s => s.epoch >= 2")
    mark = stage.mark()
    before = stage.now["epoch"]
    stage.pause()
    stage.press("Step")  # one round trip later there is nothing left on the way
    after = stage.until(f"s => s.epoch > {before} && s.state === 'paused'", since=mark)
    assert after["epoch"] - before <= 3


def test_step_reset_and_new_weights(visit: Visit) -> None:
    stage = visit(QUICK)
    first = stage.now
    stage.press("Step")
    one = stage.until("s => s.epoch === 1 && s.state === 'paused'")
    assert one["loss"] != first["loss"]
    stage.press("Step")
    stage.until("s => s.epoch === 2")

    stage.press("Reset")
    again = stage.until("s => s.epoch === 0 && s.state === 'idle'")
    assert (again["loss"], again["test"]) == (first["loss"], first["test"])

    stage.press("New weights")
    other = stage.until(f"s => s.epoch === 0 && s.state === 'idle' && s.loss !== {first['loss']}")
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
    stage = visit("?v=1&pace=max&epochs=0")
    stage.play()
    for kind in ("Three blobs", "Plane", "Curve", "XOR, four corners"):
        before, mark = stage.picture(), stage.mark()
        stage.root.get_by_role("radio", name=kind).check(force=True)
        stage.until("s => s.state !== 'running'", since=mark)
        moving = stage.until("s => s.state === 'running' && s.epoch >= 2", since=stage.mark())
        picture = stage.picture()
        assert difference(before, picture) > MOVED, kind
        assert len(set(picture)) > 8, f"{kind}: blank"
        assert math.isfinite(moving["loss"])


def test_the_largest_network(visit: Visit) -> None:
    stage = visit("?v=1&pace=max&net=128-128-128-128-128-128-128-128")
    untrained = {figure: stage.picture(figure) for figure in ("field", "network")}
    stage.play()
    stage.until("s => s.epoch >= 2")
    for figure, picture in untrained.items():
        assert len(set(picture)) > 16, f"the {figure} is blank"
        assert difference(picture, stage.picture(figure)) > 0, f"the {figure} stands still"
