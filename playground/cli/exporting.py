"""The command `export`: an experiment as a link, as JSON, or as a program of its own."""

from __future__ import annotations

import json
import sys
from argparse import Namespace

from playground.cli.source import read_hide, read_source
from playground.compat.export import to_link
from playground.export.files import write_experiment
from playground.export.programs import notebook, program


def run(args: Namespace) -> int:
    if args.form == "tfplayground":
        return _link(args)
    experiment = read_source(args.source)
    if args.form == "json":
        text = write_experiment(experiment)
    elif args.form == "notebook":
        text = notebook(experiment).text
    else:
        text = program(experiment, args.form).text
    sys.stdout.write(json.dumps({"text": text}, ensure_ascii=False) + "\n" if args.json else text)
    return 0


def _link(args: Namespace) -> int:
    export = to_link(read_source(args.source), read_hide(args.source))
    if args.json:
        print(json.dumps({"link": export.link, "lost": list(export.lost)}, ensure_ascii=False))
        return 0
    print(export.link or "TensorFlow Playground has nothing like it.")
    for line in export.lost:
        print(f"not there: {line}", file=sys.stderr)
    return 0
