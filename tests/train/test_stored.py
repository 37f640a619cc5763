"""Programs from the helper process and from disk: the same as those compiled here."""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from playground.train import stored
from playground.train.programs import Programs
from playground.train.stored import CompiledApart, CompileError, freeze, thaw
from playground.train.training import Training, plan
from tests.train.compiled import BASE, PROGRAMS


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("programs")


@pytest.fixture(scope="module")
def apart(folder):
    made = CompiledApart(folder)
    yield made
    made.close()


def losses(programs):
    training = Training([BASE], program=programs.get(plan(BASE)))
    training.advance(40)
    return training.snapshot()


def test_apart_from_disk_and_here_give_the_same_bits(apart, folder):
    made = [losses(Programs()), losses(Programs(make=apart))]
    assert len(list(folder.iterdir())) == 2, "the training loop, and the reading of a network"
    unhelped = CompiledApart(folder)
    made.append(losses(Programs(make=unhelped)))
    assert unhelped._helper is None, "read from disk"
    for other in made[1:]:
        for one, same in zip(made[0], other, strict=True):
            assert np.array_equal(one, same)


def test_what_is_broken_on_disk_is_made_anew(apart, folder):
    for path in folder.iterdir():
        path.write_bytes(path.read_bytes()[:100])
    assert losses(Programs(make=apart)).losses.shape == (4,)
    assert all(path.stat().st_size > 1000 for path in folder.iterdir())


def test_a_failure_is_told_and_the_next_is_compiled(apart):
    with pytest.raises(CompileError, match="AttributeError"):
        apart.compile("advance", "no structure")
    assert apart.compile("probe", plan(BASE).seen)


def test_two_programs_are_made_side_by_side(apart):
    with ThreadPoolExecutor(2) as pool:
        wide, narrow = (plan(BASE.change(hidden=(n,))).seen for n in (9, 2))
        one, other = (pool.submit(apart.compile, "probe", s) for s in (wide, narrow))
        assert thaw(one.result(), "cpu") is not None
        assert len(one.result()) != len(other.result())


def test_what_two_ask_for_at_once_is_made_once(apart, monkeypatch):
    asked = []

    def ask(helper, part, structure):
        asked.append(part)
        while not apart._making[part, structure]._condition._waiters:  # the other waits, too
            time.sleep(0.001)
        return b"made" if part == "probe" else "no such program"

    monkeypatch.setattr(stored._Helper, "ask", ask)
    for part in ("probe", "advance"):
        with ThreadPoolExecutor() as two:
            answers = [two.submit(apart.compile, part, plan(BASE).seen) for _ in range(2)]
        assert [answer.exception() is None for answer in answers] == [part == "probe"] * 2
    assert asked == ["probe", "advance"]
    assert not apart._making


def test_a_sketch_needs_no_helper_and_no_disk(tmp_path):
    apart = CompiledApart(tmp_path)
    assert apart("sketch", plan(BASE).seen)
    assert apart._helper is None
    assert not list(tmp_path.iterdir())


def test_a_helper_that_ended_is_replaced(apart):
    apart._helper.process.kill()
    assert apart.compile("probe", plan(BASE).seen)


def test_a_helper_that_always_ends_is_an_error(tmp_path, monkeypatch):
    monkeypatch.setattr(stored.sys, "executable", "/bin/false")
    with pytest.raises(CompileError, match="ended"):
        CompiledApart(tmp_path).compile("probe", plan(BASE).seen)


def test_a_program_survives_freezing():
    program = PROGRAMS.get(plan(BASE))
    again = thaw(freeze(program.advance), "cpu")
    training = Training([BASE], program=program)
    args = training._order(5, 1)
    for one, same in zip(*(f(*args)[2:] for f in (program.advance, again)), strict=True):
        assert np.array_equal(one, same)


def test_the_name_of_a_program_follows_all_it_depends_on(apart, monkeypatch):
    names = {apart._name("probe", plan(BASE)), apart._name("advance", plan(BASE))}
    names.add(apart._name("advance", plan(BASE.change(hidden=(4,)))))
    monkeypatch.setattr(stored, "version", lambda package: "another")
    apart._salt = stored._circumstances()
    names.add(apart._name("advance", plan(BASE)))
    assert len(names) == 4


def test_old_programs_are_forgotten(tmp_path, monkeypatch):
    monkeypatch.setattr(stored, "KEPT_BYTES", 25)
    for age, name in enumerate("abc"):
        (tmp_path / name).write_bytes(b"x" * 10)
        os.utime(tmp_path / name, (1000 - age, 1000 - age))
    CompiledApart(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b"]


def test_what_is_put_by_is_on_disk_and_made_once(apart, folder, monkeypatch):
    wide = plan(BASE.change(hidden=(30,))).seen
    before = set(folder.iterdir())
    apart.keep("probe", wide)
    (kept,) = set(folder.iterdir()) - before
    os.utime(kept, (1000, 1000))
    monkeypatch.setattr(CompiledApart, "compile", None)
    apart.keep("probe", wide)
    assert apart("probe", wide)
    assert kept.stat().st_mtime > 1000, "what is in use is not the first to be forgotten"


def test_the_folder_is_looked_after_while_it_grows(tmp_path, monkeypatch):
    apart = CompiledApart(tmp_path)
    monkeypatch.setattr(stored, "KEPT_BYTES", 25)
    monkeypatch.setattr(stored, "LOOKED_AFTER", 4)
    for name in "abcd":
        apart._write(tmp_path / name, b"x" * 10)
        os.utime(tmp_path / name, (1000 + ord(name), 1000 + ord(name)))
    assert len(list(tmp_path.iterdir())) == 2


def test_an_unwritable_home_does_no_harm(tmp_path):
    (tmp_path / "file").write_text("in the way")
    made = CompiledApart(tmp_path / "file")
    assert made("probe", plan(BASE).seen)
    made.close()


def test_programs_of_batches_are_kept_for_the_next_process(tmp_path):
    """In processes of their own: where JAX keeps things is a setting for all of one."""
    code = f"""
import pathlib
from playground.train.stored import keep_batches
keep_batches(pathlib.Path({str(tmp_path / "batches")!r}))
from playground.spec import Experiment
from playground.train.batch import Batch
batch = Batch([Experiment(hidden=(8, 6))])  # large enough that no machine compiles it at once
batch.advance(1)
"""
    hits = """
import jax
seen = []
jax.monitoring.register_event_listener(lambda event, **more: seen.append(event))
"""
    check = "\nassert any(e.endswith('cache_hits') for e in seen), seen"
    as_served = os.environ | {"XLA_FLAGS": ""}  # what compiles faster is not worth keeping
    for source in (code, hits + code + check):
        subprocess.run([sys.executable, "-c", source], env=as_served, check=True)
    assert any((tmp_path / "batches").iterdir())
