"""The exported programs, run by themselves, have the losses of the run."""

import importlib.util
import json
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from playground import cli
from playground.compat.link import from_link
from playground.content import find
from playground.data.features import COLUMNS, FEATURES
from playground.export import in_jax, in_numpy, in_torch, shared
from playground.export.files import write_experiment, write_weights
from playground.export.programs import LIBRARIES, CannotExport, notebook, program
from playground.model.activations import ACTIVATIONS
from playground.model.losses import LOSSES, TASKS
from playground.optim import OPTIMIZERS, SCHEDULES
from playground.spec import Experiment
from playground.train.problem import first_weights
from tests.train.compiled import BASE, CASES, SHUFFLED, fresh

EPOCHS = 20
MODULES = {"jax": "jax", "numpy": "numpy", "pytorch": "torch"}
IMPORT = from_link("https://playground.tensorflow.org/#dataset=xor&batchSize=30&seed=0.5&noise=10")
PLAIN = tuple(name for name in FEATURES if name not in COLUMNS)
EVERY = CASES | {  # and what no case there has
    "shuffled": SHUFFLED.change(
        dataset="spiral", inputs=PLAIN, standardize=False,
        hidden=(5, 4), dropout=0.3, momentum=0.0, optimizer="nesterov",
    ),
    "formula": BASE.change(
        dataset="above", formula="x^2/3 - 1", stop="test_loss-0.001", label_noise=0.2, balance=0.3
    ),
    "own points": BASE.change(dataset="own", own_points="2fQPoAAAfQBu4H0BlrgAQ"),
    "own columns": BASE.change(
        dataset="own",
        own_points="2~a b~c~fQPoAfQAAAAfQB-gXPu4H0BgQCAlrgAQBB-g",
        batch_size=3,
        inputs=("x2", "c1", "c2"),
    ),
    "import": IMPORT.experiment.change(hidden=(3,)),  # it carries points to the next epoch
}  # fmt: skip
DRIVER = f"""
import json, runpy, sys
for path in sys.argv[1:]:
    print(json.dumps(list(runpy.run_path(path)["train"]({EPOCHS}))))
sys.exit("playground" in sys.modules)
"""


