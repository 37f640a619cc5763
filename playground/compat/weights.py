"""TensorFlow Playground's first weights: drawn from the stream that drew the points.

Reference: TensorFlow Playground, nn.ts, buildNetwork.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from playground.compat import points
from playground.compat.seedrandom import Stream

Floats = NDArray[np.float64]

BIAS = 0.1


def first_weights(
    sizes: Sequence[int], *, dataset: str, n: int, seed: str
) -> list[tuple[Floats, Floats]]:
    """Weights U(−0.5, 0.5) (fan_in, fan_out) and biases 0.1 (fan_out,) of every layer.

    The stream is first led past the points, whose number alone it depends on and not their noise.
    """
    stream = Stream(seed)
    points.draw(dataset, n, noise=0.0, stream=stream)
    # Neuron by neuron, each with all its incoming links.
    return [
        ((stream.doubles(fan_out, fan_in) - 0.5).T, np.full(fan_out, BIAS))
        for fan_in, fan_out in pairwise(sizes)
    ]
