"""Every data set keeps the contract; TensorFlow Playground's six keep its geometry."""

import numpy as np
import pytest

from playground.data.formula import evaluate
from playground.data.generators import CORNER, DATASETS, Points
from playground.data.shapes import DOMAIN

DRAWN = [name for name, entry in DATASETS.items() if not entry.facts["fixed"]]
CORNERS = [name for name, entry in DATASETS.items() if entry.facts["fixed"]]


def draw(name: str, n: int = 500, *, noise: float = 0.0, seed: int = 0) -> Points:
    return DATASETS[name].value(n, noise=noise, rng=np.random.default_rng(seed))


@pytest.mark.parametrize("name", DATASETS)
@pytest.mark.parametrize("noise", [0.0, 0.25, 0.5])
@pytest.mark.parametrize("n", [4, 7, 12, 501])
def test_shapes_types_and_answers(name, n, noise):
    facts = DATASETS[name].facts
    points = draw(name, n, noise=noise)
    count = 4 if facts["fixed"] else n
    assert points.x.shape == (count, 2)
    assert points.x.dtype == np.float64
    assert points.y.shape == (count,)
    assert np.isfinite(points.x).all()
    assert np.isfinite(points.y).all()
    if facts["kind"] == "binary":
        assert facts["classes"] == 2
        assert set(points.y) <= {-1.0, 1.0}
    elif facts["kind"] == "multiclass":
        assert points.y.dtype == np.int64
        assert set(points.y) == set(range(facts["classes"]))
    else:
        assert facts["kind"] in ("regression", "curve")
        assert facts["classes"] == 1
    if facts["kind"] == "curve":
        assert (points.x[:, 1] == 0).all()


@pytest.mark.parametrize("name", DATASETS)
def test_equal_seeds_draw_equal_points(name):
    one, same, other = (draw(name, 60, noise=0.3, seed=s) for s in (1, 1, 2))
    assert np.array_equal(one.x, same.x)
    assert np.array_equal(one.y, same.y)
    moved = not (np.array_equal(one.x, other.x) and np.array_equal(one.y, other.y))
    assert moved == (not DATASETS[name].facts["fixed"])


@pytest.mark.parametrize("name", DRAWN)
def test_noise_disturbs_the_same_points(name):
    """Each point, or its answer, moves in proportion: no new points are drawn."""
    still, half, full = (draw(name, 200, noise=noise) for noise in (0.0, 0.2, 0.4))
    assert not (np.array_equal(still.x, full.x) and np.array_equal(still.y, full.y))
    if name in ("gauss", "blobs"):  # noise is in the variance there
        factors = np.sqrt(0.5 + 7 * np.array([0.0, 0.2, 0.4]))
        step = (factors[1] - factors[0]) / (factors[2] - factors[0])
    else:
        step = 0.5
    np.testing.assert_allclose(half.x - still.x, step * (full.x - still.x), atol=1e-12)


@pytest.mark.parametrize("name", DRAWN)
def test_points_without_noise_lie_on_the_drawn_plane(name):
    points = draw(name, DATASETS[name].facts["default_points"])
    assert (np.abs(points.x) <= DOMAIN).all()
    if DATASETS[name].facts["kind"] in ("regression", "curve"):
        assert np.abs(points.y).max() <= 1.2
        assert np.abs(points.y).max() > 0.7


@pytest.mark.parametrize(
    "name", sorted({*DRAWN} - {"xor", "above", "plane", "multi_gauss", "curve"})
)
@pytest.mark.parametrize("n", [500, 501, 502])
def test_classes_are_balanced(name, n):
    _, sizes = np.unique(draw(name, n).y, return_counts=True)
    assert sizes.max() - sizes.min() <= 1


def test_circle():
    x, y = draw("circle")
    r = np.hypot(*x.T)
    assert (r[y > 0] <= 2.5).all()
    assert ((r[y < 0] >= 3.5) & (r[y < 0] <= 5)).all()
    assert (y > 0).sum() == 250
    assert r[y > 0].mean() == pytest.approx(1.25, abs=0.15)  # uniform in r, not in area
    noisy = draw("circle", 500, noise=0.25)
    assert np.array_equal(noisy.x, x)
    assert 0.02 < (noisy.y != y).mean() < 0.4


def test_xor():
    x, y = draw("xor")
    assert np.array_equal(y, np.sign(x[:, 0] * x[:, 1]))
    assert (np.abs(x) >= 0.3).all()
    assert (np.abs(x) <= 5.3).all()
    noisy = draw("xor", 500, noise=0.25)
    assert np.array_equal(noisy.x, x)
    assert 0.05 < (noisy.y != y).mean() < 0.4


