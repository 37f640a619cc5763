"""Settings of every test: JAX raises where an array would silently be broadcast over a new axis."""

import os

os.environ.setdefault("JAX_PLATFORMS", "cpu")
os.environ["JAX_NUMPY_RANK_PROMOTION"] = "raise"  # before anything imports JAX


def pytest_collection_modifyitems(items):
    # Playwright keeps an event loop running in this thread; tests with loops of their own go first.
    items.sort(key=lambda item: "browser" in item.path.parts)
