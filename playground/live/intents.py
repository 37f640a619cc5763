"""Intents: what a page may ask of its run, checked before anything is touched."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from playground import content
from playground.compat.link import from_link, is_link
from playground.data.own import OWN
from playground.export.files import BadFile, Weights, read_file
from playground.fields import FIELDS, MAX_SEED, InvalidExperiment
from playground.hiding import Hide, check_hide
from playground.links import hide_of, values_of
from playground.live.explain import Explain, read_explain
from playground.live.ownpoints import in_keeping, remarks
from playground.live.sides import SIDES, on_side
from playground.live.touch import READERS as BY_HAND
from playground.live.touch import Touch
from playground.live.viewer import BadIntent
from playground.spec import DEFAULT, Experiment, repair
from playground.strict import only

__all__ = ["Act", "Goal", "Hiding", "Intent", "Rewind", "experiment_at", "hide_at", "parse_intent"]

BROUGHT = (
    "Weights opened: the optimizer's memory starts anew, epochs count from 0, and the link shares "
    "the experiment without them."
)
GROWN = (
    "Weights of seed {seed} at epoch {epoch}: the optimizer's memory starts anew, and Reset begins "
    "again from the seed."
)
ACTS = ("play", "pause", "step", "reset", "undo", "redo")


class Act(NamedTuple):
    """A press of a button of the transport."""

    name: str


class Goal(NamedTuple):
    """The experiment that a page wants, made from the run's own when its turn comes."""

    change: Callable[[Experiment], tuple[Experiment, list[str]]]
    preset: str | None = None
    navigate: str = "push"  # how the address follows: none, replace or push
    final: bool = True  # false while a control is being dragged
    revision: int | None = None  # of the status the page had seen; older ones are dropped
    fields: frozenset[str] = frozenset()
    weights: Weights | None = None  # to start from, instead of drawn ones
    opens: bool = False  # an address or a preset, which says as well what of the page is hidden
    hide: Hide | None = None

    @property
    def merges(self) -> bool:
        """Whether undo takes a row of such changes back at once; each stroke of points alone."""
        return self.navigate != "push" and "own_points" not in self.fields


class Rewind(NamedTuple):
    """A step of one start of a run, to go on from."""

    generation: int
    step: int


class Hiding(NamedTuple):
    """The controls that the page is to do without, all of them."""

    names: Hide


Intent = Act | Explain | Goal | Hiding | Rewind | Touch


def parse_intent(message: Mapping[str, Any]) -> Intent:
    """Read a message of the live stream; raises BadIntent with a sentence for the page."""
    kind = message.get("type")
    if kind in ACTS:
        only(message, "type")
        return Act(str(kind))
    if kind in _READERS:
        try:
            return _READERS[str(kind)](message)
        except (InvalidExperiment, content.UnknownPreset, BadFile) as error:
            raise BadIntent(str(error)) from error
    known = ", ".join((*ACTS, *_READERS))
    raise BadIntent(f"unknown intent {str(kind)[:40]!r}; known: {known}")


def _read_set(message: Mapping[str, Any]) -> Goal:
    only(message, "type", "revision", "changes", "final", "side")
    changes, final, revision = (message.get(k) for k in ("changes", "final", "revision"))
    side = message.get("side", "both")
    if not isinstance(changes, dict) or not changes or len(changes) > len(FIELDS):
        raise BadIntent("changes must be an object of fields and values")
    if not isinstance(final, bool):
        raise BadIntent("final must be true or false")
    if type(revision) is not int:
        raise BadIntent("revision must be a whole number")
    if side not in SIDES:
        raise BadIntent(f"side must be one of: {', '.join(SIDES)}")
    values = {}
    for name, value in changes.items():
        if name not in FIELDS:
            raise BadIntent(f"unknown field {name[:40]!r}; known: {', '.join(FIELDS)}")
        # No input chosen is a combination that the experiment mends, not a wrong value.
        empty = FIELDS[name].kind == "inputs" and value == []
        values[name] = () if empty else FIELDS[name].check(value)
    if not final and any(FIELDS[name].effect not in ("live", "points") for name in values):
        raise BadIntent("only live fields may be changed while dragging")
    live = all(FIELDS[name].effect != "restart" for name in values)

    # Own points go when another data set is chosen; undo brings them back.
    gone = {"own_points": ""} if values.get("dataset", OWN) != OWN else {}
    begins = {"versus": values.pop("versus")} if "versus" in values else {}

    def change(now: Experiment) -> tuple[Experiment, list[str]]:
        experiment, notes = repair(_fields(now) | gone | values)
        return experiment, notes + remarks(experiment)

    def change_sides(now: Experiment) -> tuple[Experiment, list[str]]:
        return on_side(now.change(**begins), side, change)

    navigate = "none" if not final else "replace" if live else "push"
    return Goal(
        change_sides,
        navigate=navigate,
        final=final,
        revision=revision,
        fields=frozenset({*values, *begins}),
    )


