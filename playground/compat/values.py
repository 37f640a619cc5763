"""The values of a TensorFlow Playground link, each read by the rules of that program.

Reference: TensorFlow Playground, state.ts (how a value is read) and playground.ts (what becomes
of it before the first draw).
"""

from __future__ import annotations

import math
import re
import reprlib
from collections.abc import Iterable

from playground.compat import names
from playground.fields import FIELDS, MAX_IMPORTED_LAYERS, MAX_WIDTH, InvalidExperiment

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_WIDTH = re.compile(r"\d{1,4}", re.ASCII)
_SLIDER_NOISE, _MAX_NOISE = 50.0, 80.0  # the slider's end, and how far a link may move it


class Values:
    """The values of one link; `notes` gathers a sentence wherever something was decided."""

    def __init__(self, found: dict[str, str], notes: Iterable[str] = ()) -> None:
        self._found = found
        self.notes = list(notes)

    def choice(self, key: str, known: Iterable[str], default: str) -> str:
        """One of the known names, or the default where the link says nothing."""
        value = self._given(key)
        if value is None:
            return default
        if value not in known:
            raise _refuse(key, value, f"known: {', '.join(known)}")
        return value

    def switch(self, key: str, *, default: bool = False) -> bool:
        """True unless it is exactly "false"."""
        value = self._given(key)
        return default if value is None else value != "false"

    def hides(self, control: str) -> bool:
        """Whether the link hides a control: only by exactly "true"."""
        return self._found.get(control + names.HIDE) == "true"

    def hides_some(self, start: str) -> bool:
        """Whether the link hides a control whose name begins like this."""
        return any(
            key.startswith(start) and self.hides(key.removesuffix(names.HIDE))
            for key in self._found
        )

    def number(self, key: str, default: float, low: float, high: float) -> float:
        """A number within bounds that are wide, but are bounds."""
        value = self._given(key)
        if value is None:
            return default
        number = float(value) if len(value) <= 40 and _NUMBER.fullmatch(value) else math.nan
        if not low <= number <= high:
            raise _refuse(key, value, f"it must be a number in [{low:g}, {high:g}]")
        return number

    def noise(self) -> float:
        """In percent: from 0 to 50, up to 80 where a link says so, and 50 again beyond."""
        given = self.number("noise", 0.0, -1e9, 1e9)
        noise = 0.0 if given < 0 else _SLIDER_NOISE if given > _MAX_NOISE else given
        if noise != given:
            self.notes.append(f"noise is {given:g}; TensorFlow Playground makes it {noise:g}.")
        return noise

    def training_points(self, points: int) -> int:
        """How many of the points train: a share in percent, counted from the end if negative."""
        percent = self.number("percTrainData", 50.0, -1e9, 1e9)
        cut = math.floor(points * percent / 100)
        training = min(cut, points) if cut >= 0 else max(points + cut, 0)
        if not 0 <= percent <= 100:
            self.notes.append(
                f"percTrainData is {percent:g}; TensorFlow Playground trains on {training} of "
                f"{points} points then."
            )
        return training

    def batch(self, training: int) -> int | None:
        """Points between two updates, None where there is none: updates come after every point
        whose number the batch size divides.
        """
        size = abs(self.number("batchSize", 10.0, -1e9, 1e9))
        full = [i for i in range(1, training + 1) if size and math.fmod(i, size) == 0]
        if not full:
            self.notes.append(
                f"batchSize is {size:g}: with {training} training points no batch is ever full, "
                "so nothing is learned; the learning rate is 0 here for that."
            )
            return None
        if full != list(range(full[0], training + 1, full[0])):
            raise _refuse("batchSize", self._found["batchSize"], "it must be a whole number")
        return full[0]

    def inputs(self) -> tuple[str, ...]:
        """The inputs under our names: those that are on and not hidden."""
        chosen = tuple(
            ours
            for theirs, ours in names.INPUTS.items()
            if self.switch(theirs, default=theirs in names.INPUTS_ON) and not self.hides(theirs)
        )
        if not chosen:
            raise InvalidExperiment(
                "x", f"x is false; one input must be true: {', '.join(names.INPUTS)}"
            )
        return chosen

    def layers(self) -> tuple[int, ...]:
        """The widths of the hidden layers; written but empty means none."""
        text = self._found.get("networkShape")
        if text is None:
            return (4, 2)
        # Mail programs escape the commas.
        parts = text.replace("%2C", ",").replace("%2c", ",").split(",") if text.strip() else []
        if len(parts) > MAX_IMPORTED_LAYERS:
            raise _refuse("networkShape", text, f"at most {MAX_IMPORTED_LAYERS} hidden layers")
        widths = [int(part) if _WIDTH.fullmatch(part.strip()) else 0 for part in parts]
        if not all(1 <= width <= MAX_WIDTH for width in widths):
            allowed = f"widths from 1 to {MAX_WIDTH}, joined by commas"
            raise _refuse("networkShape", text, f"it must be {allowed}")
        return tuple(widths)

    def seed(self, default: str) -> str:
        """The text that the random stream starts from."""
        value = self._given("seed")
        if value is None:
            self.notes.append(
                f"The link has no seed; TensorFlow Playground draws one, here it is {default}."
            )
            return default
        try:
            return str(FIELDS["tfplayground"].check(value))
        except InvalidExperiment as error:
            raise _refuse("seed", value, str(error).partition("; ")[2]) from None

    def ignore(self, key: str) -> None:
        """Say of a key without effect that it has none, where it asks for something."""
        value = self._given(key)
        if value is not None and value != "false" and key != "collectStats":
            self.notes.append(f"{key} has no effect: TensorFlow Playground itself has none for it.")

    def _given(self, key: str) -> str | None:
        value = self._found.get(key, "")
        return value if value.strip() else None


def _refuse(key: str, value: str, allowed: str) -> InvalidExperiment:
    return InvalidExperiment(key, f"{key} is {reprlib.repr(value)}; {allowed}")
