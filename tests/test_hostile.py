"""What comes from outside and is wrong: refused by a sentence that names it, and nothing happens.

One run is asked for everything in the tables; after each it must be as it was, bit for bit. Tables
of points are read in the page: tests/web/csv.test.mjs.
"""

from __future__ import annotations

import base64
import io
import json
from collections import Counter
from functools import partial
from typing import Any

import numpy as np
import pytest

from playground import cli, content
from playground.content import InvalidPreset
from playground.links import from_query
from playground.live.desk import Desk
from playground.live.opening import open_run, still_means
from playground.spec import DEFAULT, to_json
from playground.wire import BAD_MESSAGE, Kind, Message, unpack_close
from tests.live.house import RUNNING, House
from tests.train.compiled import flat

TOKEN = "t" * 43
HELLO = {"type": "hello", "protocol": 1, "token": TOKEN, "resume": None, "query": ""}
MOST_CHARS = 500


class Victim:
    """A run that has trained a little, and the desk before it."""

    def __init__(self) -> None:
        self.house = House()
        self.house.visit(RUNNING, token=TOKEN)
        self.house.say("step", token=TOKEN)
        self.told: list[tuple[int, Kind, bytes]] = []
        self.desk = Desk(
            self.house.runner,
            send=lambda socket, kind, data: self.told.append((socket, kind, data)),
            fresh=partial(open_run, self.house.runner),
            resumes=still_means,
            clock=lambda: self.house.now_s,
            refused=Counter(),
        )
        self.sockets = 0
        self.socket = self.meet(HELLO | {"resume": TOKEN})

    def meet(self, hello: Any) -> int:
        self.sockets += 1
        self.hear(hello, socket=self.sockets, kind=Kind.HELLO)
        return self.sockets

    def hear(self, message: Any, *, socket: int, kind: Kind = Kind.SAY) -> None:
        data = message if isinstance(message, bytes) else json.dumps(message).encode()
        self.desk.hear(Message(socket, kind, data))
        self.house.settle()

    def ask(self, message: Any) -> str:
        """Say it; the error that comes back, or the reason for which the socket is closed."""
        before = len(self.told)
        self.hear(message, socket=self.socket)
        answers = self.told[before:]
        closed = [data for _, kind, data in answers if kind == Kind.CLOSE]
        if closed:
            self.socket = self.meet(HELLO | {"resume": TOKEN})
            code, reason = unpack_close(closed[0])
            assert code == BAD_MESSAGE
            return reason
        texts = [json.loads(data) for _, kind, data in answers if kind == Kind.TEXT]
        errors = [text for text in texts if text["type"] == "error"]
        assert len(errors) == 1, f"refused once, and not with {[t['type'] for t in texts]}"
        assert not errors[0]["fatal"]
        return str(errors[0]["text"])

    def state(self) -> tuple[Any, ...]:
        run = self.house.run(TOKEN)
        weights = flat(run.training.weights()).tobytes()
        held = run.experiment, run.settled, run.preset, run.hide, run.hand.edits, run.playing
        return *held, run.generation, run.revision, run.training.step, len(run.undo.past), weights


@pytest.fixture(scope="module")
def victim() -> Victim:
    return Victim()


def refused(victim: Victim, message: Any, part: str) -> None:
    before = victim.state()
    text = victim.ask(message)
    assert part in text
    assert len(text) <= MOST_CHARS
    assert text.isprintable(), "nothing of it reaches a terminal or a page as a command"
    assert victim.state() == before


def change(changes: Any, **more: Any) -> dict[str, Any]:
    return {"type": "set", "revision": 99, "final": True, "changes": changes} | more


def deep(text: str, n: int) -> bytes:
    return (text * n).encode()


