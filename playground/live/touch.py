"""Touch: what a person does to single weights and neurons of a run, and how it is taken back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from playground.live.undo import Edit, Past
from playground.live.viewer import BadIntent
from playground.strict import number, only, truth, whole
from playground.train import byhand
from playground.train.byhand import Held, Place, Unit

if TYPE_CHECKING:
    from playground.live.run import Run
    from playground.train.training import Training

__all__ = ["READERS", "Hand", "Touch", "carry_out", "check", "marks", "take_back"]

MAX_VALUE = 1e4
GRIDS = (0.1, 0.25, 0.5, 1.0)  # to multiples of which weights can be rounded
MAX_FROZEN = 5_000  # every status lists them
_FROZEN = ("Weights let go", "Weights frozen")  # what undo calls it
_SWITCHED = ("Neuron switched off", "Neuron switched on")


class Touch(NamedTuple):
    """One thing done by hand: a number set, weights frozen or let go, a neuron switched."""

    kind: str  # edit, freeze, switch or round
    layer: int
    target: int  # the neuron that the weight leads to, or the one that is switched
    source: int | str | None = None  # of a weight; None: the bias; "all": that and all weights
    value: float = 0.0  # of an edit; what all numbers become multiples of
    on: bool = True  # frozen, or switched on
    final: bool = True  # false while a number is being dragged
    generation: int | None = None  # of the network the page had seen; on another it does nothing


@dataclass
class Hand:
    """What a hand has done to the network since its start."""

    held: Held = field(default_factory=Held)
    edits: int = 0
    dragged: tuple[Place, float] | None = None  # and what it was before


def _read_edit(message: Mapping[str, Any]) -> Touch:
    only(message, "type", "layer", "from", "to", "value", "final", "generation")
    return Touch(
        "edit",
        whole(message, "layer"),
        whole(message, "to"),
        _source(message),
        value=number(message, "value", limit=MAX_VALUE),
        final=truth(message, "final"),
        generation=_generation(message),
    )


def _read_freeze(message: Mapping[str, Any]) -> Touch:
    only(message, "type", "layer", "from", "to", "frozen", "generation")
    every = message.get("from") == "all"
    return Touch(
        "freeze",
        whole(message, "layer"),
        whole(message, "to"),
        "all" if every else _source(message),
        on=truth(message, "frozen"),
        generation=_generation(message),
    )


def _read_switch(message: Mapping[str, Any]) -> Touch:
    only(message, "type", "layer", "unit", "on", "generation")
    return Touch(
        "switch",
        whole(message, "layer"),
        whole(message, "unit"),
        on=truth(message, "on"),
        generation=_generation(message),
    )


def _read_round(message: Mapping[str, Any]) -> Touch:
    only(message, "type", "to", "generation")
    to = number(message, "to", limit=1.0)
    if to not in GRIDS:
        raise BadIntent(f"to is {to:g}; known: {', '.join(f'{grid:g}' for grid in GRIDS)}")
    return Touch("round", 1, 0, value=to, generation=_generation(message))


READERS = {
    "edit": _read_edit,
    "freeze": _read_freeze,
    "switch": _read_switch,
    "round": _read_round,
}


def _source(message: Mapping[str, Any]) -> int | None:
    if "from" not in message:
        raise BadIntent("from must be a whole number, or null for the bias")
    return None if message["from"] is None else whole(message, "from")


def _generation(message: Mapping[str, Any]) -> int | None:
    return None if message.get("generation") is None else whole(message, "generation")


def check(touch: Touch, run: Run) -> Training:
    """Refuse what this run's network has no place for; its training."""
    training = run.training
    if training is None:
        raise BadIntent("this network is still being prepared; try again in a moment")
    sizes = run.structure.sizes
    _within("layer", touch.layer, 1, len(sizes) - (2 if touch.kind == "switch" else 1))
    _within("unit" if touch.kind == "switch" else "to", touch.target, 0, sizes[touch.layer] - 1)
    if isinstance(touch.source, int):
        _within("from", touch.source, 0, sizes[touch.layer - 1] - 1)
        silent = Unit(touch.layer - 1, touch.source) in run.hand.held.off
        if touch.kind == "edit" and silent:
            raise BadIntent("this neuron is switched off; switch it on to edit its links")
    if len(_frozen(touch, run)) > MAX_FROZEN:
        raise BadIntent(f"at most {MAX_FROZEN:,} weights may be frozen")
    return training


