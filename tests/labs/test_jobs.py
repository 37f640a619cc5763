"""The queue of jobs: once for all who asked, in turns, and only while somebody waits."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from playground.labs import jobs
from playground.labs.jobs import FAILED, Progress, Queue, Report, Work
from playground.strict import BadIntent


class Clock:
    """Moves only while work is done."""

    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


class Ear:
    def __init__(self) -> None:
        self.told: list[Any] = []

    def queued(self, place: int) -> None:
        self.told.append(place)

    def progress(self, share: float) -> None:
        self.told.append(("at", share))

    def report(self, report: Report) -> None:
        self.told.append(dict(report.header))

    def done(self) -> None:
        self.told.append("done")

    def failed(self, text: str) -> None:
        self.told.append(text)


class House:
    def __init__(self, **more: Any) -> None:
        self.clock = Clock()
        self.queue = Queue(clock=self.clock, **more)
        self.worked: list[str] = []
        self.closed: list[str] = []

    def work(self, name: str, slices: int = 2, cost_s: float = 1.0, size: int = 0) -> Work:
        try:
            for i in range(slices):
                self.worked.append(name)
                self.clock.now_s += cost_s
                yield Progress((i + 1) / slices)
            yield Report({"of": name}, {"bytes": np.zeros(size, np.uint8)})
        finally:
            self.closed.append(name)

    def ask(self, name: str, **more: Any) -> Ear:
        ear = Ear()
        self.queue.ask(ear, name, lambda: self.work(name, **more))
        return ear

    def finish(self) -> None:
        while self.queue.turn():
            pass


def test_a_job_tells_how_far_it_is_and_what_it_found() -> None:
    house = House()
    ear = house.ask("a")
    house.finish()
    assert ear.told == [("at", 0.0), ("at", 0.5), ("at", 1.0), {"of": "a"}, "done"]
    assert not house.queue.turn()


def test_the_same_question_is_worked_out_once() -> None:
    house = House()
    first, second = house.ask("a"), house.ask("a")
    house.queue.turn()
    late = house.ask("a")
    house.finish()
    after = house.ask("a")
    assert house.worked == ["a", "a"]
    assert first.told == second.told
    assert late.told[0] == ("at", 0.5), "it joins where the others are"
    assert after.told == [{"of": "a"}, "done"]


def test_what_nobody_waits_for_ends() -> None:
    house = House()
    one, other = house.ask("a", slices=9), house.ask("a")
    house.queue.turn()
    house.queue.leave(one)
    house.queue.turn()
    assert house.worked == ["a", "a"], "one waits still"
    house.queue.leave(other)
    assert not house.queue.turn()
    assert (house.worked, house.closed) == (["a", "a"], ["a"])


def test_the_one_that_had_least_goes_on() -> None:
    house = House()
    house.ask("long", slices=9, cost_s=5.0)
    house.queue.turn()
    house.ask("short", slices=3)
    house.finish()
    assert house.worked[:4] == ["long", "short", "short", "short"]


def test_who_waits_hears_its_place_and_moves_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "ACTIVE", 1)
    house = House()
    house.ask("a")
    second, third = house.ask("b"), house.ask("c")
    assert (second.told, third.told) == ([1], [2])
    house.queue.leave(second)
    house.queue.turn()
    assert third.told[-1] == 1
    house.finish()
    assert house.worked == ["a", "a", "c", "c"]
    assert third.told[2] == ("at", 0.0), "it is its turn"


def test_too_many_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "MOST_JOBS", 1)
    house = House()
    house.ask("a")
    house.ask("a")
    with pytest.raises(BadIntent, match="Too much"):
        house.ask("b")


def test_only_the_newest_answers_are_kept() -> None:
    house = House(kept_bytes=20_000)
    for name in ("a", "b", "a", "c"):
        house.ask(name, size=5_000)
        house.finish()
    assert [house.queue.report(name) is not None for name in "abc"] == [True, False, True]


def test_a_job_that_fails_says_why_and_leaves_the_others_alone(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def refuses() -> Work:
        yield Progress(0.1)
        raise BadIntent("too large; 12 would fit")

    def breaks() -> Work:
        yield Progress(1 / 0)

    house = House()
    refused, broken = Ear(), Ear()
    house.queue.ask(refused, "refuses", refuses)
    house.queue.ask(broken, "breaks", breaks)
    well = house.ask("a")
    house.finish()
    assert refused.told[-1] == "too large; 12 would fit"
    assert broken.told[-1] == FAILED
    assert "ZeroDivisionError" in caplog.text
    assert well.told[-1] == "done"
