"""Lost connections, a server that starts again, a tab that nobody sees."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest
from playwright.sync_api import expect

from .conftest import App, Stage

pytestmark = pytest.mark.browser
Visit = Callable[..., Stage]
SEEN = """visible => {
  const document = globalThis.document;
  Object.defineProperty(document, "hidden", { value: !visible, configurable: true });
  const state = visible ? "visible" : "hidden";
  Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


class Proxy:
    """A wire between browser and server that can be cut. It lives in a thread of its own."""

    def __init__(self, port: int) -> None:
        self._target = port
        self._cut = False
        self._ends: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._server = self._call(asyncio.start_server(self._serve, "127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    def _call(self, task):  # type: ignore[no-untyped-def]
        return asyncio.run_coroutine_threadsafe(task, self._loop).result(10)

    def cut(self) -> None:
        """End every connection at once, and take no new one."""
        self._call(self._set(True))

    def mend(self) -> None:
        self._call(self._set(False))

    def close(self) -> None:
        self.cut()
        self._call(self._finish())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    async def _set(self, cut: bool) -> None:
        self._cut = cut
        for end in self._ends if cut else ():
            end.transport.abort()

    async def _finish(self) -> None:
        self._server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._cut:
            writer.transport.abort()
            return
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._target)
        except OSError:
            writer.transport.abort()
            return
        ends = {writer, far_writer}
        self._ends |= ends
        try:
            await asyncio.gather(_pump(reader, far_writer), _pump(far_reader, writer))
        finally:
            self._ends -= ends
            for end in ends:
                end.transport.abort()


async def _pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while data := await source.read(1 << 16):
            sink.write(data)
            await sink.drain()
        sink.close()


@pytest.fixture
def proxy(app: App) -> Iterator[Proxy]:
    proxy = Proxy(app.port)
    yield proxy
    proxy.close()


@pytest.fixture
def own_app(chromium: str) -> Iterator[App]:
    """A server that this test may kill."""
    server = App()
    try:
        yield server.wait()
    finally:
        server.stop()


def test_a_killed_connection_resumes_with_its_history(visit: Visit, proxy: Proxy) -> None:
    stage = visit("?v=1&pace=60e&epochs=0&data=spiral", address=proxy.address, whole=True)
    stage.network_may_fail = True
    stage.play()
    stage.until("s => s.epoch >= 20")
    mark = stage.mark()
    proxy.cut()
    stage.until("s => s.state === 'disconnected'", since=mark)
    expect(stage.word).to_contain_text("reconnecting")
    before, cut = stage.now, stage.mark()
    curve = stage.picture("curve")
    proxy.mend()
    stage.until("s => s.state === 'running'", since=mark)
    after = stage.until(f"s => s.frames > {before['frames'] + 5}", since=mark)
    assert after["epoch"] >= before["epoch"]
    assert all(s["epoch"] >= before["epoch"] for s in stage.diary(cut)), "it began anew"
    assert len(set(curve)) > 4 and len(set(stage.picture("curve"))) > 4
    expect(stage.word).not_to_contain_text("reconnecting")
    stage.pause()


def test_a_server_that_starts_again_is_found_again(visit: Visit, own_app: App) -> None:
    stage = visit("?v=1&act=relu&pace=60e&epochs=0", address=own_app.address, whole=True)
    stage.network_may_fail = True
    activation = stage.root.get_by_label("Activation", exact=True)
    activation.select_option("sigmoid")
    expect(stage.page).to_have_url(re.compile("act=sigmoid"))
    stage.play()
    stage.until("s => s.epoch >= 5")
    stage.page.evaluate("() => { globalThis.notReloaded = true; }")
    mark = stage.mark()
    own_app.kill()
    stage.until("s => s.state === 'disconnected'", since=mark)
    own_app.start_again()
    # Nobody remembers the run: the page brings its experiment, and a fresh run waits.
    stage.until("s => s.state === 'idle' && s.epoch === 0", since=mark)
    assert stage.statuses[-1]["experiment"]["activation"] == "sigmoid"
    expect(activation).to_have_value("sigmoid")
    mark = stage.mark()
    stage.play()
    stage.until("s => s.epoch >= 3", since=mark)
    assert stage.page.evaluate("() => globalThis.notReloaded")


def test_a_hidden_tab_gets_no_frames(visit: Visit) -> None:
    stage = visit("?v=1&pace=60e&epochs=0&data=spiral", whole=True)
    stage.play()
    stage.until("s => s.epoch >= 5")
    stage.page.evaluate(SEEN, False)
    # What was on its way is painted; after that nothing moves for half a second.
    quiet = stage.root.evaluate("""el => new Promise((done) => {
      let [frames, since] = [el.dataset.frames, performance.now()];
      const begin = since;
      const look = () => {
        const now = performance.now();
        if (el.dataset.frames !== frames) [frames, since] = [el.dataset.frames, now];
        if (now - since > 500) return done(true);
        if (now - begin > 5000) return done(false);
        setTimeout(look, 20);
      };
      look();
    })""")
    assert quiet
    hidden = stage.now
    mark = stage.mark()
    stage.page.evaluate(SEEN, True)
    seen = stage.until(f"s => s.frames > {hidden['frames'] + 3}", since=mark)
    assert seen["epoch"] > hidden["epoch"]
    assert seen["state"] == "running"
