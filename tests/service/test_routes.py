"""What the playground answers over HTTP beside Streamlit's page."""

from __future__ import annotations

import asyncio
import gzip
import re
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette

from playground.service import routes as routes_module
from playground.service.assets import plotly_asset, read_folder
from playground.service.metrics import Metrics
from playground.service.pagefiles import PageFiles, installed_page
from playground.service.routes import base_path, lifespan, routes
from playground.service.stream import Stream

FILES = {
    "stage.js": "export default function mount() {}",
    "stage.css": "b {}",
    "part/a.js": "a",
    ".hidden.js": "h",
}
KINDS = {".css": "text/css", ".js": "text/javascript", ".woff2": "font/woff2"}
GZIP = [("accept-encoding", "gzip, br")]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "part").mkdir()
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    (tmp_path / "secret.py").write_text("x")
    return tmp_path


def app_of(trainer: Any, folder: Path, base: str = "") -> Starlette:
    metrics = Metrics()
    stream = Stream(trainer, metrics=metrics)
    web = read_folder(folder)
    return Starlette(routes=routes(stream, stream, trainer, metrics=metrics, web=web, base=base))


@pytest.mark.parametrize("base", ["", "/base/path"])
def test_modules_are_served_for_ever_under_their_version(
    asgi: Any, trainer: Any, folder: Path, base: str
) -> None:
    async def scene() -> None:
        app = app_of(trainer, folder, base)
        root = f"{base}/np/web/{read_folder(folder).version}"
        answer = await asgi.request(app, f"{root}/stage.js")
        assert (answer.status, answer.body) == (200, FILES["stage.js"].encode())
        assert answer.headers["content-type"].startswith("text/javascript")
        assert "immutable" in answer.headers["cache-control"]
        packed = await asgi.request(app, f"{root}/part/a.js", headers=GZIP)
        assert packed.headers["content-encoding"] == "gzip"
        assert gzip.decompress(packed.body) == b"a"
        tag = [("if-none-match", f'"old", {answer.headers["etag"]}')]
        assert (await asgi.request(app, f"{root}/stage.js", headers=tag)).status == 304
        assert (await asgi.request(app, f"{root}/stage.js", method="POST")).status == 405

    asgi.play(scene)


@pytest.mark.parametrize(
    "path",
    [
        "/np/web/{version}/secret.py",
        "/np/web/{version}/.hidden.js",
        "/np/web/{version}/../secret.py",
        "/np/web/{version}/part/../stage.js",
        "/np/web/{version}//stage.js",
        "/np/web/{version}/",
        "/np/web/000000000000/stage.js",
    ],
)
def test_nothing_else_is_served(asgi: Any, trainer: Any, folder: Path, path: str) -> None:
    async def scene() -> None:
        version = read_folder(folder).version
        answer = await asgi.request(app_of(trainer, folder), path.format(version=version))
        assert answer.status == 404

    asgi.play(scene)


def test_the_version_follows_names_and_contents(folder: Path) -> None:
    seen = {read_folder(folder).version}
    assert read_folder(folder).version in seen
    (folder / "stage.css").write_text("b { }")
    seen.add(read_folder(folder).version)
    (folder / "stage.css").rename(folder / "other.css")
    seen.add(read_folder(folder).version)
    assert len(seen) == 3


def test_the_catalogue_is_the_trainers_and_revalidated(
    asgi: Any, trainer: Any, folder: Path
) -> None:
    async def scene() -> None:
        app = app_of(trainer, folder)
        early = asyncio.create_task(asgi.request(app, "/np/catalogue.json"))
        await asyncio.sleep(0)
        assert not early.done(), "it waits for the trainer to start"
        trainer.catalogue.set_result(b'{"fields":[]}')
        answers = [await early, await asgi.request(app, "/np/catalogue.json")]
        assert answers[0].body == answers[1].body == b'{"fields":[]}'
        assert answers[0].headers["content-type"] == "application/json"
        assert answers[0].headers["cache-control"] == "no-cache"
        tag = [("if-none-match", answers[1].headers["etag"])]
        assert (await asgi.request(app, "/np/catalogue.json", headers=tag)).status == 304

    asgi.play(scene)


def test_a_trainer_that_never_starts_gives_no_catalogue(
    asgi: Any, trainer: Any, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routes_module, "CATALOGUE_WAIT_S", 0.01)

    async def scene() -> None:
        assert (await asgi.request(app_of(trainer, folder), "/np/catalogue.json")).status == 503

    asgi.play(scene)


