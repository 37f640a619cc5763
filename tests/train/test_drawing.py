"""Points of an experiment: the sizes of classes, and wrong labels."""

import numpy as np
import pytest

from playground.data.generators import DATASETS
from playground.data.own import encode
from playground.spec import DEFAULT, repair
from playground.train.drawing import draw_points, source_of

CLASSES = [
    name
    for name, entry in DATASETS.items()
    if entry.facts["classes"] > 1 and not entry.facts["fixed"]
]
NUMBERS = [name for name, entry in DATASETS.items() if entry.facts["classes"] == 1]


def drawn(**fields):
    points, train, test = draw_points(source_of(repair({"points": 200} | fields)[0]))
    return points.x, points.y, train, test


def sizes(y):
    """Of the classes, the first class first."""
    return [int((y == one).sum()) for one in ((1, -1) if -1 in y else (0, 1, 2))]


@pytest.mark.parametrize("name", DATASETS)
def test_by_default_the_points_are_the_data_sets_own(name):
    x, y, _, _ = drawn(dataset=name, noise=0.3, data_seed=7)
    plain = DATASETS[name].value(200, noise=0.3, rng=np.random.default_rng([7, 1]))
    assert np.array_equal(x, plain.x)
    assert np.array_equal(y, plain.y)


@pytest.mark.parametrize("name", CLASSES)
@pytest.mark.parametrize("balance", [0.05, 0.3, 0.8])
def test_classes_have_the_sizes_that_are_set(name, balance):
    _, y, train, test = drawn(dataset=name, balance=balance)
    classes = DATASETS[name].facts["classes"]
    odds = np.array([balance, *[1 - balance] * (classes - 1)])
    np.testing.assert_allclose(sizes(y), 200 * odds / odds.sum(), atol=1)
    assert len(train) == len(test) == 100
    fewest = drawn(dataset=name, balance=0.05, points=12)[1]
    assert len(fewest) == 12
    assert sizes(fewest)[0] == 1


@pytest.mark.parametrize("name", CLASSES)
def test_more_of_a_class_are_the_same_points_and_some_besides(name):
    few, many = (drawn(dataset=name, balance=balance) for balance in (0.2, 0.7))
    first = 0 if DATASETS[name].facts["classes"] > 2 else 1
    places = [{tuple(place) for place in x[y == first]} for x, y, *_ in (few, many)]
    assert places[0] < places[1]


def test_noise_moves_the_points_that_balance_has_picked():
    still, moved = (drawn(dataset="moons", balance=0.2, noise=noise) for noise in (0.0, 0.1))
    assert np.array_equal(still[1], moved[1])
    assert 0 < np.abs(moved[0] - still[0]).max() < 2
    # In the circle noise turns labels: the sizes are those before.
    still, turned = (drawn(dataset="circle", balance=0.2, noise=noise) for noise in (0.0, 0.3))
    assert np.array_equal(still[0], turned[0])
    assert sizes(still[1]) == [40, 160]
    assert sizes(turned[1]) != [40, 160]


@pytest.mark.parametrize("name", CLASSES)
def test_label_noise_turns_training_labels_alone(name):
    x, true, train, _ = drawn(dataset=name)
    turned = []
    for share in (0.1, 0.5):
        noisy = drawn(dataset=name, label_noise=share)
        assert np.array_equal(noisy[0], x)
        assert np.array_equal(noisy[2], train)
        wrong = np.flatnonzero(noisy[1] != true)
        assert len(wrong) == 100 * share
        assert set(wrong) <= set(train)
        assert set(noisy[1]) == set(true)
        turned.append(set(wrong))
    assert turned[0] < turned[1], "a larger share turns the same ones and some besides"


def test_of_three_classes_each_other_one_is_as_likely():
    _, true, train, _ = drawn(dataset="blobs", points=3000, balance=0.5)
    noisy = drawn(dataset="blobs", points=3000, label_noise=0.5)[1]
    steps = (noisy - true)[train] % 3
    assert (steps > 0).sum() == 750
    assert (steps == 1).sum() == pytest.approx(375, abs=70)


@pytest.mark.parametrize("name", [*NUMBERS, "xor_corners"])
def test_where_they_mean_nothing_nothing_changes(name):
    plain, set_ = drawn(dataset=name), drawn(dataset=name, balance=0.2, label_noise=0.5)
    assert all(np.array_equal(a, b) for a, b in zip(plain, set_, strict=True))


def test_own_points_are_left_as_they_are():
    own = encode(np.array([[1, 2], [3, 4], [0, 0], [-1, 1]]), np.array([0, 1, 0, 1]), classes=2)
    fields = {"dataset": "own", "own_points": own, "batch_size": 1}
    plain, set_ = drawn(**fields), drawn(**fields, balance=0.9, label_noise=0.5)
    assert all(np.array_equal(a, b) for a, b in zip(plain, set_, strict=True))


def test_an_import_has_wrong_labels_and_its_own_classes():
    plain = DEFAULT.change(tfplayground="0.5", train_share=0.5)
    points, train, _ = draw_points(source_of(plain))
    noisy = draw_points(source_of(plain.change(label_noise=0.2, balance=0.9)))
    assert np.array_equal(noisy[0].x, points.x)
    wrong = np.flatnonzero(noisy[0].y != points.y)
    assert len(wrong) == 50
    assert set(wrong) <= set(train)


def test_a_formula_moves_the_points_of_its_data_set_alone():
    for name in ("above", "curve"):
        plain, set_ = drawn(dataset=name), drawn(dataset=name, formula="x/3")
        assert not np.array_equal(plain[1], set_[1])
    plain, set_ = drawn(dataset="circle"), drawn(dataset="circle", formula="x/3")
    assert all(np.array_equal(a, b) for a, b in zip(plain, set_, strict=True))
    own = source_of(DEFAULT.change(dataset="above", formula="2*sin(x)"))
    assert own == source_of(DEFAULT.change(dataset="above")), "its own formula, written out"
