"""The ceiling: against the best rule tried on many points."""

import numpy as np
import pytest

from playground.data.ceilings import ceiling
from playground.data.formula import evaluate
from playground.data.generators import DATASETS

TURNS = np.pi / 2 + np.arange(3) * 2 * np.pi / 3
RULES = {  # the likelier answer at each place, given each class's share and the clouds' variance
    "gauss": lambda x, share, variance: np.where(
        4 * x.sum(axis=1) / variance + np.log(share[0] / share[1]) > 0, 1, -1
    ),
    "xor": lambda x, share, variance: np.where(x.prod(axis=1) > 0, 1, -1),
    "blobs": lambda x, share, variance: np.stack(
        [
            3 * x @ [np.cos(turn), np.sin(turn)] / variance + np.log(each)
            for turn, each in zip(TURNS, share, strict=True)
        ]
    ).argmax(axis=0),
}
MANY = 200_000
NOISES = [0.0, 0.1, 0.3, 0.5]
BALANCES = [0.5, 0.1, 0.8]


def drawn(name, noise, balance):
    """Many points, the weight of each, and the share of each class, before noise."""
    true, points = (
        DATASETS[name].value(MANY, noise=level, rng=np.random.default_rng(1))
        for level in (0.0, noise)
    )
    names = (1, -1) if DATASETS[name].facts["classes"] == 2 else (0, 1, 2)
    odds = np.array([balance, *[1 - balance] * (len(names) - 1)])
    share = odds / odds.sum()
    weight = np.zeros(MANY)
    for one, wanted in zip(names, share, strict=True):
        weight[true.y == one] = wanted / (true.y == one).mean()
    return points, weight, share


@pytest.mark.parametrize("balance", BALANCES)
@pytest.mark.parametrize("noise", NOISES)
@pytest.mark.parametrize("name", RULES)
def test_the_best_rule_reaches_it(name, noise, balance):
    points, weight, share = drawn(name, noise, balance)
    right = RULES[name](points.x, share, 0.5 + 7 * noise) == points.y
    assert ceiling(name, noise=noise, balance=balance) == pytest.approx(
        (weight * right).mean(), abs=4e-3
    )


@pytest.mark.parametrize("balance", BALANCES)
@pytest.mark.parametrize("noise", NOISES)
def test_of_the_circle_no_radius_does_better(noise, balance):
    points, weight, _ = drawn("circle", noise, balance)
    radius = np.hypot(*points.x.T)
    tried = [
        (weight * (np.where(radius < r, 1, -1) == points.y)).mean() for r in np.linspace(0, 5, 101)
    ]
    assert ceiling("circle", noise=noise, balance=balance) == pytest.approx(max(tried), abs=6e-3)


@pytest.mark.parametrize("noise", NOISES)
@pytest.mark.parametrize("formula", ["2*sin(x)", "x^2/2-1", "log(x)"])
def test_of_a_formula_the_curve_itself_is_the_best_rule(noise, formula):
    points = DATASETS["above"].value(
        MANY, noise=noise, rng=np.random.default_rng(1), formula=formula
    )
    above = points.x[:, 1] > evaluate(formula, points.x[:, 0])
    right = (np.where(above, 1, -1) == points.y).mean()
    assert ceiling("above", noise=noise, formula=formula) == pytest.approx(right, abs=4e-3)
    assert ceiling("above", noise=noise, formula=formula, balance=0.3) is None


def test_where_it_is_not_known_there_is_none():
    assert ceiling("spiral", noise=0.2) is None
    assert set(RULES) | {"circle"} <= set(DATASETS)
