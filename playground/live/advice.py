"""What to say when a run has learned, has not yet, or has diverged, and two things to try next."""

from __future__ import annotations

from typing import Any

from playground import stopping
from playground.content import Preset
from playground.spec import Experiment

__all__ = ["TARGET", "verdict"]

TARGET = 0.97  # test accuracy, or R² for a regression, that counts as solved

Step = dict[str, Any]  # {label, changes} or {label, preset} or {label, action}
TRAIN_ON: Step = {"label": "Train on", "action": "play"}


def verdict(
    kind: str, experiment: Experiment, *, epoch: int, score: float, preset: Preset | None
) -> dict[str, Any]:
    """A quiet sentence and two next steps; `kind` is solved, not_yet, stopped or diverged."""
    e = experiment
    numbers = e.kind in ("regression", "curve")
    shown = f"R² {score:.2f}" if numbers else f"test accuracy {100 * score:.1f} %"
    text = {
        "solved": f"Solved by epoch {epoch}: {shown}.",
        "not_yet": f"Not yet at epoch {epoch}: {shown}.",
        "diverged": f"Diverged at epoch {epoch}: a number left what a computer can hold here "
        "(3.4·10³⁸). The last finite state is shown.",
        "stopped": f"Stopped at epoch {epoch}: {_rule(e)}.",
    }[kind]
    ways = {"solved": _harder, "not_yet": _easier, "diverged": _calmer}
    if kind == "stopped":
        more = _harder(e) if score >= TARGET else _easier(e)
        steps = [TRAIN_ON, _twin(preset), *(step for step in more if step != TRAIN_ON)]
    else:
        steps = [_twin(preset), *ways[kind](e)]
    return {"kind": kind, "text": text, "next": [step for step in steps if step][:2]}


def _rule(e: Experiment) -> str:
    rule = stopping.read(e.stop)
    return rule.sentence if rule else ""


def _twin(preset: Preset | None) -> Step | None:
    if preset is None or preset.twin is None:
        return None
    return {"label": preset.twin_label, "preset": preset.twin}


def _harder(e: Experiment) -> list[Step]:
    steps: list[Step] = []
    if e.noise < 0.3 and not e.fixed and not e.own_points:
        steps.append({"label": "Add noise", "changes": {"noise": round(e.noise + 0.15, 2)}})
    if e.hidden and max(e.hidden) > 2:
        fewer = [max(1, width // 2) for width in e.hidden]
        steps.append({"label": "Half the neurons", "changes": {"hidden": fewer}})
    if e.dataset != "spiral" and e.kind == "binary":
        steps.append({"label": "Try the spiral", "changes": {"dataset": "spiral"}})
    steps.append({"label": "New weights", "action": "new_weights"})
    return steps


def _easier(e: Experiment) -> list[Step]:
    steps: list[Step] = []
    if not e.hidden:
        fix = {"hidden": [8], "activation": "relu", "optimizer": "sgd"}
        steps.append({"label": "Add a hidden layer", "changes": fix})
    elif {"linear", "step"} & {*e.layer_activations} or e.layer_activations.count("sigmoid") > 1:
        fix = {"activation": "tanh", "activations": []}
        steps.append({"label": "Use tanh neurons", "changes": fix})
    if e.initializer == "zeros":
        steps.insert(
            0, {"label": "Start from random weights", "changes": {"initializer": "glorot"}}
        )
    if e.learning_rate < 0.01 and e.optimizer in ("sgd", "momentum", "nesterov"):
        steps.append(
            {"label": "Learning rate × 10", "changes": {"learning_rate": e.learning_rate * 10}}
        )
    elif e.learning_rate >= 1:
        steps.append(
            {"label": "Learning rate ÷ 10", "changes": {"learning_rate": e.learning_rate / 10}}
        )
    if e.hidden and max(e.hidden) < 16:
        wider = [min(128, width * 2) for width in e.hidden]
        steps.append({"label": "Twice the neurons", "changes": {"hidden": wider}})
    steps.append(TRAIN_ON)
    return steps


def _calmer(e: Experiment) -> list[Step]:
    slower = {
        "label": "Learning rate ÷ 10",
        "changes": {"learning_rate": max(e.learning_rate / 10, 1e-6)},
    }
    clip = {"label": "Clip the gradients", "changes": {"clip": 1.0}}
    return [slower, clip if e.clip == 0 else {"label": "New weights", "action": "new_weights"}]