MESSAGES: list[tuple[Any, str]] = [
    (b"", "a message is no JSON"),
    (b"\xff\xfe\x00", "a message is no JSON"),
    (b"{", "a message is no JSON"),
    (b'{"type":"play"}{"type":"reset"}', "a message is no JSON"),
    (b"'play'", "a message is no JSON"),
    (b"[]", "a message is a JSON object"),
    (b"null", "a message is a JSON object"),
    (b'"play"', "a message is a JSON object"),
    (deep("[", 15_000), "a message is no JSON"),
    (deep('{"a":', 3_000), "a message is no JSON"),
    (b'{"type":"set","changes":{"noise":NaN},"final":true,"revision":1}', "a message is no JSON"),
    (b'{"type":"edit","value":-Infinity}', "a message is no JSON"),
    (b'{"type":"ack","seq":' + b"9" * 5_000 + b"}", "a message is no JSON"),
    ({}, "every message has a type"),
    ({"type": ["play"]}, "every message has a type"),
    ({"type": {"__proto__": "play"}}, "every message has a type"),
    (HELLO, "hello comes first and once"),
    ({"type": "__proto__"}, "unknown intent '__proto__'; known: play"),
    ({"type": "__class__"}, "unknown intent '__class__'"),
    ({"type": "PLAY"}, "unknown intent 'PLAY'"),
    ({"type": "play\n\x1b[2J"}, r"unknown intent 'play\n\x1b[2J'"),
    ({"type": "play\u202e"}, "unknown intent 'play"),
    ({"type": "x" * 15_000}, "unknown intent 'xxx"),
    ({"type": "play", "__proto__": {"admin": True}}, "unknown key '__proto__'"),
    ({"type": "reset", "constructor": 1}, "unknown key 'constructor'"),
    ({"type": "ack"}, "ack needs the frame's seq"),
    ({"type": "ack", "seq": 1.5}, "ack needs the frame's seq"),
    ({"type": "visible", "visible": "no"}, "visible must be true or false"),
    (change(None), "changes must be an object"),
    (change({}), "changes must be an object"),
    (change([["noise", 0.1]]), "changes must be an object"),
    (change({"__proto__": {"noise": 0.1}}), "unknown field '__proto__'; known: dataset"),
    (change({"__init__": 1}), "unknown field '__init__'"),
    (change({"n\x00oise": 0.1}), r"unknown field 'n\x00oise'"),
    (change({"f" * 9_000: 1}), "unknown field 'fff"),
    (change({"noise": "0.1"}), "noise is '0.1'; it must be a number"),
    (change({"noise": True}), "noise is True; it must be a number"),
    (change({"noise": None}), "noise is None; it must be a number"),
    (change({"noise": [[[[[[0.1]]]]]]}), "noise is [[[[[[0.1]]]]]]; it must be a number"),
    (change({"noise": 10**400}), "noise is 1000"),
    (change({"noise": -0.1}), "noise is -0.1; it must lie in [0, 0.5]"),
    (change({"batch_size": 2.5}), "batch_size is 2.5; it must be a whole number"),
    (change({"batch_size": 0}), "batch_size is 0; it must lie in"),
    (change({"weight_seed": 2**31}), "weight_seed is 2147483648; it must lie in"),
    (change({"shuffle": 1}), "shuffle is 1; it must be true or false"),
    (change({"dataset": "../../etc/passwd"}), "dataset is '../../etc/passwd'; known: circle"),
    (change({"dataset": {"name": "xor"}}), "dataset is {'name': 'xor'}; known: circle"),
    (change({"dataset": "circle\r\n"}), r"dataset is 'circle\r\n'; known: circle"),
    (change({"activation": "<img src=x onerror=alert(1)>"}), "activation is '<img src=x"),
    (change({"inputs": "x1"}), "inputs is 'x1'; it must be a list"),
    (change({"inputs": ["x1", "x1"]}), "each input may appear once"),
    (change({"inputs": [["x1"]]}), "inputs is ['x1']; known: x1"),
    (change({"hidden": [4] * 9}), "at most 8 hidden layers"),
    (change({"hidden": [10**9]}), "hidden is 1000000000; each hidden layer has 1 to 128"),
    (change({"hidden": {"0": 4}}), "hidden is {'0': 4}; it must be a list"),
    (change({"tfplayground": "a&b=c"}), "tfplayground is 'a&b=c'; it must be at most 64"),
    (change({"tfplayground": "s" * 65}), "at most 64 ASCII characters"),
    (change({"own_points": "2AAAA", "dataset": "own"}), "each point must have 5 characters"),
    (change({"own_points": "b" + "A" * 50}), "it must be a number of classes, 2 to a"),
    (change({"own_points": "2" + "_" * 50}), "each point must lie in [-6, 6]²"),
    (change({"own_points": "2AAAAA\n"}), "it must be a number of classes"),
    (change({"formula": "__import__('os').system('id')"}), "character 1: '_' is unknown"),
    (change({"formula": "(lambda:0)()"}), "character 8: ':' is unknown"),
    (change({"formula": "2x"}), "character 2: + - * / or ^ must stand before 'x'"),
    (change({"formula": "(" * 70 + "x"}), "at most 20 signs, powers and parentheses"),
    (change({"formula": "x" * 81}), "it has 81 characters; at most 80"),
    (change({"formula": "9^9^9^9"}), "must lie between -6 and 6 for some x"),
    (change({"formula": "x\u0000"}), "character 2: '\\x00' is unknown"),
    (change({"formula": 3}), "formula is 3; it must be a formula of x"),
    (change({"own_points": [1, 2]}), "own_points is [1, 2]; it must be a text"),
    (change({"noise": 0.1}, final=0), "final must be true or false"),
    (change({"noise": 0.1}, revision="1"), "revision must be a whole number"),
    (change({"noise": 0.1}, revision=True), "revision must be a whole number"),
    (change({"noise": 0.1}, final=False), "only live fields may be changed while dragging"),
    ({"type": "preset", "id": "../secret"}, "unknown preset '../secret'; known: "),
    ({"type": "preset", "id": ["xor"]}, 'unknown preset "[\'xor\']"; known: '),
    ({"type": "hide", "names": "noise"}, "names must be a list of controls"),
    ({"type": "hide", "names": [["noise"]]}, "names must be a list of controls"),
    ({"type": "hide", "names": ["__proto__"]}, "hide names '__proto__'; known: dataset"),
    ({"type": "rewind", "generation": 1, "step": -1}, "rewind needs a generation and a step"),
    ({"type": "rewind", "generation": None, "step": 0}, "rewind needs a generation and a step"),
    ({"type": "edit", "layer": 1, "to": 0, "from": 0, "value": 1e5, "final": True},
     "value is 100000.0; it must lie in"),
    ({"type": "edit", "layer": 99, "to": 0, "from": 0, "value": 1, "final": True}, "layer is 99"),
    ({"type": "edit", "layer": 1, "to": -1, "from": 0, "value": 1, "final": True}, "to is -1"),
    ({"type": "edit", "layer": 1, "to": 0, "value": 1, "final": True}, "from must be a whole"),
    ({"type": "freeze", "layer": 1, "to": 0, "from": "every", "frozen": True}, "from must be a"),
    ({"type": "switch", "layer": 10**12, "unit": 0, "on": False}, "layer is 1000000000000"),
]  # fmt: skip

