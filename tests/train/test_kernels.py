"""Training loops in one kernel: interpreted on the CPU, lowered for a GPU that need not be here.

The kernels share activations, losses and their step's end (`kernels.moved`), so that each entry of
a catalogue is tried in one of them; how they read points and sum up is tried in both.
"""

from dataclasses import replace

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax.sharding import AbstractDevice, AbstractMesh, use_abstract_mesh

from playground.model.activations import ACTIVATIONS
from playground.model.losses import LOSSES
from playground.optim import OPTIMIZERS, SCHEDULES
from playground.train import blocks, kernels, lanes
from playground.train.batch import Batch, shape_of
from playground.train.batches import order
from playground.train.problem import structure_of
from playground.train.ways import KERNELS, MANY, choose
from tests.train.compiled import BASE, flat, oracle_walk

TINY = BASE.change(points=14, batch_size=4, hidden=(), learning_rate=0.05, momentum=0.8)
NETWORKS = {
    "one answer": TINY.change(
        hidden=(2, 1, 1, 1, 1), activations=("linear", "tanh", "relu", "leaky_relu", "elu"),
        schedule="step", penalty="l1", penalty_rate=0.05, clip=0.05,
    ),
    "classes": TINY.change(
        hidden=(2, 1, 1, 1, 1), activations=("step", "gelu", "silu", "softplus", "sine"),
        dataset="blobs", loss="cross_entropy", schedule="cosine", shuffle=True,
    ),
    "one bent answer": TINY.change(
        hidden=(2, 1), activations=("gelu", "sine"), schedule="step", penalty="l1",
        penalty_rate=0.05, clip=0.05,
    ),
    "bent classes": TINY.change(
        hidden=(2,), activation="softplus", dataset="blobs", loss="cross_entropy", shuffle=True
    ),
    "hinge": TINY.change(loss="hinge", schedule="exponential", penalty="l2", penalty_rate=0.05),
    "huber": TINY.change(
        dataset="plane", loss="huber", schedule="warmup", batch_size=20, points=40
    ),
    "mistakes": TINY.change(optimizer="perceptron", loss="perceptron"),
}  # fmt: skip
CASES = [
    ("kernel_lane", "one answer", "nesterov"),
    ("kernel_lane", "classes", "adagrad"),
    ("kernel_lane", "hinge", "rmsprop"),
    ("kernel_lane", "mistakes", "perceptron"),
    ("kernel_program", "one bent answer", "adam"),
    ("kernel_program", "bent classes", "momentum"),
    ("kernel_program", "huber", "lion"),
]
WILD = NETWORKS["huber"].change(optimizer="sgd", loss="half_squared")  # in a lane's kernel
# Shuffled, with dropout, points of its own and less than the widest in each lane.
MIXED = BASE.change(
    hidden=(2, 2), activation="sigmoid", loss="cross_entropy", optimizer="adamw", dropout=0.3,
    shuffle=True,
)  # fmt: skip
UNLIKE = [
    MIXED,
    MIXED.change(hidden=(1, 2), weight_seed=2, data_seed=3, learning_rate=0.01, dropout=0.0),
    MIXED.change(hidden=(2, 1), weight_seed=5, noise=0.3, dropout=0.5),
]
ROUNDED = 3e-6  # the oracle has float64; Adam's corrections alone lose 1.4e-6 in float32
ORDER = jax.jit(order, static_argnames="rows")


@pytest.fixture(autouse=True)
def _few_lanes(monkeypatch):
    monkeypatch.setattr(lanes, "LANES", 4)


def apart(batch, lane, layers):
    """How far a lane's weights are from others, relative to their length."""
    expected = flat(layers)
    return np.linalg.norm(flat(batch.layers(lane)) - expected) / np.linalg.norm(expected)


def lanes_of(experiment):
    """Three networks of an experiment; where points are shuffled they are everyone's."""
    other = {} if experiment.shuffle else {"data_seed": 3}
    return [
        experiment,
        experiment.change(weight_seed=2, learning_rate=0.01),
        experiment.change(weight_seed=5, **other),
    ]


def order_of(experiment):
    if not experiment.shuffle:
        return None
    n, seed = experiment.training_points, experiment.weight_seed
    return lambda epoch: np.asarray(ORDER(seed=seed, epoch=epoch, rows=n, n=np.int32(n)))


def test_the_cases_have_every_entry_of_the_catalogues():
    chosen = [NETWORKS[name].change(optimizer=optimizer) for _, name, optimizer in CASES]
    chosen += [*UNLIKE, WILD]
    assert {e.optimizer for e in chosen} == set(OPTIMIZERS)
    assert {e.schedule for e in chosen} == set(SCHEDULES)
    assert {e.loss for e in chosen} == set(LOSSES)
    assert {name for e in chosen for name in e.layer_activations} == set(ACTIVATIONS)


