"""Detector: names what goes wrong while a network trains, how that shows, and what may help.

A false alarm is worse than silence: each finding has a number and a limit that healthy runs keep
well away from, and a network that has learned its task is left alone, unless it overfits.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from playground.live.advice import Step
from playground.spec import Experiment
from playground.train.backprop import MAX_ROWS, Passes, backprop, gradients, steepest
from playground.train.byhand import Layers
from playground.train.training import Training

__all__ = ["PERIOD_S", "Detector", "examine"]

PERIOD_S = 1.0  # between two looks at a run: a look takes some milliseconds
SHARE_S = 0.25  # from one run's turn to be looked at to the next one's
LEARNED = 0.95  # training score from which a network has learned its task
WINDOW = 20  # rows of the history that are looked at
ALIKE = 1e-6  # neurons whose weights differ by no more compute the same
SWING = 0.2  # of the loss, up or down from row to row: it jumps about
STUCK = 0.02  # of the loss, lost over the window: it stands still
FLAT = 0.02  # of an activation's steepest slope: the neuron hardly reacts
VANISHED = 0.01  # of the last layer's gradient: the first layer hardly learns
CRAWL = 1e-4  # of a loss, lowered by one step
IN_PROPORTION = 9.5  # times as far with ten times the step: the limit is nowhere near
RISEN = 1.5  # times the lowest test loss
RISE = 0.1  # of the first test loss, at least

Finding = dict[str, Any]  # {kind, text, next: [Step]}
Floats = NDArray[np.float64]
Rows = NDArray[np.float32]  # (rows, 5): epoch, train loss, test loss, train score, test score


class _Case(NamedTuple):
    """What there is to go by."""

    experiment: Experiment
    rows: Rows
    layers: Layers
    x: Floats  # (n, inputs), some training points
    y: Floats  # (n, outputs)
    passes: Passes  # of these

    @property
    def recent(self) -> Floats:
        """The training losses in the window; none before it is full."""
        return self.rows[-WINDOW:, 1].astype(float) if len(self.rows) >= WINDOW else np.empty(0)

    @property
    def stuck(self) -> bool:
        """Whether the training loss has hardly fallen over the window."""
        recent = self.recent
        return recent.size > 0 and recent[0] - recent[-1] <= STUCK * recent[0]


class Detector:
    """Looks at one start of a run now and then; keeps what it found."""

    def __init__(self, now_s: float) -> None:
        self.finding: Finding | None = None
        self._looked_s = now_s

    def is_due(self, now_s: float, *, crowd: int) -> bool:
        """Whether it is time to look again; if so, the next time counts from now.

        A look takes some milliseconds: the more runs there are, the rarer each is looked at.
        """
        if now_s - self._looked_s < max(PERIOD_S, crowd * SHARE_S):
            return False
        self._looked_s = now_s
        return True

    def look(self, training: Training, e: Experiment, rows: Rows) -> bool:
        """Whether there is something new to say.

        As long as the finding is of one kind its text stays, to be read in peace.
        """
        found, before = examine(training, e, rows), self.finding
        if (found and found["kind"]) == (before and before["kind"]):
            return False
        self.finding = found
        return True


def examine(training: Training, experiment: Experiment, rows: Rows) -> Finding | None:
    """What goes wrong with a network in training, the root of the trouble first."""
    if not training.alive[0] or not len(training.problem.train) or not len(rows):
        return None
    problem = training.problem
    some = np.linspace(0, len(problem.train) - 1, min(MAX_ROWS, len(problem.train))).astype(int)
    chosen = problem.train[some]
    x, y = problem.features(problem.x[chosen]), problem.targets(chosen)
    layers = [(np.asarray(w, float), np.asarray(b, float)) for w, b in training.weights()]
    case = _Case(experiment, rows, layers, x, y, _passes(experiment, layers, x, y))
    checks = _WHILE_UNLEARNED if rows[-1, 3] < LEARNED else (_overfitting,)
    found = (check(case) for check in checks)
    return next((finding for finding in found if finding), None)


def _passes(e: Experiment, layers: Layers, x: Floats, y: Floats) -> Passes:
    return backprop(layers, x, y, activations=e.layer_activations, loss=e.loss, kind=e.kind)


def _finding(kind: str, text: str, *steps: Step) -> Finding:
    return {"kind": kind, "text": text, "next": list(steps)}


def _symmetric(case: _Case) -> Finding | None:
    for layer, (into, out) in enumerate(zip(case.layers, case.layers[1:], strict=False), start=1):
        units = np.vstack([into[0], into[1], out[0].T])  # (weights, units)
        spread = float(np.ptp(units, axis=1).max())
        if units.shape[1] < 2 or spread > ALIKE:
            continue
        fix: Step = {"label": "Start from random weights", "changes": {"initializer": "glorot"}}
        if case.experiment.init_scale < 0.01:
            fix["changes"]["init_scale"] = 1.0
        return _finding(
            "symmetric",
            f"All {units.shape[1]} neurons of layer {layer} have the same weights, so they learn "
            f"the same: the largest difference is {spread:.1g}, less than {ALIKE:.0e}.",
            fix,
        )
    return None


def _rate_high(case: _Case) -> Finding | None:
    recent, e = case.recent, case.experiment
    if not recent.size or e.loss == "perceptron":
        return None
    steps = np.diff(recent)
    swing = float(np.abs(steps).mean() / max(recent.mean(), 1e-12))
    if swing < SWING or (steps > 0).mean() < 0.3:
        return None
    lower = max(e.learning_rate / 10, 1e-6)
    return _finding(
        "rate_high",
        f"The learning rate is too high: from epoch to epoch the training loss jumps by "
        f"{100 * swing:.0f} % of itself, where more than {100 * SWING:.0f} % is no learning, and "
        f"{100 * (steps > 0).mean():.0f} % of the jumps go up.",
        {
            "label": "Learning rate ÷ 10, start again",
            "changes": {"learning_rate": lower, "weight_seed": e.weight_seed ^ 1},
        },
    )


def _flat(case: _Case) -> Finding | None:
    e = case.experiment
    if not case.stuck:
        return None
    for layer, slopes in enumerate(case.passes.slope, start=1):
        most = steepest(e.layer_activations[layer - 1])
        if not most:
            continue
        share = np.abs(slopes).mean(axis=0) / most  # (units,)
        flat = share < FLAT
        if flat.mean() < 0.5:
            continue
        units = f"In layer {layer}, {flat.sum()} of {flat.size} neurons"
        if not share[flat].any():
            text = (
                f"{units} are dead: at all {len(slopes)} points looked at their slope is 0, so no "
                "error reaches their weights."
            )
            leaky: Step = {
                "label": "Use leaky ReLU",
                "changes": {"activation": "leaky_relu", "activations": []},
            }
            return _finding("dead", text, leaky)
        text = (
            f"{units} are saturated: their slope is {100 * share[flat].mean():.1g} % of the "
            f"steepest on average, less than {100 * FLAT:.0f} %, so errors hardly reach them."
        )
        seed = {"weight_seed": e.weight_seed ^ 1}
        if e.init_scale > 1:
            again: Step = {"label": "Smaller first weights", "changes": {"init_scale": 1.0}}
        else:
            lower = max(e.learning_rate / 10, 1e-6)
            again = {
                "label": "Learning rate ÷ 10, start again",
                "changes": {"learning_rate": lower, **seed},
            }
        return _finding("saturated", text, again)
    return None


def _vanishing(case: _Case) -> Finding | None:
    e = case.experiment
    if len(case.layers) < 3 or not all(map(steepest, e.layer_activations)) or not case.stuck:
        return None
    before = [case.x, *case.passes.a[:-1]]
    # Of each point by itself: over all points gradients cancel where a network gives up.
    sizes = [
        float(np.sqrt(((a**2).mean(axis=1) * (d**2).mean(axis=1)).mean()))
        for a, d in zip(before, case.passes.delta, strict=True)
    ]
    if not sizes[-1] or sizes[0] > VANISHED * sizes[-1]:
        return None
    tanh = set(e.layer_activations) == {"tanh"}
    changes = {"activation": "relu", "initializer": "he"} if tanh else {"activation": "tanh"}
    fix: Step = {
        "label": "Use ReLU neurons" if tanh else "Use tanh neurons",
        "changes": changes | {"activations": []},
    }
    return _finding(
        "vanishing",
        f"The gradient vanishes: in the first layer it is {100 * sizes[0] / sizes[-1]:.1g} % of "
        f"the last layer's, less than {100 * VANISHED:.0f} %, so the first layer hardly learns.",
        fix,
    )


def _rate_small(case: _Case) -> Finding | None:
    e, recent = case.experiment, case.recent
    if e.optimizer not in ("sgd", "momentum", "nesterov") or not recent.size:
        return None
    falls = -np.diff(recent)
    half = WINDOW // 2
    steady = falls[half:].sum() > 0.5 * falls[:half].sum() > 0
    if (falls < 0).mean() > 0.1 or not steady:
        return None
    once, tenfold = (_lowered(case, rate) for rate in (e.learning_rate, 10 * e.learning_rate))
    if not 0 < once < CRAWL or tenfold < IN_PROPORTION * once:
        return None
    return _finding(
        "rate_small",
        f"The learning rate is too small: a step lowers the loss by {100 * once:.1g} %, less than "
        f"{100 * CRAWL:.2g} %, and one ten times as long lowers it {tenfold / once:.0f} times as "
        "much.",
        {
            "label": "Learning rate × 10",
            "changes": {"learning_rate": min(10 * e.learning_rate, 100.0)},
        },
    )


def _lowered(case: _Case, rate: float) -> float:
    """By how much of itself one plain step would lower the loss of the points looked at."""
    moved = [
        (w - rate * dw, b - rate * db)
        for (w, b), (dw, db) in zip(case.layers, gradients(case.passes, case.x), strict=True)
    ]
    before = float(case.passes.loss.mean())
    after = float(_passes(case.experiment, moved, case.x, case.y).loss.mean())
    return (before - after) / max(before, 1e-12)


def _overfitting(case: _Case) -> Finding | None:
    rows, e = case.rows, case.experiment
    best = int(rows[:, 2].argmin())
    lowest, now = float(rows[best, 2]), float(rows[-1, 2])
    grown = now >= RISEN * lowest and now - lowest >= RISE * rows[0, 2]
    if e.fixed or not grown or not rows[-1, 1] <= 0.7 * rows[best, 1]:
        return None
    l2: Step = {
        "label": "Add L2 regularization",
        "changes": {"penalty": "l2", "penalty_rate": 0.01},
    }
    steps = [l2] if e.penalty == "none" else []
    if not e.own_points and e.points <= 2500:
        steps.append({"label": "Twice the points", "changes": {"points": 2 * e.points}})
    return _finding(
        "overfitting",
        f"Overfitting: the test loss is {now:.3f}, its lowest was {lowest:.3f} at epoch "
        f"{rows[best, 0]:.0f}, and the training loss has fallen ever since; more than "
        f"{RISEN:g} times the lowest counts.",
        *steps,
    )


_WHILE_UNLEARNED: tuple[Callable[[_Case], Finding | None], ...] = (
    _symmetric,
    _rate_high,
    _flat,
    _vanishing,
    _rate_small,
    _overfitting,
)
