"""Parsing is limited for each connection. Here the parser itself moves the clock."""

from types import SimpleNamespace

import pytest

from chat import conf
from chat.realtime.servers.parsing import SLICE, ParseThrottle

COST = 0.021
"""Seconds that the parsing of a slice takes."""


class Loop:
    """An event loop whose timers fire when the test calls `run_next`."""

    def __init__(self) -> None:
        self.time, self.calls = 0.0, []

    def call_later(self, delay, function, *args):
        self.calls.append((self.time + delay, function, args))

    def run_next(self) -> None:
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
    """A protocol with its `parsed` bytes; `peer.send(data)` gives it more."""
    loop, parsed = Loop(), bytearray()

    def parse(protocol, data) -> None:
        assert len(data) <= SLICE
        parsed.extend(data)
        loop.time += COST
        protocol.read_paused = protocol.pauses_reading

    throttle = ParseThrottle(parse, clock=lambda: loop.time, cpu_clock=lambda: loop.time)
    peer = SimpleNamespace(loop=loop, transport=Transport(), read_paused=False, pauses_reading=False, parsed=parsed)
    peer.send = lambda data: throttle.data_received(peer, data)
    return peer


def flood(size: int) -> bytes:
    return bytes(number % 251 for number in range(size))


def test_bytes_within_the_budget_are_parsed_at_once(peer):
    peer.send(flood(2 * SLICE))
    assert (bytes(peer.parsed), peer.transport.reads) == (flood(2 * SLICE), True)


def test_over_the_budget_reading_pauses_and_everything_is_parsed_later_in_order(peer):
    data = flood(40 * SLICE + 17)
    peer.send(data)
    assert len(peer.parsed) <= (conf.PARSE_BURST / COST + 1) * SLICE
    assert not peer.transport.reads
    while peer.loop.calls:
        assert not peer.transport.reads
        peer.loop.run_next()
    assert (bytes(peer.parsed), peer.transport.reads) == (data, True)


def test_small_reads_are_not_counted(peer):
    for _ in range(100):
        peer.send(b"hello")
    assert (bytes(peer.parsed), peer.loop.calls) == (b"hello" * 100, [])


def test_a_flood_takes_no_more_than_its_share_of_the_time(peer):
    peer.send(flood(200 * SLICE))
    while peer.loop.calls:
        peer.loop.run_next()
    assert pytest.approx(conf.PARSE_BURST + peer.loop.time * conf.PARSE_SHARE, rel=0.05) == 200 * COST


def test_bytes_that_arrive_while_others_wait_are_parsed_after_them(peer):
    data = flood(20 * SLICE)
    peer.send(data)
    peer.transport.reads = True
    peer.send(b"late")
    assert not peer.transport.reads
    while peer.loop.calls:
        peer.loop.run_next()
    assert bytes(peer.parsed) == data + b"late"


def test_waiting_bytes_are_not_parsed_before_the_application_has_received_its_messages(peer):
    peer.send(flood(20 * SLICE))
    parsed_before, peer.read_paused = len(peer.parsed), True
    peer.loop.run_next()
    assert (len(peer.parsed), peer.transport.reads) == (parsed_before, False)
    peer.read_paused = False
    while peer.loop.calls:
        peer.loop.run_next()
    assert len(peer.parsed) == 20 * SLICE


def test_reading_stays_paused_if_the_server_paused_it(peer):
    peer.send(flood(4 * SLICE))
    peer.pauses_reading = True
    while peer.loop.calls:
        peer.loop.run_next()
    assert (len(peer.parsed), peer.transport.reads) == (4 * SLICE, False)


def test_nothing_is_parsed_after_the_connection_began_to_close(peer):
    peer.send(flood(20 * SLICE))
    parsed_before, peer.transport.closing = len(peer.parsed), True
    peer.loop.run_next()
    peer.send(flood(SLICE))
    assert (len(peer.parsed), peer.loop.calls) == (parsed_before, [])
