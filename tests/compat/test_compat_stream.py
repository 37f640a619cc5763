"""The random stream of seedrandom, and what TensorFlow Playground draws from it first."""

import numpy as np
import pytest

from playground.compat.points import draw, seed_of
from playground.compat.seedrandom import Stream
from playground.compat.weights import first_weights
from playground.data.generators import DATASETS
from playground.fields import IMPORTED_DATASETS
from tests.compat.golden import GOLDEN


def test_the_librarys_documented_pair():
    stream = Stream("hello.")
    assert [stream.double(), stream.double()] == [0.9282578795792454, 0.3752569768646784]


def test_numbers_have_all_their_bits_and_an_even_spread():
    numbers = Stream("0.12345").doubles(4000)
    assert ((numbers >= 0) & (numbers < 1)).all()
    assert abs(numbers.mean() - 0.5) < 0.02
    assert np.any(numbers[numbers < 0.25] * 2**53 % 1 != 0), "small numbers are as fine as large"


def test_a_stream_goes_on_and_starts_again_from_its_seed():
    whole = Stream("a").doubles(6)
    parts = Stream("a")
    assert np.array_equal(np.concatenate([parts.doubles(2), parts.doubles(1, 4)[0]]), whole)
    assert not np.array_equal(Stream("b").doubles(6), whole)
    with pytest.raises(ValueError, match="seed is ''"):
        Stream("")


@pytest.mark.parametrize("golden", GOLDEN, ids=lambda g: g.name)
def test_points_and_weights_are_those_of_the_original(golden):
    n = DATASETS[golden.dataset].facts["default_points"]
    points = draw(golden.dataset, n, noise=golden.noise, stream=Stream(golden.seed))
    for row, (x1, x2, y) in enumerate(golden.points):
        np.testing.assert_allclose(points.x[row], [x1, x2], atol=1e-6)
        assert y is None or abs(points.y[row] - y) < 1e-6
    if golden.positives is not None:
        assert (points.y > 0).sum() == golden.positives
    layers = first_weights(golden.sizes, dataset=golden.dataset, n=n, seed=golden.seed)
    if golden.weights is not None:
        np.testing.assert_allclose(layers[0][0][:2, 0], golden.weights, atol=1e-6)
    shapes = [(w.shape, b.shape) for w, b in layers]
    pairs = zip(golden.sizes, golden.sizes[1:], strict=False)
    assert shapes == [((a, b), (b,)) for a, b in pairs]
    assert all((b == 0.1).all() and (np.abs(w) <= 0.5).all() for w, b in layers)


@pytest.mark.parametrize("dataset", IMPORTED_DATASETS)
@pytest.mark.parametrize("noise", [0.0, 0.25, 0.8])
def test_sets_are_those_of_the_same_name(dataset, noise):
    """Same places, same answers: each set agrees with our own of that name in distribution."""
    facts = DATASETS[dataset].facts
    n = facts["default_points"]
    theirs = draw(dataset, n, noise=noise, stream=Stream("0.1"))
    ours = DATASETS[dataset].value(n, noise=noise, rng=np.random.default_rng(1))
    assert theirs.x.shape == ours.x.shape
    assert theirs.y.shape == ours.y.shape
    spread = np.abs(ours.x).mean()
    np.testing.assert_allclose(np.abs(theirs.x).mean(), spread, rtol=0.1)
    np.testing.assert_allclose(np.abs(theirs.y).mean(), np.abs(ours.y).mean(), rtol=0.15)
    if facts["kind"] == "binary":
        assert set(theirs.y) <= {-1.0, 1.0}
    if noise == 0 and dataset == "circle":
        assert np.array_equal(theirs.y > 0, np.hypot(*theirs.x.T) < 2.5)


def test_other_draws_have_other_seeds():
    assert seed_of("0.5", 0) == "0.5"
    assert len({seed_of("0.5", draw) for draw in range(5)}) == 5
