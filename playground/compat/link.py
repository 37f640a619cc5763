"""Links of TensorFlow Playground: read strictly, opened as that program opens them.

What it does with a number outside its controls is done here too: noise is clamped, a negative
share counts from the end, a batch that is never full never trains. What it passes over in silence
although it makes no sense (a name that it does not know, letters for a number) is an error here,
since the link then does not do what it says.
Reference: TensorFlow Playground, state.ts and playground.ts.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from urllib.parse import urlsplit

from playground.compat import names
from playground.compat.values import Values
from playground.data.generators import DATASETS
from playground.fields import FIELDS, InvalidExperiment
from playground.hiding import Hide, check_hide
from playground.spec import Experiment

HOST = "playground.tensorflow.org"
MAX_LINK_CHARS = 4000
MAX_PARTS = 150
DEFAULT_SEED = "0.50000"
_SHARED = ("noise", "seed")  # keys of our own links as well
_NODES = "numNodes"  # its key for the buttons of one layer, with the layer's number
_LAYERS = "numHiddenLayers"
# As fast as its page, which trains an epoch a frame and never stops by itself.
_PACE, _EPOCHS = "60e", 0


@dataclass(frozen=True, kw_only=True)
class View:
    """What a link says about the page and not about the run."""

    show_test_data: bool = False
    discretize: bool = False
    hide_text: bool = False  # header and article
    hidden: tuple[str, ...] = ()  # controls, under its names; see `names.CONTROLS`

    @property
    def hide(self) -> Hide | None:
        """All that is hidden, under our names; None for nothing."""
        ours = [name for control in self.hidden for name in names.CONTROLS[control]]
        return check_hide([*ours, "text"] if self.hide_text else ours) or None


@dataclass(frozen=True, kw_only=True)
class Imported:
    """What a link means: the experiment, the view beside it, and sentences on what was decided."""

    experiment: Experiment
    view: View
    notes: tuple[str, ...]


def is_link(text: str) -> bool:
    """Whether this is an address of TensorFlow Playground, or has settings such as only it has.

    They stand behind the `#` of any address, or alone.
    """
    address, mark, fragment = text.strip()[: 2 * MAX_LINK_CHARS].partition("#")
    if _host(address) == HOST:
        return True
    alone = address if not mark and "?" not in address else ""
    keys = {part.partition("=")[0] for part in (fragment or alone).split("&") if "=" in part}
    return any(key not in _SHARED and _known(key) for key in keys)


def from_link(text: str, *, token: str = "") -> Imported:
    """Read a whole address, or what stands behind its `#`.

    A link without a seed is given one: the same for the same `token`, since the original draws it
    anew each time. Raises InvalidExperiment, whose `field` is the link's own key.
    """
    if len(text) > MAX_LINK_CHARS:
        raise InvalidExperiment(
            "link", f"link has {len(text)} characters; at most {MAX_LINK_CHARS} are allowed"
        )
    address, mark, fragment = text.strip().partition("#")
    if not mark and _host(address) != HOST:
        fragment = address
    values = Values(*_pairs(fragment))
    experiment, view = _experiment(values, token), _view(values)
    experiment = experiment.change(show_test=view.show_test_data, discretize=view.discretize)
    return Imported(experiment=experiment, view=view, notes=tuple(values.notes))


def _host(address: str) -> str:
    try:
        return urlsplit(address if "//" in address else f"//{address}").hostname or ""
    except ValueError:
        return ""


def _pairs(fragment: str) -> tuple[dict[str, str], list[str]]:
    """The last value of each key, as the original has it, and notes on what was passed over."""
    parts = [part for part in fragment.split("&") if part]
    if len(parts) > MAX_PARTS:
        raise InvalidExperiment(
            "link", f"link has {len(parts)} parts; at most {MAX_PARTS} are allowed"
        )
    found: dict[str, str] = {}
    notes: list[str] = []
    unknown: list[str] = []
    for part in parts:
        key, mark, rest = part.partition("=")
        if not _known(key):
            unknown.append(key[:30])
            continue
        if not mark:
            raise InvalidExperiment(key, f"{key} has no value; it must be written {key}=…")
        if key in found:
            notes.append(f"{key} appears twice in the link; its last value counts.")
        found[key] = rest.partition("=")[0]  # no more than this is read there, either
    if unknown:
        more = f" and {len(unknown) - 5} more" if len(unknown) > 5 else ""
        notes.append(f"Not known to TensorFlow Playground: {', '.join(unknown[:5])}{more}.")
    return found, notes


def _known(key: str) -> bool:
    """Whether this is one of its keys, or hides something that it has."""
    name = key.removesuffix(names.HIDE)
    return name in names.KEYS or (name != key and (name in names.CONTROLS or _NODES in name))


def _experiment(values: Values, token: str) -> Experiment:
    regression = values.choice("problem", names.PROBLEMS, "classification") == "regression"
    tables = (names.DATASETS, "dataset", "circle"), (names.REGRESSION_DATASETS, "regDataset", "")
    chosen = [
        table[values.choice(key, tuple(table), default or "reg-plane")]
        for table, key, default in tables
    ]
    dataset = chosen[regression]
    points = int(DATASETS[dataset].facts["default_points"])
    training = values.training_points(points)
    rate = FIELDS["learning_rate"].imported or (0.0, 0.0)
    learning_rate = values.number("learningRate", 0.03, *rate)
    batch = values.batch(training)
    if batch is None:  # never full: nothing is ever learned
        batch, learning_rate = max(training, 1), 0.0
    for key in names.IDLE:
        values.ignore(key)
    return Experiment(
        tfplayground=values.seed(_seed_for(token)),
        dataset=dataset,
        noise=values.noise() / 100,
        train_share=training / points,
        points=points,
        inputs=values.inputs(),
        standardize=False,
        hidden=values.layers(),
        activation=names.ACTIVATIONS[values.choice("activation", names.ACTIVATIONS, "tanh")],
        initializer="zeros" if values.switch("initZero") else "playground",
        learning_rate=learning_rate,
        penalty=names.PENALTIES[values.choice("regularization", names.PENALTIES, "none")],
        penalty_rate=values.number("regularizationRate", 0.0, *rate),
        batch_size=batch,
        loss="half_squared",
        optimizer="sgd",
        shuffle=False,
        pace=_PACE,
        epochs=_EPOCHS,
    )


def _view(values: Values) -> View:
    return View(
        show_test_data=values.switch("showTestData"),
        discretize=values.switch("discretize"),
        hide_text=values.switch("hideText"),
        hidden=tuple(control for control in names.CONTROLS if _hides(values, control)),
    )


def _hides(values: Values, control: str) -> bool:
    """Whether a control is hidden; that of layers has those of their neurons in it here."""
    if values.hides(control):
        return True
    if control != _LAYERS or not values.hides_some(_NODES):
        return False
    values.notes.append(f"{_NODES}…_hide hides the number of layers too: it is one control here.")
    return True


def _seed_for(token: str) -> str:
    """Five decimals, as its own seeds have."""
    if not token:
        return DEFAULT_SEED
    number = int.from_bytes(hashlib.sha256(token.encode()).digest()[:8], "big")
    return f"0.{number % 100_000:05d}"
