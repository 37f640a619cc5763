"""The wire between server and trainer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.wire import Kind, Message, Unpacker, pack, pack_close, unpack_close

MESSAGES = st.builds(
    Message, st.integers(0, 2**32 - 1), st.sampled_from(Kind), st.binary(max_size=300)
)


@given(st.lists(MESSAGES, max_size=8), st.lists(st.integers(1, 50), min_size=1))
def test_whatever_the_pieces_the_messages_are_the_same(messages, sizes):
    stream = b"".join(pack(*message) for message in messages)
    unpacker, found, start = Unpacker(), [], 0
    while start < len(stream):
        size = sizes[start % len(sizes)]
        found += unpacker.feed(stream[start : start + size])
        start += size
    assert found == messages


@pytest.mark.parametrize("head", [b"\xff" * 9, b"\x00\x00\x00\x00\x01\x00\x00\x00\x63"])
def test_a_stream_out_of_step_is_noticed(head):
    with pytest.raises(ValueError, match=r"on the wire|not a valid Kind"):
        Unpacker().feed(head)


def test_a_close_carries_code_and_reason():
    assert unpack_close(pack_close(4401, "gone é")) == (4401, "gone é")
