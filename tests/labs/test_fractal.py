"""The fractal of trainability: its pictures, its pixels, its questions, its command."""

import json
import struct
import subprocess
import sys

import numpy as np
import pytest

from playground import cli
from playground.labs import fractal, window
from playground.labs.colours import DIVERGED, LEARNED, coloured
from playground.labs.fractal import draw, experiment_of, read
from playground.labs.jobs import Progress, Report
from playground.labs.pixel import play
from playground.labs.window import HOME, Pixel, Question, read_pixel, read_question
from playground.spec import from_json
from playground.strict import BadIntent
from playground.train import lanes
from playground.train.fractal import Pixels, in_kernel, measured
from tests.train.compiled import fresh

STEPS = 40
HOME_RATES = Question("rates", "2-4-2-1", 32, STEPS, 32, *HOME["rates"])


def last(work):
    return [told for told in work if isinstance(told, Report)][-1]


def test_equal_rates_train_as_the_stage_does():
    e = experiment_of("2-4-2-1", 32, steps=7).change(learning_rate=0.1)
    pixels = Pixels(e, devices=1)
    state = pixels.start(np.full((pixels.room, 2), 0.1), np.ones(pixels.room))
    state = pixels.advance(pixels.advance(state, 4, of=7), 3, of=7)
    alone = fresh(e)
    alone.advance(7)
    for ours, expected in zip(pixels.layers(state, 70), alone.weights(), strict=True):
        for part, other in zip(ours, expected, strict=True):
            np.testing.assert_allclose(part, other, rtol=1e-5, atol=1e-6)


def test_each_layer_has_its_rate_and_a_network_without_one_does_not_train():
    pixels = Pixels(experiment_of("2-4-2-1", 32, steps=7), devices=1)
    rates = np.full((pixels.room, 2), 0.1)
    rates[0], rates[1], rates[2] = (0.1, 0), (0, 0.1), np.nan
    before = pixels.start(rates, np.ones(pixels.room))
    after = pixels.advance(before, 5, of=7)
    moved = [
        [not np.array_equal(w, old) for (w, _), (old, _) in zip(*both, strict=True)]
        for both in ((pixels.layers(after, k), pixels.layers(before, k)) for k in (0, 1))
    ]
    assert moved == [[True, False, False], [False, True, True]]
    assert not np.asarray(after.alive)[0, 2]
    with pytest.raises(ValueError, match="whole 16s"):
        Pixels(experiment_of("2-4-2-1", 32, steps=7).change(points=34, batch_size=1))


def test_the_kernel_of_a_gpu_draws_the_same(monkeypatch):
    """Interpreted, with blocks of four networks: learning, crawling, diverging, and none."""
    monkeypatch.setattr(lanes, "LANES", 4)
    pixels = Pixels(experiment_of("2-4-2-1", 32, steps=30), devices=1)
    rates = np.full((pixels.room, 2), 0.1)
    rates[1], rates[2], rates[3] = (0.001, 0.3), (30, 30), np.nan
    begin = pixels.start(rates, np.linspace(0.5, 1.5, pixels.room))
    expected = pixels.advance(pixels.advance(begin, 11, of=30), 19, of=30)
    found = in_kernel(pixels._structure, begin, pixels._points, 11, 30)
    found = in_kernel(pixels._structure, found, pixels._points, 19, 30)
    assert np.asarray(found.alive)[0].tolist() == [True, True, False, False]
    np.testing.assert_allclose(measured(found), measured(expected), rtol=1e-5)


@pytest.mark.parametrize(("column", "row"), [(10, 20), (20, 20), (5, 0), (16, 14)])
def test_a_pixel_is_the_sum_of_the_losses_that_its_replay_shows(column, row):
    """Worked out anew in NumPy from the weights of every step; the value itself is bit-equal."""
    q = HOME_RATES
    picture = last(draw(q)).arrays["values"]
    x = q.x + (column + 0.5) / q.size * q.span
    y = q.y + (q.size - row - 0.5) / q.size * q.span
    report = last(play(Pixel(q.axes, q.network, q.points, q.steps, x, y)))
    assert np.float32(report.header["value"]) == picture[row, column]
    shares = report.arrays["losses"]
    counted = shares[:-1][shares[:-1] < 1e6]
    found = counted.sum() if picture[row, column] > 0 else -(1 / counted).sum()
    assert found == pytest.approx(picture[row, column], rel=1e-4)
    assert report.arrays["fields"].shape == (len(shares), 32, 32)
    assert report.header["diverged"] == (shares[-1] > 1e6 or len(shares) <= STEPS)
    assert picture[0, 0] < 0 < picture[-1, 0]  # later rates: large above, small below


