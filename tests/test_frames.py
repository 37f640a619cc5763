"""The frame codec: decode after encode is the identity, and nothing else is a frame."""

from __future__ import annotations

import json
import struct
from typing import Any

import hypothesis.extra.numpy as hnp
import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from playground.frames import DTYPES, BadFrame, decode, encode

names = st.text(min_size=1, max_size=12).filter(lambda name: name != "arrays")
scalars = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=20)
scalars |= st.floats(allow_nan=False, allow_infinity=False)
arrays = hnp.arrays(
    dtype=st.sampled_from([np.dtype(dtype) for dtype in DTYPES.values()]),
    shape=hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=5),
)

# One frame, byte for byte: `web/frames.js` reads the same.
GOLDEN_HEADER = {"kind": "frame", "seq": 7, "epoch": 1.5, "test_loss": None}
GOLDEN_ARRAYS = {
    "field": np.array([[0, 127], [254, 1]], np.uint8),
    "weights": np.array([0.5, -2.0, 1e-3], np.float32),
}
GOLDEN = (
    b"NPF1\xb0\0\0\0"
    b'{"kind":"frame","seq":7,"epoch":1.5,"test_loss":null,"arrays":['
    b'{"name":"field","dtype":"u1","shape":[2,2],"offset":0},'
    b'{"name":"weights","dtype":"f4","shape":[3],"offset":8}]}'
)


@given(st.dictionaries(names, scalars, max_size=5), st.dictionaries(names, arrays, max_size=5))
@example({}, {})
def test_decode_gives_back_what_was_encoded(header: Any, content: Any) -> None:
    message = encode(header, content)
    decoded = decode(message)
    assert decoded.header == header
    assert list(decoded.arrays) == list(content)
    for name, array in content.items():
        assert decoded.arrays[name].dtype == array.dtype
        assert decoded.arrays[name].shape == array.shape
        assert decoded.arrays[name].tobytes() == array.tobytes()
    assert encode(decoded.header, decoded.arrays) == message


def test_the_bytes_are_the_documented_ones() -> None:
    payload = b"\x00\x7f\xfe\x01\0\0\0\0" + struct.pack("<3f", 0.5, -2.0, 1e-3)
    padded = GOLDEN[8:] + b" " * (-len(GOLDEN[8:]) % 8)
    assert encode(GOLDEN_HEADER, GOLDEN_ARRAYS) == GOLDEN[:8] + padded + payload
    assert len(padded) == 0xB0


def test_what_is_not_finite_becomes_null_and_numpy_scalars_become_numbers() -> None:
    header = {"a": float("nan"), "b": np.float32("inf"), "c": np.float32(0.5), "d": np.int64(3)}
    assert decode(encode(header, {})).header == {"a": None, "b": None, "c": 0.5, "d": 3}


def test_views_are_sent_as_they_look() -> None:
    grid = np.arange(12, dtype=np.float32).reshape(3, 4)
    sent = decode(encode({}, {"t": grid.T, "b": grid > 5, "end": grid[3:]})).arrays
    assert np.array_equal(sent["t"], grid.T)
    assert np.array_equal(sent["b"], (grid > 5).astype(np.uint8))
    assert sent["end"].shape == (0, 4)


@pytest.mark.parametrize(
    ("header", "content"),
    [
        ({"arrays": []}, {}),
        ({}, {"a": np.zeros(2, np.int64)}),
        ({}, {"a": np.zeros(2, ">f4")}),
        ({}, {"a": np.array(["text"])}),
    ],
)
def test_the_encoder_refuses_what_the_format_cannot_hold(header: Any, content: Any) -> None:
    with pytest.raises(BadFrame):
        encode(header, content)


def frame_of(header: Any, payload: bytes = b"") -> bytes:
    text = (header if isinstance(header, str) else json.dumps(header)).encode()
    text += b" " * (-len(text) % 8)
    return b"NPF1" + struct.pack("<I", len(text)) + text + payload


def entry(**changes: Any) -> dict[str, Any]:
    return {"name": "a", "dtype": "u1", "shape": [2], "offset": 0} | changes


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"NPF1",
        b"NPF2" + bytes(20),
        b"NPF1" + struct.pack("<I", 2**31) + b"{}",
        b"NPF1" + struct.pack("<I", 4) + b"{}  ",
        frame_of("{"),
        frame_of("[]"),
        frame_of('{"arrays":[],"x":NaN}'),
        frame_of('{"arrays":[],"x":1,"x":2}'),
        frame_of("[" * 100_000),
        frame_of("\udcff".encode("utf-8", "surrogatepass").decode("latin-1")),
        frame_of({}),
        frame_of({"arrays": {}}),
        frame_of({"arrays": []}, b"x"),
        frame_of({"arrays": [7]}),
        frame_of({"arrays": [entry(more=1)]}, b"xx"),
        frame_of({"arrays": [entry(name=3)]}, b"xx"),
        frame_of({"arrays": [entry(dtype="O")]}, b"xx"),
        frame_of({"arrays": [entry(dtype=["u1"])]}, b"xx"),
        frame_of({"arrays": [entry(shape=[-2])]}, b"xx"),
        frame_of({"arrays": [entry(shape=[2.0])]}, b"xx"),
        frame_of({"arrays": [entry(shape=[True])]}, b"x"),
        frame_of({"arrays": [entry(shape=None)]}, b"xx"),
        frame_of({"arrays": [entry(shape=[2**31, 2**31])]}, b"xx"),
        frame_of({"arrays": [entry(offset=8)]}, bytes(8) + b"xx"),
        frame_of({"arrays": [entry(offset=-8)]}, b"xx"),
        frame_of({"arrays": [entry(shape=[3])]}, b"xx"),
        frame_of({"arrays": [entry(), entry()]}, b"xx"),
        frame_of({"arrays": [entry(), entry(name="b", offset=8)]}, b"xx" + b"y" * 6 + b"zz"),
    ],
)
def test_everything_else_is_refused(data: bytes) -> None:
    with pytest.raises(BadFrame):
        decode(data)


@given(st.data())
def test_a_changed_or_cut_frame_is_refused_or_still_a_frame(data: Any) -> None:
    whole = encode(GOLDEN_HEADER, GOLDEN_ARRAYS)
    cut = data.draw(st.integers(0, len(whole)))
    change = data.draw(st.binary(max_size=4))
    mangled = whole[:cut] + change + whole[cut + len(change) :]
    try:
        decoded = decode(mangled)
    except BadFrame:
        return
    assert decode(encode(decoded.header, decoded.arrays)).header == decoded.header
