"""Programs: what compiles and what never does, how many are kept, and on which device."""

import contextlib
import dataclasses
import threading
from importlib.metadata import version

import jax
import numpy as np
import pytest

from playground.fields import FIELDS
from playground.spec import DEFAULT
from playground.train import engine, programs
from playground.train.problem import Structure
from playground.train.programs import (
    GPU_WORK,
    MAX_PROGRAMS,
    PARTS,
    Programs,
    choose_device,
)
from playground.train.training import Training, plan, train
from tests.train.compiled import BASE, PROGRAMS, SHUFFLED, as_served, fresh


@contextlib.contextmanager
def compilations():
    """Count what JAX lowers or compiles meanwhile in this thread."""
    seen, mine = [], threading.get_ident()

    def listen(event, duration, **more):
        costly = event.endswith(("jaxpr_to_mlir_module_duration", "backend_compile_duration"))
        if costly and threading.get_ident() == mine:
            seen.append(event)

    jax.monitoring.register_event_duration_secs_listener(listen)
    try:
        yield seen
    finally:
        jax.monitoring.unregister_event_duration_listener(listen)


def test_live_settings_never_compile():
    training = fresh(SHUFFLED)
    training.advance(1)
    training.snapshot()
    before = PROGRAMS.compiled
    with compilations() as seen:
        for i in range(1, 6):
            e = SHUFFLED.change(
                learning_rate=0.01 * i, penalty_rate=0.1 * i, momentum=0.1 * i, dropout=0.1 * i,
                pace="max",
            )  # fmt: skip
            assert plan(e) == training.structure
            training.set_hyper(e)
            training.advance(7)  # another number of steps is no reason either
            training.advance(i, every=i)
            training.snapshot()
            fresh(e.change(weight_seed=i, data_seed=i, points=40 + i, noise=0.05 * i))
    assert seen == []
    assert PROGRAMS.compiled == before


def test_compilations_are_seen():
    with compilations() as seen:
        jax.jit(lambda x: x * 3 + 1)(np.float32(2))
    assert seen


def test_a_new_structure_compiles_once():
    cache = Programs()
    with compilations() as seen:
        first = cache.get(plan(BASE.change(hidden=())))
        count = len(seen)
        assert count > 0
        again = cache.get(plan(BASE.change(hidden=(), learning_rate=0.5)))
    assert (again.advance, again.probe) == (first.advance, first.probe)
    assert len(seen) == count
    assert cache.compiled == 2, "the training loop, and the reading of a network"
    assert cache.compile_s > 0


FREE = {  # changes that the same program serves
    "noise": 0.2, "data_seed": 1, "inputs": ("x1", "x1x2"), "standardize": False, "points": 400,
    "initializer": "he", "init_scale": 2.0, "weight_seed": 1, "learning_rate": 1.0,
    "penalty_rate": 1.0, "momentum": 0.1, "dropout": 0.5, "pace": "max", "epochs": 0,
    "show_test": True, "discretize": True, "train_share": 0.51, "dataset": "xor",
    "tfplayground": "0.5", "balance": 0.3, "label_noise": 0.2, "formula": "x",
    "stop": "accuracy-1",
}  # fmt: skip
COSTLY = {  # changes that need one of their own
    "hidden": (8, 5), "activation": "relu", "activations": ("relu",), "penalty": "l1",
    "batch_size": 11, "loss": "hinge", "optimizer": "adam", "schedule": "step", "shuffle": False,
    "clip": 1.0,
}  # fmt: skip


def test_every_field_is_free_or_costly():
    own = {"own_points", "versus"}  # need more than one change, and have tests of their own
    assert set(FREE) | set(COSTLY) | own == set(FIELDS)


@pytest.mark.parametrize(("name", "value"), FREE.items())
def test_free_changes(name, value):
    assert plan(DEFAULT.change(**{name: value})) == plan(DEFAULT)


@pytest.mark.parametrize(("name", "value"), COSTLY.items())
def test_costly_changes(name, value):
    assert plan(DEFAULT.change(**{name: value})) != plan(DEFAULT)


def test_a_neuron_more_or_less_in_the_same_bucket_compiles_nothing():
    e = SHUFFLED.change(hidden=(5, 3), dropout=0.2)
    PROGRAMS.get(plan(e))
    with compilations() as seen:
        for hidden in ((6, 3), (6, 4), (7, 4), (8, 4)):
            training = fresh(e.change(hidden=hidden))
            training.advance(7)
            shot = training.snapshot()
            assert len(shot.biases) == sum(hidden) + 1 == len(shot.maps)
            assert [w.shape for w, _ in training.weights()] == [
                (2, hidden[0]), hidden, (hidden[1], 1)
            ]  # fmt: skip
            np.testing.assert_array_equal(
                shot.weights, np.concatenate([w.ravel() for w, _ in training.weights()])
            )
    assert seen == []


