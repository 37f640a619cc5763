"""The seed grid against networks trained one by one, and the process that answers pages."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from playground.export.files import read_file
from playground.fields import MAX_SEED
from playground.frames import decode
from playground.labs import claim
from playground.labs.grid import LAB, Request, lanes_of
from playground.labs.jobs import Progress, Report
from playground.messages import dump, parse
from playground.spec import DEFAULT, Experiment, to_json
from playground.strict import BadIntent
from playground.train.training import train
from playground.wire import Kind, Message, Unpacker, pack
from tests.train.compiled import BASE, PROGRAMS

ROOT = Path(__file__).parents[2]
EPOCHS = 3
MESSAGE = {"experiment": to_json(BASE), "starts": 64, "points": False, "epoch": EPOCHS}


def answer(request: Any, lab: Any = LAB) -> Report:
    """The last report of a lab's work."""
    told = list(lab.work(request))
    shares = [part.share for part in told if isinstance(part, Progress)]
    assert shares == sorted(shares) and shares[0] >= 0 and shares[-1] <= 1
    (report,) = (part for part in told if isinstance(part, Report))
    return report


@pytest.fixture(scope="module")
def request_of() -> Request:
    found = LAB.read(MESSAGE)
    assert isinstance(found, Request)
    return found


@pytest.fixture(scope="module")
def report(request_of: Request) -> Report:
    return answer(request_of)


def test_every_start_is_the_network_of_its_seed(request_of: Request, report: Report) -> None:
    for start in (0, 1, 63):
        alone = train(lanes_of(request_of)[start], epochs=EPOCHS, device="cpu", programs=PROGRAMS)
        assert report.arrays["values"][start] == pytest.approx(alone.measure()[0], rel=1e-3)
    assert report.arrays["alive"].all()
    assert report.arrays["seeds"].tolist() == list(range(1, 65))
    assert "lanes last" in report.header["way"]


def test_pictures_show_what_the_stage_shows(request_of: Request, report: Report) -> None:
    e = lanes_of(request_of)[5]
    alone = train(e, epochs=EPOCHS, device="cpu", programs=PROGRAMS).snapshot()
    picture = report.arrays["field"][5]
    assert picture.shape == (32, 32)
    corners = np.ix_([0, -1], [0, -1])  # both grids include the plane's edges
    near = np.abs(picture[corners].astype(int) - alone.field[corners])
    assert near.max() <= 1


def test_a_start_is_taken_with_its_seed_its_weights_and_its_epoch(
    request_of: Request, report: Report
) -> None:
    assert LAB.take is not None
    shown = to_json(BASE.change(pace="5e", weight_seed=700))
    found = read_file(LAB.take(request_of, report, {"start": 9, "experiment": shown}).content)
    assert found.experiment == BASE.change(pace="5e", weight_seed=10)
    alone = train(found.experiment, epochs=EPOCHS, device="cpu", programs=PROGRAMS)
    assert found.weights is not None
    assert found.weights.epoch == EPOCHS
    for ours, theirs in zip(found.weights.layers, alone.weights(), strict=True):
        assert ours[0] == pytest.approx(theirs[0], rel=1e-3, abs=1e-5)
    with pytest.raises(BadIntent, match="start is 64; it must lie in 0 … 63"):
        LAB.take(request_of, report, {"start": 64, "experiment": shown})
    with pytest.raises(BadIntent, match="have changed"):
        LAB.take(request_of, report, {"start": 0, "experiment": to_json(BASE.change(noise=0.3))})


def test_seeds_follow_the_experiments_own() -> None:
    e = DEFAULT.change(weight_seed=MAX_SEED, data_seed=5)
    same = lanes_of(Request(e, 64, False, 1))
    assert [lane.weight_seed for lane in same[:2]] == [0, 1]
    assert {lane.data_seed for lane in same} == {5}
    assert [lane.data_seed for lane in lanes_of(Request(e, 64, True, 1))[:2]] == [6, 7]


