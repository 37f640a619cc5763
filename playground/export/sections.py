"""A program in sections: text for the reader, code for the computer."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["Section", "as_script", "lines"]


class Section(NamedTuple):
    """A part of a program that is read as one."""

    title: str
    text: str  # one or two sentences, plain
    code: str


def lines(*parts: str | bool) -> str:
    """Join lines; what is false is left out."""
    return "\n".join(part for part in parts if isinstance(part, str))


def as_script(header: str, sections: list[Section]) -> str:
    """A file that runs by itself; editors show each `# %%` as a cell."""
    parts = [f'"""{header}\n"""']
    for title, text, code in sections:
        note = "".join(f"# {line}\n" for line in text.splitlines())
        parts.append(f"# %% {title}\n{note}{code}")
    return "\n\n\n".join(parts) + "\n"
