"""CPU or GPU?: where lines cross, and what is told while another process measures."""

import json
import sys

import pytest

from playground import cli
from playground.labs import hardware, measuring
from playground.labs.hardware import LAB, crossing, work
from playground.labs.jobs import Progress, Report
from playground.strict import BadIntent


def test_lines_cross_where_both_are_the_same():
    flat = [(1, 10.0), (10_000, 10.0)]
    steep = [(1, 1.0), (100, 1.0), (10_000, 100.0)]
    assert crossing(steep, flat) == pytest.approx(1000)
    assert crossing(flat, steep) == pytest.approx(1000)
    assert crossing(flat, [(1, 20.0), (50, 30.0)]) is None
    # Only where both are known.
    assert crossing(steep, [(5000, 60.0), (20_000, 60.0)]) == pytest.approx(6000)


@pytest.fixture
def measured(monkeypatch):
    """Instead of measuring, print these lines and end so."""

    def arrange(lines, status=0):
        text = "".join(json.dumps(line) + "\n" for line in lines)
        code = f"import sys; print({text!r}, end='', flush=True); sys.exit({status})"
        monkeypatch.setattr(hardware, "_command", lambda kind: [sys.executable, "-c", code])
        monkeypatch.setattr(hardware, "_may_have_gpu", lambda: False)

    return arrange


def test_each_measurement_is_reported_beside_what_is_stored(measured, capsys):
    times = {"networks": [(1, 3.0), (4096, 600.0)], "width": [(4, 3.0)]}
    measured([{"axis": a, "value": x, "us": us} for a, some in times.items() for x, us in some])
    told = list(work(LAB.read({"run": 1})))
    reports = [part for part in told if isinstance(part, Report)]
    assert len(reports) == 4
    assert [part.share for part in told if isinstance(part, Progress)][-1] == pytest.approx(0.3)
    header = json.loads(json.dumps(reports[-1].header))
    (cpu,) = header["devices"]
    assert cpu["lines"] == {a: [[x, us] for x, us in some] for a, some in times.items()}
    assert header["stored"]["name"] == "H100"
    assert 1 < header["crossing"] < 4096
    assert cli.main(["devices"]) == 0
    said = capsys.readouterr().out
    assert "networks 4,096" in said
    assert "an H100 is faster than this CPU." in said
    assert "not measured here" in said


def test_a_measurement_that_fails_is_no_answer(measured):
    measured([{"axis": "networks", "value": 1, "us": 3.0}], status=1)
    with pytest.raises(RuntimeError, match="measuring the cpu failed"):
        list(work(LAB.read({"run": 0})))
    with pytest.raises(BadIntent, match="run must be a whole number"):
        LAB.read({})


def test_a_process_measures_one_kind_of_device(monkeypatch, capsys):
    monkeypatch.setattr(measuring, "AXES", {"networks": (1,)})
    monkeypatch.setattr(measuring, "_SECONDS", 0.001)
    for kind in ("cpu", "tpu"):
        monkeypatch.setattr("sys.argv", ["measuring", kind])
        measuring.main()
    (line,) = map(json.loads, capsys.readouterr().out.splitlines())
    assert (line["axis"], line["value"]) == ("networks", 1)
    assert line["us"] > 0
