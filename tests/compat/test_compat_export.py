"""Links that we write: read again they are the same, and what they leave out is said."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground import cli
from playground.compat import names
from playground.compat.export import START, to_link
from playground.compat.link import from_link
from playground.spec import DEFAULT
from tests.strategies import EXPERIMENTS

PLAIN = from_link("#seed=0.59704").experiment
CONTROLS = st.lists(st.sampled_from(list(names.CONTROLS)), unique=True)
SWITCHES = st.fixed_dictionaries({key: st.booleans() for key in (*names.INPUTS, "initZero")})


@settings(max_examples=80, deadline=None)
@given(
    st.sampled_from([*names.DATASETS.values(), *names.REGRESSION_DATASETS.values()]),
    st.sampled_from(list(names.ACTIVATIONS)),
    st.sampled_from(list(names.PENALTIES)),
    st.integers(1, 100),
    st.floats(-1000, 1000),
    st.integers(-10, 110),
    st.floats(-10, 100),
    st.lists(st.integers(1, 128), max_size=16),
    SWITCHES,
    CONTROLS,
)
def test_link_and_back_is_the_identity(
    dataset, activation, penalty, batch, rate, percent, noise, hidden, switches, hide
):
    regression = dataset in names.REGRESSION_DATASETS.values()
    key = "regDataset" if regression else "dataset"
    tables = names.ours_to_theirs(names.DATASETS | names.REGRESSION_DATASETS)
    if not any(switches[name] for name in names.INPUTS):
        switches = switches | {"x": True}
    parts = {
        key: tables[dataset], "problem": names.PROBLEMS[regression], "activation": activation,
        "regularization": penalty, "batchSize": batch, "learningRate": rate,
        "regularizationRate": rate, "percTrainData": percent, "noise": noise,
        "networkShape": ",".join(map(str, hidden)), "seed": "0.12345",
        **{name: str(on).lower() for name, on in switches.items()},
        **{f"{name}_hide": "true" for name in hide},
    }  # fmt: skip
    imported = from_link("#" + "&".join(f"{name}={value}" for name, value in parts.items()))
    export = to_link(imported.experiment, imported.view.hide or ())
    assert export.lost == ()
    again = from_link(export.link)
    assert (again.experiment, again.view) == (imported.experiment, imported.view)
    assert to_link(again.experiment, again.view.hide or ()) == export


@settings(max_examples=80, deadline=None)
@given(EXPERIMENTS)
def test_any_experiment_has_a_link_or_is_said_to_have_none(experiment):
    export = to_link(experiment)
    assert export.lost, "our own points are never theirs"
    assert all(line == line.strip() and ": " in line for line in export.lost)
    possible = experiment.dataset in (*names.DATASETS.values(), *names.REGRESSION_DATASETS.values())
    if export.link is None:
        assert not possible or not set(experiment.inputs) & set(names.INPUTS.values())
        return
    again = from_link(export.link).experiment
    assert (again.dataset, again.hidden) == (experiment.dataset, experiment.hidden)
    assert again.penalty == experiment.penalty


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({"weight_seed": 1}, "weight seed"),
        ({"label_noise": 0.1}, "label noise 0.1"),
        ({"inputs": ("x1", "cos_x1")}, "input cos X₁"),
        ({"standardize": True}, "standardized inputs"),
        ({"activation": "gelu"}, "activation gelu"),
        ({"hidden": (4, 2), "activations": ("relu",)}, "activations relu, tanh: there all"),
        ({"initializer": "he"}, "initial weights he"),
        ({"init_scale": 2.0}, "initial scale 2"),
        ({"loss": "hinge"}, "loss hinge"),
        ({"optimizer": "adam"}, "optimizer adam"),
        ({"schedule": "step"}, "rate schedule step"),
        ({"shuffle": True}, "shuffling"),
        ({"dropout": 0.1}, "dropout"),
        ({"clip": 1.0}, "gradient clipping"),
        ({"tfplayground": "x" * 64, "data_seed": 1, "weight_seed": 1}, "seed"),
    ],
)
def test_each_loss_is_said(changes, part):
    assert to_link(PLAIN).lost == ()
    export = to_link(PLAIN.change(**changes))
    assert len(export.lost) == 1
    assert export.lost[0].startswith(part)
    assert export.link is not None


def test_other_draws_of_an_import_have_links_of_their_own():
    other = PLAIN.change(data_seed=3, weight_seed=3)
    export = to_link(other)
    assert export.lost == ()
    assert from_link(export.link).experiment == PLAIN.change(tfplayground="0.59704.3")


def test_our_own_experiment_says_what_differs():
    own = DEFAULT.change(penalty="l1", batch_size=30, shuffle=False, balance=0.3)
    hide = ("noise", "optimizer", "reset", "text")
    lost = " ".join(to_link(own, hide).lost)
    for part in ("points and first weights", "standardized", "balance", "cross_entropy", "L1"):
        assert part in lost
    assert "smaller batch" in lost
    assert "hidden controls Optimizer, Reset:" in lost
    assert to_link(own, hide).link.endswith("&hideText=true&noise_hide=true")
    assert to_link(DEFAULT.change(dataset="moons")).link is None
    assert to_link(DEFAULT.change(inputs=("cos_x1",))).link is None


def test_the_command_line_exports(capsys):
    link = to_link(PLAIN).link
    assert cli.main(["export", link]) == 0
    assert capsys.readouterr() == (f"{link}\n", "")
    assert cli.main(["export", "xor-hidden-layer"]) == 0
    out, err = capsys.readouterr()
    assert out.startswith(START)
    assert "not there: points and first weights" in err
    assert cli.main(["export", "https://playground.tensorflow.org/#noise=loud"]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert "noise is 'loud'; it must be a number" in err
