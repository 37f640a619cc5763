"""A neural network playground: small networks trained live, in the browser, shell or Python.

>>> from playground import find, train_network
>>> training = train_network(find("xor-perceptron").experiment, epochs=60)
>>> training.measure()[0, 2] <= 0.75  # train loss, test loss, train accuracy, test accuracy
np.True_
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playground.content import find as find
    from playground.content import presets as presets
    from playground.spec import Experiment as Experiment
    from playground.train.training import train as train_network

__version__ = "0.1.0"

# The public names and their homes. Imported when first used, since they bring JAX along.
# There is no "train" among them: that is the name of a package here.
_HOMES = {
    "Experiment": ("playground.spec", "Experiment"),
    "find": ("playground.content", "find"),
    "presets": ("playground.content", "presets"),
    "train_network": ("playground.train.training", "train"),
}
__all__ = ["Experiment", "__version__", "find", "presets", "train_network"]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    home, its_name = _HOMES[name]
    return getattr(import_module(home), its_name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
