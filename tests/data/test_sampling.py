"""Splits deal every point once and keep the classes' shares."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.data.generators import DATASETS, Points
from playground.data.sampling import split, standardizer, train_size


@settings(deadline=None, max_examples=150)
@given(
    labels=st.lists(st.integers(0, 3), min_size=2, max_size=120),
    share=st.floats(0.1, 0.9),
    seed=st.integers(0, 99),
    kind=st.sampled_from(["binary", "multiclass", "regression", "curve"]),
)
def test_split_is_a_stratified_partition(labels, share, seed, kind):
    y = np.array(labels)
    points = Points(np.zeros((len(y), 2)), y)
    rng = np.random.default_rng(seed)
    train, test = split(points, train_share=share, rng=rng, kind=kind, fixed=False)
    assert len(train) >= 1
    assert len(test) >= 1
    assert sorted([*train, *test]) == list(range(len(y)))
    assert len(train) == train_size(len(y), train_share=share)
    if kind in ("binary", "multiclass"):
        for label in set(labels):
            fair = (y == label).sum() * len(train) / len(y)
            assert abs((y[train] == label).sum() - fair) < 1 + 1e-6


def test_split_depends_on_the_seed_alone():
    points = DATASETS["gauss"].value(100, noise=0.0, rng=np.random.default_rng(0))
    first, again, other = (
        split(points, train_share=0.5, rng=np.random.default_rng(s), kind="binary", fixed=False)
        for s in (1, 1, 2)
    )
    assert np.array_equal(first[0], again[0])
    assert np.array_equal(first[1], again[1])
    assert not np.array_equal(first[0], other[0])
    assert not np.array_equal(first[0], np.sort(first[0])), "points of a class come mixed"


def test_a_fixed_set_trains_and_tests_on_all():
    points = DATASETS["xor_corners"].value(4, noise=0.0, rng=np.random.default_rng(0))
    rng = np.random.default_rng(0)
    train, test = split(points, train_share=0.1, rng=rng, kind="binary", fixed=True)
    assert list(train) == list(test) == [0, 1, 2, 3]


@pytest.mark.parametrize(
    ("n", "share", "size"),
    [(500, 0.5, 250), (100, 0.29, 29), (500, 0.7, 350), (5, 0.5, 2), (4, 0.1, 1), (2, 0.9, 1)],
)
def test_train_size(n, share, size):
    assert train_size(n, train_share=share) == size


def test_standardizer():
    inputs = np.random.default_rng(0).normal(3, 5, (50, 3))
    inputs[:, 1] = 0.1  # a constant whose mean is not exact
    mean, std = standardizer(inputs)
    assert std[1] == 1
    scaled = (inputs - mean) / std
    np.testing.assert_allclose(scaled.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(scaled.std(axis=0), [1, 0, 1], atol=1e-12)
