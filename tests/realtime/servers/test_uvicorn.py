"""A connection's share of the loop's time for parsing, with a clock that the parsing moves."""

from types import SimpleNamespace

import pytest
from uvicorn import Config
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from uvicorn.server import ServerState

from chat import conf
from chat.realtime import routing
from chat.realtime.servers.uvicorn import SLICE, Fair, forget_handshake, writer_of

COST = 0.021
"""Seconds that a slice takes."""


class Loop:
    """Runs what was to be called later when it is told to."""

    def __init__(self) -> None:
        self.time, self.calls = 0.0, []

    def call_later(self, delay, function, *args):
        self.calls.append((self.time + delay, function, args))

    def next(self) -> None:
        self.time, function, args = self.calls.pop(0)
        function(*args)


class Transport:
    def __init__(self) -> None:
        self.reads, self.closing = True, False

    def is_closing(self) -> bool:
        return self.closing

    def pause_reading(self) -> None:
        self.reads = False

    def resume_reading(self) -> None:
        self.reads = True


@pytest.fixture
def peer():
    """A protocol with what it has parsed; `say` gives it bytes."""
    loop, parsed = Loop(), bytearray()

    def parse(protocol, data) -> None:
        assert len(data) <= SLICE
        parsed.extend(data)
        loop.time += COST
        protocol.read_paused = protocol.is_taken_late

    fair = Fair(parse, clock=lambda: loop.time, work=lambda: loop.time)
    peer = SimpleNamespace(loop=loop, transport=Transport(), read_paused=False, is_taken_late=False, parsed=parsed)
    peer.say = lambda data: fair.receive(peer, data)
    return peer


def flood(size: int) -> bytes:
    return bytes(number % 251 for number in range(size))


def test_what_fits_into_its_time_is_parsed_at_once(peer):
    peer.say(flood(2 * SLICE))
    assert (bytes(peer.parsed), peer.transport.reads) == (flood(2 * SLICE), True)


def test_over_its_time_it_is_not_read_and_in_the_end_everything_is_parsed_in_order(peer):
    data = flood(40 * SLICE + 17)
    peer.say(data)
    assert len(peer.parsed) <= (conf.PARSE_BURST / COST + 1) * SLICE
    assert not peer.transport.reads
    while peer.loop.calls:
        assert not peer.transport.reads
        peer.loop.next()
    assert (bytes(peer.parsed), peer.transport.reads) == (data, True)


def test_a_message_now_and_then_is_not_even_counted(peer):
    for _ in range(100):
        peer.say(b"hello")
    assert (bytes(peer.parsed), peer.loop.calls) == (b"hello" * 100, [])


def test_a_flood_takes_its_share_of_the_time(peer):
    peer.say(flood(200 * SLICE))
    while peer.loop.calls:
        peer.loop.next()
    assert pytest.approx(conf.PARSE_BURST + peer.loop.time * conf.PARSE_SHARE, rel=0.05) == 200 * COST


def test_what_comes_while_something_waits_comes_after_it(peer):
    data = flood(20 * SLICE)
    peer.say(data)
    peer.transport.reads = True
    peer.say(b"late")
    assert not peer.transport.reads
    while peer.loop.calls:
        peer.loop.next()
    assert bytes(peer.parsed) == data + b"late"


def test_what_waits_goes_on_waiting_while_the_application_has_not_taken_what_was_parsed(peer):
    peer.say(flood(20 * SLICE))
    known, peer.read_paused = len(peer.parsed), True
    peer.loop.next()
    assert (len(peer.parsed), peer.transport.reads) == (known, False)
    peer.read_paused = False
    while peer.loop.calls:
        peer.loop.next()
    assert len(peer.parsed) == 20 * SLICE


def test_reading_that_the_application_has_paused_stays_paused(peer):
    peer.say(flood(4 * SLICE))
    peer.is_taken_late = True
    while peer.loop.calls:
        peer.loop.next()
    assert (len(peer.parsed), peer.transport.reads) == (4 * SLICE, False)


def test_a_connection_that_closes_is_not_parsed_any_more(peer):
    peer.say(flood(20 * SLICE))
    known, peer.transport.closing = len(peer.parsed), True
    peer.loop.next()
    peer.say(flood(SLICE))
    assert (len(peer.parsed), peer.loop.calls) == (known, [])


def test_uvicorn_parses_so():
    assert routing.parse_fairly.__module__ == WebSocketsSansIOProtocol.data_received.__module__


# --- Writing past `send`


@pytest.fixture
def protocol():
    """As uvicorn has it once the handshake is over; what was written is in `sent`."""
    config = Config(app=lambda: None, ws="websockets-sansio", ws_per_message_deflate=False)
    config.load()
    protocol = WebSocketsSansIOProtocol(config, ServerState(), {}, _loop=SimpleNamespace())
    protocol.sent = bytearray()
    protocol.transport = SimpleNamespace(is_closing=lambda: False, write=protocol.sent.extend)
    return protocol


async def test_frames_are_written_as_they_are(protocol):
    write = writer_of(protocol.send)
    assert write(b"one") and write(b"two")
    assert protocol.sent == b"onetwo"


@pytest.mark.parametrize("state", ["close_sent", "disconnected", "slow", "closing"])
async def test_who_is_slow_or_on_the_way_out_is_left_to_send(protocol, state):
    write = writer_of(protocol.send)
    if state == "slow":
        protocol.writable.clear()
    elif state == "closing":
        protocol.transport.is_closing = lambda: True
    else:
        setattr(protocol, state, True)
    assert not write(b"one")
    assert protocol.sent == b""


async def test_nothing_leads_past_the_send_of_others_or_past_compression(protocol):
    async def send(message) -> None:
        """Daphne's, or a test's."""

    assert writer_of(send) is None
    protocol.conn.extensions = [object()]
    assert writer_of(protocol.send) is None


# --- The handshake


@pytest.mark.parametrize(("over", "kept"), [(False, True), (True, False)])
async def test_a_handshake_that_is_over_is_forgotten(protocol, over, kept):
    protocol.request, protocol.response, protocol.handshake_complete = object(), object(), over
    forget_handshake(protocol.send)
    assert [hasattr(protocol, name) for name in ("request", "response")] == [kept, kept]


async def test_the_handshakes_of_other_servers_are_left_alone():
    async def send(message) -> None:
        """Daphne's, or a test's."""

    forget_handshake(send)