def run(folder, *command):
    # As on another machine, without what our own tests ask of JAX, but for compiling in a hurry.
    env = {name: value for name, value in os.environ.items() if name[:4] != "JAX_"}
    done = subprocess.run(
        [sys.executable, *command],
        cwd=folder,
        env=env | {"JAX_PLATFORMS": "cpu"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def losses_of(library):
    """What the programs of every experiment report, all of them in one process."""
    with tempfile.TemporaryDirectory() as folder:
        for name, experiment in EVERY.items():
            text = program(experiment, library).text
            Path(folder, f"{name}.py").write_text(text, "utf-8")
        found = run(folder, "-c", DRIVER, *(f"{name}.py" for name in EVERY))
    return dict(zip(EVERY, map(json.loads, found.splitlines()), strict=True))


@pytest.fixture(scope="module")
def losses():
    """Of each library that is here; its process runs while this one works out what to expect."""
    here = [library for library in LIBRARIES if importlib.util.find_spec(MODULES[library])]
    with ThreadPoolExecutor() as pool:
        yield {library: pool.submit(losses_of, library) for library in here}


@cache
def expected(name):
    """Train loss, test loss and test score of the run itself, from before the first epoch on."""
    training = fresh(EVERY[name])
    start = training.measure()[0]
    records = training.advance(EPOCHS * training.steps_per_epoch)
    return np.array([start, *(record.values[0] for record in records)])[:, [0, 1, 3]]


@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize("library", sorted(LIBRARIES, reverse=True))  # JAX takes longest
def test_the_program_has_the_losses_of_the_run(library, name, losses):
    if library not in losses:
        pytest.skip(f"{MODULES[library]} is not installed")
    found = np.array(losses[library].result()[name])
    assert found.shape == (EPOCHS + 1, 3)
    np.testing.assert_allclose(found, expected(name), rtol=1e-4, atol=1e-6)


def test_every_choice_can_be_written():
    tasks = {"regression": "value", "curve": "value"}
    losses = {(loss, tasks.get(kind, kind)) for kind, named in TASKS.items() for loss in named}
    for writer in (in_jax, in_numpy, in_torch):
        assert set(writer.ACTIVATIONS) == set(ACTIVATIONS)
        assert set(writer.OPTIMIZERS) == set(OPTIMIZERS)
        assert set(writer.LOSSES) == losses | {("perceptron", "binary")}
    assert set(shared.INPUTS) == set(FEATURES)
    assert set(shared.SCHEDULES) == set(SCHEDULES)


def test_every_choice_is_run():
    used = EVERY.values()
    assert {name for e in used for name in e.layer_activations} == set(ACTIVATIONS)
    assert {e.optimizer for e in used} == set(OPTIMIZERS)
    assert {e.loss for e in used} == set(LOSSES)
    assert {e.schedule for e in used} == set(SCHEDULES)


def test_a_program_prints_when_it_is_run(tmp_path):
    made = program(BASE, "numpy")
    (tmp_path / made.name).write_text(made.text, "utf-8")
    lines = run(tmp_path, made.name).splitlines()
    assert len(lines) == BASE.epochs + 1
    assert lines[0].startswith("epoch     0   loss 0.")


def test_a_notebook_runs_from_top_to_bottom(tmp_path):
    found = json.loads(notebook(CASES["adam"], "numpy").text)
    assert (found["nbformat"], found["nbformat_minor"]) == (4, 5)
    assert {cell["cell_type"] for cell in found["cells"]} == {"markdown", "code"}
    assert len({cell["id"] for cell in found["cells"]}) == len(found["cells"])
    cells = [cell["source"] for cell in found["cells"] if cell["cell_type"] == "code"]
    (tmp_path / "cells.py").write_text("\n\n".join(cells), "utf-8")
    assert run(tmp_path, "cells.py").startswith("epoch     0   loss")


def test_the_command_line_writes_the_same(capsys, tmp_path):
    experiment = find("xor-hidden-layer").experiment
    for form, text in (
        ("numpy", program(experiment, "numpy").text),
        ("notebook", notebook(experiment).text),
        ("json", write_experiment(experiment)),
    ):
        assert cli.main(["export", "xor-hidden-layer", "--as", form]) == 0
        assert capsys.readouterr() == (text, "")
    path = tmp_path / "network.npz"
    path.write_bytes(write_weights(experiment, first_weights(experiment)))
    assert cli.main(["export", str(path), "--as", "json"]) == 0
    assert capsys.readouterr() == (write_experiment(experiment), "")
    assert cli.main(["export", "?v=1&data=own&pts=2", "--as", "jax"]) == 2
    assert "There are no points" in capsys.readouterr().err
    path.write_bytes(b"PK")
    assert cli.main(["train", str(path)]) == 2
    assert "no whole .npz" in capsys.readouterr().err


def test_large_networks_stay_text_of_a_size():
    wide = Experiment(hidden=(128,) * 8)
    assert len(program(wide, "jax").text) < 2_000_000


def test_a_stop_rule_is_named_and_the_program_trains_to_its_last_epoch():
    plain, ruled = BASE, BASE.change(stop="test_loss-0.1")
    texts = [set(program(e, "numpy").text.splitlines()) for e in (plain, ruled)]
    new = " ".join(texts[1] - texts[0])
    assert "There it stops when the test loss is 0.1 or less" in new
    assert len(texts[1] - texts[0]) == 2, "that, and the link"


def test_what_no_program_expresses_is_said():
    dead = from_link("https://playground.tensorflow.org/#regularization=L1&regularizationRate=0.1")
    with pytest.raises(CannotExport, match="kills weights"):
        program(dead.experiment, "jax")
    with pytest.raises(CannotExport, match="There are no points"):
        program(Experiment(dataset="own", own_points="2"), "numpy")
    back = from_link("https://playground.tensorflow.org/#learningRate=-0.1").experiment
    with pytest.raises(CannotExport, match="below zero"):
        program(back, "pytorch")
    assert "LEARNING_RATE = -0.1" in program(back, "numpy").text
