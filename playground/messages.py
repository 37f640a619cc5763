"""What pages say and hear, as JSON; read strictly, for it comes from outside."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NoReturn

from playground.wire import BAD_MESSAGE

__all__ = ["PROTOCOL", "Close", "dump", "parse"]

PROTOCOL = 1


class Close(Exception):
    """Ends a page's socket with a code and a reason that the page understands."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code


def parse(text: bytes) -> dict[str, Any]:
    """A message as an object. Raises Close when it is none."""
    try:
        message = _DECODER.decode(text.decode())
    except (ValueError, RecursionError) as error:
        raise Close(BAD_MESSAGE, "a message is no JSON") from error
    if not isinstance(message, dict):
        raise Close(BAD_MESSAGE, "a message is a JSON object")
    return message


def _refuse(text: str) -> NoReturn:
    raise ValueError(f"{text} is not finite")


_DECODER = json.JSONDecoder(parse_constant=_refuse)


def dump(message: Mapping[str, Any]) -> str:
    """A message as compact JSON."""
    return json.dumps(message, separators=(",", ":"), allow_nan=False)
