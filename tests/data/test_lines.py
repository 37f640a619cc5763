"""The best straight line: against trying lines, and where the answer is known."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.data.generators import DATASETS
from playground.data.lines import best_line


def tried(x, y):
    """Brute force: a line through every two points, nudged and turned a little, both ways round."""
    best = max((y > 0).mean(), (y < 0).mean())
    for i in range(len(x)):
        for j in range(len(x)):
            along = x[j] - x[i]
            if not along.any():
                continue
            for turn in (-1e-5, 0.0, 1e-5):
                for middle in (x[i], (x[i] + x[j]) / 2, x[j]):
                    normal = np.array([-along[1], along[0]]) / np.linalg.norm(along)
                    normal = normal + turn * np.array([-normal[1], normal[0]])
                    for shift in (-1e-7, 1e-7):
                        side = np.sign((x - middle) @ normal + shift)
                        best = max(best, (side == y).mean(), (side == -y).mean())
    return best


@pytest.mark.parametrize("seed", range(12))
def test_as_good_as_trying(seed):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(14, 2))
    y = rng.choice([-1.0, 1.0], 14)
    assert best_line(x, y) == tried(x, y)


places = st.tuples(st.integers(-2, 2), st.integers(-2, 2))
points = st.lists(st.tuples(places, st.sampled_from([-1.0, 1.0])), min_size=1, max_size=9)


@given(points)
@settings(max_examples=150, deadline=None)
def test_points_in_rows_and_on_top_of_each_other(found):
    x = np.array([place for place, _ in found], float)
    y = np.array([label for _, label in found])
    assert best_line(x, y) == pytest.approx(tried(x, y))


def test_four_corners():
    expected = {"xor_corners": 0.75, "and_corners": 1.0, "or_corners": 1.0}
    for name, best in expected.items():
        drawn = DATASETS[name].value(4, noise=0, rng=np.random.default_rng(0))
        assert best_line(drawn.x, drawn.y) == best


def test_known_sets():
    rng = np.random.default_rng(3)
    gauss, circle = (DATASETS[name].value(400, noise=0, rng=rng) for name in ("gauss", "circle"))
    assert best_line(gauss.x, gauss.y) == 1
    assert 0.5 < best_line(circle.x, circle.y) < 0.8
    # Each point twice, with both answers: nothing gets more than half.
    twice = np.concatenate([circle.x, circle.x])
    assert best_line(twice, np.concatenate([circle.y, -circle.y])) == 0.5


def test_one_class_and_one_point():
    x = np.random.default_rng(0).normal(size=(30, 2))
    assert best_line(x, np.ones(30)) == 1
    assert best_line(x[:1], -np.ones(1)) == 1
    assert best_line(np.zeros((5, 2)), np.array([1, 1, -1, 1, -1.0])) == 0.6
