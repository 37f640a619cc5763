"""Every benchmark in one go, as Markdown; with --write into docs/benchmarks.md.

python -m benchmarks.all [--write] [--brief]
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from typing import Any

from benchmarks.serving import ROOT, note

HEAD = """# Benchmarks

Written by `python -m benchmarks.all --write`; what each part does stands at the top of its file.
Medians of repeats with their range. Machines differ, and so does one machine from hour to hour:
compare within one run, and two runs only by way of their calibration rows.
"""
BRIEF = ["--seconds", "2", "--repeats", "2"]


def output(*arguments: str) -> str:
    """What a module prints when run; ends here when it fails."""
    note(f"python -m {' '.join(arguments)}")
    done = subprocess.run(
        [sys.executable, "-m", *arguments], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    if done.returncode:
        raise SystemExit(f"{arguments[0]} failed with {done.returncode}")
    return done.stdout


def engine(rows: list[dict[str, Any]]) -> str:
    """The rows of `playground bench` as a table, each other way beside this engine."""
    machine, *rest = rows
    lines = [
        "### The engine",
        "",
        f"Calibration: {machine['gflops']:.1f} GFLOP/s (float32, 256 × 256 product), "
        f"{machine['python_mops']:.0f} million Python additions/s, {machine['cores']} cores.",
        "",
        "| network | training | what | steps/s | µs a step | this engine ÷ it |",
        "|---|---|---|---|---|---|",
    ]
    own = {(r["network"], r["training"]): r for r in rest if r["what"] == "this engine"}
    for r in rest:
        ratio = own[r["network"], r["training"]]["steps_per_s"] / r["steps_per_s"]
        numbers = f"{r['steps_per_s']:,} | {r['us_per_step']:.2f} | {ratio:.2f}"
        lines.append(f"| {r['network']} | {r['training']} | {r['what']} | {numbers} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--write", action="store_true", help="into docs/benchmarks.md")
    parser.add_argument("--brief", action="store_true", help="shorter windows: does it work?")
    asked = parser.parse_args()
    how = BRIEF if asked.brief else []
    parts = [HEAD, engine(json.loads(output("playground", "bench", "--json"))["rows"])]
    for name in ("page", "hands", "crowd"):
        parts.append(output(f"benchmarks.{name}", *(how if name != "hands" else [])))
    text = "\n".join(part.strip() + "\n" for part in parts)
    print(text)
    if asked.write:
        (ROOT / "docs" / "benchmarks.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