OURS: list[tuple[str, str]] = [
    ("v=2", "v is '2'; known: 1"),
    ("?v=1&lr=NaN", "learning_rate is nan; it must lie in"),
    ("?v=1&lr=Infinity", "learning_rate is inf; it must lie in"),
    ("?v=1&lr=0x10", "learning_rate is '0x10'; a link writes a number"),
    ("?v=1&lr=1_0", "learning_rate is '1_0'; a link writes a number"),
    ("?v=1&lr=" + "1" * 41, "a link writes a number"),
    ("?v=1&lr=%D9%A3", "a link writes a number"),
    ("?v=1&lr=0.1&lr=0.2", "lr appears twice in the link"),
    ("?v=1&batch=1e3", "batch_size is '1e3'; a link writes a whole number"),
    ("?v=1&std=true", "standardize is 'true'; a link writes 1 or 0"),
    ("?v=1&net=4,2", "hidden is '4,2'; a link writes widths"),
    ("?v=1&net=-4", "hidden is '-4'; a link writes widths"),
    ("?v=1&net=" + "-".join("4" * 30), "at most 8 hidden layers"),
    ("?v=1&in=x1-__proto__", "inputs is '__proto__'; known: x1"),
    ("?v=1&data=circle%00", "dataset is 'circle\\x00'; known: circle"),
    ("?v=1&data=%FF%FE", "dataset is '��'; known: circle"),
    ("?v=1&pts=2AAAA", "each point must have 5 characters"),
    ("?__proto__[noise]=1", "unknown key '__proto__[noise]'; known: v"),
    ("?v=1&constructor=1", "unknown key 'constructor'"),
    ("?v=1&%1B[2J=1", r"unknown key '\x1b[2J'"),
    ("?v=1&hide=noise-admin", "hide names 'admin'; known: dataset"),
    ("?preset=../xor-perceptron", "unknown preset '../xor-perceptron'"),
    ("?v=1&tfp=a%20b", "at most 64 ASCII characters"),
    ("?" + "a=1&" * 100, "the link has too many parts; at most 60"),
    ("?v=1&data=" + "x" * 6_000, "characters; at most 5000"),
]
THEIRS: list[tuple[str, str]] = [
    ("activation=__proto__", "activation is '__proto__'; known: relu"),
    ("dataset=reg-plane", "dataset is 'reg-plane'; known: circle"),
    ("learningRate=NaN", "learningRate is 'NaN'; it must be a number"),
    ("learningRate=1e999", "learningRate is '1e999'; it must be a number"),
    ("noise=-Infinity", "noise is '-Infinity'; it must be a number"),
    ("batchSize=10;DROP", "batchSize is '10;DROP'; it must be a number"),
    ("networkShape=4,2,", "networkShape is '4,2,'; it must be widths"),
    ("networkShape=1e2", "networkShape is '1e2'; it must be widths"),
    ("networkShape=" + ",".join("1" * 17), "at most 16 hidden layers"),
    ("networkShape=999999999", "it must be widths from 1 to 128"),
    ("seed=\x1b[31m", "seed is '\\x1b[31m'; it must be at most 64"),
    ("seed=" + "9" * 65, "at most 64 ASCII characters"),
    ("percTrainData={}", "percTrainData is '{}'; it must be a number"),
    ("x=false&y=false", "x is false; one input must be true"),
    ("noise=5&" + "a=1&" * 200, "parts; at most 150"),
    ("noise=5&" + "a" * 5_000, "characters; at most 4000"),
]


