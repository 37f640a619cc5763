"""The shape of a network and of its training: what its compiled program depends on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

CURVE_SAMPLES = 256
SHOWN_UNITS = 16  # of a wide layer the page draws the first sixteen neurons
# Layers of a network that trains alone are padded likewise: a neuron more or less in the drawing
# seldom needs another program.
_WIDTH_BUCKETS = (1, 2, 4, 8, 16, 32, 64, 128)


@dataclass(frozen=True, slots=True)
class Structure:
    """One network's shape: a pure function of experiment, lanes and device.

    Its compiled program depends on its `bucket` alone.
    """

    kind: str
    sizes: tuple[int, ...]  # units of every layer, inputs and outputs included
    activations: tuple[str, ...]  # of every hidden layer
    loss: str
    optimizer: str
    schedule: str
    penalty: str  # of the menu's, or "l1_dead": L1 that kills the weights it takes across zero
    clipped: bool
    shuffle: bool
    batch: int
    carry: int  # rows that an epoch leaves to the first batch of the next
    train_rows: int  # padded
    test_rows: int  # padded
    lanes: int
    precision: str
    device: str

    @property
    def bucket(self) -> Structure:
        """The structure whose program trains this network, its hidden layers padded."""
        sizes = _padded(self.sizes) if self.lanes == 1 else self.sizes
        return self if sizes == self.sizes else replace(self, sizes=sizes)

    @property
    def seen(self) -> Structure:
        """The same network without how it is trained: what reading it depends on."""
        return replace(
            self,
            optimizer="sgd",
            schedule="constant",
            penalty="none",
            clipped=False,
            shuffle=False,
            batch=1,
            carry=0,
        )

    @property
    def batch_rows(self) -> int:
        """Room for the rows of one batch, carried ones included."""
        return self.batch + self.carry

    @property
    def parameters(self) -> int:
        """Weights and biases of one network."""
        return sum((a + 1) * b for a, b in pairwise(self.sizes))

    @property
    def grid(self) -> int:
        """Cells along a side of the output's field: finer where a network is cheap to evaluate."""
        if self.kind == "curve":
            return CURVE_SAMPLES
        parameters = self.bucket.parameters
        return 64 if parameters <= 1_000 else 52 if parameters <= 20_000 else 40

    @property
    def map(self) -> int:
        """Cells along a side of one neuron's map."""
        return 64 if self.kind == "curve" else 24 if sum(self.bucket.shown) <= 64 else 16

    @property
    def shown(self) -> tuple[int, ...]:
        """How many units of each layer the page draws, inputs and outputs included."""
        return tuple(min(size, SHOWN_UNITS) for size in self.sizes)


def _padded(sizes: tuple[int, ...]) -> tuple[int, ...]:
    hidden = (next(room for room in _WIDTH_BUCKETS if size <= room) for size in sizes[1:-1])
    return (sizes[0], *hidden, sizes[-1])
