"""Catalogues: named, ordered choices whose descriptions learners read.

A dataset, an activation, an optimizer … is one decorated function. Menu, link, validation and
contract test all read the catalogue, so a new entry is added in one place.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class UnknownName(ValueError, KeyError):
    """A name that no entry of the catalogue has; the message lists the known ones.

    It is a `KeyError` as well, because `in` and `get` of a `Mapping` rely on that.
    """

    def __str__(self) -> str:
        return str(self.args[0])  # KeyError would show the message in quotes


@dataclass(frozen=True)
class Entry(Generic[T]):
    """One choice: its name in links and files, its label on the page, its value and its facts."""

    name: str
    label: str
    value: T
    doc: str
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def summary(self) -> str:
        """The first line of the docstring: one plain sentence for learners."""
        return self.doc.partition("\n")[0].strip()

    def __getattr__(self, name: str) -> Any:
        """Read a fact as an attribute: `entry.kind` for `entry.facts["kind"]`."""
        if not name.startswith("_") and name in self.__dict__.get("facts", {}):
            return self.facts[name]
        raise AttributeError(f"entry {self.__dict__.get('name')!r} has no fact {name!r}")


class Registry(Mapping[str, Entry[T]]):
    """An ordered catalogue of the choices of one kind, filled at import."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self._entries: dict[str, Entry[T]] = {}

    def add(self, name: str, value: T, *, label: str, doc: str, **facts: Any) -> None:
        """Enter a value under a new name; `doc` is what learners read about it."""
        if name in self._entries:
            raise ValueError(f"{self.kind} {name!r} is registered twice")
        if not doc.strip():
            raise ValueError(f"{self.kind} {name!r} has no docstring; learners read it")
        self._entries[name] = Entry(name, label, value, doc, MappingProxyType(facts))

    def register(self, name: str, *, label: str, **facts: Any) -> Callable[[T], T]:
        """Decorate a function to enter it, its docstring included."""

        def enter(value: T) -> T:
            self.add(name, value, label=label, doc=inspect.getdoc(value) or "", **facts)
            return value

        return enter

    def __getitem__(self, name: str) -> Entry[T]:
        try:
            return self._entries[name]
        except (KeyError, TypeError):
            known = ", ".join(self._entries)
            raise UnknownName(f"unknown {self.kind} {name!r}; known: {known}") from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)
