"""Checking what presets claim, on seeds that nobody chose.

A claim about all seeds is tried on fresh ones, drawn from a master seed that is itself drawn anew
unless given. What some seeds show about all of them is said by Wilson's 95 % interval.
Reference: Wilson, "Probable inference, the law of succession, and statistical inference", 1927.
"""

from __future__ import annotations

import math
import secrets
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.content import Check, Preset
from playground.fields import MAX_SEED
from playground.spec import Experiment
from playground.train.programs import Programs
from playground.train.series import Block, blocks, with_seeds

SEEDS = 256
_Z = 1.959964  # two-sided 95 %
_MOMENTS = 100  # a longer curve is looked at no more often than this, for "any" and "all"
_COLUMN = {"train_loss": 0, "test_loss": 1, "train_accuracy": 2, "test_accuracy": 3}

Progress = Callable[[float], None]  # share of the work done


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What the seeds showed about one claim.

    `outcome`: "holds" (shown), "fails" (refuted), or "open": the interval contains the claimed
    rate, so these seeds cannot tell.
    """

    preset: str
    kind: str
    outcome: str
    held: int
    seeds: int
    interval: tuple[float, float]  # of the share of all seeds for which it holds
    rate: float  # the claimed share
    master_seed: int
    sentence: str

    @property
    def passed(self) -> bool:
        """Whether the claim stands. 256 seeds must show it; fewer must merely not refute it."""
        return self.outcome == "holds" or (self.outcome == "open" and self.seeds < SEEDS)


def fresh_seeds(count: int, *, master_seed: int) -> list[int]:
    """Seeds drawn from a master seed."""
    drawn = np.random.default_rng(master_seed).integers(0, MAX_SEED, count, endpoint=True)
    return [int(seed) for seed in drawn]


def wilson(held: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share of which `held` out of `of` were seen."""
    share, z2 = held / of, _Z * _Z / of
    middle = share + z2 / 2
    reach = math.sqrt(z2 * (share * (1 - share) + z2 / 4))
    low, high = (middle - reach) / (1 + z2), (middle + reach) / (1 + z2)
    return (0.0 if held == 0 else low), (1.0 if held == of else high)


def check(
    preset: Preset,
    *,
    seeds: int = SEEDS,
    master_seed: int | None = None,
    device: str = "auto",
    programs: Programs | None = None,
    progress: Progress | None = None,
) -> Verdict:
    """Run a preset's check on fresh seeds."""
    master_seed = secrets.randbelow(MAX_SEED) if master_seed is None else master_seed
    drawn = fresh_seeds(seeds, master_seed=master_seed)
    programs = Programs() if programs is None else programs
    held = int(_holds(preset.check, drawn, device, programs, progress).sum())
    interval = wilson(held, seeds)
    outcome = _outcome(preset.check, held, seeds, interval)
    return Verdict(
        preset=preset.id,
        kind=preset.check.kind,
        outcome=outcome,
        held=held,
        seeds=seeds,
        interval=interval,
        rate=preset.check.rate,
        master_seed=master_seed,
        sentence=_sentence(preset.check, outcome, held, seeds, interval),
    )


def _outcome(c: Check, held: int, seeds: int, interval: tuple[float, float]) -> str:
    if c.kind == "theorem":
        return "holds" if held == seeds else "fails"
    if interval[0] >= c.rate:
        return "holds"
    return "fails" if interval[1] < c.rate else "open"


def _sentence(c: Check, outcome: str, held: int, seeds: int, interval: tuple[float, float]) -> str:
    seen = f"{held} of {seeds} seeds"
    if c.kind == "theorem":
        return f"Held for {seen}; it must hold for every one."
    low, high = interval
    between = f"so for {low:.1%} to {high:.1%} of all"
    if outcome == "open":
        return (
            f"Held for {seen}, {between}: too few to tell whether it is the claimed {c.rate:.0%}."
        )
    word = "at least" if outcome == "holds" else "not"
    return f"Held for {seen}, {between}: {word} the claimed {c.rate:.0%}."


def _holds(
    c: Check, seeds: list[int], device: str, programs: Programs, progress: Progress | None
) -> NDArray[np.bool_]:
    """For which seeds the check holds: (seeds,)."""
    work = c.experiment.epochs + (c.against.epochs if c.against else 0)
    done = 0

    def tell(epochs: int) -> None:
        nonlocal done
        done += epochs
        if progress is not None:
            progress(done / (work * len(seeds)))

    def measured(experiment: Experiment, moments: list[int]) -> NDArray[np.float64]:
        lanes = with_seeds(experiment, seeds)
        found = blocks(lanes, moments, device=device, programs=programs, progress=tell)
        return np.concatenate([_measure(c, block) for block in found], axis=1)

    values = measured(c.experiment, moments_of(c))
    if c.against is not None:
        values = values / measured(c.against, [c.against.epochs])
    return within(c, values)


def moments_of(c: Check) -> list[int]:
    """The epochs at which to look."""
    end = c.experiment.epochs
    if c.at == "end" or c.measure == "largest_weight":
        return [end]
    every = max(1, end // _MOMENTS)
    return [*range(0, end, every), end]


def _measure(c: Check, block: Block) -> NDArray[np.float64]:
    """The measured values of a block's lanes: (moments, lanes)."""
    if c.measure == "largest_weight":
        return np.asarray(block.largest_weight, np.float64)[None, :]
    return np.asarray(block.values[:, :, column_of(c)], np.float64)


def column_of(c: Check) -> int:
    """Where the measured value stands among losses and scores."""
    return _COLUMN[c.measure]


def within(c: Check, values: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether each lane's values (moments, lanes) keep to the bound; NaN never does."""
    if c.at_least is not None:
        good = values >= c.at_least
    else:
        good = values <= (math.inf if c.at_most is None else c.at_most)
    kept: NDArray[np.bool_] = np.any(good, axis=0) if c.at == "any" else np.all(good, axis=0)
    return kept
