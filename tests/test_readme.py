"""What the README shows, works."""

import doctest
import re
import shlex
from pathlib import Path

import pytest

from playground.cli import build_parser

README = Path(__file__).parents[1] / "README.md"
COMMANDS = re.findall(
    r"^\.venv/bin/python -m playground (.*?)\s*(?:#.*)?$", README.read_text(), re.M
)


def test_python_examples():
    results = doctest.testfile(str(README), module_relative=False)
    assert results.attempted >= 3
    assert results.failed == 0


def test_commands_are_shown():
    assert len(COMMANDS) >= 4


@pytest.mark.parametrize("command", COMMANDS)
def test_commands_are_understood(command):
    assert build_parser().parse_args(shlex.split(command))


def test_files_and_pictures_exist():
    links = re.findall(r"\]\((?!http)([^)#]+)\)", README.read_text())
    assert links
    for link in links:
        assert (README.parent / link).exists(), link