def test_a_padded_network_is_what_it_is_without_padding(monkeypatch):
    """Dropout leaves out the same neurons, clipping and decay do not see the padding."""
    e = SHUFFLED.change(hidden=(5, 3), dropout=0.3, optimizer="adamw", clip=0.1)
    padded = Training([e], program=Programs(make=as_served).get_blind(plan(e)))
    padded.advance(7)
    found = padded.weights()
    monkeypatch.setattr(Structure, "bucket", property(lambda s: s))
    bare = Training([e], program=Programs(make=as_served).get_blind(plan(e)))
    bare.advance(7)
    for ours, other in zip(found, bare.weights(), strict=True):
        for part, whole in zip(ours, other, strict=True):
            if version("jax").startswith("0.10."):
                np.testing.assert_array_equal(part, whole)
            else:  # its compiler orders the sums of the two otherwise
                np.testing.assert_allclose(part, whole, rtol=1e-6, atol=1e-7)


def test_points_fall_into_few_buckets():
    sizes = {plan(DEFAULT.change(points=n)).train_rows for n in range(20, 5001, 20)}
    assert len(sizes) <= 7
    for n in (20, 511, 513, 5000):
        e = DEFAULT.change(points=n)
        assert plan(e).train_rows >= e.training_points
        assert plan(e).test_rows >= n - e.training_points


@pytest.fixture
def compiler(monkeypatch):
    """A compiler that only keeps account."""
    made = []
    ways = ("compile_advance", "compile_probe", "sketch_probe")
    for way, part in zip(ways, ("advance", "probe", "sketch"), strict=True):

        def make_part(structure, part=part):
            made.append((part, structure))
            return object()

        monkeypatch.setattr(programs, way, make_part)
    return made


def test_the_least_recently_used_program_goes_first(compiler):
    cache = Programs(limit=2)
    a, b, c = (plan(DEFAULT.change(hidden=(n,))) for n in (1, 2, 3))
    assert cache.find(a) is None
    kept = cache.get(a)
    cache.get(b)
    assert cache.find(a).advance is kept.advance
    cache.get(c)
    assert cache.find(b) is None
    assert cache.find(a).probe is kept.probe
    assert len(cache) == 4
    assert cache.compiled == len(compiler) == 6
    cache.get(a)
    assert cache.compiled == 6
    cache.get(b)
    assert cache.compiled == len(compiler) == 8


def test_a_page_gets_a_sketch_then_the_loop_then_the_probe(compiler):
    cache, s = Programs(), plan(DEFAULT)
    for part in PARTS:
        assert cache.missing(s) == part
        cache.make(part, s)
        found = cache.find(s)
        assert (found.sketched, found.advance is None) == (part != "probe", part == "sketch")
        assert found.complete == (part == "probe")
    assert cache.missing(s) is None
    assert [part for part, _ in compiler] == list(PARTS)
    assert len(cache) == 2, "the sketch is forgotten"
    slower = plan(DEFAULT.change(optimizer="adam"))
    assert cache.missing(slower) == "advance", "it looks the same"


def test_networks_that_look_alike_share_their_probe(compiler):
    cache = Programs()
    one = cache.get(plan(DEFAULT))
    for fields in COSTLY.items():
        structure = plan(DEFAULT.change(**dict([fields])))
        if fields[0] in ("hidden", "activation", "activations", "loss"):
            assert cache.find(structure) is None
            continue
        early = cache.find(structure)
        assert early.probe is one.probe, "the untrained field can be shown at once"
        assert early.advance is None
        assert cache.get(structure).advance is not one.advance


def test_programs_are_bounded(compiler):
    assert MAX_PROGRAMS <= 32
    cache = Programs()
    for n in range(100):
        cache.get(dataclasses.replace(plan(DEFAULT), loss=f"loss {n}"))
    assert len(cache) == 2 * MAX_PROGRAMS, "as many loops as probes"


def test_an_empty_cache_that_is_handed_over_is_used(compiler):
    """A cache without programs is false in a condition; it must not be taken for none."""
    cache = Programs()
    with contextlib.suppress(TypeError):  # these parts are no functions
        train(DEFAULT, epochs=1, device="cpu", programs=cache)
    assert len(cache) == 2


def test_the_device_follows_a_fixed_rule(monkeypatch):
    cpu = jax.devices("cpu")[0]
    monkeypatch.setattr(programs, "devices", lambda: {"cpu": cpu})
    assert choose_device(lanes=10**6, batch=10**3, parameters=10**6) == "cpu"
    monkeypatch.setattr(programs, "devices", lambda: {"cpu": cpu, "gpu": cpu})
    assert choose_device(lanes=1, batch=1, parameters=GPU_WORK) == "gpu"
    assert choose_device(lanes=1, batch=1, parameters=GPU_WORK - 1) == "cpu"
    assert choose_device(lanes=100, batch=10, parameters=GPU_WORK // 1000) == "gpu"
    assert plan(DEFAULT).device == "cpu"
    assert plan(DEFAULT.change(hidden=(128,) * 8, batch_size=250)).device == "gpu"
    assert plan(DEFAULT, lanes=10_000).device == "gpu"
    assert plan(DEFAULT, lanes=10_000, device="cpu").device == "cpu"


def test_products_of_large_layers_are_full_float32():
    structure = plan(BASE.change(hidden=(64, 64)), device="cpu")
    shapes = programs._advance_shapes(structure)
    text = jax.jit(lambda *a: engine.advance(structure, *a)).lower(*shapes).as_text()
    products = [line for line in text.splitlines() if "dot_general" in line]
    assert len(products) >= 3, "forward, back, and of the record"
    assert all(line.count("HIGHEST") == 2 for line in products)
    assert "f16" not in text
