"""The runner: many runs and pages, who is looked at, who is dropped, and what may fail."""

from __future__ import annotations

import pytest

from playground.live import fitting
from playground.live import runner as module
from playground.live.credit import MIN_CREDIT
from playground.live.runner import MAX_RUNS
from playground.live.viewer import BadIntent, NoRoom, UnknownRun
from tests.live.house import RUNNING, House, Page
from tests.train.compiled import PROGRAMS


@pytest.fixture
def house() -> House:
    return House()


def test_a_page_that_paints_slowly_slows_nobody(house):
    quick = house.visit()
    stuck = house.look("a")
    stuck.paints = False  # from now on it never says that it painted
    house.say("play")
    before, frames = house.step(), quick.count("frame")
    house.wait(5)
    assert house.step() - before == pytest.approx(150, abs=3)
    assert quick.count("frame") - frames > 100
    assert stuck.count("frame") == 1 + MIN_CREDIT, "the first one it did paint"


def test_a_page_that_comes_back_gets_the_newest_frame(house):
    page = house.visit()
    page.paints = False
    house.say("play")
    house.wait(1)
    seen = page.count("frame")
    house.say("pause")
    page.paints = True
    house.turn(0.1)
    house.turn(0.1)
    assert page.last("frame").header["step"] == house.step() > 0
    assert page.count("frame") == seen + 1, "not one of the frames between"


def test_a_hidden_page_gets_no_frames_and_its_run_pauses_after_10_s(house):
    page = house.visit()
    house.say("play")
    house.wait(1)
    page.visible = False
    start, frames = house.step(), page.count("frame")
    house.wait(9)
    assert house.step() - start == pytest.approx(270, abs=5), "for nine seconds it goes on"
    house.wait(3)
    stopped = house.step()
    assert stopped - start == pytest.approx(300, abs=12)
    house.wait(60, dt_s=0.05)
    assert house.step() == stopped
    assert page.count("frame") == frames
    page.visible = True
    house.wait(1)
    assert 15 <= house.step() - stopped <= 40, "it goes on where it stopped, without catching up"
    assert page.last("frame").header["step"] == house.step()
    assert house.run().state == "running"


def test_a_page_that_stopped_painting_counts_as_unseen(house):
    page = house.visit()
    house.say("play")
    house.wait(1)
    page.paints = False
    house.wait(25, dt_s=0.05)
    stopped = house.step()
    house.wait(5, dt_s=0.05)
    assert house.step() == stopped


def test_one_page_that_looks_is_enough(house):
    house.visit().visible = False
    house.look("a")
    house.say("play")
    house.wait(30, dt_s=0.05)
    assert house.step() == pytest.approx(900, abs=10)


def test_a_run_without_a_page_pauses_and_is_dropped_after_30_minutes(house):
    page = house.visit()
    house.say("play")
    house.runner.detach("a", page)
    house.wait(20, dt_s=0.05)
    step = house.step()
    assert step == pytest.approx(300, abs=15)
    house.turn(29 * 60)
    assert house.runner.find("a") is not None
    again = house.look("a")
    house.wait(1)
    assert house.step() > step, "found again, it goes on"
    house.runner.detach("a", again)
    house.turn(0.3)
    house.turn(30 * 60 + 1)
    assert house.runner.find("a") is None
    with pytest.raises(UnknownRun):
        house.runner.post("a", {"type": "play"})
    with pytest.raises(UnknownRun):
        house.runner.attach("a", Page(lambda: house.now_s))
    with pytest.raises(UnknownRun):
        house.runner.alias("b", "a")


def test_a_hidden_page_keeps_its_run(house):
    page = house.visit()
    page.visible = False
    house.turn(1)
    house.turn(31 * 60)
    assert house.runner.find("a") is not None


def test_a_page_that_leaves_before_its_turn_is_forgotten(house):
    house.visit()
    fleeting = Page(lambda: house.now_s)
    house.runner.attach("a", fleeting)
    house.runner.detach("a", fleeting)
    house.runner.detach("a", fleeting)
    house.runner.detach("b", Page(lambda: house.now_s))
    house.turn(0.1)
    assert fleeting not in house.run().audience.viewers
    assert house.runner.stats()["viewers"] == 1


def test_two_tokens_name_one_run(house):
    house.visit()
    house.runner.open(RUNNING, token="new")
    house.runner.alias("new", "a")
    assert house.run("new") is house.run("a")
    house.say("play", token="new")
    assert house.run("a").playing
    assert len(house.runner.runs()) == 1


def test_there_is_room_for_so_many_runs_and_no_more(house, monkeypatch):
    assert MAX_RUNS >= 60
    monkeypatch.setattr(module, "MAX_RUNS", 3)
    for token in "abc":
        house.runner.open(RUNNING, token=token)
    house.runner.alias("d", "a")
    with pytest.raises(NoRoom, match="3"):
        house.runner.open(RUNNING, token="e")
    assert house.runner.find("e") is None
    house.turn(31 * 60)
    house.runner.open(RUNNING, token="e")