def _within(name: str, value: int, low: int, high: int) -> None:
    if high < low:
        raise BadIntent("this network has no hidden neurons")
    if not low <= value <= high:
        raise BadIntent(f"{name} is {value}; it must lie in [{low}, {high}]")


def _frozen(touch: Touch, run: Run) -> frozenset[Place]:
    """What is frozen after this touch."""
    before = run.hand.held.frozen
    if touch.kind != "freeze":
        return before
    sources: list[int | None] = [None, *range(run.structure.sizes[touch.layer - 1])]
    if not isinstance(touch.source, str):
        sources = [touch.source]
    places = {Place(touch.layer, source, touch.target) for source in sources}
    return before | places if touch.on else before - places


def carry_out(run: Run, touch: Touch) -> None:
    """Do it, between two steps, and remember how to take it back."""
    if touch.generation not in (None, run.generation):
        return
    training = check(touch, run)
    if touch.kind == "edit":
        assert not isinstance(touch.source, str)
        place = Place(touch.layer, touch.source, touch.target)
        _end_drag(run, training, unless=place)
        _edit(run, training, place, touch)
        return
    _end_drag(run, training)
    held = run.hand.held
    if touch.kind == "round":
        old = byhand.copied(training.weights())
        new = byhand.rounded(old, to=touch.value)
        if not byhand.equal(old, new):
            both = Edit(None, (0.0, 0.0), (held, held), training.step, (old, new))
            _do(run, training, both, "Weights rounded")
        return
    unit = {Unit(touch.layer, touch.target)}
    off = held.off if touch.kind == "freeze" else held.off - unit if touch.on else held.off | unit
    after = Held(_frozen(touch, run), off)
    if after == held:
        return
    done = _FROZEN if touch.kind == "freeze" else _SWITCHED
    _do(run, training, Edit(None, (0.0, 0.0), (held, after), training.step), done[touch.on])


def _edit(run: Run, training: Training, place: Place, touch: Touch) -> None:
    dragged = run.hand.dragged
    before = dragged[1] if dragged and dragged[0] == place else training.value(place)
    if not touch.final:
        run.hand.dragged = (place, before)
        training.put(place, touch.value)
        run.audience.outdate()
        return
    _set(run, training, place, (before, touch.value))


def _end_drag(run: Run, training: Training, *, unless: Place | None = None) -> None:
    """A drag whose release never came (its page went away) is an edit all the same."""
    dragged = run.hand.dragged
    if dragged is not None and dragged[0] != unless:
        place, before = dragged
        _set(run, training, place, (before, training.value(place)))


def _set(run: Run, training: Training, place: Place, values: tuple[float, float]) -> None:
    run.hand.dragged = None
    held = run.hand.held
    edit = Edit(place, values, (held, held), training.step)
    _do(run, training, edit, "Bias" if place.source is None else "Weight")


def _do(run: Run, training: Training, edit: Edit, word: str) -> None:
    run.undo.leave(Past(run.experiment, run.preset, word, edit.turned()), merge=False)
    run.hand.edits += 1
    _apply(run, training, edit)


def take_back(run: Run, edit: Edit, *, undone: bool) -> None:
    """Carry out an edit that undo or redo has turned round.

    If the network has learned since, taking the edit back does not undo what it learned from it.
    """
    assert run.training is not None
    if not undone:
        run.hand.edits += 1
    elif run.training.step == edit.step:
        run.hand.edits -= 1
    _apply(run, run.training, edit)


def _apply(run: Run, training: Training, edit: Edit) -> None:
    if edit.place is not None:
        training.put(edit.place, edit.values[1])
    if edit.layers is not None:
        training.put_all(edit.layers[1])
    if edit.held[1] != run.hand.held:
        training.hold(edit.held[1])
        run.hand.held = edit.held[1]
    if not run.diverged:
        run.verdict = run.detector.finding = None  # they were another network's
    run.announce()


def marks(hand: Hand) -> dict[str, Any]:
    """What the page shows of it, as part of the status."""
    frozen = sorted(
        hand.held.frozen, key=lambda p: (p.layer, p.target, -1 if p.source is None else p.source)
    )
    return {"edits": hand.edits, "frozen": frozen, "off": sorted(hand.held.off)}
