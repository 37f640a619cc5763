"""Formulas of x that a person types: read by a grammar of our own, never handed to an interpreter.

    sum     := product (("+" | "-") product)*
    product := signed (("*" | "/") signed)*
    signed  := "-" signed | power
    power   := atom (("^" | "**") signed)?
    atom    := number | "x" | "pi" | "e" | function "(" sum ")" | "(" sum ")"

So powers bind before a sign, and from right to left, as on paper: −x² is −(x²). Nothing else has a
meaning here. A formula has one text, without spaces, in which it is kept and compared.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple, NoReturn

import numpy as np
from numpy.typing import NDArray

from playground.data.shapes import DOMAIN

__all__ = ["MAX_CHARS", "FormulaError", "canonical", "evaluate", "usable"]

Floats = NDArray[np.float64]
Function = Callable[[Floats], Floats]

MAX_CHARS = 80
MAX_DEPTH = 20  # parentheses, signs and powers inside each other
CONSTANTS = {"pi": math.pi, "e": math.e}
FUNCTIONS: dict[str, Function] = {
    "sin": np.sin,
    "cos": np.cos,
    "tan": np.tan,
    "exp": np.exp,
    "log": np.log,
    "sqrt": np.sqrt,
    "abs": np.abs,
}
_ALLOWED = f"numbers, x, {', '.join(CONSTANTS)}, + - * / ^ ( ), {', '.join(FUNCTIONS)}"
_TOKEN = re.compile(r" *(?:([0-9]+\.?[0-9]*|\.[0-9]+)|([a-z]+)|(\*\*|[-+*/^()]))")
_CELLS = 2400  # places along x where a formula is tried


class FormulaError(ValueError):
    """What is no formula; the message names the place, counted from 1, and what is allowed."""


class _Token(NamedTuple):
    text: str
    at: int  # its first character, from 1


@lru_cache(maxsize=64)
def canonical(text: str) -> str:
    """The formula's one text: small letters, no spaces, ^ for powers; raises FormulaError.

    It must lie on the plane somewhere, or there would be nothing to learn from it.
    """
    tokens = _tokens(text)
    function = _Parser(tokens).read()
    values = _values(function, _places())
    if not (np.abs(values) < DOMAIN).any():  # false for what has no value
        raise FormulaError("f(x) must lie between -6 and 6 for some x between -6 and 6")
    return "".join(token.text for token in tokens)


def evaluate(text: str, x: Floats) -> Floats:
    """f at each x: (n,) -> (n,), NaN where it has no finite value; raises FormulaError."""
    return _values(_Parser(_tokens(text)).read(), x)


def usable(text: str, x: Floats, *, reach: float, lots: Floats) -> Floats:
    """Move each x where |f| is not below `reach` to a place where it is, by its lot in [0, 1)."""
    places = _places()
    good = places[np.abs(evaluate(text, places)) < reach]
    bad = ~(np.abs(evaluate(text, x)) < reach)
    return np.where(bad, good[(lots * len(good)).astype(int)], x)


def _places() -> Floats:
    return (np.arange(_CELLS) + 0.5) / _CELLS * 2 * DOMAIN - DOMAIN


def _values(function: Function, x: Floats) -> Floats:
    with np.errstate(all="ignore"):
        values = np.broadcast_to(function(x), x.shape)
    return np.where(np.isfinite(values), values, np.nan)


def _tokens(text: str) -> list[_Token]:
    if len(text) > MAX_CHARS:
        raise FormulaError(f"it has {len(text)} characters; at most {MAX_CHARS}")
    found, at = [], 0
    lower = "".join(sign.lower() if sign.isascii() else sign for sign in text).rstrip(" ")
    while at < len(lower):
        match = _TOKEN.match(lower, at)
        if match is None:
            at += len(lower[at:]) - len(lower[at:].lstrip(" "))
            _refuse(at + 1, f"{text[at]!r} is unknown; allowed: {_ALLOWED}")
        at = match.end()
        token = match[match.lastindex or 0]
        found.append(_Token("^" if token == "**" else token, at - len(token) + 1))
    return found


def _refuse(at: int, what: str) -> NoReturn:
    raise FormulaError(f"character {at}: {what}")


class _Parser:
    """Reads tokens from left to right; each rule of the grammar is a method."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._next = 0
        self._depth = 0

    def read(self) -> Function:
        """The whole formula."""
        whole = self._sum()
        if self._here:
            _refuse(self._at, f"+ - * / or ^ must stand before {self._here!r}")
        return whole

    @property
    def _here(self) -> str:
        """The text of the token in turn; "" at the end."""
        return self._tokens[self._next].text if self._next < len(self._tokens) else ""

    @property
    def _at(self) -> int:
        if self._next < len(self._tokens):
            return self._tokens[self._next].at
        return self._tokens[-1].at + len(self._tokens[-1].text) if self._tokens else 1

    def _take(self, *texts: str) -> str:
        """Step over a token if it is one of these; which one it was, or ""."""
        here = self._here
        if not here or here not in texts:
            return ""
        self._next += 1
        return here

    def _sum(self) -> Function:
        left = self._product()
        while sign := self._take("+", "-"):
            left = _both(np.add if sign == "+" else np.subtract, left, self._product())
        return left

    def _product(self) -> Function:
        left = self._signed()
        while sign := self._take("*", "/"):
            left = _both(np.multiply if sign == "*" else np.divide, left, self._signed())
        return left

    def _signed(self) -> Function:
        if self._depth == MAX_DEPTH:
            _refuse(self._at, f"at most {MAX_DEPTH} signs, powers and parentheses in each other")
        self._depth += 1
        if self._take("-"):
            inner = self._signed()
            found: Function = lambda x: np.negative(inner(x))  # noqa: E731
        else:
            found = self._power()
        self._depth -= 1
        return found

    def _power(self) -> Function:
        base = self._atom()
        return _both(np.power, base, self._signed()) if self._take("^") else base

    def _atom(self) -> Function:
        at, here = self._at, self._here
        if not here or here in "+-*/^)":
            _refuse(at, f"a number, x or ( must stand {f'before {here!r}' if here else 'here'}")
        self._next += 1
        if here == "(":
            return self._inside(at)
        if here == "x":
            return lambda x: x
        if here in FUNCTIONS:
            start, outer = self._at, FUNCTIONS[here]
            if not self._take("("):
                _refuse(start, f"( must follow {here}")
            inner = self._inside(start)
            return lambda x: outer(inner(x))
        if here in CONSTANTS or not here.isalpha():
            value = np.asarray(CONSTANTS.get(here) or float(here))
            return lambda x: value
        return _refuse(at, f"{here!r} is unknown; allowed: {_ALLOWED}")

    def _inside(self, at: int) -> Function:
        inner = self._sum()
        if not self._take(")"):
            _refuse(at, "this ( is not closed")
        return inner


def _both(join: Callable[[Floats, Floats], Floats], left: Function, right: Function) -> Function:
    return lambda x: join(left(x), right(x))
