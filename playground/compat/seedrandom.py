"""The random stream of TensorFlow Playground: the generator of David Bau's seedrandom library.

RC4 keyed with the seed's characters; a number is made of 52 or more of its bits.
Reference: Bau, seedrandom 2.4, `Math.seedrandom(seed)` without further options.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_WIDTH = 256  # RC4's state, a byte's values
_DROPPED = 256  # bytes thrown away after the key schedule, which shows in the first ones
_CHUNK = 6  # bytes that a number starts from
_SIGNIFICANCE = 2**52  # a numerator has at least so much …
_OVERFLOW = 2**53  # … and stays below this, so that nothing is ever rounded


class Stream:
    """Numbers from [0, 1), the same ones for the same seed; each call goes on from the last."""

    def __init__(self, seed: str) -> None:
        """Key the generator; `seed` is not empty, and its first 256 characters count."""
        if not seed:
            raise ValueError("seed is ''; it must have at least one character")
        # A seed of more than 256 characters would be folded over; no link holds one.
        key = [ord(character) % _WIDTH for character in seed[:_WIDTH]]
        self._state = list(range(_WIDTH))
        self._i = self._j = 0
        j = 0
        for i in range(_WIDTH):
            j = (j + key[i % len(key)] + self._state[i]) % _WIDTH
            self._state[i], self._state[j] = self._state[j], self._state[i]
        self._take(_DROPPED)

    def double(self) -> float:
        """The next number."""
        numerator, denominator, last = self._take(_CHUNK), 1 << (8 * _CHUNK), 0
        while numerator < _SIGNIFICANCE:
            numerator = (numerator + last) * _WIDTH
            denominator *= _WIDTH
            last = self._take(1)
        while numerator >= _OVERFLOW:  # even here: its low bits are the ones `last` still fills
            numerator //= 2
            denominator //= 2
            last //= 2
        return (numerator + last) / denominator

    def doubles(self, *shape: int) -> NDArray[np.float64]:
        """The next numbers, row by row."""
        count = int(np.prod(shape))
        return np.array([self.double() for _ in range(count)], np.float64).reshape(shape)

    def _take(self, count: int) -> int:
        """The next bytes of RC4 as one whole number, the first one highest."""
        state, i, j, taken = self._state, self._i, self._j, 0
        for _ in range(count):
            i = (i + 1) % _WIDTH
            at_i = state[i]
            j = (j + at_i) % _WIDTH
            at_j = state[j]
            state[i], state[j] = at_j, at_i
            taken = taken * _WIDTH + state[(at_i + at_j) % _WIDTH]
        self._i, self._j = i, j
        return taken
