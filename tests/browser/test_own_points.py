"""Points of one's own: drawn while a run trains, pasted as a table, kept in the address."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from .conftest import ENDLESS, Stage

pytestmark = pytest.mark.browser
Visit = Callable[..., Stage]
TWO_CLASSES = "?v=1&data=own&test=1&pts=2fQPoAAAfQBu4H0BlrgAQ&epochs=0&pace=60e&noise=0"
TABLE = "height,weight,species\n10,1,cat\n20,-1,dog\n30,2,cat\n40,-2,fish\n"


def place(stage: Stage, x: float, y: float) -> tuple[float, float]:
    """Where a place of the plane lies on the screen."""
    box = stage.root.locator(".figure.field canvas").bounding_box()
    assert box is not None
    side = min(box["width"] - 27, box["height"] - 21)
    return box["x"] + 26 + (x + 6) / 12 * side, box["y"] + 1 + (6 - y) / 12 * side


def count(stage: Stage, number: int) -> None:
    expect(stage.root.locator(".edit-bar .count")).to_have_text(str(number))


def points_of(stage: Stage) -> str:
    return str(stage.statuses[-1]["experiment"]["own_points"])


def test_drawing_goes_on_while_the_run_trains(visit: Visit) -> None:
    stage = visit(TWO_CLASSES + ENDLESS)
    stage.play()
    stage.until("s => s.epoch >= 5")
    stage.press("Edit points")
    count(stage, 4)
    stage.press("Class 1")
    before, mouse = stage.now["epoch"], stage.page.mouse
    mouse.click(*place(stage, -3, 3))
    count(stage, 5)
    expect(stage.page).to_have_url(re.compile(r"pts=2[\w-]{25}(&|$)"))
    # A stroke leaves points on its way; the run hears of them before it ends.
    mouse.move(*place(stage, -4, -2))
    mouse.down()
    mouse.move(*place(stage, 0, -2), steps=12)
    mouse.up()
    expect(stage.root.locator(".edit-bar .count")).to_have_text(re.compile("^1[0-9]$"))
    after = stage.until(f"s => s.epoch > {before + 5}")
    assert after["state"] == "running"
    assert all(s["epoch"] >= 5 for s in stage.diary()[-40:]), "it never started again"
    drawn = len(points_of(stage))
    # To the next class, moved, taken away, and all of it taken back.
    stage.page.keyboard.down("Shift")
    mouse.click(*place(stage, -3, 3))
    stage.page.keyboard.up("Shift")
    mouse.move(*place(stage, -3, 3))
    mouse.down()
    mouse.move(*place(stage, 4, 4), steps=4)
    mouse.up()
    mouse.click(*place(stage, 4, 4), button="right")
    expect(stage.page).not_to_have_url(re.compile(rf"pts=[\w-]{{{drawn}}}(&|$)"))
    for _ in range(3):
        stage.press("Undo")
    expect(stage.page).to_have_url(re.compile(rf"pts=[\w-]{{{drawn}}}(&|$)"))
    assert stage.now["state"] == "running"


def test_the_address_restores_the_points(visit: Visit) -> None:
    stage = visit()
    stage.press("Edit points")
    expect(stage.page).to_have_url(re.compile("data=own"))
    count(stage, 500)
    stage.page.mouse.click(*place(stage, 5.5, 5.5))
    count(stage, 501)
    expect(stage.page).to_have_url(re.compile(r"pts=2[\w-]{2505}(&|$)"))
    again = visit("?" + stage.page.url.partition("?")[2])
    assert points_of(again) == points_of(stage)
    again.press("Edit points")
    count(again, 501)
    again.page.keyboard.press("Escape")
    expect(again.root.locator(".edit-bar")).to_be_hidden()
    again.root.get_by_role("radio", name="Exclusive or", exact=True).click(force=True)
    expect(again.page).not_to_have_url(re.compile("pts="))
    again.root.get_by_role("radio", name="Own points", exact=True).click(force=True)
    expect(again.page).to_have_url(re.compile(r"pts=2[\w-]{2505}(&|$)"))


def test_a_table_becomes_the_data(visit: Visit) -> None:
    stage = visit(size="projector")
    root = stage.root
    root.get_by_role("button", name="Import", exact=True).click()
    table, use = root.get_by_label("Table", exact=True), root.get_by_text("Use these points")
    expect(use).to_be_disabled()
    table.fill(TABLE.replace("30,2", "30,two"))
    expect(root.locator(".import .said")).to_have_text(
        "Row 4, column 'weight': 'two' is no number."
    )
    expect(use).to_be_disabled()
    table.fill(TABLE)
    expect(root.locator(".import .said")).to_contain_text(
        "cat is class 1, dog is class 2, fish is class 3"
    )
    expect(root.locator(".import .said")).to_contain_text("'height' was scaled from 10 … 40")
    use.click()
    expect(stage.page).to_have_url(re.compile(r"pts=3[\w-]{20}(&|$)"))
    stage.until("s => s.state === 'idle'")
    with stage.page.expect_download() as saved:
        stage.press("Save")
    text = saved.value.path().read_text()
    assert text.splitlines()[0] == "x1,x2,label,set"
    assert len(text.splitlines()) == 5
    stage.play()


def test_all_columns_of_a_table_are_fed_and_the_field_is_a_slice(visit: Visit) -> None:
    stage = visit("?v=1&net=2&epochs=0", size="projector")
    root = stage.root
    root.get_by_role("button", name="Import", exact=True).click()
    rows = [f"{i % 5},{i % 3},{i % 2 * 40},{i},{'ab'[i % 2]}" for i in range(20)]
    table = "\n".join(["one,two,third column,<b>fourth</b>,kind", *rows])
    root.get_by_label("Table", exact=True).fill(table.replace(",40,", ",forty,"))
    further = root.get_by_role("group", name="Further inputs")
    further.get_by_role("button", name="third column").click()
    said = root.locator(".import .said")
    expect(said).to_have_text("Row 3, column 'third column': 'forty' is no number.")
    root.get_by_label("Table", exact=True).fill(table)
    further.get_by_role("button", name="All").click()
    expect(said).to_contain_text("'third column' was scaled from 0 … 40")
    root.get_by_text("Use these points").click()
    expect(stage.page).to_have_url(re.compile(r"in=x1-x2-c1-c2&.*pts=2~third%20column~"))
    caption = root.locator(".caption").first
    expect(caption).to_contain_text("A slice at the mean of third column, <b>fourth</b>.")
    stage.until("s => s.state === 'idle'")
    with stage.page.expect_download() as saved:
        stage.press("Save")
    header = saved.value.path().read_text().splitlines()[0]
    assert header == 'x1,x2,"third column","<b>fourth</b>",label,set'
    inputs = root.get_by_role("group", name="Inputs", exact=True)
    inputs.get_by_role("button", name="<b>fourth</b>", exact=True).click()
    expect(caption).to_contain_text("A slice at the mean of third column.")
    expect(stage.page).to_have_url(re.compile("in=x1-x2-c1&"))
    root.get_by_role("radio", name="Circle", exact=True).click(force=True)
    expect(inputs.get_by_role("button", name="third column", exact=True)).to_be_hidden()
    expect(caption).to_contain_text("Point at a neuron")


def test_an_empty_field_is_no_dead_end(visit: Visit) -> None:
    stage = visit("?v=1&data=own&pts=2")
    stage.press("Play")
    expect(stage.word).to_contain_text("There are no points")
    stage.press("Edit points")
    field = stage.root.locator(".figure.field canvas")
    field.focus()
    for key in ("1", "ArrowLeft", "ArrowLeft", "Enter", "2", "ArrowUp", "ArrowUp", "Enter"):
        stage.page.keyboard.press(key)
    count(stage, 2)
    expect(stage.page).to_have_url(re.compile(r"pts=2[\w-]{10}(&|$)"))
    stage.play()
    stage.until("s => s.epoch >= 1")
