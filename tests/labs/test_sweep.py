"""Sweeps: axes, how the work is shared out, and the table against networks trained alone."""

import pickle

import numpy as np
import pytest

from playground.cli.source import read_sweep
from playground.fields import InvalidExperiment
from playground.frames import decode, encode
from playground.labs import sweep as sweeps
from playground.labs.axes import read_axis
from playground.labs.cells import middle, run_block
from playground.labs.jobs import Report
from playground.labs.known import LABS
from playground.labs.sweep import Sweep, blocks_of, check_sweep, marks_of
from playground.labs.sweeping import tabulate, train
from playground.labs.tables import Table
from playground.links import from_query
from playground.spec import to_json
from tests.train.compiled import BASE, fresh

IMPORTED = BASE.change(tfplayground="0.5", points=500)


def ask(x, y, *, e=BASE, seeds=1, epochs=2):
    return Sweep(e, read_axis(x), read_axis(y), seeds, epochs)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("learning_rate=0.001:10:5:log", (0.001, 0.01, 0.1, 1.0, 10.0)),
        ("learning_rate=0.1:0.2:3", (0.1, 0.15, 0.2)),
        ("noise=0,0.1,0.1", (0.0, 0.1)),
        ("hidden=1:4", (1, 2, 3, 4)),
        ("hidden=1:32:6:log", (1, 2, 4, 8, 16, 32)),
        ("batch_size=1:8:3", (1, 4, 8)),
        ("depth=0,2", (0, 2)),
        ("optimizer=sgd,adam", ("sgd", "adam")),
        ("shuffle=0,1", (False, True)),
    ],
)
def test_an_axis_is_a_setting_and_its_values(text, values):
    axis = read_axis(text)
    assert axis.values == pytest.approx(values) if values[0] == 0.1 else axis.values == values
    assert axis.name == text.partition("=")[0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("speed=1:2:3", "with one of the names hidden, depth"),
        ("learning_rate", "name=low:high:count"),
        ("learning_rate=0.1:1", "a count must follow, 2 to 64"),
        ("learning_rate=0.1:1:65", "whole number from 2 to 64"),
        ("learning_rate=1:0.1:3", "low must be below high"),
        ("noise=0:0.5:3:log", "with log, low must be above 0"),
        ("noise=0:0.9:3", r"noise is 0.9; it must lie in \[0, 0.5\]"),
        ("hidden=1:100", "hidden has 65 values; an axis has 64 at most"),
        ("activation=relu:tanh:3", "write its values: a,b,c"),
        ("activation=relu,rellu", "known: "),
        ("hidden=1.5", "a link writes a whole number"),
        ("noise=nan", "it must lie in"),
        ("pace=1s,max", "must be name="),
    ],
)
def test_what_is_no_axis_is_refused_with_what_is(text, said):
    with pytest.raises(InvalidExperiment, match=said):
        read_axis(text)


def test_width_and_depth_make_the_layers():
    both = ask("hidden=2,5", "depth=0,3")
    assert both.cell(0, 1).hidden == ()
    assert both.cell(1, 1).hidden == (5, 5, 5)
    e = BASE.change(hidden=(4, 3), activations=("relu", "sine"))
    assert ask("hidden=6", "noise=0", e=e).cell(0, 0).hidden == (6, 6)
    shallow = ask("depth=1", "noise=0", e=e).cell(0, 0)
    assert (shallow.hidden, shallow.layer_activations) == ((4,), ("relu",))


def test_a_setting_that_would_say_nothing_is_heard():
    assert ask("penalty_rate=0,0.1", "noise=0").experiment.penalty == "l2"
    assert ask("momentum=0,0.9", "noise=0").experiment.optimizer == "momentum"
    assert ask("momentum=0,0.9", "optimizer=sgd,nesterov").experiment.optimizer == "sgd"


def test_equal_questions_are_equal_however_they_are_put():
    shown = BASE.change(pace="max", discretize=True, versus="lr.0.1")
    assert ask("noise=0:0.5:3", "depth=1") == ask("noise=0,0.25,0.5", "depth=1", e=shown)


