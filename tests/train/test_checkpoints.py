"""Going back: to the state that a step had, bit for bit, in bounded room."""

import numpy as np
import pytest

from playground.train.checkpoints import MOST, Checkpoints
from playground.train.training import Training, plan
from tests.train.compiled import BASE, CASES, PROGRAMS, SHUFFLED, flat

FAR = 10**6


def rewindable(experiment):
    program = PROGRAMS.get(plan(experiment, device="cpu"))
    return Training([experiment], program=program, rewindable=True)


def weights(training):
    return flat(training.weights())


def slow(experiment, steps):
    """Trained in odd pieces, as a page's pace does."""
    training = rewindable(experiment)
    while training.step < steps:
        training.advance(min(7, steps - training.step))
    return training


@pytest.mark.parametrize("experiment", [SHUFFLED.change(dropout=0.3), CASES["adam"]])
@pytest.mark.parametrize("step", [0, 1, 3, 100, 551, 700])
def test_gone_back_and_trained_on_is_never_having_gone_back(experiment, step):
    straight, back = slow(experiment, step), slow(experiment, 700)
    back.go_back(step, at_most=FAR)
    assert back.step == step
    assert np.array_equal(weights(back), weights(straight))
    records = [training.advance(90) for training in (straight, back)]
    assert np.array_equal(weights(back), weights(straight))
    assert [r.epoch for r in records[0]] == [r.epoch for r in records[1]]
    for one, other in zip(*records, strict=True):
        assert np.array_equal(one.values, other.values)


def test_rates_changed_on_the_way_are_changed_again():
    """What was dragged while it trained belongs to how it was; the rate set now is for later."""
    training, kept = rewindable(SHUFFLED), {}
    for part in range(12):
        training.set_hyper(SHUFFLED.change(learning_rate=0.01 * (part + 1)))
        training.advance(10)
        kept[training.step] = weights(training)
    for step in (110, 60, 20):
        training.go_back(step, at_most=FAR)
        assert training.step == step
        assert np.array_equal(weights(training), kept[step])
    training.advance(10)
    assert not np.array_equal(weights(training), kept[30])


def test_another_future_is_remembered_as_it_went():
    training = slow(SHUFFLED, 100)
    training.set_hyper(SHUFFLED.change(learning_rate=0.3))
    training.go_back(40, at_most=FAR)
    training.advance(30)
    other = weights(training)
    training.advance(50)
    training.go_back(70, at_most=FAR)
    assert np.array_equal(weights(training), other)


def test_a_way_too_long_ends_at_the_state_before():
    training = slow(SHUFFLED, 900)
    training.go_back(500, at_most=0)
    assert 400 < training.step <= 500
    again = rewindable(SHUFFLED)
    again.advance(training.step)
    assert np.array_equal(weights(training), weights(again))


def test_a_diverged_run_can_be_brought_back():
    training = rewindable(CASES["full batch"].change(learning_rate=100.0))
    training.advance(1)
    early = weights(training)
    training.advance(400)
    assert not training.alive[0]
    training.go_back(1, at_most=FAR)
    assert training.alive[0]
    assert np.array_equal(weights(training), early)


def test_without_being_asked_nothing_is_kept():
    training = Training([BASE], program=PROGRAMS.get(plan(BASE, device="cpu")))
    with pytest.raises(RuntimeError, match="keeps no states"):
        training.go_back(0, at_most=1)


@pytest.mark.parametrize(("size", "room"), [(100, MOST), (1 << 19, 8), (1 << 26, 4)])
def test_room_is_bounded_and_the_start_is_kept(size, room):
    kept = Checkpoints(state_bytes=size, spacing=10)
    for step in range(5000):
        if kept.is_due(step):
            kept.keep(step, step, "rates")
        assert len(kept) <= room
    assert len(kept) >= room // 2
    for step in (4999, 2000, 100, 3):
        nearest = kept.nearest(step)
        assert nearest.step <= step
        assert nearest.exact_to > step


def test_a_dragged_slider_stays_within_the_room_and_never_misleads():
    """Changes at every step: most are forgotten, and no state claims to lead past one of them."""
    kept = Checkpoints(state_bytes=100, spacing=10)
    for step in range(3000):
        kept.interrupt(step, step, f"rates {step}")
    assert len(kept) <= MOST
    for step in range(2999, 0, -7):
        nearest = kept.nearest(step)
        assert nearest.step <= step
        assert nearest.exact_to <= nearest.step + 1 or nearest.step == 2999
