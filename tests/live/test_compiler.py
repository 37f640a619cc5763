"""What the compile worker makes next."""

import threading
import time
from collections import Counter
from dataclasses import replace

import pytest

from playground.live.compiler import CALM_S, FIRST_PAGE_S, Compiler
from playground.spec import DEFAULT
from playground.train.programs import MAX_PROGRAMS, PARTS, Programs
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


def test_who_waits_gets_the_program_whatever_was_dropped_meanwhile():
    programs = Programs(limit=2, make=lambda part, structure: object())
    early = [plan(DEFAULT.change(hidden=(8,) * depth)) for depth in range(1, 6)]
    # Pages that were left while a sketch stood in for their probe: nobody there takes the rest.
    awaited = list(early)
    compiler = Compiler(programs, awaited=lambda: awaited, done=lambda: None)
    for structure in early:
        compiler.ask(structure)
        for _ in PARTS:
            work(compiler, programs)
    awaited.append(ONE)
    compiler.ask(ONE)
    assert [work(compiler, programs) for _ in range(4)][:3] == [(part, ONE) for part in PARTS]
    assert programs.find(ONE).complete


def test_a_crowd_that_waits_for_more_than_is_kept_is_served_in_turn():
    made = []

    def make(part, structure):
        made.append(part)
        return object()

    programs = Programs(make=make)
    sizes = range(1, MAX_PROGRAMS + 9)
    crowd = [replace(ONE, sizes=(2, 8, 1), loss=f"loss {n}") for n in sizes]
    awaited = list(crowd)
    compiler = Compiler(programs, awaited=lambda: awaited, done=lambda: None)
    for structure in crowd:
        compiler.ask(structure)
    for _ in range(4 * len(crowd)):
        work(compiler, programs)
        for structure in list(awaited):
            found = programs.find(structure)
            if found is not None and found.complete:
                awaited.remove(structure)
    assert not awaited
    assert Counter(made) == dict.fromkeys(PARTS, len(crowd)), "nothing was made twice"


def test_what_a_first_page_will_show_is_made_before_it_asks(compiler, programs):
    compiler._first_page = [ONE]
    compiler._begun_s = time.monotonic()
    assert [work(compiler, programs) for _ in range(4)][2:] == [("probe", ONE), None]
    compiler._begun_s -= FIRST_PAGE_S
    compiler._first_page = [OTHER]
    assert work(compiler, programs) is None, "whoever came has asked for something else"


def test_what_is_likely_is_put_by_in_a_calm_moment_and_once(programs, awaited):
    kept = []

    def keep(part, structure):
        kept.append((part, structure))
        if part == "probe":
            raise OSError("no room")

    likely = [ONE, SPARE, ONE.bucket]
    compiler = Compiler(
        programs, awaited=lambda: awaited, done=lambda: None, likely=lambda: likely, keep=keep
    )
    compiler._begun_s = time.monotonic() - FIRST_PAGE_S - CALM_S
    compiler.ask(OTHER)
    assert not compiler._look_ahead(), "somebody just asked for something"
    compiler._asked_s -= CALM_S
    while compiler._look_ahead():
        pass
    parts = {("advance", s.bucket) for s in likely} | {("probe", s.seen.bucket) for s in likely}
    assert sorted(map(repr, kept)) == sorted(map(repr, parts)), "each once, whatever failed"
    assert not programs, "nothing is loaded"


def test_a_worker_outlives_what_fails_and_hears_who_asks(programs, awaited):
    done = threading.Event()

    def fail():
        raise OSError("no memory for a helper")

    def finished():
        if programs.missing(ONE) is None:
            done.set()

    compiler = Compiler(programs, awaited=lambda: awaited, done=finished)
    compiler.start(SPARE, fail)
    try:
        while programs.missing(SPARE) is not None:
            time.sleep(0.01)
        assert compiler._warm is fail, "a first page has not had its time yet"
        compiler._begun_s -= FIRST_PAGE_S
        with compiler._changed:
            compiler._tell()
        while compiler._warm is not None:
            time.sleep(0.01)
        compiler.ask(ONE)
        assert done.wait(10), "the worker has ended"
    finally:
        compiler.stop()
