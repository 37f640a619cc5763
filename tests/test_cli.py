"""The command line, from outside: output, errors, exit status."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from playground import cli
from playground.content import presets
from playground.spec import Experiment, to_json

ROOT = Path(__file__).resolve().parents[1]
pytestmark = pytest.mark.usefixtures("shared_programs")


def playground(*args):
    return subprocess.run(
        [sys.executable, "-m", "playground", *args],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def run(capsys, *args):
    """The same in this process, which spares importing JAX anew."""
    status = cli.main(args)
    return status, *capsys.readouterr()


def trained(capsys, *args):
    status, out, err = run(capsys, "train", *args, "--json")
    assert (status, err) == (0, "")
    return json.loads(out)


def test_presets_as_json():
    done = playground("presets", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads(done.stdout)
    assert [p["id"] for p in found] == list(presets())
    assert all(p["title"] and p["claim"] for p in found)


def test_mistyped_line_is_answered_without_jax():
    code = "import sys; from playground import cli; cli.main(['x']); sys.exit('jax' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 0


def test_train_as_json(capsys):
    found = trained(capsys, "xor-perceptron", "--epochs", "3", "--seed", "5", "--seeds", "2")
    assert set(found) == {
        "source", "experiment", "device", "compile_s", "train_s", "net_steps_per_s", "runs"
    }  # fmt: skip
    assert (found["source"], found["device"]) == ("xor-perceptron", "cpu")
    assert found["experiment"] == to_json(presets()["xor-perceptron"].experiment)
    assert [run["seed"] for run in found["runs"]] == [5, 6]
    assert all(run["diverged"] is False for run in found["runs"])
    for run_ in found["runs"]:
        assert [(p["epoch"], p["step"]) for p in run_["points"]] == [(0, 0), (3, 12)]
        assert set(run_["points"][0]) == {
            "epoch", "step", "train_loss", "test_loss", "train_accuracy", "test_accuracy"
        }  # fmt: skip


def test_a_seed_trains_alike_alone_and_among_others(capsys):
    """Not to the bit (other lanes, other program), but to rounding."""
    many = trained(capsys, "rate-right", "--epochs", "2", "--seed", "7", "--seeds", "3")["runs"][1]
    alone = trained(capsys, "rate-right", "--epochs", "2", "--seed", "8")["runs"][0]
    assert many["seed"] == alone["seed"] == 8
    for a, b in zip(many["points"], alone["points"], strict=True):
        assert a == pytest.approx(b, rel=1e-4)


def test_at_chooses_the_epochs(capsys):
    found = trained(capsys, "xor-perceptron", "--at", "4,0,1,4")
    assert [p["epoch"] for p in found["runs"][0]["points"]] == [0, 1, 4]


def test_epochs_default_to_the_presets_own(capsys):
    found = trained(capsys, "xor-perceptron")
    assert found["runs"][0]["points"][-1]["epoch"] == 60


def test_a_regression_has_no_accuracy(capsys):
    link = "http://localhost:8501/?v=1&data=plane&loss=half_squared&net=none"
    point = trained(capsys, link, "--epochs", "1")["runs"][0]["points"][-1]
    assert point["train_accuracy"] is None and point["test_accuracy"] is None
    assert point["train_loss"] > 0


def test_a_diverged_lane_keeps_its_last_finite_values(capsys):
    link = "v=1&data=plane&loss=half_squared&net=none&lr=100"
    found = trained(capsys, link, "--epochs", "50")["runs"][0]
    assert found["diverged"] is True
    assert found["points"][-1]["epoch"] == 50


EASY = "v=1&data=gauss&n=40&net=3&batch=8&loss=half_squared&epochs=60&lr=0.3"


def test_a_stop_rule_ends_a_run_early_and_is_told(capsys):
    plain = trained(capsys, EASY, "--at", ",".join(map(str, range(61))))["runs"][0]
    limit = next(p for p in plain["points"] if p["test_loss"] <= 0.05)
    at = str(limit["epoch"] // 2), "60"
    found = trained(capsys, f"{EASY}&stop=test_loss-0.05", "--at", ",".join(at))["runs"][0]
    assert plain["stopped"] is None
    assert found["stopped"] == limit["epoch"]
    assert found["points"][1] == limit, "the values are those of the epoch that it stopped at"
    assert found["points"][0] == plain["points"][int(at[0])]
    status, out, _ = run(capsys, "train", f"{EASY}&stop=test_loss-0.05", "--seeds", "3")
    assert status == 0
    assert "stopped 3 of 3 seeds at epochs" in out and "the test loss is 0.05 or less" in out


def test_time_stops_no_run_here(capsys):
    status, out, err = run(capsys, "train", f"{EASY}&stop=seconds-1", "--epochs", "2")
    assert (status, "stopped" in out) == (0, False)
    assert err.startswith("note: time does not stop a run here")


def test_a_preset_link_and_a_file_are_sources(capsys, tmp_path):
    path = tmp_path / "mine.json"
    path.write_text(json.dumps(to_json(Experiment(hidden=(), epochs=0))), encoding="utf-8")
    assert trained(capsys, str(path), "--epochs", "0")["experiment"]["hidden"] == []
    found = trained(capsys, "?preset=xor-perceptron", "--epochs", "0")
    assert found["experiment"]["optimizer"] == "perceptron"
    preset_file = str(ROOT / "presets" / "xor-perceptron.json")
    assert trained(capsys, preset_file, "--epochs", "0")["experiment"] == found["experiment"]


def test_float64_in_a_process_of_its_own():
    done = playground(
        "train", "xor-perceptron", "--epochs", "1", "--precision", "float64", "--json"
    )
    assert (done.returncode, done.stderr) == (0, "")
    loss = json.loads(done.stdout)["runs"][0]["points"][0]["train_loss"]
    assert loss != float(f"{loss:.8g}"), "more digits than float32 has"


def test_train_for_people(capsys):
    status, out, err = run(capsys, "train", "xor-perceptron", "--epochs", "2", "--seeds", "2")
    assert (status, err) == (0, "")
    assert "median of 2 seeds" in out and "steps/s" in out


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ([], "required"),
        (["tain"], "invalid choice: 'tain'"),
        (["train"], "SOURCE"),
        (["train", "nope"], "'nope' is no preset, JSON file or link; presets: perceptron-and"),
        (["train", "nope.json"], "cannot read nope.json: No such file"),
        (["train", "?preset=nope"], "unknown preset 'nope'; known: "),
        (["train", "v=1&lr=x"], "learning_rate is 'x'; a link writes a number"),
        (["train", "v=1&noise=2"], r"noise is 2.0; it must lie in [0, 0.5]"),
        (["train", "v=2"], "v is '2'; known: 1"),
        (["train", "v=1&batch=5000"], "there are only 250 training points"),
        (["train", "xor-perceptron", "--epochs", "-1"], "argument --epochs"),
        (["train", "xor-perceptron", "--seeds", "0"], "argument --seeds"),
        (["train", "xor-perceptron", "--seed", "2147483647", "--seeds", "2"], "last seed"),
        (["train", "xor-perceptron", "--at", "0,x"], "argument --at: 'x' is not a whole number"),
        (["train", "xor-perceptron", "--at", "9", "--epochs", "3"], "comes after the last, 3"),
        (["train", "xor-perceptron", "--device", "tpu"], "argument --device"),
        (["check", "nope"], "unknown preset 'nope'"),
    ],
)
def test_bad_input_is_one_line(capsys, args, message):
    status, out, err = run(capsys, *args)
    assert (status, out) == (2, "")
    assert message in err
    assert err.count("\n") == 1


def test_bad_input_from_outside():
    done = playground("train", "nope")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    "text", ["{", "[1]", '{"noise": NaN}', '{"nois": 0}', "[" * 100_000, "\xff"]
)
def test_a_bad_file_is_one_line(capsys, tmp_path, text):
    path = tmp_path / "bad.json"
    path.write_text(text, encoding="latin-1")
    status, out, err = run(capsys, "train", str(path))
    assert (status, out, err.count("\n")) == (2, "", 1)


def test_gpu_where_there_is_none(capsys, monkeypatch):
    from playground.cli import training

    monkeypatch.setattr(training, "devices", lambda: {"cpu": None})
    status, _, err = run(capsys, "train", "xor-perceptron", "--device", "gpu")
    assert (status, err.count("\n")) == (2, 1)
    assert "no GPU" in err


def test_check_as_json(capsys):
    status, out, err = run(capsys, "check", "xor-perceptron", "--seeds", "8", "--json")
    assert (status, err) == (0, "")
    (found,) = json.loads(out)
    assert found["id"] == "xor-perceptron" and found["passed"] is True
    assert (found["held"], found["seeds"], found["outcome"]) == (8, 8, "holds")


def test_check_fails_with_status_1(capsys, monkeypatch):
    from dataclasses import replace

    from playground.cli import checking

    preset = presets()["xor-perceptron"]
    false = replace(preset, check=replace(preset.check, at_most=0.1))
    monkeypatch.setattr(checking, "find", lambda _: false)
    status, out, _ = run(capsys, "check", "xor-perceptron", "--seeds", "8")
    assert status == 1
    assert "fails" in out and "0 of 1 claims stand." in out


SWEEP = (
    "sweep",
    "?v=1&n=40&noise=0.1&net=3&batch=8&loss=half_squared&shuf=0&sweep=learning_rate=0.02,0.5;hidden=1,3;seeds=3;epochs=2",
)


def test_a_sweep_as_json_csv_and_at_a_glance(capsys):
    status, out, err = run(capsys, *SWEEP, "--json", "--measure", "test_accuracy")
    assert (status, err) == (0, "")
    found = json.loads(out)
    assert found["epochs"] == [0, 1, 2]
    assert found["y"] == {"name": "hidden", "values": [1, 3]}
    assert len(found["best"]) == 2
    assert found["link"].endswith("sweep=learning_rate=0.02,0.5;hidden=1,3;seeds=3;epochs=2")
    status, out, _ = run(capsys, *SWEEP, "--csv")
    lines = [line.split(",") for line in out.splitlines()]
    assert lines[0][:3] == ["hidden", "learning_rate", "epoch"]
    assert len(lines) == 13
    assert float(lines[3][6]) == found["values"]["test_loss"][2][0][0]
    status, out, _ = run(capsys, *SWEEP)
    assert out.splitlines()[0].startswith("test loss at epoch 2, median of 3 networks")
    assert len(out.splitlines()) == 4


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("sweep", "spiral", "--x", "noise=0,1"), "argument --y is needed"),
        (("sweep", "spiral", "--x", "noise=0,1", "--y", "depth=1"), "noise is 1.0; it must lie in"),
        (("sweep", "spiral", "--measure", "loss"), "invalid choice: 'loss'"),
        ((*SWEEP, "--measure", "test_r2"), "'test_r2'; here: train_loss, test_loss, train_acc"),
        (("race", "spiral", "--rates", "1:2"), "a count must follow"),
    ],
)
def test_a_sweep_that_cannot_be_is_one_line(capsys, args, said):
    status, out, err = run(capsys, *args)
    assert (status, out) == (2, "")
    assert said in err
    assert err.count("\n") == 1


GRID = ("grid", "?v=1&n=40&noise=0.1&net=3&batch=8&loss=half_squared&shuf=0", "--starts", "5")


def test_a_grid_as_json_and_in_words(capsys):
    status, out, err = run(capsys, *GRID, "--epoch", "2", "--goal", "0.5", "--json")
    found = json.loads(out)
    assert (status, err) == (0, "")
    assert [start["seed"] for start in found["starts"]] == [1, 2, 3, 4, 5]
    assert found["held"] == sum(start["test_score"] >= 0.5 for start in found["starts"])
    assert [start["reached"] for start in found["starts"]].count(True) == found["held"]
    assert 0 <= found["interval"][0] <= found["held"] / found["of"] <= found["interval"][1] <= 1
    status, out, _ = run(capsys, *GRID, "--epoch", "2", "--goal", "0")
    assert (status, out.splitlines()) == (
        0,
        ["5 of 5 starts (100%, between 57% and 100%) reach 0% test accuracy by epoch 2"],
    )


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("grid", "spiral", "--starts", "0"), "argument --starts"),
        (("grid", "spiral", "--goal", "95"), "'95' is not a number from 0 to 1"),
        (("grid", "spiral", "--goal", "nan"), "'nan' is not a number from 0 to 1"),
        (("grid", "spiral", "--epoch", "900000", "--starts", "900"), "epochs fit"),
    ],
)
def test_a_grid_that_cannot_be_is_one_line(capsys, args, said):
    status, out, err = run(capsys, *args)
    assert (status, out) == (2, "")
    assert said in err and err.count("\n") == 1
