"""Claims: every preset's holds on a few seeds (`check` takes 256), and a false one is found out."""

from dataclasses import replace

import numpy as np
import pytest

from playground.claims import check, fresh_seeds, wilson
from playground.content import find, presets
from playground.train.programs import Programs
from tests.train.compiled import PROGRAMS, as_served

MASTER_SEED = 1958
SEEDS = 16
LONG = {"spiral", "label-noise", "xor-deep-linear"}  # train for longer than they compile
OPTIMIZED = Programs(make=as_served)


@pytest.mark.parametrize("preset_id", list(presets()))
def test_claim_stands(preset_id):
    verdict = quick(find(preset_id), OPTIMIZED if preset_id in LONG else PROGRAMS)
    assert verdict.passed, verdict.sentence
    assert verdict.seeds == SEEDS
    assert verdict.held >= 13


def changed(preset_id, **change):
    preset = find(preset_id)
    return replace(preset, check=replace(preset.check, **change))


def quick(preset, programs=PROGRAMS):
    return check(preset, seeds=SEEDS, master_seed=MASTER_SEED, programs=programs)


def test_false_theorem_fails():
    verdict = quick(changed("xor-perceptron", at_most=0.5))
    assert verdict.outcome == "fails"
    assert not verdict.passed
    assert verdict.held < SEEDS


def test_false_statistical_claim_fails():
    verdict = quick(
        changed("xor-perceptron", kind="statistical", at_most=None, at_least=1.0, rate=0.9)
    )
    assert (verdict.outcome, verdict.held) == ("fails", 0)
    assert "not the claimed 90%" in verdict.sentence


def test_few_seeds_leave_a_rate_open():
    verdict = quick(changed("perceptron-and", kind="statistical", rate=0.99))
    assert verdict.outcome == "open"
    assert verdict.passed, "fewer than 256 seeds need only not refute it"
    assert not replace(verdict, seeds=256).passed


def test_relation_compares_seed_by_seed():
    preset = find("perceptron-and")
    same = replace(
        preset.check, kind="relation", measure="train_loss", against=preset.experiment, rate=0.5
    )
    # Compared with itself a loss of zero gives 0/0, which is no evidence.
    with np.errstate(invalid="ignore"):
        assert quick(replace(preset, check=same)).held == 0


def test_seeds_follow_the_master_seed():
    assert fresh_seeds(4, master_seed=1) == fresh_seeds(4, master_seed=1)
    assert fresh_seeds(4, master_seed=1) != fresh_seeds(4, master_seed=2)


def test_progress_reaches_one():
    shares = []
    check(find("perceptron-and"), seeds=SEEDS, programs=PROGRAMS, progress=shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("held", "of", "low", "high"),
    [
        (256, 256, 0.9852, 1.0),
        (255, 256, 0.9782, 0.9993),
        (0, 10, 0.0, 0.2775),
        (5, 10, 0.2366, 0.7634),
    ],
)
def test_wilson_interval(held, of, low, high):
    # Tabulated with the formula of Wilson, 1927, z = 1.96.
    assert wilson(held, of) == pytest.approx((low, high), abs=1e-4)
