"""Settings of every test.

JAX raises where an array would silently be broadcast over a new axis. Programs are compiled in a
third of the time and run ten times slower: most of them take a few steps. Those that are tested as
they are served are compiled so by name (`tests.train.compiled`), and pages get what people get.
"""

import os
from importlib.metadata import version

import pytest

os.environ.setdefault("JAX_PLATFORMS", "cpu")
os.environ["JAX_NUMPY_RANK_PROMOTION"] = "raise"  # before anything imports JAX
SERVED = os.environ.get("XLA_FLAGS", "")
HASTY = "--xla_backend_optimization_level=0"
if version("jax").startswith("0.10."):  # later ones know no other emitters
    HASTY += " --xla_cpu_use_fusion_emitters=false"
os.environ["XLA_FLAGS"] = f"{SERVED} {HASTY}"


def pytest_collection_modifyitems(items):
    # Playwright keeps an event loop running in this thread; tests with loops of their own go first.
    items.sort(key=_in_browser)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    if _in_browser(item):
        os.environ["XLA_FLAGS"] = SERVED  # this process has read it: it is for those it starts


def _in_browser(item):
    return "browser" in item.path.parts


@pytest.fixture
def shared_programs(monkeypatch):
    """The command line trains with programs that other tests have compiled or will use."""
    from playground.cli import checking
    from playground.train import series
    from tests.train.compiled import PROGRAMS

    for module in (checking, series):
        monkeypatch.setattr(module, "Programs", lambda: PROGRAMS)