@pytest.mark.parametrize(("message", "part"), MESSAGES, ids=lambda value: str(value)[:60])
def test_messages(victim: Victim, message: Any, part: str) -> None:
    refused(victim, message, part)


@pytest.mark.parametrize(("query", "part"), OURS, ids=lambda value: str(value)[:40])
def test_links_of_ours(victim: Victim, query: str, part: str) -> None:
    refused(victim, {"type": "load", "query": query, "push": True}, part)
    with pytest.raises(ValueError, match=r"."):
        from_query(query) if "preset" not in query else content.find(query.partition("=")[2])


@pytest.mark.parametrize(("settings", "part"), THEIRS, ids=lambda value: str(value)[:40])
def test_links_of_tensorflow_playground(victim: Victim, settings: str, part: str) -> None:
    refused(
        victim, {"type": "load", "query": f"https://playground.tensorflow.org/#{settings}"}, part
    )


HELLOS: list[tuple[Any, str]] = [
    (b"\x00", "a message is no JSON"),
    ([HELLO], "a message is a JSON object"),
    (HELLO | {"protocol": 2}, "protocol 1"),
    (HELLO | {"protocol": "1"}, "protocol 1"),
    (HELLO | {"token": "short"}, "hello has no token"),
    (HELLO | {"token": "t" * 200}, "hello has no token"),
    (HELLO | {"token": None}, "hello has no token"),
    (HELLO | {"resume": {"token": TOKEN}}, "hello's resume is no token"),
    (HELLO | {"query": ["v=1"]}, "hello's query is no text"),
]


@pytest.mark.parametrize(("hello", "part"), HELLOS, ids=lambda value: str(value)[:60])
def test_hellos(victim: Victim, hello: Any, part: str) -> None:
    before, runs = victim.state(), len(victim.house.runner.runs())
    victim.meet(hello)
    socket, kind, data = victim.told[-1]
    assert (socket, kind) == (victim.sockets, Kind.CLOSE)
    code, reason = unpack_close(data)
    assert (code, part in reason) == (BAD_MESSAGE, True)
    assert (victim.state(), len(victim.house.runner.runs())) == (before, runs)


def experiment(**changes: Any) -> str:
    return json.dumps(to_json(DEFAULT) | changes)


def npz(**arrays: Any) -> bytes:
    file = io.BytesIO()
    np.savez(file, **arrays)
    return file.getvalue()


