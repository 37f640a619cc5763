"""A sweep on a Dask cluster: two processes of workers, one of which is lost half-way."""

import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from itertools import count
from pathlib import Path

import pytest

from playground import cli
from playground.labs import cells, cluster, sweep

distributed = pytest.importorskip("distributed", reason="an extra: requirements-cluster.txt")
ROOT = Path(__file__).resolve().parents[2]
LINK = "?v=1&n=40&noise=0.1&net=3&batch=8&loss=half_squared&shuf=0"
SWEEP = ("sweep", LINK, "--x", "learning_rate=0.02,0.5", "--y", "hidden=2,3,5", "--epochs", "2")


def train_or_die(*block):
    """A block; the second one that is taken up ends its worker in the midst of it."""
    for number in count():
        with suppress(FileExistsError), open(Path(os.environ["TAKEN"], str(number)), "x"):
            break
    if number == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    return cells.run_block(*block)


@pytest.fixture
def scheduler(monkeypatch):
    """A scheduler without workers; what it tells in its log is its own affair."""
    with distributed.LocalCluster(
        n_workers=0, protocol="tcp", dashboard_address=None, silence_logs=50
    ) as found:
        yield found


@pytest.fixture
def workers(scheduler, tmp_path):
    """Two of them, started as docs/scaling.md says."""
    env = os.environ | {"TAKEN": str(tmp_path)}
    env["PYTHONPATH"] = str(Path(__file__).parent)  # for `train_or_die`
    command = [sys.executable, "-m", "dask", "worker", scheduler.scheduler_address]
    command += ["--nthreads", "1", "--no-nanny", "--no-dashboard"]
    started = [
        subprocess.Popen(command, cwd=ROOT, env=env, stderr=subprocess.DEVNULL) for _ in range(2)
    ]
    with distributed.Client(scheduler, set_as_default=False) as client:
        client.wait_for_workers(2)
    yield started
    for worker in started:
        worker.kill()
        worker.wait()


def test_the_table_is_that_of_one_machine_though_a_worker_is_lost(
    scheduler, workers, monkeypatch, capsys, tmp_path
):
    monkeypatch.setattr(sweep, "BLOCK", 2)
    monkeypatch.setattr(cluster, "run_block", train_or_die)
    assert cli.main([*SWEEP, "--cluster", scheduler.scheduler_address, "--json"]) == 0
    there, err = capsys.readouterr()
    assert err == ""
    assert len(list(tmp_path.iterdir())) == 4, "one of three blocks was taken up twice"
    assert [worker.poll() is None for worker in workers].count(True) == 1
    assert cli.main([*SWEEP, "--json"]) == 0
    assert json.loads(there) == json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("10.0.0.1:8786", "it must begin with tcp:// or tls://"),
        ("tcp://127.0.0.1:1", "no scheduler answers at tcp://127.0.0.1:1"),
        (None, "has no workers yet"),
    ],
)
def test_a_cluster_that_is_none_is_one_line(scheduler, monkeypatch, capsys, address, said):
    if address is not None:  # nobody is there: it would be waited for
        monkeypatch.setattr(cluster, "_ANSWER_S", 0.1)
    asked = address or scheduler.scheduler_address
    assert cli.main([*SWEEP, "--cluster", asked]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert said in err
