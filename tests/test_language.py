"""The table of Chinese texts is complete: every text that the page can show has an entry, every
entry has a text, and both have the same places for values.

Texts are found in the sources: strings that read like text, in the page's modules and in those of
the server whose words reach the page. What is no text after all is named below.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import playground
from playground import content
from playground.compat.quirks import QUIRKS
from playground.fields import FIELDS, PACES
from playground.live.catalogue import catalogue
from playground.stopping import RULES

ROOT = Path(playground.__file__).parent
WEB = ROOT / "web"
TABLE: dict[str, dict[str, str]] = json.loads((WEB / "zh.json").read_text("utf-8"))
ENTRIES = {**TABLE["page"], **TABLE["server"]}

WORD = re.compile(r"[A-Za-z]{2}.*[a-z]|^[a-z]{2}")  # what else there is needs no other language
HOLE = re.compile(r"\{(\w*)\}")
TOKEN = re.compile(
    r"""//[^\n]*|/\*.*?\*/|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`""", re.DOTALL
)
# Two words, or one that begins with a capital or ends a sentence.
PROSE = re.compile(r"[A-Za-z]{2}\S* \S|\S \S*[A-Za-z]{2}|^[A-Z][a-z]|[a-z]{2}[.!?]$")
CODE = re.compile(r"^[#.\[:(]|[<>}$]|px|^M\d|^[A-Z]+$|^[\w-]+:[^ ]|-gradient|^div\.")
# Of the page: names of keys and elements, fonts, what only a programmer sees, proper names.
NO_TEXT = {
    "ArrowDown", "ArrowLeft", "ArrowRight", "ArrowUp", "Backspace", "Delete", "Enter", "Escape",
    "Tab", "KeyS", "Ctrl Z", "Ctrl Shift Z", "Esc", "English", "NumPy", "PyTorch", "icon filled",
    "Home", "input, textarea", "x unified",
}  # fmt: skip
NO_TEXT_IN = {"frames.js", "palette.js", "early.js", "svgpen.js", "replayfile.js"}
# Of the server: what is said in answer to a broken page alone, and what is put together of others.
SPEAKERS = (
    "combinations.py", "compat/export.py", "compat/link.py", "compat/remedies.py",
    "compat/seedrandom.py", "compat/values.py", "data/formula.py", "data/own.py",
    "export/files.py", "hiding.py", "kinds.py", "labs/window.py", "labs/axes.py", "labs/desk.py",
    "labs/grid.py", "labs/jobs.py", "labs/sweep.py",
    "train/cost.py", "links.py", "linktext.py", "live/advice.py",
    "live/beside.py", "live/changes.py", "live/detector.py", "live/fitting.py", "live/headline.py",
    "live/intents.py", "live/ownpoints.py", "live/rewind.py", "live/runner.py", "live/scene.py",
    "live/showing.py", "live/taking.py", "live/touch.py", "spec.py", "stopping.py",
)  # fmt: skip
NOT_SHOWN = {
    "unknown intent {}; known: {}", "changes must be an object of fields and values",
    "final must be true or false", "revision must be a whole number", "side must be one of: {}",
    "only live fields may be changed while dragging", "load needs a query and push, true or false",
    "open needs a file", "names must be a list of controls", "data must be a text in base64",
    "rewind needs a generation and a step, whole numbers", "unknown form {}; known: {}",
    "from must be a whole number, or null for the bias", "to is {}; known: {}", "a run failed",
    "{} is {}; it must be one of {}",
    "an internal error", "FormulaError", "BadFile", "of another version", "a job failed: %.200r",
    "start is {}; it must lie in 0 … {}",
    "a message could not be handled", "starts is {}; allowed: {}", "unknown lab {}; known: {}",
    "the first message must be hello, protocol {}", "this message could not be handled",
    "unknown message {}; known: lab, cancel, take",
}  # fmt: skip


def is_text(literal: str) -> bool:
    """Whether a string reads like words for a person."""
    bare = HOLE.sub("", literal)
    return bool(PROSE.search(bare)) and not CODE.search(bare)


def plain(text: str) -> str:
    """A text whose values have no names."""
    return HOLE.sub("{}", text)


def page_strings() -> Iterator[tuple[str, str, str]]:
    """Every string of the page's modules: file, quote, content."""
    for path in sorted(WEB.glob("*.js")):
        for found in TOKEN.finditer(path.read_text("utf-8")):
            if found[0][0] in "\"'":
                yield path.name, found[0][0], ast.literal_eval(found[0])
            elif found[0][0] == "`":
                yield path.name, "`", found[0][1:-1]


def server_strings(name: str) -> Iterator[str]:
    """Every string of a module but those that explain it, values as {}."""
    tree = ast.parse((ROOT / name).read_text("utf-8"))
    spoken = [node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)]
    inside = {id(part) for node in spoken for part in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            inside.add(id(node.value))
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            inside.update(map(id, ast.walk(node)))
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield "".join(v.value if isinstance(v, ast.Constant) else "{}" for v in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield "" if id(node) in inside else plain(node.value)


def words_in(value: Any) -> Iterator[str]:
    """The labels and helps of the catalogue."""
    if isinstance(value, dict):
        for name, each in value.items():
            if name in ("label", "help", "title", "story", "before", "after"):
                yield each
            elif name != "claim":
                yield from words_in(each)
    elif isinstance(value, list):
        for each in value:
            yield from words_in(each)


def server_texts() -> set[str]:
    """All that the server may say on the page, values as {}."""
    texts = {text for text in words_in(catalogue()) if WORD.search(text)} - {*PACES}
    for field in FIELDS.values():
        texts |= {field.label, field.help}
    for preset in content.presets().values():
        texts |= {preset.expect, preset.twin_label} - {None, ""}
    texts |= {plain(rule.sentence) for rule in RULES.values()}
    texts |= {quirk.label for quirk in QUIRKS.values()}
    said = {text for name in SPEAKERS for text in server_strings(name)}
    return texts | {text for text in said if is_text(text)} - NOT_SHOWN


def test_every_text_of_the_page_has_an_entry() -> None:
    texts = {
        text
        for name, quote, text in page_strings()
        if quote != "`" and name not in NO_TEXT_IN and is_text(text)
    }
    assert texts - NO_TEXT - ENTRIES.keys() == set()


def test_every_text_of_the_server_has_an_entry() -> None:
    known = {plain(text) for text in ENTRIES}
    assert {text for text in server_texts() if text not in known} == set()


def test_no_sentence_of_the_page_is_glued_from_pieces() -> None:
    glued = [
        (name, text)
        for name, quote, text in page_strings()
        if quote == "`" and name not in NO_TEXT_IN and is_text(re.sub(r"\$\{[^}]*\}", "", text))
    ]
    assert glued == []


def test_every_entry_has_a_text() -> None:
    used = {text for _, quote, text in page_strings() if quote != "`"}
    said = server_texts() | {text for name in SPEAKERS for text in server_strings(name)}
    said |= {*words_in(catalogue())}
    assert [text for text in ENTRIES if text not in used and plain(text) not in said] == []


def test_an_entry_has_the_values_of_its_text() -> None:
    for text, other in ENTRIES.items():
        values, shown = set(HOLE.findall(text)), set(HOLE.findall(other))
        assert values - {"s"} == shown, text  # Chinese has no plural


def test_no_text_stands_in_both_parts() -> None:
    assert TABLE["page"].keys() & TABLE["server"].keys() == set()
