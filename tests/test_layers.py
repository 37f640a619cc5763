"""Imports go downwards only, and every heavy library has its owners."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

# A part may import parts of layers below its own, and itself. `kinds` and `fields` are the lower
# half of `spec`; the command line stands on top of everything.
LAYERS = (
    {"registry", "stopping", "wire", "frames", "strict"},
    # The service knows the wire, and nothing of training.
    {"data", "model", "optim", "service", "messages", "cores", "pipes"},
    {"kinds", "ui"},
    {"fields"},
    {"linktext", "combinations"},
    {"spec", "hiding"},
    {"compat"},
    {"content", "links", "train"},
    {"export", "claims"},
    {"live", "labs"},
    {"bench"},
    {"cli"},
    {"__init__", "__main__"},
    {"app"},
)
OWNERS = {  # library -> what may import it, by the start of the dotted name
    "jax": ("model", "optim", "train"),
    "optax": ("optim", "train"),
    "scipy": ("train.sketch",),  # comes with JAX
    "starlette": ("service", "ui.host"),
    "streamlit": ("ui", "app"),
    "plotly": ("ui",),
    "distributed": ("labs.cluster",),  # an extra
    "sklearn": ("bench",),  # to compare with; a development package
}
LIGHT = {"numpy"}  # anybody's


def modules():
    """Dotted name without the package's -> path, of every module of ours."""
    found = {"app": ROOT / "app.py"}
    for path in sorted((ROOT / "playground").rglob("*.py")):
        parts = path.relative_to(ROOT / "playground").with_suffix("").parts
        found[".".join(parts)] = path
    return found


MODULES = modules()


def imports(path):
    """Every absolute dotted name that a file imports, `from a import b` as a.b; lazy ones too."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}: imports are written in full"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def part_of(name):
    """playground.train.engine.step -> train; a name of the package itself -> __init__."""
    parts = name.split(".")
    known = {m.split(".")[0] for m in MODULES}
    return parts[1] if len(parts) > 1 and parts[1] in known else "__init__"


def layer_of(part):
    return next((i for i, parts in enumerate(LAYERS) if part in parts), None)


def owned(module, owners):
    return any(module == owner or module.startswith(f"{owner}.") for owner in owners)


def complaints(module, path):
    """What a module imports and must not."""
    part = module.split(".")[0]
    for name in imports(path):
        top = name.split(".")[0]
        if top in ("playground", "app"):
            other = part_of(name) if top == "playground" else "app"
            if other != part and not layer_of(other) < layer_of(part):
                yield f"{module} imports {name}: not a layer below"
        elif top in OWNERS:
            if not owned(module, OWNERS[top]):
                yield f"{module} imports {name}: only {', '.join(OWNERS[top])} may"
        elif top not in sys.stdlib_module_names and top not in LIGHT:
            yield f"{module} imports {name}: it has no owner"


@pytest.mark.parametrize("module", MODULES)
def test_imports_go_downwards_and_libraries_have_owners(module):
    assert layer_of(module.split(".")[0]) is not None, "this part has no layer yet"
    assert list(complaints(module, MODULES[module])) == []


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("data.x", "import playground.spec"),
        ("model.x", "from playground.data import generators"),
        ("links", "from playground.train import engine"),
        ("service.x", "from playground.ui.host import TRAINER"),
        ("service.x", "from playground.live.desk import Desk"),
        ("service.x", "def f():\n    import jax.numpy as jnp"),
        ("service.x", "import streamlit"),
        ("train.x", "from plotly import express"),
        ("ui.page", "from starlette.routing import Route"),
        ("train.x", "import pandas"),
    ],
)
def test_the_rule_can_be_broken(module, line, tmp_path):
    path = tmp_path / "x.py"
    path.write_text(line, "utf-8")
    assert len(list(complaints(module, path))) == 1


def test_the_servers_process_never_loads_jax():
    code = "import sys, playground.ui.host; sys.exit('jax' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT).returncode == 0


def test_no_file_and_no_function_is_too_long():
    for module, path in MODULES.items():
        text = path.read_text("utf-8")
        assert text.count("\n") <= 300, f"{module} asks to be split"
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = node.end_lineno - node.lineno + 1
                assert length <= 60, f"{module}.{node.name} has {length} lines"
