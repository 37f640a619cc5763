"""The command `check`: does every claim hold, on seeds drawn now?"""

from __future__ import annotations

import json
from argparse import Namespace
from dataclasses import asdict
from typing import Any

from playground.claims import Verdict, check
from playground.cli.progress import Bar
from playground.content import find, presets
from playground.train.programs import Programs


def run(args: Namespace) -> int:
    chosen = [find(preset_id) for preset_id in args.ids] or list(presets().values())
    verdicts = []
    programs = Programs()  # presets that share a shape share a program
    for preset in chosen:
        with Bar(preset.id, 1.0) as bar:
            verdict = check(
                preset, seeds=args.seeds, master_seed=args.seed, programs=programs, progress=bar.set
            )
        verdicts.append(verdict)
        if not args.json:
            print(
                f"{verdict.outcome:<6} {preset.id}: {preset.claim}\n       {verdict.sentence}",
                flush=True,
            )
    failed = [verdict.preset for verdict in verdicts if not verdict.passed]
    if args.json:
        print(json.dumps([_verdict_json(verdict) for verdict in verdicts], ensure_ascii=False))
    else:
        print(f"{len(verdicts) - len(failed)} of {len(verdicts)} claims stand.")
    return 1 if failed else 0


def _verdict_json(verdict: Verdict) -> dict[str, Any]:
    found = asdict(verdict)
    return {"id": found.pop("preset"), "passed": verdict.passed} | found
