"""A real server, a real browser, and the stage as a test sees it.

Nothing here sleeps. Every page keeps a diary of what the stage has said of itself, one entry a
painted frame, so that a test can ask for something that has already been and gone.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

import pytest

pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
from playwright.sync_api import Browser, Locator, Page, WebSocket, expect, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
FLAGS += ["--disable-background-networking", "--disable-component-update"]
PATIENCE_MS = 60_000  # a machine may be busy; whatever takes this long is broken
START_S = 60.0
POLL_S = 0.2
SIZES = {"laptop": (1440, 900), "projector": (1280, 720), "phone": (390, 844)}
# Under a rule of its own a run does not end when it has solved its task for a second, which on a
# busy machine comes before what a test does next.
ENDLESS = "&stop=seconds-86400"
# What a browser says by itself of a server that is gone.
NETWORK = re.compile(r"net::ERR_|WebSocket|Failed to fetch|NetworkError|ECONN", re.I)
LEFT_OUT = "net::ERR_BLOCKED_BY_CLIENT.Inspector"  # and of what a test does not let it fetch

DIARY = """el => {
  const number = (text) => (text === "" ? NaN : Number(text));
  const read = () => ({
    state: el.dataset.state, epoch: Number(el.dataset.epoch), frames: Number(el.dataset.frames),
    loss: number(el.dataset.trainLoss), test: number(el.dataset.testLoss), at: performance.now(),
  });
  el.diary = [read()];
  new MutationObserver(() => el.diary.push(read())).observe(el, { attributes: true });
}"""
UNTIL = """(el, {since, patience}) => new Promise((found, missed) => {
  const holds = %s;
  let next = since;
  const end = performance.now() + patience;
  const look = () => {
    for (; next < el.diary.length; next++) if (holds(el.diary[next])) return found(el.diary[next]);
    if (performance.now() < end) return setTimeout(look, 20);
    missed(new Error("never seen; the last entry: " + JSON.stringify(el.diary.at(-1))));
  };
  look();
})"""
# A canvas in 24 x 24 averaged pixels: enough to see it move, small enough to hand over.
PICTURE = """canvas => {
  const small = new OffscreenCanvas(24, 24).getContext("2d", { willReadFrequently: true });
  small.imageSmoothingQuality = "high";
  small.drawImage(canvas, 0, 0, 24, 24);
  return [...small.getImageData(0, 0, 24, 24).data];
}"""


class App:
    """The server as a learner starts it, in a process of its own."""

    def __init__(self) -> None:
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self._start()

    def _start(self) -> None:
        command = [sys.executable, "-m", "streamlit", "run", "app.py"]
        command += ["--server.port", str(self.port), "--server.headless", "true"]
        # Into a file: a pipe that nobody reads would fill.
        self._said = tempfile.TemporaryFile("w+")  # noqa: SIM115 (closed by _end)
        self.process = subprocess.Popen(
            command, cwd=ROOT, stdout=self._said, stderr=subprocess.STDOUT
        )

    def wait(self) -> App:
        """Until it says that it is well; a server that ended early shows why."""
        for _ in range(int(START_S / POLL_S)):
            if self.is_well():
                return self
            with suppress(subprocess.TimeoutExpired):
                code = self.process.wait(timeout=POLL_S)
                pytest.fail(f"the server ended with {code}:\n{self._end()}")
        self.process.kill()
        pytest.fail(f"the server was not well within {START_S:.0f} s:\n{self._end()}")

    def is_well(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.address}/healthz", timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def catalogue(self) -> Any:
        with urllib.request.urlopen(f"{self.address}/np/catalogue.json", timeout=5) as answer:
            return json.load(answer)

    def kill(self) -> None:
        """As a power cut would."""
        self.process.kill()
        self._end()

    def start_again(self) -> None:
        self._start()
        self.wait()

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(timeout=10)
        self.kill()

    def _end(self) -> str:
        """Gather what is left of the process; what it said."""
        self.process.wait()
        if self._said.closed:
            return ""
        with self._said as said:
            said.seek(0)
            return said.read()


class Tabs:
    """Tabs that tests use one after the other: a new one would take half of a test's time."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._idle: list[Page] = []

    def take(self) -> Page:
        """A tab with nothing in it."""
        if self._idle:
            return self._idle.pop()
        page = self._browser.new_context().new_page()
        leave_out_streamlit(page)
        return page

    def give_back(self, page: Page) -> None:
        """As if it were new: without what was there, what that kept, and the way back to it."""
        page.evaluate("() => addEventListener('pagehide', () => sessionStorage.clear())")
        page.goto("about:blank")
        page.context.new_cdp_session(page).send("Page.resetNavigationHistory")
        self._idle.append(page)


