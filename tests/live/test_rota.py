"""How often each of many runs gets its turn."""

import pytest

from playground.live.rota import TURNS_SHARE, Rota


def rota(turn_s: float) -> Rota:
    """One that has seen many turns of that length."""
    rota = Rota()
    for _ in range(1000):
        rota.took(turn_s)
    return rota


def test_a_run_alone_is_shown_more_often_than_a_display_paints() -> None:
    for turn_s in (0.0, 0.0001, 0.01, 10.0):
        assert rota(turn_s).period_s(0) == rota(turn_s).period_s(1) == pytest.approx(1 / 125)


def test_a_crowd_on_a_busy_machine_keeps_twelve_frames_a_second() -> None:
    assert Rota().period_s(60) == pytest.approx(1 / 12)
    assert rota(10.0).period_s(60) == pytest.approx(1 / 12)


def test_turns_that_are_soon_over_make_room_for_more_frames() -> None:
    # So much of the time for sixty turns of 0.35 ms
    assert rota(0.00035).period_s(60) == pytest.approx(60 * 0.00035 / TURNS_SHARE)
    assert rota(0.0).period_s(60) == pytest.approx(1 / 125)


def test_one_long_turn_among_short_ones_hardly_counts() -> None:
    some = rota(0.0003)
    before = some.period_s(60)
    some.took(0.003)
    assert before < some.period_s(60) < 1.2 * before