@pytest.mark.parametrize(("how", "name", "optimizer"), CASES)
def test_every_step_is_the_oracles(how, name, optimizer):
    experiments = lanes_of(NETWORKS[name].change(optimizer=optimizer))
    batch = Batch(experiments, how=how)
    for step in range(1, 5):
        batch.advance(1)
        for lane, e in enumerate(experiments):
            assert apart(batch, lane, oracle_walk(e, step, order_of(e))) < ROUNDED
    assert batch.epoch == 4 // batch.steps_per_epoch
    assert batch.alive.all()


@pytest.mark.parametrize("how", KERNELS)
def test_a_kernel_is_the_other_ways_whatever_its_lanes_have_of_their_own(how):
    batch, other = Batch(UNLIKE, how=how), Batch(UNLIKE, how="lanes")
    for n_steps in (1, 1, 5):
        batch.advance(n_steps)
        other.advance(n_steps)
        for lane in range(len(UNLIKE)):
            assert apart(batch, lane, other.layers(lane)) < 1e-6
    assert batch.epoch == other.epoch


def test_a_lane_that_diverges_keeps_its_last_finite_state_and_no_other_does():
    wild = {"learning_rate": 10.0, "initializer": "normal", "init_scale": 10.0}
    batch = Batch([WILD, WILD.change(**wild)], how="kernel_lane")
    batch.advance(100)
    assert batch.alive.tolist() == [True, False]
    assert np.isfinite(flat(batch.layers(1))).all()
    assert apart(batch, 0, oracle_walk(WILD, 100)) < 1e-5


@pytest.mark.parametrize(("how", "name", "optimizer"), CASES)
def test_kernels_lower_for_a_gpu(how, name, optimizer):
    lower(how, lanes_of(NETWORKS[name].change(optimizer=optimizer)))


@pytest.mark.parametrize("how", KERNELS)
def test_all_that_lanes_may_have_of_their_own_lowers_for_a_gpu(how):
    lower(how, UNLIKE)


def lower(how, experiments):
    """Make the kernel's code for a GPU; raises where Triton's lowering does not know something."""
    batch = Batch(experiments, how=how)
    shape = replace(batch.shape, structure=replace(batch.shape.structure, device="gpu"))
    arguments = (batch._state, batch._hyper, batch._points, np.int32(0))
    mesh = AbstractMesh(
        batch._mesh.axis_sizes,
        batch._mesh.axis_names,
        batch._mesh.axis_types,
        abstract_device=AbstractDevice("NVIDIA H100", num_cores=None, platform="cuda"),
    )
    with use_abstract_mesh(mesh):
        traced = jax.jit(blocks.advance(shape, mesh)).trace(*arguments)
        lowered = traced.lower(lowering_platforms=("cuda",))
    assert "triton" in lowered.as_text()


def test_the_way_follows_a_fixed_rule():
    def chosen(experiment, networks, device="gpu", **more):
        s = replace(structure_of(experiment, device=device), **more)
        return choose(s, networks=networks)[0]

    deep = BASE.change(hidden=(8,) * 6)
    assert chosen(BASE, MANY) == "kernel_lane"
    assert chosen(BASE, MANY - 1) == "kernel_program"
    assert chosen(deep, MANY) == "kernel_program"
    assert chosen(BASE.change(hidden=(8, 8)), MANY) == "kernel_lane"
    assert chosen(BASE.change(hidden=(8, 8), optimizer="momentum"), MANY) == "kernel_program"
    assert chosen(BASE.change(hidden=(17,)), MANY) == "scan"
    assert chosen(BASE, MANY, device="cpu") == "lanes"
    for quirk in ({"carry": 3}, {"penalty": "l1_dead"}, {"precision": "float64"}):
        assert chosen(BASE, 1, **quirk) == "scan"
    s = structure_of(BASE.change(hidden=(40,)), device="gpu")
    assert "a layer is wider than 16" in choose(s, networks=1)[1]


def test_a_batch_says_why_and_refuses_a_kernel_that_cannot():
    assert "no layer is wider than 16" in Batch([BASE]).why
    assert "asked for" in Batch([BASE], how="scan").why
    with pytest.raises(ValueError, match=r"kernel_lane cannot .*wider than 16"):
        shape_of([BASE.change(hidden=(20,))], how="kernel_lane")
    with pytest.raises(ValueError, match="210 numbers from step to step are too many"):
        shape_of([BASE.change(hidden=(8, 8), optimizer="momentum")], how="kernel_lane")
    with pytest.raises(ValueError, match="float64"):
        shape_of([BASE], how="kernel_program", precision="float64")


def test_gelu_without_an_error_function_is_gelu():
    z = np.linspace(-8, 8, 401, dtype=np.float32)
    both = [*kernels.functions(["gelu"]), ACTIVATIONS["gelu"].value]
    answers = jax.jit(lambda z: [jax.jvp(f, (z,), (jnp.ones_like(z),)) for f in both])(z)
    np.testing.assert_allclose(*answers, rtol=1e-6, atol=2e-7)