def _read_load(message: Mapping[str, Any]) -> Goal:
    only(message, "type", "query", "push")
    query, push = message.get("query"), message.get("push", False)
    if not isinstance(query, str) or not isinstance(push, bool):
        raise BadIntent("load needs a query and push, true or false")
    navigate = "push" if push else "none"
    if is_link(query):
        imported = from_link(query)
        return Goal(
            lambda now: (imported.experiment, list(imported.notes)),
            navigate=navigate,
            opens=True,
            hide=imported.view.hide,
        )
    values, preset = _address(query)
    return Goal(
        lambda now: repair(in_keeping(values, now)),
        preset=preset,
        navigate=navigate,
        opens=True,
        hide=hide_of(query),
    )


def _address(query: str) -> tuple[dict[str, Any], str | None]:
    """The fields that an address names, and its preset; raises InvalidExperiment, UnknownPreset."""
    values = values_of(query)
    named = dict(parse_qsl(query.partition("?")[2] or query, max_num_fields=60)).get("preset")
    if named is None:
        return values, None
    preset = content.find(named)
    whole = _fields(preset.experiment) | values
    # With a setting of its own beside it, the address no longer shows what the preset claims.
    return whole, preset.id if whole == _fields(preset.experiment) else None


def experiment_at(query: str) -> tuple[Experiment, str | None, list[str]]:
    """The experiment of an address, its preset, and what had to be put right. Never raises.

    An address that cannot be read opens the default, and says so: the page has no dead end.
    Settings of TensorFlow Playground behind a `#` go before our own.
    """
    try:
        if is_link(query):
            imported = from_link(query)
            return imported.experiment, None, list(imported.notes)
        values, preset = _address(query)
        experiment, notes = repair(values)
    except ValueError as error:  # a field, a combination, an unknown preset
        return DEFAULT, None, [f"This link could not be opened, so here is a fresh start: {error}."]
    return experiment, preset, notes


def hide_at(query: str) -> Hide | None:
    """The controls that an address hides; of one that cannot be read, none. Never raises."""
    try:
        return from_link(query).view.hide if is_link(query) else hide_of(query)
    except ValueError:
        return None


def _read_open(message: Mapping[str, Any]) -> Goal:
    only(message, "type", "content")
    data = message.get("content")
    if not isinstance(data, bytes):  # the desk puts a file together from the page's messages
        raise BadIntent("open needs a file")
    experiment, weights = read_file(data)
    notes = [] if weights is None else [BROUGHT]
    if weights is not None and weights.epoch:
        notes = [GROWN.format(seed=experiment.weight_seed, epoch=weights.epoch)]
    return Goal(lambda now: (experiment, notes + remarks(experiment)), weights=weights)


def _read_preset(message: Mapping[str, Any]) -> Goal:
    only(message, "type", "id")
    preset = content.find(str(message.get("id"))[:40])
    return Goal(lambda now: (preset.experiment, []), preset=preset.id, opens=True)


def _read_hide(message: Mapping[str, Any]) -> Hiding:
    only(message, "type", "names")
    names = message.get("names")
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise BadIntent("names must be a list of controls")
    return Hiding(check_hide(names))


def _read_new_weights(message: Mapping[str, Any]) -> Goal:
    only(message, "type")
    return Goal(lambda now: (now.change(weight_seed=(now.weight_seed + 1) % MAX_SEED), []))


def _read_new_data(message: Mapping[str, Any]) -> Goal:
    only(message, "type")
    return Goal(lambda now: (now.change(data_seed=(now.data_seed + 1) % MAX_SEED), []))


def _read_rewind(message: Mapping[str, Any]) -> Rewind:
    only(message, "type", "generation", "step")
    generation, step = message.get("generation"), message.get("step")
    if type(generation) is not int or type(step) is not int or step < 0:
        raise BadIntent("rewind needs a generation and a step, whole numbers")
    return Rewind(generation, step)


_READERS: dict[str, Callable[[Mapping[str, Any]], Explain | Goal | Hiding | Rewind | Touch]] = {
    "set": _read_set,
    "load": _read_load,
    "open": _read_open,
    "preset": _read_preset,
    "hide": _read_hide,
    "new_weights": _read_new_weights,
    "new_data": _read_new_data,
    "rewind": _read_rewind,
    "explain": read_explain,
    **BY_HAND,
}


def _fields(experiment: Experiment) -> dict[str, Any]:
    return {name: getattr(experiment, name) for name in FIELDS}
