"""What is got ready for a person's next step."""

import pytest

from playground.live.likely import FEW, likely_next, looked_ahead
from playground.live.run import Run
from playground.spec import DEFAULT
from playground.train.training import plan
from tests.train.compiled import PROGRAMS


def test_one_step_in_the_drawing_and_in_each_basic_control_is_likely():
    found = [e for e in likely_next(DEFAULT) if e != DEFAULT]
    assert found[0].hidden == (*DEFAULT.hidden, DEFAULT.hidden[-1]), "as the + of the drawing does"
    for change in (
        {"hidden": DEFAULT.hidden[:-1]},
        {"activation": "relu"},
        {"penalty": "l2"},
        {"inputs": (*DEFAULT.inputs, "x1x2")},
    ):
        assert DEFAULT.change(**change) in found


@pytest.mark.parametrize("hidden", [(), (1,), (128,) * 8])
def test_at_the_ends_of_what_can_be_only_what_can_be_is_likely(hidden):
    experiment = DEFAULT.change(hidden=hidden)
    assert {len(e.hidden) for e in likely_next(experiment)} <= {0, 1, 2, 7, 8}
    assert all(plan(e) for e in likely_next(experiment))


@pytest.fixture
def runs():
    made = [Run(DEFAULT, preset=None, now_s=0.0) for _ in range(FEW)]
    for run in made:
        run.begin_with(PROGRAMS.get(run.structure), now_s=0.0)
    return made


LATER = [plan(DEFAULT.change(optimizer="lion"))]


def test_what_a_page_may_open_next_comes_first_then_the_rest(runs):
    found = list(looked_ahead(runs[:1], LATER))
    assert found == [*map(plan, likely_next(DEFAULT)), *LATER]
    assert list(looked_ahead([], LATER)) == LATER


def test_nothing_is_guessed_while_one_trains_or_waits_or_for_a_crowd(runs):
    assert list(looked_ahead(runs, ()))
    waiting = Run(DEFAULT, preset=None, now_s=0.0)
    assert not list(looked_ahead([runs[0], waiting], LATER))
    assert not list(looked_ahead([*runs, runs[0]], LATER))
    runs[0].playing = True
    assert not list(looked_ahead(runs, LATER))
    runs[0].audience.watched = False
    assert list(looked_ahead(runs, LATER)), "nobody sees it train"