def test_a_zoom_shows_the_same_networks_in_ever_finer_pictures():
    finer = Question("scale", "2-4-2-1", 32, STEPS, 64, *HOME["scale"])
    told = list(draw(finer))
    levels = [t.header["size"] for t in told if isinstance(t, Report)]
    shares = [t.share for t in told if isinstance(t, Progress)]
    assert levels == [32, 64]
    assert shares == sorted(shares)
    assert told[-1].header["share"] == 1
    values = told[-1].arrays["values"]
    quarter = Question("scale", "2-4-2-1", 32, STEPS, 32, finer.x, finer.y, finer.span / 2)
    np.testing.assert_array_equal(last(draw(quarter)).arrays["values"], values[32:, :32])
    column, row = told[-1].header["best"]
    assert values[row, column] == values[values > 0].min()
    assert told[-1].header["learned"] == np.sum(values > 0)


def test_a_replay_hands_the_stage_its_experiment_where_one_rate_is_enough():
    report = last(play(Pixel("scale", "2-4-2-1", 32, 2, -1.0, 0.5)))
    e = from_json(report.header["experiment"])
    assert (e.learning_rate, e.init_scale, e.epochs) == (0.1, 10**0.5, 2)
    for other in (
        Pixel("rates", "2-4-2-1", 32, 2, -1.0, 0.0),
        Pixel("scale", "2-4-2-1", 32, 2, 0.0, 2.0),
    ):
        assert last(play(other)).header["experiment"] is None


MESSAGE = {"axes": "rates", "network": "2-4-2-1", "points": 16, "steps": 500, "size": 128}
WINDOW = {"x": 0, "y": 0, "span": 1}


def test_questions_are_read_strictly_and_bounded():
    assert read_question(MESSAGE | WINDOW).span == 1
    bad = [
        ({"network": "2-5-1"}, "network is '2-5-1'; it must be one of 2-4-2-1, 2-16-1"),
        ({"points": 16.0}, "points is 16.0"),
        ({"span": 1e-6}, "equal in float32"),
        ({"x": 7.5}, r"it must stay in \[-8, 8\]"),
        ({"y": "0"}, "y is '0'"),
        ({"size": 1024, "points": 64, "steps": 2000}, "it may be 512"),
        ({"more": 1}, "unknown key 'more'"),
    ]
    for change, sentence in bad:
        with pytest.raises(BadIntent, match=sentence):
            read_question(MESSAGE | WINDOW | change)
    with pytest.raises(BadIntent, match="span is nan"):
        Question("rates", "2-4-2-1", 32, 100, 32, 0, 0, float("nan"))
    pixel = {key: value for key, value in (MESSAGE | WINDOW).items() if key not in ("size", "span")}
    assert read_pixel(pixel).steps == 500
    with pytest.raises(BadIntent, match="unknown key 'size'"):
        read_pixel(pixel | {"size": 32})


def test_a_gpu_may_draw_the_largest_picture_that_there_is(monkeypatch):
    largest = {"network": "2-16-1", "size": 1024, "points": 64, "steps": 2000}
    monkeypatch.setattr(fractal, "devices", lambda: {"cpu": None, "gpu": None})
    assert read(MESSAGE | WINDOW | largest).size == 1024


def test_colours_go_by_rank_on_either_side_of_the_frontier():
    values = np.array([1e-3, 5, 7, -3, -2, -1e-9], np.float32)
    found = ["#" + bytes(colour).hex() for colour in coloured(values)]
    assert (found[2], found[0]) == LEARNED
    assert (found[3], found[5]) == DIVERGED
    assert len(set(found)) == 6


def test_the_command_writes_a_picture_and_says_what_is_in_it(capsys, tmp_path, monkeypatch):
    monkeypatch.setattr(window, "STEPS", (STEPS,))
    file = tmp_path / "fractal.png"
    line = ["fractal", "--size", "32", "--steps", str(STEPS), "--points", "32", "--png", str(file)]
    assert cli.main([*line, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert 0 < found["learned"] < 1024
    assert HOME["rates"][0] < found["best"]["x"] < HOME["rates"][0] + HOME["rates"][2]
    assert file.read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", file.read_bytes()[16:24]) == (32, 32)
    assert cli.main([*line, "--window", "0,0,1e-9"]) == 2
    assert "equal in float32" in capsys.readouterr().err


_ON_FOUR_DEVICES = """
import jax, numpy as np
jax.config.update("jax_num_cpu_devices", 4)
from playground.labs.fractal import experiment_of
from playground.train.fractal import Pixels, measured
found = []
for devices in (4, 1):
    pixels = Pixels(experiment_of("2-4-2-1", 16, steps=20), devices=devices)
    rates = 10 ** np.linspace(-2, 2, 512).reshape(256, 2)[np.arange(pixels.room) % 256]
    state = pixels.advance(pixels.start(rates, np.ones(pixels.room)), 20, of=20)
    found.append(measured(state)[:256].tobytes())
    print(pixels.room)
assert found[0] == found[1]
"""


def test_pixels_on_four_devices_are_bit_for_bit_those_on_one():
    done = subprocess.run(
        [sys.executable, "-c", _ON_FOUR_DEVICES], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["1024", "256"]
