"""Losses of imported experiments: the original's figures, and an oracle for each quirk."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from playground import cli
from playground.compat.link import from_link
from playground.compat.quirks import QUIRKS, has_quirk, quirks_of
from playground.spec import DEFAULT
from playground.train.series import blocks
from tests.compat.golden import GOLDEN, START
from tests.compat.oracle import trajectory
from tests.train.compiled import PROGRAMS, fresh

ROOT = Path(__file__).resolve().parents[2]
ROUNDING = 5.1e-5  # the figures have four decimals
IN_FLOAT64 = """
import json, sys
from playground.compat.link import from_link
from playground.train.programs import Programs
from playground.train.series import blocks, enable_float64
enable_float64()
programs, found = Programs(), []
for link, at in json.load(sys.stdin):
    e = from_link(link).experiment
    block = next(blocks([e], at, device="cpu", precision="float64", programs=programs))
    found.append(block.values[:, 0, :2].tolist())
print(json.dumps(found))
"""


def imported(link):
    return from_link(START + link).experiment


@pytest.mark.parametrize("golden", GOLDEN, ids=lambda g: g.name)
def test_float32_follows_the_original(golden):
    at = [epoch for epoch in golden.losses if epoch <= 20]
    block = next(blocks([imported(golden.link)], at, device="cpu", programs=PROGRAMS))
    wanted = [golden.losses[epoch] for epoch in at]
    np.testing.assert_allclose(block.values[:, 0, :2], wanted, atol=ROUNDING + 2e-6)


def test_float64_keeps_to_the_original_for_a_hundred_epochs():
    asked = [(START + golden.link, list(golden.losses)) for golden in GOLDEN]
    done = subprocess.run(
        [sys.executable, "-c", IN_FLOAT64],
        cwd=ROOT,
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    )
    for golden, found in zip(GOLDEN, json.loads(done.stdout), strict=True):
        wanted = list(golden.losses.values())
        np.testing.assert_allclose(found, wanted, atol=ROUNDING, err_msg=golden.name)


QUIRKY = {  # link -> the quirks that must act in it, and how many weights must have died
    "batchSize=30&dataset=xor&networkShape=3": ({"carried_remainder"}, False),
    "batchSize=249&networkShape=3&learningRate=0.3": ({"carried_remainder"}, False),
    "batchSize=16&noise=20&percTrainData=33&networkShape=3&regularization=L2"
    "&regularizationRate=0.1": ({"carried_remainder"}, False),
    "regularization=L1&regularizationRate=0.1&dataset=gauss&networkShape=3": ({"dead_links"}, True),
    "regularization=L1&regularizationRate=0.03&batchSize=29&networkShape=2,2&activation=relu"
    "&xSquared=true": ({"dead_links", "carried_remainder"}, True),
    "regularization=L1&regularizationRate=0.1&initZero=true&networkShape=2": (
        {"dead_links"},
        False,
    ),
    "problem=regression&regDataset=reg-gauss&batchSize=7&percTrainData=10&activation=sigmoid"
    "&networkShape=3&noise=80": ({"carried_remainder", "wide_noise"}, False),
}


@pytest.mark.parametrize(("link", "expected"), QUIRKY.items())
def test_quirks_follow_the_oracle(link, expected):
    e = imported(link + "&seed=0.31415")
    quirks, dies = expected
    assert {quirk.name for quirk in quirks_of(e)} >= quirks
    wanted, net = trajectory(e, 6)
    training = fresh(e)
    found = [training.measure()[0, :2]]
    for _ in range(6):
        (record,) = training.advance(e.steps_per_epoch)
        found.append(record.values[0, :2])
    np.testing.assert_allclose(found, wanted, atol=2e-4)
    for (w, b), (w_theirs, b_theirs) in zip(training.weights(), net, strict=True):
        np.testing.assert_allclose(w, w_theirs, atol=2e-4)
        np.testing.assert_allclose(b, b_theirs, atol=2e-4)
        assert np.array_equal(w == 0, w_theirs == 0)
    if dies:
        assert any((w == 0).any() for w, _ in training.weights())


def test_many_small_calls_carry_like_one_large_one():
    e = imported("batchSize=30&networkShape=2&seed=0.5&regularization=L1&regularizationRate=0.1")
    assert (e.carried, e.steps_per_epoch) == (10, 8)
    whole, parts = fresh(e), fresh(e)
    whole.advance(40)
    for n in (3, 5, 1, 7, 24):
        parts.advance(n)
    for (w, b), (v, c) in zip(whole.weights(), parts.weights(), strict=True):
        assert np.array_equal(w, v)
        assert np.array_equal(b, c)


def test_a_batch_that_is_never_full_teaches_nothing():
    training = fresh(imported("batchSize=300&networkShape=2&seed=0.5"))
    before = training.measure()
    assert training.advance(training.steps_per_epoch)[0].epoch == 1
    np.testing.assert_allclose(training.measure(), before)
    assert training.alive.all()


@pytest.mark.parametrize(("percent", "columns"), [("0", [0, 2]), ("100", [1, 3])])
def test_an_empty_side_of_the_split_has_no_loss(percent, columns):
    training = fresh(imported(f"percTrainData={percent}&networkShape=2&seed=0.5"))
    training.advance(2 * training.steps_per_epoch)
    assert np.isnan(training.measure()[0]).nonzero()[0].tolist() == columns
    assert training.alive.all() == (percent == "100"), "without points to learn from it ends"


@pytest.mark.parametrize(
    ("link", "epochs"),
    [
        (
            "regularization=L2&batchSize=30&dataset=spiral&learningRate=0.3&regularizationRate=10"
            "&noise=15&networkShape=8,8&percTrainData=90&seed=0.1",
            60,
        ),
        (
            "batchSize=1&dataset=spiral&learningRate=1&noise=50&networkShape=8&problem=regression"
            "&activation=relu&seed=0.1",
            3,
        ),
    ],
)
def test_links_that_diverge_there_diverge_here(link, epochs):
    training = fresh(imported(link))
    training.advance(epochs * training.steps_per_epoch)
    assert not training.alive.any()


def test_our_own_experiments_have_no_quirks():
    own = DEFAULT.change(penalty="l1", batch_size=30, shuffle=False, standardize=False)
    assert quirks_of(own) == ()
    assert not any(has_quirk(own, name) for name in QUIRKS)
    assert (own.carried, own.steps_per_epoch) == (0, 9)


@pytest.mark.usefixtures("shared_programs")
def test_the_command_line_trains_a_link_and_says_what_it_starts_from(capsys):
    golden = GOLDEN[0]
    assert cli.main(["train", START + golden.link, "--at", "0,1,10", "--json"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    found = json.loads(out)
    points = found["runs"][0]["points"]
    for point in points:
        wanted = golden.losses[point["epoch"]]
        assert [point["train_loss"], point["test_loss"]] == pytest.approx(wanted, abs=1e-4)
    start = found["tfplayground"]
    np.testing.assert_allclose(start["train"][:2], golden.points, atol=1e-6)
    assert len(start["train"]) == len(start["test"]) == 250
    np.testing.assert_allclose(start["first_weights"][0]["w"][0], golden.weights, atol=1e-6)
    assert start["first_weights"][0]["b"] == [0.1] * 4
    assert "stream" in start["quirks"]
    assert start["view"]["hidden"] == []


@pytest.mark.usefixtures("shared_programs")
def test_other_seeds_of_a_link_are_other_runs(capsys):
    assert cli.main(["train", START + GOLDEN[0].link, "--at", "1", "--json", "--seeds", "3"]) == 0
    runs = json.loads(capsys.readouterr().out)["runs"]
    losses = [run["points"][0]["train_loss"] for run in runs]
    assert losses[0] == pytest.approx(GOLDEN[0].losses[1][0], abs=1e-4)
    assert len(set(losses)) == 3


def test_the_page_of_the_documentation_lists_every_quirk():
    text = (ROOT / "docs" / "tensorflow-playground.md").read_text("utf-8")
    for quirk in QUIRKS.values():
        assert f"| {quirk.label} |" in text, f"{quirk.name} is missing in the table"
        assert quirk.summary.endswith(".")