def test_the_modules_come_in_one_file_too(asgi: Any, trainer: Any, folder: Path) -> None:
    async def scene() -> None:
        address = f"/np/web/{read_folder(folder).version}/bundle.js"
        answer = await asgi.request(app_of(trainer, folder), address)
        assert b"function mount() {}" in answer.body
        assert answer.headers["content-type"].startswith("text/javascript")

    asgi.play(scene)


@pytest.mark.parametrize("base", ["", "/base"])
def test_streamlits_own_files_come_from_memory(
    asgi: Any, trainer: Any, folder: Path, base: str
) -> None:
    async def scene() -> None:
        app = PageFiles(
            app_of(trainer, folder, base), page=installed_page(), early="/x.js", base=base
        )
        page = (installed_page() / "index.html").read_text("utf-8")
        named = re.findall(r"\./(static/[^\"]+)", page)
        assert len(named) > 20
        for name in [*named, named[0]]:
            answer = await asgi.request(app, f"{base}/{name}")
            assert answer.body == (installed_page() / name).read_bytes()
            assert "immutable" in answer.headers["cache-control"]
            kind = KINDS[Path(name).suffix]
            assert answer.headers["content-type"].startswith(kind)
        for other in ("/static/js/none.js", "/static/../index.html", "/static/"):
            assert (await asgi.request(app, base + other)).status == 404, "the app's to answer"
        assert (await asgi.request(app, f"{base}/{named[0]}", method="POST")).status == 404
        index = await asgi.request(app, f"{base}/")
        assert index.headers["cache-control"] == "no-cache"
        text = index.body.decode()
        assert text.index('src="/x.js"') < text.index('<template id="np-later">')
        inert = text[text.index("<template") : text.index("</template>")]
        assert re.findall('type="module"|modulepreload', text.replace(inert, "")) == [
            'type="module"'
        ], "only ours loads at once"
        own = re.findall('type="module"|rel="modulepreload"', page)
        assert re.findall('type="module"|rel="modulepreload"', inert) == own

    asgi.play(scene)


def test_plotly_comes_packed_from_the_wheel(asgi: Any, trainer: Any, folder: Path) -> None:
    async def scene() -> None:
        answer = await asgi.request(app_of(trainer, folder), "/np/plotly.min.js", headers=GZIP)
        assert answer.headers["content-encoding"] == "gzip"
        asset = plotly_asset()
        assert asset is not None
        assert gzip.decompress(answer.body) == asset.body
        assert len(answer.body) < 2_000_000 < len(asset.body)

    asgi.play(scene)


@pytest.mark.parametrize(("age_s", "status"), [(0.2, 200), (5.0, 200), (5.1, 503)])
def test_health_follows_the_trainers_heart(
    asgi: Any, trainer: Any, folder: Path, age_s: float, status: int
) -> None:
    async def scene() -> None:
        trainer.heartbeat_age_s = age_s
        answer = await asgi.request(app_of(trainer, folder), "/healthz")
        assert answer.status == status
        assert answer.headers["cache-control"] == "no-store"

    asgi.play(scene)


def test_metrics_are_in_prometheus_form(asgi: Any, trainer: Any, folder: Path) -> None:
    async def scene() -> None:
        app = app_of(trainer, folder)
        text = (await asgi.request(app, "/metrics")).body.decode()
        lines = text.splitlines()
        assert 'np_runs{state="running"} 1' in lines
        assert "np_compiles_total 3" in lines
        assert "np_frames_sent_total 0" in lines
        assert "# TYPE np_compiles_total counter" in lines
        for line in lines:
            assert line.startswith("# ") or float(line.split(" ")[1]) >= 0
        assert text.endswith("\n")

    asgi.play(scene)


def test_the_base_path() -> None:
    assert [base_path(text) for text in ("", "/", "a", "/a/b/")] == ["", "", "/a", "/a/b"]


def test_the_trainer_lives_as_long_as_the_server(asgi: Any) -> None:
    events: list[str] = []

    async def scene() -> None:
        live = lifespan(lambda: events.append("start"), lambda: events.append("stop"))
        with pytest.raises(KeyError):
            async with live(None):
                events.append("serve")
                raise KeyError
        assert events == ["start", "serve", "stop"]

    asgi.play(scene)
