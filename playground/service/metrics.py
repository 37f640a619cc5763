"""Counters of the service, written in the text form that Prometheus reads."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

__all__ = ["Metrics"]

_HELP = {
    "np_runs": "Runs, by state.",
    "np_viewers": "Sockets that watch a run.",
    "np_steps_total": "Training steps taken.",
    "np_compiles_total": "Programs compiled.",
    "np_compile_seconds_total": "Time spent compiling.",
    "np_programs": "Compiled programs kept.",
    "np_heartbeat_age_seconds": "Time since the trainer's last sign of life.",
    "np_frames_sent_total": "Frames sent to pages.",
    "np_frame_bytes_total": "Bytes of these frames.",
    "np_sockets": "Sockets open on the live stream.",
    "np_rejected_total": "Requests and sockets refused, by reason.",
    "np_refused_intents_total": "Intents that could not be carried out.",
    "np_resident_bytes": "Memory of the processes: server, trainer, and labs where they are used.",
}
# Key in the trainer's stats -> name here.
_FROM_TRAINER = {
    "viewers": "np_viewers",
    "steps": "np_steps_total",
    "compiles": "np_compiles_total",
    "compile_seconds": "np_compile_seconds_total",
    "programs": "np_programs",
    "refused": "np_refused_intents_total",
}


class Metrics:
    """Counts of one process; only its event loop writes them."""

    def __init__(self) -> None:
        """Start at nothing."""
        self.frames = 0
        self.frame_bytes = 0
        self.sockets = 0
        self.rejected: Counter[str] = Counter()

    def text(
        self, stats: Mapping[str, Any], labs: Mapping[str, Any], *, heartbeat_age_s: float
    ) -> str:
        """All of it; `stats` is the trainer's and `labs` the labs', of which unknown or missing
        keys do no harm.
        """
        samples: dict[str, list[tuple[str, float]]] = {
            name: [("", stats[key])] for key, name in _FROM_TRAINER.items() if key in stats
        }
        runs = stats.get("runs", {})
        samples["np_runs"] = [(f'{{state="{state}"}}', runs[state]) for state in sorted(runs)]
        reasons = sorted(self.rejected.items())
        samples["np_rejected_total"] = [(f'{{reason="{why}"}}', count) for why, count in reasons]
        samples["np_heartbeat_age_seconds"] = [("", heartbeat_age_s)]
        samples["np_frames_sent_total"] = [("", self.frames)]
        samples["np_frame_bytes_total"] = [("", self.frame_bytes)]
        samples["np_sockets"] = [("", self.sockets)]
        processes = {"server": os.getpid(), "trainer": stats.get("pid"), "labs": labs.get("pid")}
        samples["np_resident_bytes"] = [
            (f'{{process="{name}"}}', resident)
            for name, pid in processes.items()
            if (resident := _resident_bytes(pid)) is not None
        ]
        return "".join(_lines(samples))


def _lines(samples: Mapping[str, list[tuple[str, float]]]) -> Iterator[str]:
    for name, text in _HELP.items():
        if name not in samples:
            continue
        kind = "counter" if name.endswith("_total") else "gauge"
        yield f"# HELP {name} {text}\n# TYPE {name} {kind}\n"
        for labels, value in samples[name]:
            yield f"{name}{labels} {value}\n"


def _resident_bytes(pid: int | None) -> int | None:
    """Resident memory of a process, where the system tells it in the Linux way."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return None
    for line in status.splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    return None
