"""First weights have the spread their formula states."""

import numpy as np
import pytest

from playground.model.initializers import INITIALIZERS

SPREAD = {
    "playground": lambda m, n: 1 / np.sqrt(12),
    "glorot": lambda m, n: np.sqrt(2 / (m + n)),
    "he": lambda m, n: np.sqrt(2 / m),
    "orthogonal": lambda m, n: np.sqrt(1 / max(m, n)),
    "zeros": lambda m, n: 0.0,
    "normal": lambda m, n: 1.0,
}


def draw(name, fan_in, fan_out, *, scale=1.0, seed=0):
    rng = np.random.default_rng(seed)
    return INITIALIZERS[name].value(fan_in, fan_out, scale=scale, rng=rng)


@pytest.mark.parametrize("name", INITIALIZERS)
@pytest.mark.parametrize(("fan_in", "fan_out"), [(1, 1), (2, 8), (128, 64), (64, 128)])
def test_contract(name, fan_in, fan_out):
    w, b = draw(name, fan_in, fan_out)
    assert w.shape == (fan_in, fan_out)
    assert b.shape == (fan_out,)
    assert w.dtype == b.dtype == np.float64
    assert np.isfinite(w).all()
    assert (b == (0.1 if name == "playground" else 0.0)).all()
    assert np.array_equal(draw(name, fan_in, fan_out)[0], w)
    if name != "zeros":
        assert (
            not np.array_equal(draw(name, fan_in, fan_out, seed=1)[0], w) or fan_in * fan_out == 1
        )
    if fan_in * fan_out > 1000:
        assert w.std() == pytest.approx(SPREAD[name](fan_in, fan_out), rel=0.05)


@pytest.mark.parametrize("name", INITIALIZERS)
def test_scale_multiplies_weights_alone(name):
    w, b = draw(name, 5, 7)
    scaled, same = draw(name, 5, 7, scale=3.0)
    np.testing.assert_allclose(scaled, 3 * w)
    assert np.array_equal(same, b)


@pytest.mark.parametrize(("fan_in", "fan_out"), [(8, 3), (3, 8), (4, 4)])
def test_orthogonal(fan_in, fan_out):
    w, _ = draw("orthogonal", fan_in, fan_out, seed=3)
    gram = w.T @ w if fan_in >= fan_out else w @ w.T
    np.testing.assert_allclose(gram, np.eye(min(fan_in, fan_out)), atol=1e-12)
