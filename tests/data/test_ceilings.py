"""The ceiling: against the best rule tried on many points."""

import numpy as np
import pytest

from playground.data.ceilings import ceiling
from playground.data.generators import DATASETS

RULES = {  # the likelier answer at each place, whatever the noise
    "gauss": lambda x: np.where(x.sum(axis=1) > 0, 1, -1),
    "xor": lambda x: np.where(x.prod(axis=1) > 0, 1, -1),
    "blobs": lambda x: np.stack(
        [x @ [np.cos(a), np.sin(a)] for a in np.pi / 2 + np.arange(3) * 2 * np.pi / 3]
    ).argmax(axis=0),
}
MANY = 200_000


@pytest.mark.parametrize("noise", [0.0, 0.1, 0.3, 0.5])
@pytest.mark.parametrize("name", RULES)
def test_the_best_rule_reaches_it(name, noise):
    drawn = DATASETS[name].value(MANY, noise=noise, rng=np.random.default_rng(1))
    assert ceiling(name, noise=noise) == pytest.approx(
        (RULES[name](drawn.x) == drawn.y).mean(), abs=4e-3
    )


@pytest.mark.parametrize("noise", [0.0, 0.1, 0.3, 0.5])
def test_of_the_circle_no_radius_does_better(noise):
    drawn = DATASETS["circle"].value(MANY, noise=noise, rng=np.random.default_rng(1))
    radius = np.hypot(*drawn.x.T)
    tried = [(np.where(radius < r, 1, -1) == drawn.y).mean() for r in np.linspace(0, 5, 101)]
    assert ceiling("circle", noise=noise) == pytest.approx(max(tried), abs=6e-3)


def test_where_it_is_not_known_there_is_none():
    assert ceiling("spiral", noise=0.2) is None
    assert set(RULES) | {"circle"} <= set(DATASETS)
