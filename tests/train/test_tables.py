"""Tables of activations against the activations, read as the page reads them."""

import jax.numpy as jnp
import numpy as np
import pytest

from playground.model.activations import ACTIVATIONS
from playground.train.tables import CELLS, activation_table

WIDE = 300.0  # sums as large as a diverging network's
PLACES = np.unique(
    np.concatenate([np.linspace(-WIDE, WIDE, 100_001), np.linspace(-17, 17, 100_003), [0.0]])
).astype(np.float32)


def read(table, z):
    """The twin of `tableFunction` in web/evaluate.js."""
    at = (z.astype(float) - table.low) * CELLS / (table.high - table.low)
    if table.repeats:
        at %= CELLS
    cell = np.clip(np.floor(at).astype(int), 0, CELLS - 1)
    near, far = table.cells[cell].T.astype(float)
    inside = near + (at - cell) * (far - near)
    below = table.cells[0, 0] + table.slopes[0] * (z - table.low)
    above = table.cells[-1, 1] + table.slopes[1] * (z - table.high)
    return np.where(at < 0, below, np.where(at >= CELLS, above, inside))


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_a_table_is_as_good_as_the_activation(name):
    exact = np.asarray(ACTIVATIONS[name].value(jnp.asarray(PLACES)), float)
    error = np.abs(read(activation_table(name), PLACES) - exact) / ACTIVATIONS[name].facts["span"]
    assert error.max() <= 1e-4, PLACES[error.argmax()]


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_the_written_form_has_a_place_for_the_sum(name):
    assert ACTIVATIONS[name].facts.get("formula", "{}").count("{}") == 1


def test_a_table_is_small():
    assert activation_table("tanh").cells.nbytes <= 20_000
