"""What the app is made of: the processes that train, the routes, and the guard in front of them.

JAX is nowhere to be found here: it lives in those processes, so that the page is served
while it loads.
"""

from __future__ import annotations

import os
from pathlib import Path

from starlette.middleware import Middleware
from streamlit import config

from playground.service.assets import BUNDLE, read_folder
from playground.service.framing import frame_ancestors
from playground.service.guard import Guard, allowed_hosts, content_security_policy, page_scripts
from playground.service.metrics import Metrics
from playground.service.pagefiles import PageFiles, installed_page
from playground.service.routes import base_path, lifespan, routes
from playground.service.stream import Stream
from playground.service.trainer import LABS_COMMAND, OnDemand, Trainer

_FOLDER = Path(__file__).parent

PAGE = str(_FOLDER / "page.py")
WEB = read_folder(_FOLDER.parent / "web")
BASE = base_path(config.get_option("server.baseUrlPath") or "")
TRAINER = Trainer()
_LABS = OnDemand(command=LABS_COMMAND)

_WEB_PATH = f"{BASE}/np/web/{WEB.version}"
_METRICS = Metrics()
_HOSTS = allowed_hosts(
    os.environ,
    configured=config.get_option("server.allowedHosts"),
    address=config.get_option("server.address"),
)
ROUTES = routes(
    Stream(TRAINER, metrics=_METRICS),
    Stream(_LABS, metrics=_METRICS),
    TRAINER,
    metrics=_METRICS,
    web=WEB,
    base=BASE,
)
MIDDLEWARE = [
    Middleware(
        Guard,
        policy=content_security_policy(page_scripts(), frame_ancestors=frame_ancestors(os.environ)),
        hosts=_HOSTS,
        base=BASE,
        preload=[f"{_WEB_PATH}/{BUNDLE}"],
        metrics=_METRICS,
    ),
    Middleware(PageFiles, page=installed_page(), early=f"{_WEB_PATH}/early.js", base=BASE),
]


def _stop() -> None:
    TRAINER.stop()
    _LABS.stop()


LIFESPAN = lifespan(TRAINER.start, _stop)
