"""The address says what runs, and opening it brings that back."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from playground.fields import SETTINGS
from playground.links import from_query
from playground.spec import DEFAULT, to_json

from .conftest import App, Stage

pytestmark = pytest.mark.browser
Visit = Callable[..., Stage]

# Every setting, none at its default.
EVERYTHING = (
    "v=1&data=above&f=x%2Ax&noise=0.2&share=0.7&n=300&bal=0.3&flip=0.1&dseed=7&in=x1-x2-x1x2&std=0&net=6-5-4&act=relu"
    "&init=he&scale=0.8&seed=11&lr=0.1&reg=l2&rate=0.001&batch=20&loss=half_squared&opt=nesterov"
    "&mom=0.8&sched=cosine&shuf=0&drop=0.1&clip=5&pace=20e&epochs=150&test=1&disc=1"
)


def test_an_address_restores_every_setting(visit: Visit) -> None:
    wanted = to_json(from_query(EVERYTHING))
    same = [name for name in SETTINGS if wanted[name] == to_json(DEFAULT)[name]]
    assert not same, "this test must change every field"

    stage = visit(f"?{EVERYTHING}")
    assert stage.statuses[-1]["experiment"] == wanted
    root = stage.root
    expect(root.get_by_role("radio", name="Above or below f(x)")).to_be_checked()
    for name, text in {"Noise": "20", "Learning rate": "0.1", "Batch size": "20"}.items():
        slider = root.get_by_role("slider", name=name, exact=True)
        expect(slider).to_have_attribute("aria-valuetext", re.compile(re.escape(text)))
    expect(root.get_by_label("Activation", exact=True)).to_have_value("relu")
    expect(root.get_by_label("Regularization", exact=True)).to_have_value("l2")
    for layer, neurons in enumerate((6, 5, 4), 1):
        expect(root.get_by_label(f"Neurons in layer {layer}")).to_have_value(str(neurons))
    pressed = root.get_by_role("group", name="Inputs").locator("[aria-pressed=true]")
    expect(pressed).to_have_count(3)
    for name in ("test data", "iscretize"):
        expect(root.get_by_role("switch", name=re.compile(name))).to_be_checked()

    stage.play()  # the address stays what it is, and holds the run through a reload
    before = stage.until("s => s.epoch >= 3")
    assert stage.page.url.endswith(f"?{EVERYTHING}")
    stage.page.reload(wait_until="commit")
    stage.meet()
    assert stage.now["epoch"] >= before["epoch"], "a reload goes on with its own run"


def test_back_and_forward_walk_through_experiments(visit: Visit) -> None:
    stage = visit(whole=True)
    activation = stage.root.get_by_label("Activation", exact=True)
    for name in ("relu", "sigmoid"):
        activation.select_option(name)
        expect(stage.page).to_have_url(re.compile(f"act={name}"))

    def walk(way: str, shown: str) -> None:
        mark = stage.mark()
        stage.page.evaluate(f"() => history.{way}()")
        expect(activation).to_have_value(shown)
        stage.until("s => s.state === 'idle' && s.epoch === 0", since=mark)
        assert stage.statuses[-1]["experiment"]["activation"] == shown

    walk("back", "relu")
    walk("back", "tanh")
    assert "act=" not in stage.page.url
    walk("forward", "relu")
    expect(stage.page).to_have_url(re.compile("act=relu"))


def test_a_link_that_cannot_be_read_is_no_dead_end(visit: Visit) -> None:
    stage = visit("?v=1&lr=fast&nonsense=1")
    expect(stage.word).to_contain_text("could not be opened")
    stage.play()


def test_a_preset_loads_from_the_gallery(visit: Visit, app: App) -> None:
    preset = app.catalogue()["presets"][0]
    stage = visit(whole=True)
    stage.press("Presets")
    stage.root.locator(f"[data-preset='{preset['id']}']").click()
    title = stage.root.get_by_role("heading", level=1)
    expect(title).to_have_text(preset["title"])
    loaded = stage.statuses[-1]
    assert loaded["preset"] == preset["id"]
    assert loaded["experiment"]["hidden"] == preset["hidden"]
    stage.until("s => s.state === 'idle' && s.epoch === 0")

    expect(stage.page).to_have_url(re.compile(re.escape(loaded["query"]) + "$"))
    stage.page.go_back()  # loading pushes
    expect(title).not_to_have_text(preset["title"])


def test_a_preset_opens_by_its_name(visit: Visit, app: App) -> None:
    preset = app.catalogue()["presets"][0]
    stage = visit(f"?preset={preset['id']}")
    expect(stage.root.get_by_role("heading", level=1)).to_have_text(preset["title"])
    assert stage.statuses[-1]["preset"] == preset["id"]
    stage.play()
    stage.until("s => s.epoch >= 1")


THEIRS = "#activation=relu&batchSize=10&dataset=xor&networkShape=3&seed=0.12345"


def test_a_tensorflow_playground_address_opens_and_becomes_ours(visit: Visit) -> None:
    stage = visit(THEIRS)
    seen = stage.statuses[-1]["experiment"]
    assert (seen["dataset"], seen["hidden"], seen["tfplayground"]) == ("xor", [3], "0.12345")
    stage.page.wait_for_function("() => location.hash === '' && location.search.includes('tfp=')")
    first = stage.now["loss"]
    stage.page.reload()
    assert stage.meet().now["loss"] == pytest.approx(first, rel=1e-5)  # a sketch's last bits differ


def test_a_pasted_tensorflow_playground_link_opens(visit: Visit) -> None:
    stage = visit()
    link = "https://playground.tensorflow.org/" + THEIRS
    stage.root.evaluate(
        """(el, text) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text/plain", text);
      const how = { clipboardData, bubbles: true, composed: true, cancelable: true };
      el.dispatchEvent(new ClipboardEvent("paste", how));
    }""",
        link,
    )
    stage.page.wait_for_function("() => location.search.includes('tfp=0.12345')")
    assert stage.statuses[-1]["experiment"]["dataset"] == "xor"


def test_a_link_hides_controls_and_is_put_right(visit: Visit) -> None:
    hidden = "&noise_hide=true&problem_hide=true&stepButton_hide=true&hideText=true"
    stage = visit(f"{THEIRS}{hidden}&xSquared=true")
    root = stage.root
    noise = root.get_by_role("slider", name="Noise", exact=True)
    for control in (
        noise,
        root.get_by_label("Problem type", exact=True),
        root.get_by_role("button", name="Step", exact=True),
    ):
        expect(control).to_be_hidden()

    stage.press("Links")
    window = root.get_by_role("dialog", name="Links")
    expect(window.get_by_role("checkbox", checked=True)).to_have_count(4)
    expect(window.get_by_text("the same run there")).to_be_visible()
    link = window.get_by_label("TensorFlow Playground link")
    expect(link).to_have_value(re.compile("seed=0.12345.*&noise_hide=true"))
    window.get_by_role("checkbox", name="Noise", exact=True).uncheck()
    expect(link).not_to_have_value(re.compile("noise_hide"))
    expect(stage.page).to_have_url(re.compile(r"&hide=problem-step-text$"))

    for name, part in {"Other starts": "section.starts", "Labs": ".button.labs"}.items():
        expect(root.locator(part)).to_be_visible()
        window.get_by_role("checkbox", name=name, exact=True).check()
        expect(root.locator(part)).to_be_hidden()
    expect(stage.page).to_have_url(re.compile(r"&hide=problem-step-text-starts-labs$"))
    window.get_by_role("button", name="Close").click()
    expect(noise).to_be_visible()

    fix = root.get_by_role("button", name="Standardize", exact=True)
    fix.click()
    expect(fix).to_be_hidden()
    assert stage.statuses[-1]["experiment"]["standardize"]
    stage.press("Undo")
    expect(fix).to_be_visible()


def test_the_problem_type_goes_back_to_the_data_set_seen_last(visit: Visit) -> None:
    stage = visit("?v=1&data=moons")
    problem = stage.root.get_by_label("Problem type", exact=True)
    plane = stage.root.get_by_role("radio", name="Plane", exact=True)
    expect(plane).to_be_hidden()
    problem.select_option("Regression")
    expect(plane).to_be_checked()
    problem.select_option("Classification")
    expect(stage.root.get_by_role("radio", name="moons")).to_be_checked()
