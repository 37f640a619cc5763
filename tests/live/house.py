"""A runner without threads, a clock that tests move, and pages that paint at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playground.live.run import Run
from playground.live.runner import Runner
from playground.live.viewer import File, Frame, Scene, Viewer
from playground.spec import Experiment
from tests.train.compiled import PROGRAMS, SHUFFLED

RUNNING = SHUFFLED.change(epochs=0)  # three steps an epoch, no budget
TICK_S = 0.01


class Page(Viewer):
    """A viewer that keeps what it was offered and, unless told otherwise, paints at once."""

    def __init__(self, clock: Callable[[], float]) -> None:
        super().__init__(lambda kind, payload: None, clock=clock)
        self.paints = True
        self.got: dict[str, list[Any]] = {"status": [], "scene": [], "frame": [], "file": []}

    def offer_status(self, status: Any) -> None:
        self.got["status"].append(status)
        super().offer_status(status)

    def offer_scene(self, scene: Scene) -> None:
        self.got["scene"].append(scene)
        super().offer_scene(scene)

    def offer_frame(self, frame: Frame) -> None:
        self.got["frame"].append(frame)
        super().offer_frame(frame)

    def offer_file(self, file: File) -> None:
        self.got["file"].append(file)
        super().offer_file(file)

    def paint(self) -> None:
        if self.paints and self.unacked:
            self.acked(self.seq)

    def last(self, slot: str) -> Any:
        """The newest status, scene or frame."""
        return self.got[slot][-1]

    def count(self, slot: str) -> int:
        return len(self.got[slot])


class House:
    """One runner and its pages."""

    def __init__(self) -> None:
        self.now_s = 1000.0
        self.runner = Runner(clock=lambda: self.now_s)
        self.runner.fitter.programs = PROGRAMS
        self.pages: list[Page] = []

    def visit(self, experiment: Experiment = RUNNING, token: str = "a", **more: Any) -> Page:
        """Open a page on a new run, compiled and settled."""
        self.runner.open(experiment, token=token, **more)
        page = self.look(token)
        self.settle()
        return page

    def look(self, token: str) -> Page:
        """One more page on a run that is there."""
        page = Page(lambda: self.now_s)
        self.pages.append(page)
        self.runner.attach(token, page)
        self.turn()
        return page

    def run(self, token: str = "a") -> Run:
        found = self.runner.find(token)
        assert found is not None
        return found

    def say(self, kind: str, *, token: str = "a", **more: Any) -> None:
        """Post an intent and give it its turn, compiling what it asks for."""
        self.runner.post(token, {"type": kind, **more})
        self.settle()

    def set(
        self, *, final: bool = True, revision: int | None = None, side: Any = "both", **changes: Any
    ) -> None:
        seen = self.run().revision if revision is None else revision
        self.say("set", changes=changes, final=final, revision=seen, side=side)

    def turn(self, dt_s: float = 0.0) -> None:
        self.now_s += dt_s
        self.runner.turn()
        for page in self.pages:
            page.paint()

    def settle(self) -> None:
        """Let the trainer find what was posted, compile what is missing, and begin."""
        self.turn()
        for run in self.runner.runs():
            if run.state == "compiling":
                for structure in run.structures:
                    PROGRAMS.get(structure)
        self.turn(0.051)  # an idle run has its next turn within 50 ms
        self.turn()

    def wait(self, seconds: float, *, dt_s: float = TICK_S) -> None:
        for _ in range(round(seconds / dt_s)):
            self.turn(dt_s)

    def wait_for(self, state: str, *, token: str = "a", turns: int = 5000) -> None:
        for _ in range(turns):
            if self.run(token).state == state:
                return
            self.turn(TICK_S)
        raise AssertionError(f"{self.run(token).state} after {turns} turns, not {state}")

    def step(self, token: str = "a") -> int:
        training = self.run(token).training
        return -1 if training is None else training.step
