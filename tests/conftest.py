"""Settings of every test: JAX raises where an array would silently be broadcast over a new axis."""

import os

import pytest

os.environ.setdefault("JAX_PLATFORMS", "cpu")
os.environ["JAX_NUMPY_RANK_PROMOTION"] = "raise"  # before anything imports JAX


def pytest_collection_modifyitems(items):
    # Playwright keeps an event loop running in this thread; tests with loops of their own go first.
    items.sort(key=lambda item: "browser" in item.path.parts)


@pytest.fixture
def shared_programs(monkeypatch):
    """The command line trains with programs that other tests have compiled or will use."""
    from playground.cli import checking
    from playground.train import series
    from tests.train.compiled import PROGRAMS

    for module in (checking, series):
        monkeypatch.setattr(module, "Programs", lambda: PROGRAMS)
