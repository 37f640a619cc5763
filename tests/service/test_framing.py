"""Who may show the page in a frame: the page's own site, and those a setting names."""

from __future__ import annotations

import pytest

from playground.service.framing import MOST_ORIGINS, SETTING, frame_ancestors
from playground.service.guard import content_security_policy


@pytest.mark.parametrize(
    ("setting", "origins"),
    [
        (None, ()),
        ("", ()),
        (" , ", ()),
        ("https://school.example", ("https://school.example",)),
        (
            "https://School.example, http://localhost:8000,https://school.example",
            ("https://school.example", "http://localhost:8000"),
        ),
        ("https://*.school.example:8443", ("https://*.school.example:8443",)),
    ],
)
def test_whom_the_setting_lets_in(setting: str | None, origins: tuple[str, ...]) -> None:
    environ = {} if setting is None else {SETTING: setting}
    ancestors = frame_ancestors(environ)
    assert ancestors == ("'self'", *origins)
    rules = content_security_policy([], frame_ancestors=ancestors).split("; ")
    assert rules[-1] == " ".join(["frame-ancestors", "'self'", *origins])


@pytest.mark.parametrize(
    "origin",
    [
        *("*", "https:", "https://", "https://*", "https://*.org", "'self'", "'none'", "null"),
        *("school.example", "//school.example", "ftp://school.example", "data:text/html"),
        *("https://school.example/", "https://school.example/page", "https://school.example?x"),
        *("https://me@school.example", "https://a.*.example", "https://*school.example"),
        *("https://school.example:0", "https://school.example:65536", "https://school.example:"),
        *("https://school.example; script-src *", "https://a.example https://b.example"),
        *("https://school.example\r\nx: y", "https://-a.example", "https://a..example"),
        *("https://schüle.example", "https://school.example:٣", "https://[::1]"),
    ],
)
def test_anything_but_an_origin_stops_the_server(origin: str) -> None:
    with pytest.raises(ValueError, match=SETTING) as refused:
        frame_ancestors({SETTING: f"https://good.example,{origin}"})
    assert repr(origin.lower())[:40] in str(refused.value)
    assert "allowed are origins" in str(refused.value)


def test_the_list_is_bounded() -> None:
    many = ",".join(f"https://s{n}.example" for n in range(MOST_ORIGINS + 1))
    with pytest.raises(ValueError, match=f"at most {MOST_ORIGINS}"):
        frame_ancestors({SETTING: many})
