"""uvicorn answers a stranger's large request before its body arrives."""

import socket

import pytest

from tests.servers.conftest import copy_of
from tests.support.servers import Server


@pytest.fixture
def server(staged, tmp_path):
    with Server("uvicorn", copy_of(staged, tmp_path), tmp_path / "log") as server:
        yield server
    assert "Traceback" not in server.text, server.text


def answer_to(server: Server, path: str, length: str, body: bytes = b"") -> bytes:
    """Send the head of a request and part of its body, and return the first line of the answer."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as link:
        link.sendall(f"POST {path} HTTP/1.1\r\nHost: localhost\r\n{length}\r\n\r\n".encode() + body)
        return link.makefile("rb").readline().strip()


def test_a_large_body_of_a_stranger_is_refused_before_it_is_sent(server):
    assert answer_to(server, "/api/v1/attachments", "Content-Length: 20000000").split()[1] == b"401"
    assert answer_to(server, "/accounts/login/", "Content-Length: 20000000").split()[1] == b"413"


def test_a_body_without_a_length_is_refused_where_it_becomes_too_large(server):
    chunks = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    status = answer_to(server, "/accounts/login/", "Transfer-Encoding: chunked", chunks * 3).split()[1]
    assert status == b"413"
