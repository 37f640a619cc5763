"""Inputs are finite, of one number a point, and say truly whether they need more than X₁."""

import numpy as np
import pytest

from playground.data.features import COLUMNS, FEATURES, inputs_of

X = np.random.default_rng(0).uniform(-6, 6, (40, 2 + len(COLUMNS)))


@pytest.mark.parametrize("name", FEATURES)
def test_contract(name):
    value = FEATURES[name].value(X)
    assert value.shape == (40,)
    assert value.dtype == np.float64
    assert np.isfinite(value).all()
    moved = FEATURES[name].value(X + np.array([0.0] + [1.0] * (X.shape[1] - 1)))
    assert FEATURES[name].facts["plane"] == (not np.array_equal(moved, value))


def test_formulas():
    a, b, *more = X.T
    expected = [a, b, a * a, b * b, a * b, np.sin(a), np.sin(b), np.cos(a), np.cos(b), *more]
    np.testing.assert_allclose(inputs_of(X, tuple(FEATURES)), np.stack(expected, axis=1))


def test_inputs_keep_the_order_asked_for():
    np.testing.assert_array_equal(inputs_of(X, ["x2", "x1"]), X[:, 1::-1])
