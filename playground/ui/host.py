"""What the app is made of: the one runner, its routes, the guard in front of them."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from starlette.middleware import Middleware
from streamlit import config

from playground.content import find
from playground.links import to_query
from playground.service.assets import read_folder
from playground.service.guard import Guard, allowed_hosts, content_security_policy, page_scripts
from playground.service.intents import experiment_at
from playground.service.metrics import Metrics
from playground.service.routes import base_path, lifespan, routes
from playground.service.run import Run
from playground.service.runner import Runner
from playground.service.stream import Stream
from playground.train.programs import keep_on_disk
from playground.ui.catalogue import catalogue

_FOLDER = Path(__file__).parent
_CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "nn-playground"

PAGE = str(_FOLDER / "page.py")
WEB = read_folder(_FOLDER.parent / "web")
BASE = base_path(config.get_option("server.baseUrlPath") or "")
with suppress(OSError):  # a read-only home: programs are compiled anew at each start
    keep_on_disk(_CACHE)
RUNNER = Runner(common=[find(name).experiment for name in ("xor-perceptron", "xor-hidden-layer")])


def open_run(query: str, token: str) -> None:
    """A fresh run of the experiment in an address, with a note on what had to be put right."""
    experiment, preset, notes = experiment_at(query)
    RUNNER.open(experiment, preset=preset, token=token, notes=notes)


def _means(run: Run, query: str) -> bool:
    """Whether a reloaded page at this address still means that run."""
    experiment, preset, _ = experiment_at(query)
    return to_query(experiment) == to_query(run.experiment) and preset in (None, run.preset)


_METRICS = Metrics()
_STREAM = Stream(RUNNER, fresh=open_run, resumes=_means, metrics=_METRICS, base=BASE)
_HOSTS = allowed_hosts(
    os.environ,
    configured=config.get_option("server.allowedHosts"),
    address=config.get_option("server.address"),
)
ROUTES = routes(_STREAM, web=WEB, catalogue=catalogue, base=BASE)
MIDDLEWARE = [
    Middleware(
        Guard,
        policy=content_security_policy(page_scripts()),
        hosts=_HOSTS,
        base=BASE,
        metrics=_METRICS,
    )
]
LIFESPAN = lifespan(RUNNER.start, RUNNER.stop)