@pytest.mark.parametrize(
    ("x", "y", "more", "said"),
    [
        ("noise=0", "noise=0.1", {}, "both axes are noise"),
        ("noise=0", "depth=1", {"seeds": 65}, r"seeds is 65; it must lie in \[1, 64\]"),
        ("noise=0", "depth=1", {"epochs": 0}, "epochs is 0"),
        ("noise=0", "depth=1", {"e": IMPORTED, "seeds": 2}, "has one start: seeds must be 1"),
        ("batch_size=10,30", "depth=1", {}, "at batch_size=30, depth=1: .* only 20 training"),
        ("dataset=circle,plane", "depth=1", {}, "of one task"),
    ],
)
def test_what_cannot_be_swept_is_refused(x, y, more, said):
    with pytest.raises(InvalidExperiment, match=said):
        check_sweep(ask(x, y, **more))


def test_all_is_measured_at_few_epochs_closer_at_the_start():
    assert marks_of(3) == [0, 1, 2, 3]
    marks = marks_of(1000)
    assert marks[:3] == [0, 1, 2]
    assert marks[-1] == 1000
    assert len(marks) <= 32
    assert sorted(marks) == marks


def test_cells_are_shared_out_each_once_and_whole():
    sweep = ask("hidden=1:32", "optimizer=sgd,adam", seeds=20)
    blocks = blocks_of(sweep)
    assert sorted(place for block in blocks for place in block.cells) == list(range(64))
    assert all(len(block.experiments) == 20 * len(block.cells) <= 1200 for block in blocks)
    assert [e.weight_seed for e in blocks[0].experiments[:20]] == list(range(20))
    # Two optimizers, widths up to 4, 8, 16 and 32.
    assert len(blocks) == 8


def test_what_is_too_large_is_refused_with_what_fits(monkeypatch):
    sweep = ask("learning_rate=0.01:1:8", "noise=0:0.5:8", seeds=8)
    seconds = check_sweep(sweep)
    with pytest.raises(InvalidExperiment, match=r"512 networks .* about 256 would fit"):
        check_sweep(sweep, most_s=seconds / 2)
    monkeypatch.setattr(sweeps, "MAX_BYTES", 1)
    with pytest.raises(InvalidExperiment, match="about 0 would fit"):
        check_sweep(sweep)


def test_a_cell_holds_the_median_of_its_networks_and_grows_mark_by_mark():
    sweep = ask("learning_rate=0.02,0.5", "hidden=1,3", seeds=3)
    tables = []
    shares = []
    for share, table in train(sweep):
        shares.append(share)
        if table is not None:
            tables.append(np.isfinite(table.values[1]).all(axis=(1, 2)).tolist())
    assert tables[:3] == [[True, False, False], [True, True, False], [True, True, True]]
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(1)
    table = list(train(sweep))[-1][1]
    losses = []
    for seed in range(3):
        alone = fresh(sweep.cell(1, 1).change(weight_seed=seed))
        alone.advance(2 * alone.steps_per_epoch)
        losses.append(alone.measure()[0])
    order = np.argsort([row[1] for row in losses])
    assert table.chosen[1, 1] == order[1]
    np.testing.assert_allclose(table.values[:, 2, 1, 1], np.median(losses, axis=0), rtol=1e-4)
    assert table.fields.shape == (2, 2, 1, 24 * 24)
    assert [row[0] for row in table.lines()][1:] == ["1"] * 6 + ["3"] * 6
    # The unit that is sent elsewhere gives the same, to the bit.
    sent = pickle.loads(pickle.dumps((list(blocks_of(sweep)), sweep)))
    results = [(block, run_block(block.experiments, sweep.marks, 3)) for block in sent[0]]
    elsewhere = tabulate(sent[1], results)
    for name in ("values", "diverged", "chosen", "fields"):
        np.testing.assert_array_equal(getattr(elsewhere, name), getattr(table, name))