def leave_out_streamlit(page: Page) -> None:
    """Let the browser not fetch the program of Streamlit's page, which waits for the stage."""
    link = page.context.new_cdp_session(page)
    link.send("Network.enable")
    link.send("Network.setBlockedURLs", {"urls": ["*/static/js/*"]})


class Stage:
    """A page with the stage on it, opened and painted."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.complaints: list[str] = []
        self.requests: list[str] = []
        self.sent: list[dict[str, Any]] = []
        self.statuses: list[dict[str, Any]] = []
        self.network_may_fail = False
        self._ears: dict[Any, Callable[[Any], Any]] = {
            "console": lambda m: m.type == "error" and self.complaints.append(m.text),
            "pageerror": lambda error: self.complaints.append(str(error)),
            "request": lambda request: self.requests.append(request.url),
            "websocket": self._listen,
        }
        for event, ear in self._ears.items():
            page.on(event, ear)
        page.set_default_timeout(PATIENCE_MS)

    def leave(self) -> None:
        """Listen no longer."""
        for event, ear in self._ears.items():
            self.page.remove_listener(event, ear)

    def _listen(self, link: WebSocket) -> None:
        self.requests.append(link.url)
        if urlsplit(link.url).path.endswith("/np/stream"):
            link.on("framesent", lambda data: self._note(data, self.sent))
            link.on("framereceived", lambda data: self._note(data, self.statuses))
        elif not urlsplit(link.url).path.endswith("/np/labs"):
            self.script_link = link  # Streamlit's own

    def _note(self, data: str | bytes, notes: list[dict[str, Any]]) -> None:
        if isinstance(data, str):
            message = json.loads(data)
            if notes is self.sent or message["type"] == "status":
                notes.append(message)

    def open(self, query: str = "") -> Stage:
        self.page.goto(f"{self.address}/{query}", wait_until="commit")
        return self.meet()

    def meet(self) -> Stage:
        """Wait for a painted stage and begin its diary."""
        self.root.wait_for(timeout=PATIENCE_MS)
        self.root.evaluate(DIARY)
        self.until("s => s.frames > 0 && !['disconnected', 'compiling'].includes(s.state)")
        return self

    def wait_for_streamlit(self) -> None:
        """Until Streamlit's page has loaded and taken the stage into its component."""
        self.page.wait_for_function("() => !document.querySelector('body > div > .np-stage')")

    # -- what the stage says --------------------------------------------------------------------

    @property
    def root(self) -> Locator:
        return self.page.get_by_test_id("stage")

    @property
    def now(self) -> dict[str, Any]:
        return cast(dict[str, Any], self.root.evaluate("el => el.diary.at(-1)"))

    def mark(self) -> int:
        """A place in the diary: from here on."""
        return int(self.root.evaluate("el => el.diary.length"))

    def diary(self, since: int = 0) -> list[dict[str, Any]]:
        return list(self.root.evaluate("(el, n) => el.diary.slice(n)", since))

    def until(self, holds: str, *, since: int | None = None) -> dict[str, Any]:
        """The first entry for which a JavaScript predicate holds; by default from the newest on."""
        since = self.mark() - 1 if since is None else since
        argument = {"since": since, "patience": PATIENCE_MS}
        entry: dict[str, Any] = self.root.evaluate(UNTIL % holds, argument)
        return entry

    def picture(self, figure: str = "field") -> list[int]:
        """The pixels of one canvas, coarsely."""
        return list(self.root.locator(f".figure.{figure} canvas").first.evaluate(PICTURE))

    @property
    def word(self) -> Locator:
        """The one quiet line: what to expect, what was put right, how it went."""
        return self.root.locator(".verdict")

    # -- what a person does ---------------------------------------------------------------------

    def press(self, name: str) -> None:
        self.root.get_by_role("button", name=name, exact=True).click()

    def play(self) -> None:
        mark = self.mark()
        self.press("Play")
        self.until("s => s.state === 'running'", since=mark)

    def pause(self) -> None:
        mark = self.mark()
        self.press("Pause")
        self.until("s => s.state === 'paused'", since=mark)

    def unfold(self, group: str) -> None:
        """Open a group's rarer settings."""
        self.root.locator("details.fold", has_text=group).locator("summary").click()

    def choose(self, dataset: str, *, problem: str = "Classification") -> None:
        """Choose a data set by its picture, which only its problem type shows."""
        picture = self.root.get_by_role("radio", name=dataset, exact=True)
        if not picture.is_visible():
            self.root.get_by_label("Problem type", exact=True).select_option(problem)
        picture.click(force=True)
        expect(picture).to_be_checked()

    def judge(self) -> None:
        """What holds for every page, whatever the test was about."""
        foreign = {url for url in self.requests if not _is_local(url)}
        assert not foreign, "the page must work offline"
        errors = [c for c in self.complaints if LEFT_OUT not in c]
        errors = [c for c in errors if not (self.network_may_fail and NETWORK.search(c))]
        assert not errors, "the console must stay empty"


