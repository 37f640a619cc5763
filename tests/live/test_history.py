"""The loss history: a row an epoch at first, thinned out when it is full, never rewritten."""

import numpy as np
import pytest

from playground.live.history import MAX_ROWS, LossHistory


def grown(epochs):
    history = LossHistory()
    for epoch in range(epochs + 1):
        history.append(epoch, (epoch, -epoch, 0.5, np.nan))
    return history


def test_one_row_an_epoch():
    history = grown(10)
    table = history.view().table
    assert table.dtype == np.float32
    assert table[:, 0].tolist() == list(range(11))
    assert table[3, 1:4].tolist() == [3, -3, 0.5]
    assert np.isnan(table[3, 4])
    assert len(history) == 11
    assert history.every == 1
    assert history.last[0] == 10


def test_it_keeps_4096_rows_and_thins_out_the_next():
    assert MAX_ROWS == 4096
    full = grown(MAX_ROWS - 1)
    assert len(full) == MAX_ROWS
    assert full.every == 1
    full.append(MAX_ROWS, (0, 0, 0, 0))
    assert full.every == 2
    assert full.view().table[:, 0].tolist() == list(range(0, MAX_ROWS + 1, 2))


@pytest.mark.parametrize("epochs", [4095, 4096, 4097, 8191, 8192, 9000, 40_000])
def test_rows_stay_bounded_and_evenly_spaced(epochs):
    history = grown(epochs)
    seen = history.view().table[:, 0]
    assert len(seen) <= MAX_ROWS
    assert len(seen) > MAX_ROWS / 2
    assert seen.tolist() == list(range(0, epochs + 1, history.every))
    assert history.every & (history.every - 1) == 0, "a power of two"
    assert history.last[0] == epochs - epochs % history.every
    assert np.array_equal(history.view().table[:, 1], seen), "values stay with their epochs"


def test_epochs_between_rows_are_left_out():
    history = grown(5000)
    before = len(history)
    history.append(5001, (1, 1, 1, 1))
    assert len(history) == before
    history.append(5002, (1, 1, 1, 1))
    assert len(history) == before + 1


def test_a_view_stays_as_it_was_and_versions_tell_of_thinning():
    history = grown(MAX_ROWS - 1)
    early = history.view()
    copy = early.table.copy()
    history.append(MAX_ROWS, (7, 7, 7, 7))
    history.append(MAX_ROWS + 2, (7, 7, 7, 7))
    late = history.view()
    assert np.array_equal(early.table, copy, equal_nan=True)
    assert late.version != early.version
    history.append(MAX_ROWS + 4, (7, 7, 7, 7))
    assert history.view().version == late.version
    assert len(late.table) + 1 == len(history.view().table)
    assert late.rows(2048).shape == (2, 5)


def test_cutting_forgets_what_came_after_and_leaves_views_alone():
    history = grown(5000)
    before = history.view()
    history.cut(1001)
    assert history.last[0] == 1000, "every second epoch is kept by then"
    assert history.view().version != before.version
    assert before.table[-1, 0] == 5000
    history.append(1002, (0, 0, 0, 0))
    assert history.view().table[-2:, 0].tolist() == [1000, 1002]
