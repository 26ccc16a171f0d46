"""Bytes that break the WebSocket protocol close the socket with the right code, and leave no traceback in the log."""

import asyncio
import contextlib
import os
import struct

import pytest

from tests.servers.conftest import check_log, copy_of
from tests.support.servers import Server
from tests.support.websocket_client import DEADLINE

TEXT, CONTINUATION, CLOSE = 1, 0, 8


class Peer:
    """A TCP connection on which a test writes whatever it likes."""

    def __init__(self, reader, writer):
        self.reader, self.writer = reader, writer

    @classmethod
    async def connect(cls, server, token, *, path="/ws/", after=b""):
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        request = (
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
            f"Authorization: Bearer {token}\r\n\r\n"
        )
        writer.write(request.encode() + after)
        return cls(reader, writer)

    async def opened(self):
        assert b" 101 " in await self.reader.readuntil(b"\r\n\r\n")
        return self

    def send(self, payload, *, opcode=TEXT, fin=True, flags=0):
        self.writer.write(frame(payload, opcode=opcode, fin=fin, flags=flags))

    async def close_code(self):
        """Read frames up to the close frame and return its code; None if there is none."""
        code = None
        async with asyncio.timeout(DEADLINE):
            try:
                while True:
                    head, length = await self.reader.readexactly(2)
                    if length == 126:
                        length = struct.unpack("!H", await self.reader.readexactly(2))[0]
                    elif length == 127:
                        length = struct.unpack("!Q", await self.reader.readexactly(8))[0]
                    payload = await self.reader.readexactly(length)
                    if head & 15 == CLOSE:
                        code = struct.unpack("!H", payload[:2])[0]
            except (asyncio.IncompleteReadError, ConnectionError):
                return code
            finally:
                self.writer.close()

    async def ended(self):
        async with asyncio.timeout(DEADLINE):
            try:
                while await self.reader.read(65_536):
                    pass
            except ConnectionError:
                pass
            finally:
                self.writer.close()


def frame(payload, *, opcode=TEXT, fin=True, flags=0):
    mask = os.urandom(4)
    assert len(payload) < 126
    masked = bytes(byte ^ mask[number % 4] for number, byte in enumerate(payload))
    return bytes([(0x80 if fin else 0) | flags | opcode, 0x80 | len(payload)]) + mask + masked


@pytest.fixture(scope="module")
def server(staged, tmp_path_factory):
    """uvicorn alone: Daphne, which only developers use, drops such connections without a close frame."""
    folder = tmp_path_factory.mktemp("broken-frames")
    with Server("uvicorn", copy_of(staged, folder), folder / "log") as server:
        yield server
    check_log(server.text)


@pytest.fixture
async def peer(server, cast):
    return await (await Peer.connect(server, cast.token("bob"))).opened()


@pytest.mark.parametrize(
    "bad", [b"\xff\xfe", b'{"type":"ping\xc3"}', b"\xed\xa0\x80"], ids=["bytes", "cut", "surrogate"]
)
async def test_a_text_frame_that_is_not_utf8_closes_with_1007(peer, bad):
    peer.send(bad)
    assert await peer.close_code() == 1007


async def test_a_text_in_fragments_that_is_not_utf8_closes_with_1007(peer):
    peer.send(b'{"type":"\xc3', fin=False)
    peer.send(b"\x28", opcode=CONTINUATION)
    assert await peer.close_code() == 1007


async def test_a_character_may_be_cut_between_two_fragments(peer):
    peer.send(b'{"type":"ping","data":"\xc3', fin=False)
    peer.send(b'\xa4"}', opcode=CONTINUATION)
    peer.send(b"", opcode=CLOSE)
    await peer.ended()


async def test_frames_behind_one_that_is_not_utf8_are_ignored(peer):
    peer.writer.write(frame(b"\xff") + frame(b'{"type":"ping"}') * 50 + frame(b"\xff"))
    assert await peer.close_code() == 1007


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        (b"\x81\x05hello", 1002),
        (frame(b"x", flags=0x40), 1002),
        (frame(b"x", opcode=3), 1002),
        (frame(b"x", opcode=CONTINUATION), 1002),
        (frame(b"x", opcode=9, fin=False), 1002),
        (frame(b"\x03", opcode=CLOSE), 1002),
        (frame(b"\x03\xe8\xff", opcode=CLOSE), 1007),
    ],
    ids=["unmasked", "reserved", "opcode", "continuation", "ping", "short close", "close text"],
)
async def test_a_frame_that_breaks_the_protocol_closes_with_its_code_whatever_follows(peer, bad, code):
    peer.writer.write(bad)
    await peer.writer.drain()
    for _ in range(20):
        peer.writer.write(frame(b'{"type":"ping"}') * 10)
        await asyncio.sleep(0)
    assert await peer.close_code() in {code, None}  # None where the server reset the connection first.


async def test_what_follows_a_close_is_ignored(peer):
    peer.send(struct.pack("!H", 1000), opcode=CLOSE)
    for _ in range(20):
        peer.writer.write(frame(b"\xff") + b"\x81\x05hello")
        await asyncio.sleep(0)
    await peer.ended()


@pytest.mark.parametrize("path", ["/ws/", "/nothing/"])
@pytest.mark.parametrize(
    "after",
    [b"\x81\x05hello", frame(b"\xff"), frame(b"\x03\xe8", opcode=CLOSE), os.urandom(5_000), b"GET / HTTP/1.1\r\n\r\n"],
)
async def test_what_is_sent_before_the_handshake_is_answered_does_no_harm(server, cast, path, after):
    peer = await Peer.connect(server, cast.token("bob"), path=path, after=after)
    # In many segments, because the server drops what comes in the same one as the request.
    for _ in range(200):
        peer.writer.write(after)
        await asyncio.sleep(0)
    with contextlib.suppress(OSError):  # The server may have reset the connection.
        peer.writer.write_eof()
    await peer.ended()


async def test_the_server_still_serves(server, person):
    await (await person("bob")).ping()
