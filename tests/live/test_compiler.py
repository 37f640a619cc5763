"""What the compile worker makes next."""

import threading
import time

import pytest

from playground.live.compiler import FIRST_PAGE_S, Compiler
from playground.spec import DEFAULT
from playground.train.programs import Programs
from playground.train.training import plan

ONE, OTHER, SPARE = (plan(DEFAULT.change(hidden=(n,))) for n in (1, 2, 3))


@pytest.fixture
def programs():
    return Programs(make=lambda part, structure: object())


@pytest.fixture
def awaited():
    return [ONE, OTHER]


@pytest.fixture
def compiler(programs, awaited):
    return Compiler(programs, awaited=lambda: awaited, done=lambda: None)


def work(compiler, programs):
    """Do what is next, as the worker does."""
    found = compiler._next()
    if found is not None:
        programs.make(*found)
    return found


def test_first_all_pictures_then_all_loops_then_what_looks_better(compiler, programs):
    compiler.ask(ONE)
    assert work(compiler, programs) == ("sketch", ONE)
    compiler.ask(OTHER)
    order = [work(compiler, programs) for _ in range(6)]
    parts = ["sketch", "advance", "advance", "probe", "probe"]
    assert order == [*zip(parts, (OTHER, ONE, OTHER, ONE, OTHER), strict=True), None]


def test_what_nobody_waits_for_any_more_is_left(compiler, programs, awaited):
    compiler.ask(ONE)
    compiler.ask(OTHER)
    work(compiler, programs)
    awaited.remove(ONE)
    assert [work(compiler, programs)[1] for _ in range(3)] == [OTHER] * 3
    assert not compiler.wants(ONE)


def test_spare_work_waits_for_the_first_page(compiler, programs):
    compiler._spare = [ONE, SPARE]
    compiler._begun_s = time.monotonic()
    warmed = []
    compiler._warm = lambda: warmed.append(True)
    assert [work(compiler, programs) for _ in range(4)][2:] == [("probe", ONE), None]
    compiler._begun_s -= FIRST_PAGE_S
    assert work(compiler, programs) == ("sketch", SPARE)
    compiler.ask(OTHER)
    assert work(compiler, programs) == ("sketch", OTHER), "whoever waits comes first"
    assert warmed == [True]


def test_a_worker_outlives_what_fails_and_hears_who_asks(programs, awaited):
    done = threading.Event()

    def fail():
        raise OSError("no memory for a helper")

    def finished():
        if programs.missing(ONE) is None:
            done.set()

    compiler = Compiler(programs, awaited=lambda: awaited, done=finished)
    compiler.start([SPARE], fail)
    compiler._begun_s -= FIRST_PAGE_S
    try:
        while programs.missing(SPARE) is not None:
            time.sleep(0.01)
        compiler.ask(ONE)
        assert done.wait(10), "the worker has ended"
    finally:
        compiler.stop()