@pytest.mark.parametrize(
    "intent",
    [
        {"type": "explode"},
        {"type": "set", "changes": {"noise": 9}, "final": True, "revision": 1},
        {"type": "set", "changes": {"noise": 10**400}, "final": True, "revision": 1},
        {"type": "load", "query": "&".join(["a=1"] * 100)},
        {"type": "preset", "id": "nope"},
    ],
    ids=lambda intent: str(intent)[:40],
)
def test_bad_intents_are_refused_at_once_and_change_nothing(house, intent):
    house.visit()
    with pytest.raises(BadIntent):
        house.runner.post("a", intent)
    house.settle()
    assert house.run().experiment == RUNNING


def test_an_intent_for_a_run_that_is_not_there(house):
    with pytest.raises(UnknownRun):
        house.runner.post("nobody", {"type": "play"})


@pytest.mark.parametrize("first", ["a", "b"])
def test_a_run_that_fails_does_not_stop_the_others(house, monkeypatch, first):
    for token in "ab":
        house.visit(token=token)
        house.say("play", token=token)
    other = "b" if first == "a" else "a"

    def fail(*args, **more):
        raise RuntimeError("broken")

    monkeypatch.setattr(house.run(first), "tick", fail)
    before = house.step(other)
    house.wait(2)
    assert house.step(other) - before == pytest.approx(60, abs=5)
    assert house.run(first).notes, "and its own page says so"
    assert not house.run(first).playing


@pytest.mark.parametrize(("intent", "part"), [("step", "_step"), ("reset", "restart")])
def test_an_intent_that_fails_does_not_stop_the_others(house, monkeypatch, intent, part):
    for token in "ab":
        house.visit(token=token)
    house.say("play", token="b")

    def fail(*args, **more):
        raise RuntimeError("broken")

    monkeypatch.setattr(house.run("a"), part, fail)
    house.runner.post("a", {"type": intent})
    before = house.step("b")
    house.wait(2)
    assert house.step("b") - before == pytest.approx(60, abs=5)


def test_a_page_whose_socket_is_gone_does_not_stop_the_others(house):
    house.visit(token="a")
    house.visit(token="b")
    house.say("play", token="b")

    def send(kind, payload):
        raise BrokenPipeError

    gone = Page(lambda: house.now_s)
    gone._send = send
    house.runner.attach("a", gone)
    before = house.step("b")
    house.wait(2)
    assert house.step("b") - before == pytest.approx(60, abs=5)


def test_a_program_that_cannot_be_had_is_said(house):
    house.runner.open(RUNNING.change(hidden=(7,)), token="a")
    page = house.look("a")
    house.runner.fitter.compiler.failed[house.run().structure] = "out of memory"
    house.turn(0.1)
    house.turn(0.1)
    assert page.last("status")["state"] == "compiling"
    assert "out of memory" in page.last("status")["compiling"]
    seen = page.count("status")
    house.wait(1)
    assert page.count("status") == seen, "once"
    house.set(hidden=[3])
    assert house.run().state == "idle"


def test_one_run_may_ask_for_so_many_programs_a_minute(house, monkeypatch):
    monkeypatch.setattr(fitting, "MAX_COMPILES_PER_MINUTE", 2)
    house.runner.open(RUNNING.change(hidden=(11,)), token="a")
    page = house.look("a")
    wanted = [house.run().structure]
    for width in (12, 13):
        changes = {"hidden": [width]}
        message = {"type": "set", "changes": changes, "final": True, "revision": 99}
        house.runner.post("a", message)
        house.turn(0.1)
        house.turn(0.1)
        wanted.append(house.run().structure)
    assert list(house.runner.fitter.compiler._wanted) == wanted[:2]
    assert "a minute" in page.last("status")["compiling"]
    house.turn(61)
    house.turn(0.1)
    assert list(house.runner.fitter.compiler._wanted) == wanted, "later it is asked for"


def test_stats_are_reported_as_a_heartbeat(house):
    house.visit(token="a")
    house.visit(token="b")
    house.say("play", token="b")
    reports = []
    house.runner._report = reports.append
    house.wait(1)
    assert 3 <= len(reports) <= 5
    stats = reports[-1]
    assert stats["runs"] == {"idle": 1, "compiling": 0, "running": 1, "paused": 0, "diverged": 0}
    assert stats["viewers"] == 2
    assert (stats["programs"], stats["compiles"]) == (len(PROGRAMS), PROGRAMS.compiled)


def test_many_runs_share_the_frames_and_keep_their_pace(house):
    tokens = [f"t{i}" for i in range(12)]
    for token in tokens:
        house.runner.open(RUNNING, token=token)
        house.look(token)
    house.settle()
    for token in tokens:
        house.runner.post(token, {"type": "play"})
    house.wait(3, dt_s=0.02)
    for token, page in zip(tokens, house.pages, strict=True):
        assert house.step(token) == pytest.approx(90, abs=3)
        assert page.count("frame") >= 30
