"""The live stream's socket, message by message."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import numpy as np
import pytest

from playground.service.frames import decode
from playground.service.messages import Limits
from playground.service.viewer import Viewer

TOKEN = "t" * 43
OTHER = "o" * 43


async def settle() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


async def open_socket(asgi: Any, socket: Any, runner: Any, token: str = TOKEN) -> Viewer:
    socket.say(asgi.hello(token))
    await socket.hear("welcome")
    await socket.hear("status")
    viewer: Viewer = runner.runs[token][-1]
    return viewer


def test_intents_reach_the_run_and_bad_ones_are_answered(asgi: Any, runner: Any) -> None:
    async def scene() -> None:
        async with asgi.connect(asgi.stream_app(runner)) as socket:
            await open_socket(asgi, socket, runner)
            bad = [{"type": "dance"}, {"type": 3}, {}, asgi.hello(), {"type": "ack", "seq": "1"}]
            bad += [{"type": "ack"}, {"type": "visible", "visible": 1}]
            for message in bad:
                socket.say(message)
                answer = await socket.hear()
                assert (answer["type"], answer["fatal"]) == ("error", False), message
            assert runner.intents == []
            socket.say({"type": "play"})
            await settle()
            assert runner.intents == [(TOKEN, {"type": "play"})]

    asgi.play(scene)


@pytest.mark.parametrize("text", ["no json", "3", json.dumps({"type": "play", "x": "y" * 16_384})])
def test_garbage_later_ends_the_socket(asgi: Any, runner: Any, text: str) -> None:
    async def scene() -> None:
        async with asgi.connect(asgi.stream_app(runner)) as socket:
            await open_socket(asgi, socket, runner)
            socket.say(text)
            assert await socket.end() == 4400
        assert runner.intents == []

    asgi.play(scene)


def test_a_run_that_is_gone_closes_with_its_own_code(asgi: Any, runner: Any) -> None:
    async def scene() -> None:
        async with asgi.connect(asgi.stream_app(runner)) as socket:
            await open_socket(asgi, socket, runner)
            del runner.runs[TOKEN]
            socket.say({"type": "play"})
            assert await socket.end() == 4401

    asgi.play(scene)


def test_a_flood_of_messages_ends_the_socket(asgi: Any, runner: Any) -> None:
    async def scene() -> None:
        limits = Limits(messages_per_s=1.0, message_burst=20.0)
        async with asgi.connect(asgi.stream_app(runner, limits=limits)) as socket:
            await open_socket(asgi, socket, runner)
            for _ in range(40):
                socket.say({"type": "ack", "seq": 0})
            assert await socket.end() == 4429

    asgi.play(scene)


def test_a_newer_socket_replaces_the_older(asgi: Any, runner: Any) -> None:
    async def scene() -> None:
        app = asgi.stream_app(runner)
        async with asgi.connect(app) as older, asgi.connect(app) as newer:
            await open_socket(asgi, older, runner)
            viewer = await open_socket(asgi, newer, runner)
            assert await older.end() == 4409
            await older.task
            assert runner.runs[TOKEN] == [viewer]
            viewer.offer_frame(asgi.make_frame(1))
            assert decode(await newer.hear()).header["step"] == 1

    asgi.play(scene)


def test_status_scene_and_inputs_come_in_this_order(asgi: Any, runner: Any) -> None:
    async def scene() -> None:
        async with asgi.connect(asgi.stream_app(runner)) as socket:
            viewer = await open_socket(asgi, socket, runner)
            viewer.offer_scene({"generation": 4, "grid": 50}, {"maps": np.ones((2, 3), np.uint8)})
            viewer.offer_frame(asgi.make_frame(9, generation=4))
            viewer.offer_status({"state": "running", "navigate": "none"})
            assert (await socket.hear())["type"] == "status"
            assert await socket.hear() == {"type": "scene", "generation": 4, "grid": 50}
            inputs = decode(await socket.hear())
            assert inputs.header == {"kind": "inputs", "seq": 0, "generation": 4}
            assert inputs.arrays["maps"].shape == (2, 3)
            assert decode(await socket.hear()).header["kind"] == "frame"

    asgi.play(scene)


def test_frames_wait_for_credit_and_the_latest_wins(asgi: Any, runner: Any) -> None:
    async def scene() -> None:
        async with asgi.connect(asgi.stream_app(runner)) as socket:
            viewer = await open_socket(asgi, socket, runner)
            for step in (1, 2):
                viewer.offer_frame(asgi.make_frame(step))
                header = decode(await socket.hear()).header
                assert (header["seq"], header["step"]) == (step, step)
            assert not viewer.wants_frame
            for step in range(3, 50):  # nobody acknowledges: all but the last are forgotten
                viewer.offer_frame(asgi.make_frame(step))
            await settle()
            assert socket.inbox.empty()
            socket.say({"type": "ack", "seq": 1})
            header = decode(await socket.hear()).header
            assert (header["seq"], header["step"]) == (3, 49)
            socket.say({"type": "ack", "seq": 3})
            await settle()
            assert viewer.unacked == 0
            assert viewer.wants_frame

    asgi.play(scene)


def test_a_stalled_network_holds_one_frame_and_nobody_else(asgi: Any, runner: Any) -> None:
    async def scene() -> None:
        app = asgi.stream_app(runner)
        async with asgi.connect(app) as slow, asgi.connect(app) as quick:
            stuck = await open_socket(asgi, slow, runner)
            viewer = await open_socket(asgi, quick, runner, OTHER)
            slow.gate.clear()
            for step in range(1, 30):
                stuck.offer_frame(asgi.make_frame(step))
                viewer.offer_frame(asgi.make_frame(step))
                header = decode(await quick.hear()).header
                assert header["step"] == step
                quick.say({"type": "ack", "seq": header["seq"]})
                await settle()
            slow.gate.set()
            assert decode(await slow.hear()).header["step"] == 1
            assert decode(await slow.hear()).header["step"] == 29

    asgi.play(scene)


def test_a_hidden_page_gets_no_frames(asgi: Any, runner: Any) -> None:
    async def scene() -> None:
        async with asgi.connect(asgi.stream_app(runner)) as socket:
            viewer = await open_socket(asgi, socket, runner)
            socket.say({"type": "visible", "visible": False})
            await settle()
            assert not viewer.wants_frame
            viewer.offer_frame(asgi.make_frame(1))
            await settle()
            assert socket.inbox.empty()
            socket.say({"type": "visible", "visible": True})
            assert decode(await socket.hear()).header["step"] == 1

    asgi.play(scene)


def test_history_comes_as_a_tail_and_whole_when_it_changed(asgi: Any, runner: Any) -> None:
    async def scene() -> None:
        async with asgi.connect(asgi.stream_app(runner)) as socket:
            viewer = await open_socket(asgi, socket, runner)
            # (generation, version, rows) -> (history_start, rows sent)
            steps = [((1, 1, 3), (0, 3)), ((1, 1, 3), (3, 0)), ((1, 1, 5), (3, 2))]
            steps += [((1, 2, 4), (0, 4)), ((2, 2, 1), (0, 1)), ((2, 2, 2), (1, 1))]
            for seq, ((generation, version, rows), expected) in enumerate(steps, start=1):
                frame = asgi.make_frame(seq, version=version, rows=rows, generation=generation)
                viewer.offer_frame(frame)
                sent = decode(await socket.hear())
                tail = sent.arrays["history"]
                assert (sent.header["history_start"], len(tail)) == expected
                assert np.array_equal(tail, frame.history.rows(expected[0]))
                socket.say({"type": "ack", "seq": seq})
                await settle()

    asgi.play(scene)


def test_a_page_that_leaves_takes_its_viewer_along_at_every_moment(asgi: Any, runner: Any) -> None:
    async def scene() -> None:
        app = asgi.stream_app(runner)
        async with asgi.connect(app):
            pass  # before hello
        async with asgi.connect(app) as socket:
            viewer = await open_socket(asgi, socket, runner)
            socket.leave()
            await socket.task
            viewer.offer_frame(asgi.make_frame(1))  # the trainer has not noticed yet
        assert runner.runs[TOKEN] == []

    asgi.play(scene)


def test_a_wake_after_the_loop_has_ended_does_no_harm(asgi: Any, runner: Any) -> None:
    kept: list[Viewer] = []

    async def scene() -> None:
        async with asgi.connect(asgi.stream_app(runner)) as socket:
            kept.append(await open_socket(asgi, socket, runner))

    asgi.play(scene)
    kept[0].offer_status({"state": "paused"})
