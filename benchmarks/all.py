"""Every benchmark in one go, as Markdown; with --write into docs/benchmarks.md.

python -m benchmarks.all [--write] [--brief] [--convnetjs FOLDER]
"""

from __future__ import annotations

import argparse
import subprocess
import sys

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


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--write", action="store_true", help="into docs/benchmarks.md")
    parser.add_argument("--brief", action="store_true", help="shorter windows: does it work?")
    parser.add_argument("--convnetjs", metavar="FOLDER", help="where npm has installed it")
    asked = parser.parse_args()
    how = BRIEF if asked.brief else []
    beside = ["--convnetjs", asked.convnetjs] if asked.convnetjs else []
    brief = ["--brief"] if asked.brief else []
    parts = [HEAD, output("benchmarks.engine", *beside, *brief)]
    for name in ("page", "hands", "crowd"):
        parts.append(output(f"benchmarks.{name}", *(how if name != "hands" else [])))
    text = "\n".join(part.strip() + "\n" for part in parts)
    print(text)
    if asked.write:
        (ROOT / "docs" / "benchmarks.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