def test_diverged_networks_count_as_the_worst():
    sweep = ask("learning_rate=0.01,10", "noise=0", e=BASE.change(dataset="plane"), seeds=2)
    table = Table(sweep)
    values = np.array([[0.5, 0.5, 0.2, 0.2], [0.4, 0.4, 0.3, 0.3]] * 2, np.float32)
    (block,) = blocks_of(sweep)
    last = len(table.marks) - 1
    table.note(block, last, values, np.repeat(np.array(block.cells) == 0, 2))
    assert table.diverged[-1].tolist() == [[0, 2]]
    assert table.values[:, -1, 0, 0].tolist() == pytest.approx([0.4, 0.4, 0.3, 0.3])
    assert table.values[:, -1, 0, 1].tolist() == [np.inf, np.inf, -np.inf, -np.inf]
    assert table.best("test_score") == [0]
    lines = list(table.lines())
    assert lines[0][:5] == ["noise", "learning_rate", "epoch", "networks", "diverged"]
    assert lines[0][5:] == ["train_loss", "test_loss", "train_r2", "test_r2"]
    assert lines[last + 1] == ["0", "0.01", 2, 2, 0, 0.4, 0.4, 0.3, 0.3]
    assert lines[-1] == ["0", "10", 2, 2, 2, None, None, None, None]
    assert middle(np.array([[3.0, np.inf, 1.0, 2.0]])).tolist() == [3]


def test_a_page_is_told_the_table_as_it_grows():
    asked = {"x": "learning_rate=0.02,0.5", "y": "hidden=1,3", "seeds": 3, "epochs": 2}
    sweep = LABS["sweep"].read({"experiment": to_json(BASE), **asked})
    told = list(LABS["sweep"].work(sweep))
    reports = [
        decode(encode(part.header, part.arrays)) for part in told if isinstance(part, Report)
    ]
    assert isinstance(told[-1], Report)
    assert [len(report.header["epochs"]) for report in reports[:2]] == [1, 2]
    header, arrays = reports[-1]
    assert header["epochs"] == [0, 1, 2]
    # Its pictures are of the newest epoch, from the first one trained on.
    assert ["fields" in report.arrays for report in reports[:3]] == [False, True, True]
    early, end = (report.arrays["fields"] for report in reports[1:3])
    assert not np.array_equal(early, end)
    assert (header["x"]["label"], header["x"]["texts"]) == ("Learning rate", ["0.02", "0.5"])
    assert header["layers"] == [[1], [1], [3], [3]]
    assert {name: array.shape for name, array in arrays.items()} == {
        "values": (4, 3, 2, 2), "diverged": (3, 2, 2), "chosen": (2, 2), "fields": (2, 2, 1, 576)
    }  # fmt: skip
    # The link opens the experiment, and names the sweep.
    assert from_query(header["query"]) == sweep.experiment
    x, y, seeds, epochs = read_sweep(f"?{header['query']}")
    again = Sweep(BASE, read_axis(x), read_axis(y), int(seeds[6:]), int(epochs[7:]))
    assert again == sweep


@pytest.mark.parametrize(
    ("lab", "more", "said"),
    [
        ("sweep", {"x": 3}, "x must be a text"),
        ("sweep", {"seeds": "3"}, "seeds must be a whole number"),
        ("sweep", {"more": 1}, "unknown key 'more'"),
        ("sweep", {"experiment": {"noise": 9}}, "noise is 9"),
        ("race", {"rates": "1:2"}, "a count must follow"),
    ],
)
def test_a_pages_question_is_read_strictly(lab, more, said):
    asked = {"experiment": {}, "seeds": 3, "epochs": 2}
    own = {"x": "noise=0", "y": "depth=1"} if lab == "sweep" else {"rates": "0.1,1"}
    with pytest.raises(ValueError, match=said):
        LABS[lab].read({**asked, **own, **more})


def test_a_race_has_every_optimizer_that_can_take_part():
    race = LABS["race"].read({"experiment": {}, "rates": "0.01:1:3:log", "seeds": 1, "epochs": 1})
    assert "adam" in race.y.values
    assert "perceptron" not in race.y.values
    assert race.x.values == (0.01, 0.1, 1.0)
