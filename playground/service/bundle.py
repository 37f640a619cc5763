"""One file of all the page's modules: fifty requests less before the page is there.

The modules stay as they are written, plain ES modules without a build step; here each becomes a
function that returns what it exports, in the order of their imports. They keep to one style, which
is all that this understands: named imports from "./file.js" and exports of declarations.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

__all__ = ["bundle"]

_IMPORT = re.compile(r'^import \{([^}]*)\} from "\./([\w-]+\.js)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (default )?((?:async )?function|const|class) (\w+)", re.MULTILINE)
_LEFT = re.compile(r"^(?:import\b(?!\()|export\b).*", re.MULTILINE)


def bundle(modules: Mapping[str, str], entry: str) -> str:
    """The source of one module that exports what `entry` exports by default.

    `modules` are sources by file name. Raises ValueError for what it does not understand: another
    form of import or export, an unknown module, a circle of imports.
    """
    order: list[str] = []
    _visit(entry, modules, order, ())
    parts = [_wrapped(name, modules[name]) for name in order]
    return f"const modules = {{}};\n{''.join(parts)}export default modules['{entry}'].default;\n"


def _visit(name: str, modules: Mapping[str, str], order: list[str], above: tuple[str, ...]) -> None:
    if name in above:
        raise ValueError(f"modules import each other in a circle: {' → '.join((*above, name))}")
    if name not in modules:
        raise ValueError(f"{above[-1] if above else 'the page'} imports {name}, which is not there")
    if name in order:
        return
    for found in _IMPORT.finditer(modules[name]):
        _visit(found[2], modules, order, (*above, name))
    order.append(name)


def _wrapped(name: str, source: str) -> str:
    exported = [("default" if kind else own, own) for kind, _, own in _EXPORT.findall(source)]
    body = _IMPORT.sub(_destructured, source)
    body = _EXPORT.sub(r"\2 \3", body)
    left = _LEFT.search(body)
    if left:
        raise ValueError(f"{name}: {left[0]!r} is no import or export that can be bundled")
    returned = ", ".join(f"{there}: {here}" for there, here in exported)
    return f"modules['{name}'] = (() => {{\n{body}\nreturn {{ {returned} }};\n}})();\n"


def _destructured(found: re.Match[str]) -> str:
    names = found[1].replace(" as ", ": ")
    return f"const {{{names}}} = modules['{found[2]}'];\n"
