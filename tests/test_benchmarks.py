"""What the benchmarks print of what they measured."""

import json

import pytest

from benchmarks import contestants, growth
from benchmarks.engine import table
from benchmarks.serving import number


def cells(line):
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_each_row_stands_beside_one_network_and_none_is_made_up():
    one = {"network": "a", "lanes": 1, "data": "one", "peak_mb": 200.4}
    rows = [
        one | {"what": "this engine", "rates": [900_000, 1_100_000, 1_000_000], "first_s": 1.5},
        one | {"what": "NumPy loop", "rates": [100, 200, 300]},
    ]
    head, _, *lines = map(cells, table(rows))
    found = [dict(zip(head, line, strict=True)) for line in lines]
    assert [row["what"] for row in found] == ["this engine", "NumPy loop"]
    assert [row["× one network"] for row in found] == ["1.00", "0.0002"]
    assert [row["µs a step"] for row in found] == ["1.00", "5,000"]
    assert [row["range"] for row in found] == ["900,000 to 1,100,000", "100 to 300"]
    assert [row["first step, s"] for row in found] == ["1.50", ""]


def test_growth_says_what_was_estimated():
    row = {"axis": "lanes", "value": 4096, "way": "lanes", "us": [3, 1, 2], "first_s": 2.0}
    *_, line = growth.table([row | {"estimated_us": 1.5, "estimated_s": 2.1}], number)
    assert cells(line) == [
        "lanes",
        "4,096",
        "lanes",
        "**2.00**",
        "1.00 to 3.00",
        "1.50",
        "2.00",
        "2.10",
    ]


@pytest.mark.parametrize("way", ["numpy", "convnetjs"])
def test_a_way_prints_rows_or_nothing(way, capsys, monkeypatch):
    monkeypatch.setattr("sys.argv", ["contestants", way, "2-4-2-1"])
    monkeypatch.setattr(contestants, "numpy_loop", lambda e: [float(len(e.hidden))])
    monkeypatch.delenv("CONVNETJS", raising=False)
    contestants.main()
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(r["what"], r["rates"]) for r in rows] == (
        [("NumPy loop", [2.0])] if way == "numpy" else []
    )
