"""Sockets that send at once, and what is looked at for them."""

import os
import socket

import pytest

from playground.service.sockets import DESCRIPTORS, send_at_once

pytestmark = pytest.mark.skipif(not DESCRIPTORS.exists(), reason="no descriptors to look through")


def test_listening_sockets_send_at_once_and_all_else_stays_as_it_is():
    reading, writing = os.pipe()
    os.set_blocking(reading, False)
    with socket.create_server(("127.0.0.1", 0)) as server:
        send_at_once()
        assert server.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        os.close(writing)
        assert os.read(reading, 1) == b"", "nobody else holds the pipe open"
        socket.create_connection(server.getsockname()).close()
    os.close(reading)
