"""Many networks at once against the one network's engine, lane by lane."""

import subprocess
import sys

import jax
import numpy as np
import pytest

from playground.fields import InvalidExperiment
from playground.train import cost
from playground.train.batch import Batch, batch_key, grouped
from playground.train.cost import check_size, estimate
from tests.train.compiled import BASE, CASES, flat, fresh

STEPS = 7  # two whole epochs, each with a partial batch at its end, and one step

TWO_LAYERS = BASE.change(
    hidden=(4, 3), activation="sigmoid", optimizer="adamw", dropout=0.3, shuffle=True
)


def close(batch, lane, experiment, *, steps=STEPS):
    """A lane against the same experiment alone: weights, losses and scores."""
    alone = fresh(experiment)
    alone.advance(steps)
    for ours, expected in zip(batch.layers(lane), alone.weights(), strict=True):
        for part, other in zip(ours, expected, strict=True):
            np.testing.assert_allclose(part, other, rtol=1e-5, atol=3e-6)
    np.testing.assert_allclose(batch.measure()[lane], alone.measure()[0], rtol=1e-5, atol=3e-6)


@pytest.mark.parametrize("name", CASES)
def test_lanes_train_as_each_would_alone(name):
    e = CASES[name]
    unlike = {"data_seed": 3, "weight_seed": 5, "learning_rate": 0.01}
    if not e.fixed:
        unlike["noise"] = 0.3
    if e.penalty != "none":
        unlike["penalty_rate"] = 0.2
    experiments = [e, e.change(weight_seed=2), e.change(**unlike)]
    batch = Batch(experiments)
    batch.advance(STEPS)
    for lane, experiment in enumerate(experiments):
        close(batch, lane, experiment)
    assert batch.epoch == STEPS // batch.steps_per_epoch
    assert batch.how == ("scan" if name == "large" else "lanes")


@pytest.mark.parametrize("how", ["lanes", "scan"])
def test_shuffling_and_dropout_are_each_lanes_own(how):
    experiments = [TWO_LAYERS.change(weight_seed=seed, dropout=seed / 10) for seed in range(3)]
    batch = Batch(experiments, how=how)
    batch.advance(STEPS)
    for lane, experiment in enumerate(experiments):
        close(batch, lane, experiment)


@pytest.mark.parametrize("how", ["lanes", "scan"])
def test_a_narrower_network_is_what_it_is_alone(how):
    """Also where weights decay, neurons drop out, and a silent neuron would say more than 0."""
    experiments = [TWO_LAYERS.change(hidden=hidden) for hidden in ((4, 3), (2, 3), (4, 1))]
    batch = Batch(experiments, how=how)
    batch.advance(STEPS)
    if how == "scan":  # numbers its neurons by the room there is: only the widest drops alike
        experiments = experiments[:1]
    for lane, experiment in enumerate(experiments):
        assert [w.shape for w, _ in batch.layers(lane)] == [
            w.shape for w, _ in fresh(experiment).weights()
        ]
        close(batch, lane, experiment)


def test_a_lane_that_diverges_keeps_its_last_finite_state_and_no_other_does():
    e = BASE.change(dataset="plane", activation="linear", clip=0.0)
    wild = e.change(learning_rate=10.0, initializer="normal", init_scale=10.0)
    batch = Batch([e, wild])
    batch.advance(400)
    assert batch.alive.tolist() == [True, False]
    assert all(np.isfinite(part).all() for layer in batch.layers(1) for part in layer)
    close(batch, 0, e, steps=400)


@pytest.mark.parametrize("how", ["lanes", "scan"])
def test_outputs_out_of_bounds_are_divergence_though_all_weights_are_finite(how):
    batch = Batch([BASE.change(hidden=(), loss="cross_entropy")] * 2, how=how)
    (w, b), *_ = batch._state.params
    large = np.asarray(w).copy()
    large[..., 0], large[..., 1] = 1e10, 1e20  # its gradient is bounded
    batch._state = batch._state._replace(params=[(jax.device_put(large, w.sharding), b)])
    batch.advance(1)
    assert batch.alive.tolist() == [True, False]
    assert np.isfinite(flat(batch.layers(1))).all()


def test_the_last_block_is_filled_and_nobody_sees_it():
    batch = Batch([BASE.change(weight_seed=seed) for seed in range(65)])
    batch.advance(STEPS)
    assert batch.shape.blocks == 2
    assert batch.measure().shape == (65, 4)
    assert batch.alive.shape == (65,)
    close(batch, 64, BASE.change(weight_seed=64))


def test_fields_are_what_the_page_shows():
    e = BASE.change(weight_seed=4)
    batch = Batch([BASE, e])
    batch.advance(STEPS)
    alone = fresh(e)
    alone.advance(STEPS)
    cells = alone.structure.grid
    field = batch.fields([1], cells=cells)
    assert field.shape == (1, 1, cells, cells)
    codes = np.round(127 + 127 * np.clip(field[0, 0], -1, 1))
    assert np.abs(codes - alone.snapshot().field).max() <= 1


def test_what_cannot_share_a_batch_is_grouped():
    deep, other = BASE.change(hidden=(3, 3)), BASE.change(optimizer="adam")
    experiments = [BASE, deep, BASE.change(hidden=(5,), data_seed=1), other]
    assert grouped(experiments) == [[0, 2], [1], [3]]
    assert batch_key(BASE) != batch_key(BASE.change(points=60))
    with pytest.raises(ValueError, match="cannot share a batch"):
        Batch([BASE, deep])
    with pytest.raises(ValueError, match="one at least"):
        Batch([])


def test_cost_grows_with_the_work_and_too_much_is_refused_with_what_fits(monkeypatch):
    few, many = [BASE] * 64, [BASE] * 640
    assert estimate(many, steps=100).train_s == pytest.approx(10 * estimate(few, steps=100).train_s)
    assert estimate(many, steps=100, devices=2).train_s < estimate(many, steps=100).train_s
    assert estimate(few, steps=1).memory_bytes < estimate(many, steps=1).memory_bytes
    check_size(many)
    monkeypatch.setattr(cost, "MAX_BYTES", estimate(few, steps=1).memory_bytes)
    with pytest.raises(InvalidExperiment, match=r"640 networks at once; \d+ of this size fit"):
        check_size(many)


_ON_FOUR_DEVICES = """
import jax
jax.config.update("jax_num_cpu_devices", 4)
from playground.train.batch import Batch
from tests.train.compiled import BASE
experiments = [BASE.change(weight_seed=seed, noise=seed / 1000) for seed in range(300)]
found = []
for devices in (4, 1):
    batch = Batch(experiments, devices=devices)
    batch.advance(7)
    layers = [layer for lane in range(300) for layer in batch.layers(lane)]
    found.append([part.tobytes() for layer in layers for part in layer])
    print(batch.shape.blocks, len(batch._state.epoch.sharding.device_set))
assert found[0] == found[1]
"""


def test_blocks_on_four_devices_are_bit_for_bit_those_on_one():
    done = subprocess.run(
        [sys.executable, "-c", _ON_FOUR_DEVICES], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["8", "4", "5", "1"]