def _is_local(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in ("blob", "data") or parts.hostname == "127.0.0.1"


def difference(one: list[int], other: list[int]) -> float:
    """How far two pictures are apart: mean difference of their pixels, 0 to 255."""
    return sum(abs(a - b) for a, b in zip(one, other, strict=True)) / len(one)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def chromium() -> str:
    found = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if found is None:
        reason = f"no Chromium found: none of {', '.join(CHROMIUM)} on the path"
        if os.environ.get("NP_REQUIRE_BROWSER") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    return found


@pytest.fixture(scope="session")
def app(chromium: str) -> Iterator[App]:
    """The one server of the whole session."""
    server = App()
    try:
        yield server.wait()
    finally:
        server.stop()


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def tabs(browser: Browser) -> Tabs:
    return Tabs(browser)


@pytest.fixture
def visit(browser: Browser, tabs: Tabs, app: App) -> Iterator[Callable[..., Stage]]:
    """Open the page: `visit("?v=1&lr=0.1", size="phone")`; `more` are a context's options.

    The stage does not wait for Streamlit's page, and most tests do without it, which takes half
    the time; those about both together ask for the `whole`.
    """
    with ExitStack() as closing:
        stages: list[Stage] = []

        def open_page(
            query: str = "",
            *,
            size: str = "laptop",
            address: str = "",
            whole: bool = False,
            **more: Any,
        ) -> Stage:
            width, height = SIZES[size]
            if whole or more:
                context = browser.new_context(**more)
                closing.callback(context.close)
                page = context.new_page()
                if not whole:
                    leave_out_streamlit(page)
            else:
                page = tabs.take()
                closing.callback(tabs.give_back, page)
            page.set_viewport_size({"width": width, "height": height})
            stages.append(Stage(page, address or app.address))
            closing.callback(stages[-1].leave)
            return stages[-1].open(query)

        yield open_page
        for stage in stages:
            stage.judge()
