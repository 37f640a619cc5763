"""All modules in one: it runs as they do, and what cannot be bundled is said."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from playground.service.assets import BUNDLES
from playground.service.bundle import bundle

WEB = Path(__file__).parents[2] / "playground" / "web"
MODULES = {
    "stage.js": """// @ts-check
import { double as twice } from "./sums.js";
import {
  START, Box,
} from "./parts.js";

/** @typedef {import("./parts.js").Box} B */
const name = "stage";
export default function mount() {
  return [name, twice(START), new Box().name].join(" ");
}
""",
    "sums.js": """import { START } from "./parts.js";
const name = "sums";
export function double(x) {
  return name.length * START + 2 * x;
}
""",
    "parts.js": """export const START = 10;
export class Box { name = "box"; }
export async function late() {}
""",
    "unused.js": "export * from 3;",
}


def run(source: str, tmp_path: Path) -> str:
    node = shutil.which("node")
    if node is None:
        pytest.skip("no node found to run it")
    path = tmp_path / "bundle.mjs"
    path.write_text(source, "utf-8")
    code = f"import mount from '{path}'; console.log(typeof mount, mount.length, mount.name)"
    code += "; try { console.log(await mount()) } catch { }"
    done = subprocess.run([node, "--input-type=module", "-e", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_modules_keep_their_own_names_and_find_each_other(tmp_path: Path) -> None:
    assert run(bundle(MODULES, "stage.js"), tmp_path) == "function 0 mount\nstage 60 box\n"


def test_the_pages_own_modules_can_be_bundled(tmp_path: Path) -> None:
    modules = {path.name: path.read_text("utf-8") for path in WEB.glob("*.js")}
    del modules["early.js"]  # it stands before the bundle
    texts = [bundle(modules, entry) for entry in BUNDLES.values()]
    for text, default in zip(texts, ("mount", "replay"), strict=True):
        assert run(text, tmp_path).startswith(f"function 1 {default}")
    assert "</script" not in texts[1], "it would end the script that it stands in"
    for name in modules:
        assert f"modules['{name}'] = " in "".join(texts), "a module that nobody imports"


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ('import x from "./parts.js";', "import x from"),
        ('import * as x from "./parts.js";', "can be bundled"),
        ("export { a };", "export { a }"),
        ("export let a = 1;", "export let"),
        ('import { a } from "./missing.js";\n', "stage.js imports missing.js"),
        ('import { a } from "./stage.js";\n', "stage.js → stage.js"),
    ],
)
def test_what_it_does_not_understand_is_said(source: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        bundle(MODULES | {"stage.js": source}, "stage.js")
