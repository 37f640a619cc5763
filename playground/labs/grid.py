"""The seed grid: one experiment from many other starts. One seed is an anecdote; 256 are a fact."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.export.files import sizes_of, write_weights
from playground.fields import MAX_SEED
from playground.frames import File
from playground.labs.jobs import Lab, Progress, Report, Work
from playground.labs.questions import canonical, experiment_of
from playground.labs.slices import advance
from playground.spec import Experiment, from_json
from playground.strict import BadIntent, only, truth, whole
from playground.train.batch import Batch
from playground.train.cost import check_size, estimate
from playground.train.lanes import LANES
from playground.train.problem import prepare

__all__ = ["LAB", "STARTS", "Request", "lanes_of", "work"]

STARTS = (64, 256, 1024)
MAX_EPOCHS = 100_000
MAX_S = 600.0  # of estimated work
_CELLS, _COARSE_CELLS = 32, 20  # along a side of one start's picture; of many, coarser
_CURVE_CELLS = 48
_PIECE = LANES  # networks read in one slice: as many as are read together


@dataclass(frozen=True, slots=True)
class Request:
    """What a grid depends on. What counts as success is the asker's to say afterwards."""

    experiment: Experiment
    starts: int
    points: bool  # whether each start draws points of its own as well
    epoch: int  # at which all are measured


def read(message: Mapping[str, Any]) -> Request:
    """A page's question. Raises BadIntent, InvalidExperiment."""
    only(message, "experiment", "starts", "points", "epoch")
    starts, epoch = whole(message, "starts"), whole(message, "epoch")
    if starts not in STARTS:
        raise BadIntent(f"starts is {starts}; allowed: {', '.join(map(str, STARTS))}")
    if not 1 <= epoch <= MAX_EPOCHS:
        raise BadIntent(f"epoch is {epoch}; it must lie in 1 … {MAX_EPOCHS}")
    return Request(experiment_of(message), starts, truth(message, "points"), epoch)


def lanes_of(request: Request) -> list[Experiment]:
    """The starts: the seeds that follow the experiment's own, never drawn from a clock."""
    e = request.experiment
    lanes = []
    for number in range(1, request.starts + 1):
        seeds = {"weight_seed": (e.weight_seed + number) % (MAX_SEED + 1)}
        if request.points:
            seeds["data_seed"] = (e.data_seed + number) % (MAX_SEED + 1)
        lanes.append(e.change(**seeds))
    return lanes


def work(request: Request) -> Work:
    """Train all starts to the epoch; one report at the end, which says how they were trained.

    Its arrays: `values` f4 (starts, 4) train loss, test loss, train score, test score; `alive` u1
    (starts,); `seeds` f8 (starts,); the pictures, as `_pictures` has them. Kept are the weights.
    """
    yield Progress(0.0)
    lanes = lanes_of(request)
    check_size(lanes)
    batch = Batch(lanes)
    steps = request.epoch * batch.steps_per_epoch
    _refuse_long(request, lanes, steps)
    for share in advance(batch, steps):
        yield Progress(0.98 * share)
    values, alive = batch.measure(), batch.alive
    yield Progress(0.99)
    cells = _CELLS if request.starts <= STARTS[1] else _COARSE_CELLS
    pictures: list[dict[str, NDArray[Any]]] = []
    for piece in _pieces(request.starts):
        pictures.append(_pictures(batch, lanes, piece, cells))
        yield Progress(0.99)
    kept: dict[str, list[NDArray[Any]]] = {}
    for piece in _pieces(request.starts):
        for lane in piece:
            for number, (w, b) in enumerate(batch.layers(lane), 1):
                kept.setdefault(f"w{number}", []).append(w)
                kept.setdefault(f"b{number}", []).append(b)
        yield Progress(0.99)
    e = request.experiment
    header = {
        "epoch": request.epoch,
        "task": e.kind,
        "classes": e.classes,
        "points": request.points,
        "way": batch.why,
    }
    arrays: dict[str, NDArray[Any]] = {
        "values": values.astype(np.float32),
        "alive": alive.astype(np.uint8),
        "seeds": np.array([lane.weight_seed for lane in lanes], np.float64),
        **{name: np.concatenate([part[name] for part in pictures]) for name in pictures[0]},
    }
    yield Report(header, arrays, {name: np.stack(parts) for name, parts in kept.items()})


def take(request: Request, report: Report, message: Mapping[str, Any]) -> File:
    """One start as a file of a network: its weights, its seeds, and the epoch it has reached."""
    only(message, "start", "experiment")
    start = whole(message, "start")
    if not 0 <= start < request.starts:
        raise BadIntent(f"start is {start}; it must lie in 0 … {request.starts - 1}")
    lane = lanes_of(request)[start]
    # As the page shows it now: how fast it plays and when it ends is no part of the question.
    shown = from_json(message.get("experiment"))
    experiment = shown.change(weight_seed=lane.weight_seed, data_seed=lane.data_seed)
    if canonical(experiment) != lane:
        raise BadIntent("The settings have changed since; these networks are of others.")
    layers = [
        (report.kept[f"w{number}"][start], report.kept[f"b{number}"][start])
        for number in range(1, len(sizes_of(experiment)))
    ]
    content = write_weights(experiment, layers, epoch=request.epoch)
    return File("start.npz", "application/zip", content)


def _refuse_long(request: Request, lanes: list[Experiment], steps: int) -> None:
    seconds = estimate(lanes, steps=steps).train_s
    if seconds > MAX_S:
        fit = max(1, int(request.epoch * MAX_S / seconds))
        raise BadIntent(
            f"{request.starts} starts of {request.epoch} epochs are too much work here; "
            f"{fit} epochs fit"
        )


def _pieces(starts: int) -> Iterator[range]:
    return (range(first, min(first + _PIECE, starts)) for first in range(0, starts, _PIECE))


def _pictures(
    batch: Batch, lanes: list[Experiment], piece: range, cells: int
) -> dict[str, NDArray[Any]]:
    """What the page's field shows, in its codes: `field` u1 (n, cells, cells), for several classes
    `field_class` and `field_confidence`, for a curve `field` f4 (n, cells).
    """
    kind = lanes[0].kind
    found = batch.fields(piece, cells=_CURVE_CELLS if kind == "curve" else cells)
    if kind == "curve":
        return {"field": found[:, 0].astype(np.float32)}
    if kind == "multiclass":
        sure = np.round(255 * found.max(axis=1)).astype(np.uint8)
        return {"field_class": found.argmax(axis=1).astype(np.uint8), "field_confidence": sure}
    shown = np.clip(found[:, 0] / prepare(lanes[piece[0]]).value_range, -1, 1)
    return {"field": np.round(127 + 127 * shown).astype(np.uint8)}


LAB = Lab(read, work, take)
