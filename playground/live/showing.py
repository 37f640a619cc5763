"""A run as its viewers see it: the status beside the numbers, and frames."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np

from playground import content
from playground.compat.export import to_link
from playground.compat.remedies import remedies
from playground.hiding import Hide
from playground.links import to_query
from playground.live.beside import told, with_scene
from playground.live.headline import headline
from playground.live.scene import scene_of
from playground.live.touch import marks
from playground.live.viewer import Frame, Scene
from playground.spec import to_json
from playground.train.probe import Snapshot
from playground.train.training import Training

if TYPE_CHECKING:
    from playground.live.run import Run

__all__ = ["frame_of", "losses_of", "scene_for", "status_of"]

_MEASURES = ("train_loss", "test_loss", "train_score", "test_score")


def hidden_controls(run: Run) -> Hide:
    """What the page does without: by the address, or else by the preset."""
    if run.hide is not None:
        return run.hide
    return content.find(run.preset).hide if run.preset else ()


def status_of(run: Run) -> dict[str, Any]:
    """Everything the page shows that is no number in motion."""
    preset, hide = content.find(run.preset) if run.preset else None, hidden_controls(run)
    compiling = (run.trouble or "Preparing this network …") if run.state == "compiling" else None
    return {
        "revision": run.revision,
        "generation": run.generation,
        "state": run.state,
        "playing": run.playing,
        "experiment": to_json(run.experiment),
        "query": to_query(run.experiment, run.hide),
        "navigate": "none",
        "notes": list(run.notes),
        "verdict": run.verdict,
        "finding": run.detector.finding,
        "can_undo": bool(run.undo.past),
        "can_redo": bool(run.undo.future),
        "undo_label": run.undo.label,
        "compiling": compiling,
        "device": run.structure.device,
        "beside": told(run.beside),
        **marks(run.hand),
        **headline(run.experiment, preset),
        "hide": list(hide),
        "tensorflow_playground": asdict(to_link(run.experiment, hide)),
        "quirks": remedies(run.experiment),
    }


def frame_of(run: Run, training: Training) -> Frame:
    """One moment of a run."""
    snapshot = training.snapshot()
    per_epoch = training.steps_per_epoch
    rate = run.pacer.rate if run.playing else 0.0
    header: dict[str, Any] = {
        "generation": run.generation,
        "state": run.state,
        "step": training.step,
        "epoch": round(training.step / per_epoch, 4),
        "steps_per_s": round(rate, 1),
        "epochs_per_s": round(rate / per_epoch, 2),
    }
    header |= _measured(snapshot)
    fixed = run.experiment.fixed
    arrays = _arrays(training, snapshot, fixed=fixed)
    if run.beside is not None and run.beside.training is not None:
        other = run.beside.training
        snapshot = other.snapshot()
        header["beside"] = _measured(snapshot)
        arrays |= {f"beside_{name}": a for name, a in _arrays(other, snapshot, fixed=fixed).items()}
    return Frame(header, arrays, run.history.view())


def scene_for(run: Run) -> Scene:
    """What stays while a run trains, of both sides of a comparison."""
    scene = scene_of(run.experiment, run.structure, generation=run.generation)
    if run.beside is None:
        return scene
    right, structure = run.beside.experiment, run.beside.structure
    return with_scene(scene, scene_of(right, structure, generation=run.generation))


def losses_of(run: Run) -> list[float]:
    """Losses and scores of a run now, and of what trains beside it."""
    trainings = [run.training, run.beside.training if run.beside else None]
    return [float(x) for t in trainings if t is not None for x in t.snapshot().losses]


def _measured(snapshot: Snapshot) -> dict[str, float | None]:
    return {
        name: round(float(value), 7) if math.isfinite(value) else None
        for name, value in zip(_MEASURES, snapshot.losses, strict=True)
    }


def _arrays(training: Training, snapshot: Snapshot, *, fixed: bool) -> dict[str, Any]:
    problem = training.problem
    wrong = snapshot.wrong_train[: len(problem.train)]
    if not fixed:
        wrong = np.concatenate([wrong, snapshot.wrong_test[: len(problem.test)]])
    field = {
        "curve": {"curve": snapshot.field},
        "multiclass": {"field_class": snapshot.field, "field_confidence": snapshot.confidence},
    }.get(training.structure.kind, {"field": snapshot.field})
    return {
        **field,
        "maps": snapshot.maps,
        "weights": snapshot.weights,
        "biases": snapshot.biases,
        "wrong": wrong,
    }