@pytest.mark.parametrize("noise", [0.0, 0.25, 0.5])
def test_gauss(noise):
    x, y = draw("gauss", 5000, noise=noise)
    for sign in (-1, 1):
        np.testing.assert_allclose(x[y == sign].mean(axis=0), 2 * sign, atol=0.2)
        np.testing.assert_allclose(x[y == sign].var(axis=0), 0.5 + 7 * noise, rtol=0.1)


def test_spiral():
    x, y = draw("spiral")
    i = np.arange(250)
    r, t = 5 * i / 250, 1.75 * 2 * np.pi * i / 250
    np.testing.assert_allclose(x[:250], np.stack([r * np.sin(t), r * np.cos(t)], 1), atol=1e-12)
    np.testing.assert_allclose(x[250:], -x[:250], atol=1e-12)
    assert (y[:250] == 1).all()
    assert (y[250:] == -1).all()
    noisy = draw("spiral", 500, noise=0.3)
    assert np.abs(noisy.x - x).max() <= 0.3
    assert np.abs(noisy.x - x).max() > 0.25


def test_plane():
    x, y = draw("plane", 1200)
    np.testing.assert_allclose(y, (x[:, 0] + x[:, 1]) / 10)
    assert np.abs(draw("plane", 1200, noise=0.5).y - y).max() <= 0.6


def test_multi_gauss():
    x, y = draw("multi_gauss", 1200)
    assert np.abs(y).max() <= 1
    for point, answer in zip(x, y, strict=True):
        best = 0.0
        for c1, c2, sign in [
            *((-4, 2.5, 1), (0, 2.5, -1), (4, 2.5, 1)),
            *((-4, -2.5, -1), (0, -2.5, 1), (4, -2.5, -1)),
        ]:
            value = sign * max(0.0, 1 - float(np.hypot(point[0] - c1, point[1] - c2)) / 2)
            best = value if abs(value) > abs(best) else best
        assert answer == pytest.approx(best)


@pytest.mark.parametrize("name", CORNERS)
def test_corners_are_four_fixed_points(name):
    truth = {"and_corners": min, "or_corners": max, "xor_corners": lambda p: sum(p) == 1}[name]
    for noise in (0.0, 0.5):
        x, y = draw(name, 77, noise=noise)
        assert {tuple(p) for p in x} == {
            (a, b) for a in (-CORNER, CORNER) for b in (-CORNER, CORNER)
        }
        for point, answer in zip(x, y, strict=True):
            assert answer == (1 if truth([bool(v > 0) for v in point]) else -1)


def test_changing_fixed_points_changes_no_other_draw():
    draw("xor_corners").x[:] = 0
    assert (np.abs(draw("xor_corners").x) == CORNER).all()


def test_checkerboard_alternates():
    x, y = draw("checkerboard", 1000)
    column, row = np.floor((x + 5) / 2.5).astype(int).T
    assert np.array_equal(y, np.where((column + row) % 2 == 0, 1, -1))
    assert len(set(zip(column, row, strict=True))) == 16


def test_three_arms_are_one_arm_turned():
    x, y = draw("spiral3", 600)
    turn = np.array(
        [
            [np.cos(2 * np.pi / 3), -np.sin(2 * np.pi / 3)],
            [np.sin(2 * np.pi / 3), np.cos(2 * np.pi / 3)],
        ]
    )
    np.testing.assert_allclose(x[y == 1], x[y == 0] @ turn, atol=1e-9)


def test_moons_do_not_touch_without_noise():
    x, y = draw("moons")
    gaps = np.linalg.norm(x[y > 0][:, None] - x[y < 0][None], axis=2)
    assert gaps.min() > 0.5


def test_curve_follows_its_formula():
    x, y = draw("curve", 200)
    np.testing.assert_allclose(y, 0.6 * np.sin(x[:, 0]) + 0.4 * np.sin(2 * x[:, 0]))


def test_points_lie_above_or_below_the_formula():
    draw_above = DATASETS["above"].value
    for formula in ("x/2", "sqrt(x)", "1/x"):
        x, y = draw_above(500, noise=0.0, rng=np.random.default_rng(0), formula=formula)
        f = evaluate(formula, x[:, 0])
        assert np.isfinite(f).all(), "nothing is drawn where it has no value"
        assert np.array_equal(y > 0, x[:, 1] > f)
        noisy = draw_above(500, noise=0.25, rng=np.random.default_rng(0), formula=formula)
        assert np.array_equal(noisy.x, x)
        assert 0.02 < (noisy.y != y).mean() < 0.4


def test_a_curve_of_ones_own_is_drawn_where_it_is_on_the_plane():
    draw_curve = DATASETS["curve"].value
    x, y = draw_curve(300, noise=0.0, rng=np.random.default_rng(0), formula="x^2")
    np.testing.assert_allclose(y, x[:, 0] ** 2)
    assert y.max() < 6
