"""Probe: what the page shows of a network, for all four kinds of task."""

import numpy as np
import pytest

from playground.train.problem import plane, prepare
from tests import reference
from tests.train.compiled import CASES, flat, fresh, oracle_scores, oracle_wrong, sets

KINDS = {"binary": "sgd", "multiclass": "adam", "regression": "adamw", "curve": "lion"}
SPAN = {"tanh": 1, "leaky_relu": 2, "elu": 2, "softplus": 2, "sine": 1, "gelu": 2}


@pytest.fixture(params=[*KINDS.values(), "large"])
def probed(request):
    """Experiment, structure, weights (float64) and snapshot after some training."""
    e = CASES[request.param].change(learning_rate=0.1)
    training = fresh(e)
    training.advance(30)
    layers = [tuple(p.astype(float) for p in layer) for layer in training.weights()]
    return e, training.structure, layers, training.snapshot()


def codes(values):
    return np.round(127 + 127 * np.clip(values, -1, 1))


def nearly(ours, expected):
    """Rounding may fall either way for a value on the edge."""
    assert ours.dtype == np.uint8
    difference = np.abs(ours.astype(float) - expected)
    assert difference.max() <= 1
    assert difference.mean() < 0.02


def look(e, layers, cells):
    """Weighted sums of every layer on the grid."""
    return reference.forward(layers, plane(prepare(e), cells), e.layer_activations)


def shown_output(e, z):
    if e.kind == "binary":
        return np.tanh(z)  # half squared error
    if e.kind == "multiclass":
        return np.exp(z) / np.exp(z).sum(1, keepdims=True)
    return z


def test_field(probed):
    e, s, layers, snapshot = probed
    out = shown_output(e, look(e, layers, s.grid)[-1])
    assert np.ptp(out) > 0.05
    if e.kind == "curve":
        assert snapshot.field.dtype == np.float32
        assert snapshot.field.shape == (256,)
        np.testing.assert_allclose(snapshot.field, out[:, 0], rtol=1e-3, atol=1e-4)
        return
    assert snapshot.field.shape == (s.grid, s.grid)
    if e.kind == "multiclass":
        nearly(snapshot.confidence.ravel(), np.round(255 * out.max(1)))
        assert (snapshot.field.ravel() == out.argmax(1)).mean() > 0.999
        assert set(np.unique(snapshot.field)) <= {0, 1, 2}
        return
    assert snapshot.confidence.shape == (0,)
    reach = 1.0 if e.kind == "binary" else np.abs(prepare(e).y).max()
    nearly(snapshot.field.ravel(), codes(out[:, 0] / reach))


def test_maps(probed):
    e, s, layers, snapshot = probed
    *hidden, z = look(e, layers, s.map)
    names = e.layer_activations
    out = shown_output(e, z)
    if e.kind == "multiclass":
        out = (out * 3 - 1) / 2
    reach = np.abs(prepare(e).y).max() if e.kind in ("regression", "curve") else 1.0
    layers = zip(names, hidden, strict=True)
    parts = [codes(reference.ACTIVATION[f][0](h)[:, :16] / SPAN[f]) for f, h in layers]
    parts.append(codes(out / reach))
    expected = np.concatenate(parts, axis=1).T
    side = (s.map,) if e.kind == "curve" else (s.map, s.map)
    assert snapshot.maps.shape == (len(expected), *side)
    nearly(snapshot.maps.reshape(expected.shape), expected)


def test_weights_and_biases(probed):
    _, s, layers, snapshot = probed
    assert s.shown == tuple(min(units, 16) for units in s.sizes)
    blocks = [
        (w[: s.shown[i], : s.shown[i + 1]], b[: s.shown[i + 1]]) for i, (w, b) in enumerate(layers)
    ]
    assert snapshot.weights.dtype == snapshot.biases.dtype == np.float32
    assert np.array_equal(snapshot.weights, np.float32(flat([(w,) for w, _ in blocks])))
    assert np.array_equal(snapshot.biases, np.float32(flat([(b,) for _, b in blocks])))


def test_losses_and_mistakes(probed):
    e, s, layers, snapshot = probed
    np.testing.assert_allclose(snapshot.losses, oracle_scores(e, layers), rtol=1e-3, atol=1e-4)
    flags = (snapshot.wrong_train, snapshot.wrong_test)
    assert [len(f) for f in flags] == [s.train_rows, s.test_rows]
    for found, (x, y) in zip(flags, sets(e), strict=True):
        assert found.dtype == np.uint8
        z = reference.forward(layers, x, e.layer_activations)[-1]
        wrong = oracle_wrong(e, z, y)
        said = z.argmax(axis=1) + 1 if e.kind == "multiclass" else 1
        assert np.array_equal(found[: len(x)], np.where(wrong, said, 0))


def test_mistakes_are_found_where_there_are_some():
    untrained = fresh(CASES["sgd"].change(weight_seed=2)).snapshot()
    share = untrained.wrong_train[:20].mean()
    assert 0 < share < 1
    assert untrained.losses[2] == pytest.approx(1 - share)


def test_an_output_that_decides_nothing_is_wrong_everywhere():
    snapshot = fresh(CASES["sgd"].change(initializer="zeros")).snapshot()
    assert (snapshot.field == 127).all()
    assert snapshot.wrong_train[:20].all()
    assert snapshot.losses[2] == snapshot.losses[3] == 0


def test_top_row_and_left_column():
    """Row 0 is X₂ = +6, column 0 is X₁ = −6."""
    grid = plane(prepare(CASES["sgd"].change(standardize=False)), 4).reshape(4, 4, 2)
    assert grid[0, 0].tolist() == [-6, 6]
    assert grid[0, 3].tolist() == [6, 6]
    assert grid[3, 0].tolist() == [-6, -6]


def test_a_lane_is_read_by_its_number():
    lanes = [CASES["sgd"].change(shuffle=True, weight_seed=s) for s in range(4)]
    together = fresh(None, lanes)
    for lane, e in enumerate(lanes):
        alone = fresh(e).snapshot()
        assert np.array_equal(together.snapshot(lane).weights, alone.weights)
        nearly(together.snapshot(lane).field, alone.field.astype(float))