def test_what_makes_no_difference_is_no_other_question() -> None:
    shown = BASE.change(
        pace="5e", discretize=True, versus="lr.0.1", epochs=70, stop="plateau-0.01-5"
    )
    assert LAB.read(MESSAGE | {"experiment": to_json(shown)}) == LAB.read(MESSAGE)
    other = BASE.change(schedule="cosine")
    long = other.change(epochs=70)
    assert LAB.read(MESSAGE | {"experiment": to_json(other)}) != LAB.read(
        MESSAGE | {"experiment": to_json(long)}
    ), "a schedule is as long as the epochs"


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"starts": 100}, "starts is 100; allowed: 64, 256, 1024"),
        ({"epoch": 0}, "epoch is 0"),
        ({"epoch": 2.5}, "epoch must be a whole number"),
        ({"points": 1}, "points must be true or false"),
        ({"experiment": None}, "must be an object"),
        ({"experiment": {"noise": 99}}, "noise"),
        ({"experiment": {"dataset": "own", "own_points": "2"}}, "point"),
        ({"more": 1}, "unknown key 'more'"),
    ],
)
def test_a_question_that_cannot_be_is_refused(changes: Any, word: str) -> None:
    with pytest.raises(ValueError, match=word):
        LAB.read(MESSAGE | changes)


def test_too_much_work_is_refused_with_what_would_fit() -> None:
    huge = Request(DEFAULT.change(hidden=(64, 64)), 1024, False, 100_000)
    with pytest.raises(BadIntent, match=r"\d+ epochs fit"):
        answer(huge)


@pytest.mark.parametrize(
    ("e", "arrays"),
    [
        (BASE.change(dataset="blobs", loss="cross_entropy"), {"field_class", "field_confidence"}),
        (BASE.change(dataset="curve", inputs=("x1",)), {"field"}),
    ],
    ids=["classes", "curve"],
)
def test_other_tasks(e: Experiment, arrays: set[str]) -> None:
    report = answer(Request(e, 64, True, 1))
    assert set(report.arrays) == {"values", "alive", "seeds", *arrays}
    assert all(len(part) == 64 for part in report.arrays.values())


def test_a_claim_is_tried_on_fresh_seeds() -> None:
    report = answer(claim.LAB.read({"preset": "perceptron-and"}), claim.LAB)
    assert (report.header["held"], report.header["seeds"]) == (256, 256)
    with pytest.raises(ValueError, match="unknown preset"):
        claim.LAB.read({"preset": "none"})


class Process:
    """The labs' process at the other end of its pipes."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "playground.labs"]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, bufsize=0)
        self.heard = self._hear()

    def _hear(self) -> Iterator[Message]:
        assert self.process.stdout is not None
        unpacker = Unpacker()
        while piece := os.read(self.process.stdout.fileno(), 1 << 16):
            yield from unpacker.feed(piece)

    def say(self, socket: int, message: Any, kind: Kind = Kind.SAY) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(pack(socket, kind, dump(message).encode()))

    def until(self, socket: int, kind: Kind, word: str = "") -> Any:
        """The next message of a kind to a socket; of texts, the next of a type."""
        for to, found, payload in self.heard:
            if to != socket or found != kind:
                continue
            told = decode(payload) if kind == Kind.ARRAYS else parse(payload)
            if kind != Kind.TEXT or told["type"] == word:
                return told
        raise AssertionError(f"it ended with {self.process.wait()}")


def test_two_pages_ask_the_process_for_one_grid(report: Report) -> None:
    labs = Process()
    question = {"type": "lab", "lab": "grid", "id": 1, **MESSAGE}
    assert os.getpriority(os.PRIO_PROCESS, labs.process.pid) >= 0
    assert labs.until(0, Kind.STATS)["pid"] == labs.process.pid
    for socket in (1, 2):
        labs.say(socket, {"type": "hello", "protocol": 1}, Kind.HELLO)
        labs.say(socket, question)
    header, arrays = labs.until(1, Kind.ARRAYS)
    assert (header["kind"], header["id"], header["epoch"]) == ("report", 1, EPOCHS)
    assert arrays["values"] == pytest.approx(report.arrays["values"], rel=1e-3)
    labs.until(2, Kind.TEXT, "done")
    labs.say(2, {"type": "take", "lab": "grid", "start": 0, "experiment": to_json(BASE)})
    taken = labs.until(2, Kind.ARRAYS)
    assert read_file(taken.arrays["content"].tobytes()).experiment.weight_seed == 1
    assert labs.process.stdin is not None and labs.process.stdout is not None
    labs.process.stdin.close()
    list(labs.heard)
    labs.process.stdout.close()
    assert labs.process.wait() == 0, "it ended with its input"
