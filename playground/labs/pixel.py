"""One pixel of the fractal, played: how its loss goes and what the network answers meanwhile.

It trains by the picture's own program, so that it ends as it does there; the stage's program
rounds otherwise, which near the frontier decides.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.fields import FIELDS
from playground.labs.fractal import experiment_of, places, slice_of, started
from playground.labs.jobs import Lab, Progress, Report, Work
from playground.labs.window import Pixel, read_pixel
from playground.spec import to_json
from playground.train.byhand import Layers
from playground.train.fractal import Pixels, measured
from playground.train.problem import plane, prepare

__all__ = ["LAB", "play"]

CELLS = 32  # along a side of what is shown of the network's answers
_EACH = 60  # moments at first, one a step; then
_SPREAD = 120  # up to the end
_FULL = 127  # code of the largest answer


def play(pixel: Pixel) -> Work:
    """Ends with one report; `fields` (moments, CELLS, CELLS) are −127 to 127, top row first."""
    p = pixel
    experiment = experiment_of(p.network, p.points, steps=p.steps)
    problem = prepare(experiment)
    points = problem.features(problem.x[problem.train])
    targets = problem.targets(problem.train)
    grid = plane(problem, CELLS)
    pixels = Pixels(experiment)
    seen = places(p.axes, np.array([p.x]), np.array([p.y]))
    state = started(pixels, seen)
    done: list[int] = []
    losses: list[float] = []
    fields: list[NDArray[np.int8]] = []
    moments = _moments(p.steps)
    for place, moment in enumerate(moments):
        while (missing := moment - int(state.step[0])) > 0 and np.any(state.alive):
            state = pixels.advance(state, min(missing, slice_of(p, state)), of=p.steps)
            yield Progress(place / len(moments))
        layers = pixels.layers(state, 0)
        done.append(int(state.step[0]))
        losses.append(float(np.mean(0.5 * (_answers(layers, points) - targets) ** 2)))
        shown = np.clip(_answers(layers, grid) / problem.value_range, -1, 1)
        fields.append(np.round(_FULL * np.nan_to_num(shown)).astype(np.int8).reshape(CELLS, CELLS))
        if not np.asarray(state.alive)[0, 0]:
            break
    header = {
        "value": float(measured(state)[0]),
        "diverged": not bool(np.asarray(state.alive)[0, 0]),
        "rates": [float(rate) for rate in seen.rates[0]],
        "scale": float(seen.scales[0]),
        "experiment": _on_stage(p),
    }
    arrays: dict[str, NDArray[Any]] = {
        "moments": np.array(done, np.int32),
        "losses": (np.array(losses) / losses[0]).astype(np.float32),
        "fields": np.stack(fields),
        "x": problem.x[problem.train].astype(np.float32),
        "y": (problem.y[problem.train] / problem.value_range).astype(np.float32),
    }
    yield Report(header, arrays)


def _moments(steps: int) -> list[int]:
    """Every step while much happens, then fewer; the last is the end."""
    first = range(min(_EACH, steps))
    return sorted({*first, *(int(at) for at in np.linspace(first[-1], steps, _SPREAD))})


def _answers(layers: Layers, x: NDArray[Any]) -> NDArray[Any]:
    """The outputs (n, outputs) of inputs (n, inputs); of a network that diverged, anything."""
    with np.errstate(all="ignore"):
        for w, b in layers[:-1]:
            x = np.tanh(x @ w + b)
        w, b = layers[-1]
        answers: NDArray[Any] = np.clip(x @ w + b, -1e15, 1e15)
        return answers


def _on_stage(p: Pixel) -> dict[str, Any] | None:
    """The experiment that the stage would train, where it can: it has one rate for all layers."""
    values = {"learning_rate": 10**p.x, "init_scale": 10**p.y}
    if p.axes != "scale" or any(
        not FIELDS[name].low <= value <= FIELDS[name].high for name, value in values.items()
    ):
        return None
    return to_json(experiment_of(p.network, p.points, steps=p.steps).change(**values))


LAB = Lab(read_pixel, play)
