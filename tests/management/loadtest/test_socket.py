from typing import Any

from chat.management.loadtest.socket import Socket

UPGRADED = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n"


class Transport:
    def __init__(self) -> None:
        self.written: list[bytes] = []
        self.is_aborted = self.is_closed = False

    def write(self, data: bytes) -> None:
        self.written.append(data)

    def is_closing(self) -> bool:
        return self.is_aborted or self.is_closed

    def abort(self) -> None:
        self.is_aborted = True

    def close(self) -> None:
        self.is_closed = True


def open_socket() -> tuple[Any, Transport, list[bytes], list[int | None]]:
    """A socket whose upgrade was asked for, its transport, the texts that arrived, and how it ended."""
    texts: list[bytes] = []
    ends: list[int | None] = []
    socket: Any = Socket("/ws/?batch=1", "localhost:8000", "the-token", texts.append, ends.append)
    transport = Transport()
    socket.connection_made(transport)
    return socket, transport, texts, ends


def frame(opcode: int, payload: bytes) -> bytes:
    size = len(payload)
    if size < 126:
        head = bytes([0x80 | opcode, size])
    elif size < 1 << 16:
        head = bytes([0x80 | opcode, 126]) + size.to_bytes(2)
    else:
        head = bytes([0x80 | opcode, 127]) + size.to_bytes(8)
    return head + payload


def test_the_upgrade_carries_the_token() -> None:
    _, transport, _, _ = open_socket()
    assert transport.written[0].startswith(b"GET /ws/?batch=1 HTTP/1.1\r\nHost: localhost:8000\r\n")
    assert b"Authorization: Bearer the-token\r\n" in transport.written[0]


def test_a_refused_upgrade_ends_the_socket_without_a_code() -> None:
    socket, transport, _, ends = open_socket()
    socket.data_received(b"HTTP/1.1 403 Forbidden\r\n\r\n")
    assert transport.is_aborted
    socket.connection_lost(None)
    assert ends == [None]


def test_frames_of_every_length_arrive_however_the_bytes_are_cut() -> None:
    payloads = [b"", b"a" * 125, b"b" * 126, b"c" * 70_000, b"d"]
    stream = UPGRADED + b"".join(frame(1, payload) for payload in payloads)
    for size in (1, 3, 1_000, len(stream)):
        socket, _, texts, _ = open_socket()
        for start in range(0, len(stream), size):
            socket.data_received(stream[start : start + size])
        assert texts == payloads


def test_a_ping_is_answered_with_its_payload() -> None:
    socket, transport, _, _ = open_socket()
    socket.data_received(UPGRADED + frame(9, b"beat"))
    assert transport.written[-1] == b"\x8a\x84\0\0\0\0beat"


def test_what_is_sent_is_one_masked_text_frame() -> None:
    socket, transport, _, _ = open_socket()
    socket.data_received(UPGRADED)
    for size, head in ((3, b"\x81\x83"), (300, b"\x81\xfe\x01\x2c"), (70_000, b"\x81\xff" + (70_000).to_bytes(8))):
        socket.send("x" * size)
        assert transport.written[-1] == head + b"\0\0\0\0" + b"x" * size


def test_nothing_is_sent_before_the_upgrade_or_after_the_end() -> None:
    socket, transport, _, _ = open_socket()
    socket.send("early")
    socket.data_received(UPGRADED)
    socket.connection_lost(None)
    socket.send("late")
    assert len(transport.written) == 1


def test_the_close_code_of_the_site_is_passed_on() -> None:
    socket, transport, _, ends = open_socket()
    socket.data_received(UPGRADED + frame(8, (4403).to_bytes(2) + b"reason"))
    assert transport.is_closed
    socket.connection_lost(None)
    assert ends == [4403]


def test_a_page_closes_with_a_close_frame_and_a_lost_network_without() -> None:
    socket, transport, _, _ = open_socket()
    socket.data_received(UPGRADED)
    socket.close()
    assert transport.written[-1][0] == 0x88
    socket, transport, _, _ = open_socket()
    socket.abort()
    assert transport.is_aborted
    assert len(transport.written) == 1