FILES: list[tuple[str | bytes, str]] = [
    ("", "no JSON"),
    ("{", "no JSON"),
    ("[" * 100_000, "nested too deeply"),
    ("[]", "experiment is list; it must be an object"),
    ('{"noise": NaN}', "NaN"),
    ('{"noise": 0.1, "noise": 0.2}', "'noise' occurs twice"),
    (experiment(version=2), "version is 2; known: 1"),
    (experiment(version=True), "version is True; known: 1"),
    (experiment(__proto__={}), "unknown field '__proto__'"),
    (experiment(noise={"$gt": 0}), "noise is {'$gt': 0}; it must be a number"),
    (experiment(hidden=[[4]]), "hidden is [4]; each hidden layer"),
    (experiment(dataset="\x1b]0;x\x07"), r"dataset is '\x1b]0;x\x07'; known: circle"),
    (b"\xff\xfe{}", "neither an experiment (JSON) nor weights"),
    (b"PK\x03\x04" + b"\x00" * 40, "no"),
    (npz(w1=np.zeros((2, 3))), "no array 'experiment'"),
    (npz(experiment=np.array([{}], object)), "experiment"),
    (npz(experiment=np.array(experiment(hidden=[])), w1=np.full((2, 1), np.nan), b1=[0.0]), "w1"),
    (npz(experiment=np.array(experiment(hidden=[])), w1=np.zeros((9, 9)), b1=[0.0]), "w1"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "part"), FILES, ids=lambda value: str(value)[:40])
def test_files(victim: Victim, data: str | bytes, part: str) -> None:
    raw = data if isinstance(data, bytes) else data.encode()
    text = base64.b64encode(raw).decode()
    refused(victim, {"type": "open", "part": 0, "parts": 1, "data": text}, part)


@pytest.mark.parametrize(("data", "part"), FILES[:12], ids=lambda value: str(value)[:40])
def test_files_from_the_command_line(
    tmp_path: Any, capsys: Any, data: str | bytes, part: str
) -> None:
    path = tmp_path / "mine.json"
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    assert cli.main(["train", str(path)]) != 0
    out, error = capsys.readouterr()
    assert out == ""
    assert error.strip().count("\n") == 0, "one line"
    assert part.removeprefix("no ") in error
    assert error.strip().isprintable()


WHOLE = json.loads((content.FOLDER / "xor-hidden-layer.json").read_text(encoding="utf-8"))
PRESETS: list[tuple[dict[str, Any], str]] = [
    ({"hide": 5}, "hide must be a list of controls"),
    ({"hide": [["noise"]]}, "hide must be a list of controls"),
    ({"hide": ["__proto__"]}, "hide names '__proto__'"),
    ({"title": ["x"]}, "title must be a sentence"),
    ({"story": ""}, "story must be a sentence"),
    ({"year": "1969"}, "year must be a whole number"),
    ({"order": True}, "order must be a whole number"),
    ({"__proto__": {}}, "preset has unknown __proto__"),
    ({"twin": "xor-perceptron"}, "twin must be an object"),
    ({"twin": {"id": ["a"], "label": "Go"}}, "twin.id must be a text"),
    ({"twin": {"id": "xor-perceptron", "label": 3}}, "twin.label must be a text"),
    ({"experiment": None}, "experiment must be an object"),
    ({"experiment": WHOLE["experiment"] | {"noise": "0"}}, "noise is '0'; it must be a number"),
    ({"experiment": WHOLE["experiment"] | {"epochs": 0}}, "a preset has a budget"),
    ({"check": []}, "check must be an object"),
    ({"check": WHOLE["check"] | {"kind": ["theorem"]}}, "check.kind is ['theorem']; known"),
    ({"check": WHOLE["check"] | {"rate": "often"}}, "check.rate"),
    ({"check": WHOLE["check"] | {"change": [1]}}, "check.change must be an object"),
]


@pytest.mark.parametrize(("changes", "part"), PRESETS, ids=lambda value: str(value)[:50])
def test_presets(tmp_path: Any, changes: dict[str, Any], part: str) -> None:
    (tmp_path / "mine.json").write_text(json.dumps(WHOLE | changes), encoding="utf-8")
    with pytest.raises(InvalidPreset) as caught:
        content.load(tmp_path)
    assert str(caught.value).startswith("mine.json: ")
    assert part in str(caught.value)


@pytest.mark.parametrize(
    ("text", "part"),
    [(b"\xff", "mine.json: "), (b"[" * 100_000, "nested"), (b'{"title": NaN}', "NaN")],
    ids=lambda value: str(value)[:20],
)
def test_preset_files_that_are_no_json(tmp_path: Any, text: bytes, part: str) -> None:
    (tmp_path / "mine.json").write_bytes(text)
    with pytest.raises(InvalidPreset, match=part):
        content.load(tmp_path)


def test_the_corpus_is_large_enough() -> None:
    tables = (MESSAGES, OURS, THEIRS, HELLOS, FILES, PRESETS)
    assert sum(map(len, tables)) >= 150
