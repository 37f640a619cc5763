"""What TensorFlow Playground does its own way, and an imported experiment does with it.

A quirk cannot be chosen: it acts in an experiment that came from a link of that program, as long
as the settings leave it something to act on. Each is one decorated predicate here; its docstring
is what a learner reads about it.
Reference: TensorFlow Playground, nn.ts, dataset.ts and playground.ts.
"""

from __future__ import annotations

from collections.abc import Callable

from playground.registry import Entry, Registry
from playground.spec import Experiment

Quirk = Callable[[Experiment], bool]  # does it act in this imported experiment?

QUIRKS: Registry[Quirk] = Registry("quirk")


def quirks_of(experiment: Experiment) -> tuple[Entry[Quirk], ...]:
    """The quirks that act in an experiment; none in one of our own."""
    if not experiment.tfplayground:
        return ()
    return tuple(quirk for quirk in QUIRKS.values() if quirk.value(experiment))


def has_quirk(experiment: Experiment, name: str) -> bool:
    """Whether this quirk acts in the experiment. Raises UnknownName."""
    return bool(experiment.tfplayground) and QUIRKS[name].value(experiment)


@QUIRKS.register("stream", label="One random stream")
def stream(e: Experiment) -> bool:
    """Points, their order and the first weights come one after the other from one seed.

    The seed is a text, and the generator RC4.
    Reference: Bau, seedrandom.
    """
    return True


@QUIRKS.register("plain_cut", label="Split without regard to class")
def plain_cut(e: Experiment) -> bool:
    """The shuffled points are cut in two: the first part trains, whatever classes fall into it.

    The first ⌊n · percentage / 100⌋ points train, the others test.
    """
    return True


@QUIRKS.register("raw_inputs", label="Raw inputs")
def raw_inputs(e: Experiment) -> bool:
    """Inputs are neither shifted nor scaled: X₁² reaches 36 where X₁ reaches 6."""
    return not e.standardize


@QUIRKS.register("even_weights", label="Even first weights")
def even_weights(e: Experiment) -> bool:
    """First weights are of one size whatever the width of a layer, and biases are not zero.

    w ~ U(−0.5, 0.5), drawn neuron by neuron from the stream behind the points; b = 0.1
    """
    return e.initializer == "playground"


@QUIRKS.register("fixed_order", label="No new order")
def fixed_order(e: Experiment) -> bool:
    """Every epoch shows the points in the same order."""
    return not e.shuffle


@QUIRKS.register("carried_remainder", label="Remainder carried over")
def carried_remainder(e: Experiment) -> bool:
    """Points left over at the end of an epoch join the first batch of the next epoch.

    With n = 250 points in batches of 30 the last 10 wait: every first batch but the very first
    averages over 40.
    """
    return e.carried > 0


@QUIRKS.register("dead_links", label="Dead links")
def dead_links(e: Experiment) -> bool:
    """A weight that the L1 penalty pushes across zero is set to zero and never moves again.

    w′ = w − η ∂L/∂w, then w″ = w′ − η λ sign w; where w′ w″ < 0 the weight stays 0 for ever.
    """
    return e.penalty == "l1"


@QUIRKS.register("wide_noise", label="Noise beyond 50")
def wide_noise(e: Experiment) -> bool:
    """A link may ask for a noise of up to 80, beyond the end of the slider.

    From 51 to 80 it is taken as it stands, above that it becomes 50, below 0 it becomes 0.
    """
    return e.noise > 0.5
