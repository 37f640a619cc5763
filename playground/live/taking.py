"""Taking along: files made of a run for one page, and files that a page brings, part by part."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from playground.export.files import MAX_FILE_BYTES, write_weights
from playground.export.programs import LIBRARIES, CannotExport, notebook, program
from playground.live.viewer import BadIntent, File, Viewer
from playground.strict import only, whole

if TYPE_CHECKING:
    from playground.live.run import Run

__all__ = ["Upload", "hand_over", "wanted"]

PERIOD_S = 0.3  # between two files for one page: making one takes up to a tenth of a second
_MAX_CHARS = -(-MAX_FILE_BYTES // 3) * 4  # in base64
_MAX_PARTS = 1_000
FORMS = ("weights", "notebook", *LIBRARIES)


class Upload:
    """A file on its way from a page: messages are small, so it comes in parts, in their order."""

    def __init__(self) -> None:
        self._parts: list[str] = []

    def add(self, message: Mapping[str, Any]) -> bytes | None:
        """Take one part; the whole file with the last. Raises BadIntent and forgets the others."""
        before, self._parts = self._parts, []
        only(message, "type", "part", "parts", "data")
        part, parts, data = whole(message, "part"), whole(message, "parts"), message.get("data")
        if not isinstance(data, str):
            raise BadIntent("data must be a text in base64")
        before = before if part else []
        if not 0 < parts <= _MAX_PARTS or part != len(before) or part >= parts:
            raise BadIntent("the file came in pieces out of order; open it again")
        found = [*before, data]
        if sum(map(len, found)) > _MAX_CHARS:
            raise BadIntent(f"the file is too large; at most {MAX_FILE_BYTES} bytes")
        if part + 1 < parts:
            self._parts = found
            return None
        try:
            return base64.b64decode("".join(found), validate=True)
        except binascii.Error as error:
            raise BadIntent("the file came in pieces that are no base64") from error


def wanted(message: Mapping[str, Any]) -> str:
    """Which file a page asks for. Raises BadIntent."""
    only(message, "type", "form")
    form = message.get("form")
    if form not in FORMS:
        raise BadIntent(f"unknown form {str(form)[:40]!r}; known: {', '.join(FORMS)}")
    return str(form)


def hand_over(run: Run, form: str, viewer: Viewer) -> None:
    """Make the file and give it to the one page that asked; between two steps."""
    try:
        viewer.offer_file(_file_of(run, form))
    except (BadIntent, CannotExport) as error:
        viewer.tell({"type": "error", "text": str(error), "fatal": False})


def _file_of(run: Run, form: str) -> File:
    if form == "weights":
        if run.training is None:
            raise BadIntent("this network is still being prepared; try again in a moment")
        content = write_weights(run.experiment, run.training.weights())
        return File("network.npz", "application/zip", content)
    if form == "notebook":
        made, media_type = notebook(run.experiment), "application/x-ipynb+json"
    else:
        made, media_type = program(run.experiment, form), "text/x-python"
    return File(made.name, media_type, made.text.encode())
