"""Which sites may show the page in a frame of theirs."""

from __future__ import annotations

import re
from collections.abc import Mapping

__all__ = ["SETTING", "frame_ancestors"]

SETTING = "NP_FRAME_ANCESTORS"
MOST_ORIGINS = 50
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
# A star stands for names below a site, never for all of a top-level domain.
_HOST = rf"(?:{_LABEL}(?:\.{_LABEL})*|\*(?:\.{_LABEL}){{2,}})"
_ORIGIN = re.compile(rf"https?://{_HOST}(?::([1-9][0-9]{{0,4}}))?", re.ASCII)
_ALLOWED = (
    "allowed are origins such as https://school.example, https://*.school.example or "
    "http://localhost:8000, commas between them"
)


def frame_ancestors(environ: Mapping[str, str]) -> tuple[str, ...]:
    """The sources of the policy's `frame-ancestors`: the page's own site, and the origins that
    NP_FRAME_ANCESTORS names. Raises ValueError for one that is not an origin, as what is written
    here goes into a header that guards the page.
    """
    named = [name.strip().lower() for name in environ.get(SETTING, "").split(",")]
    origins = tuple(dict.fromkeys(name for name in named if name))
    if len(origins) > MOST_ORIGINS:
        raise ValueError(f"{SETTING} lists {len(origins)} origins; at most {MOST_ORIGINS} may be")
    for origin in origins:
        found = _ORIGIN.fullmatch(origin)
        if not found or int(found[1] or 1) > 65535:
            raise ValueError(f"{SETTING} lists {origin[:80]!r}; {_ALLOWED}")
    return ("'self'", *origins)
