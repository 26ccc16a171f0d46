"""What waits for one peer."""

import asyncio
import json

import pytest
from websockets.client import ClientProtocol
from websockets.protocol import State
from websockets.uri import parse_uri

from chat import conf
from chat.delivery.announcements import Announcement, Frame, to_wire_frames
from chat.delivery.outbox import Outbox
from tests.support.waiting import let_tasks_run


class Peer:
    """Takes texts while `reads` is set."""

    def __init__(self) -> None:
        self.got: list[str] = []
        self.reads = asyncio.Event()
        self.reads.set()

    async def take(self, text: str) -> None:
        await self.reads.wait()
        self.got.append(text)

    @property
    def events(self) -> list[str]:
        """The types of what came, batches unpacked."""
        frames = [json.loads(text) for text in self.got]
        return [each["type"] for frame in frames for each in (frame["data"] if frame["type"] == "batch" else [frame])]


def text(type: object) -> str:
    return json.dumps({"type": type})


def announcement(*types: object) -> Announcement:
    return Announcement("room.1", tuple(Frame(text(type)) for type in types))


@pytest.fixture
async def make():
    """An outbox that has been started, with its peer and how often it overflowed."""
    made = []

    def make(*, batch: bool = False) -> tuple[Outbox, Peer, list[bool]]:
        peer, overflows = Peer(), []
        outbox = Outbox(peer.take, lambda: overflows.append(True), batch=batch)
        outbox.start()
        made.append(outbox)
        return outbox, peer, overflows

    yield make
    for outbox in made:
        outbox.abandon()


async def blocked(outbox: Outbox, peer: Peer) -> None:
    """Let the peer stop in the middle of a first frame."""
    peer.reads.clear()
    outbox.put(text("first"))
    await let_tasks_run()


async def test_a_lone_frame_goes_at_once_and_alone(make):
    outbox, peer, _ = make(batch=True)
    outbox.put(announcement("a"))
    await let_tasks_run()
    assert peer.got == [text("a")]


async def test_what_arrives_during_a_flush_goes_together_in_the_next(make):
    outbox, peer, _ = make(batch=True)
    await blocked(outbox, peer)
    outbox.put(announcement("a", "b"))
    outbox.put(text("c"))
    peer.reads.set()
    await let_tasks_run()
    assert peer.events == ["first", "a", "b", "c"]
    assert len(peer.got) == 2


async def test_a_client_that_did_not_ask_for_batches_gets_every_frame_alone_and_in_order(make):
    outbox, peer, _ = make()
    await blocked(outbox, peer)
    outbox.put(announcement("a", "b"))
    outbox.put(text("c"))
    peer.reads.set()
    await let_tasks_run()
    assert peer.got == [text("first"), text("a"), text("b"), text("c")]


async def test_no_batch_is_longer_than_the_protocol_allows(make):
    outbox, peer, _ = make(batch=True)
    await blocked(outbox, peer)
    outbox.put(announcement(*range(70)))
    outbox.put(announcement(*range(70, 250)))
    peer.reads.set()
    await let_tasks_run()
    assert peer.events == ["first", *range(250)]
    assert [len(json.loads(each).get("data", [])) for each in peer.got] == [0, 100, 100, 50]


async def test_the_greeting_goes_before_what_came_while_it_was_made():
    peer = Peer()
    outbox = Outbox(peer.take, lambda: None, batch=False)
    outbox.put(announcement("early"))
    outbox.put_first(text("welcome"))
    await let_tasks_run()
    assert peer.events == []
    outbox.start()
    await outbox.flushed()
    assert peer.events == ["welcome", "early"]


async def test_a_finished_outbox_sends_what_waits_and_takes_no_more():
    peer = Peer()
    outbox = Outbox(peer.take, lambda: None, batch=False)
    outbox.put(announcement("a"))
    outbox.finish()
    outbox.put(announcement("late"))
    outbox.start()
    await outbox.flushed()
    assert peer.events == ["a"]
    assert outbox.is_empty


async def test_who_has_much_to_read_gets_no_further_answer_before_it_has_read(make):
    outbox, peer, _ = make()
    await asyncio.wait_for(outbox.room(), 5)
    await blocked(outbox, peer)
    outbox.put("x" * (conf.OUTBOX_BYTES // 2))
    waiting = asyncio.create_task(outbox.room())
    await let_tasks_run()
    assert not waiting.done()
    peer.reads.set()
    await waiting


@pytest.mark.parametrize("end", ["finishes", "breaks"])
async def test_nobody_waits_for_room_in_an_outbox_that_ends(end):
    lost = asyncio.Event()

    async def take(text: str) -> None:
        await lost.wait()
        raise ConnectionError

    outbox = Outbox(take, lambda: None, batch=False)
    outbox.put("x" * (conf.OUTBOX_BYTES // 2))
    outbox.start()
    waiting = asyncio.create_task(outbox.room())
    await let_tasks_run()
    assert not waiting.done()
    lost.set() if end == "breaks" else outbox.finish()
    await waiting
    lost.set()
    await outbox.flushed()


async def test_nothing_runs_while_nothing_waits(make):
    before = asyncio.all_tasks()
    outbox, peer, _ = make()
    assert asyncio.all_tasks() == before
    outbox.put(announcement("a"))
    await outbox.flushed()
    assert peer.events == ["a"]
    assert asyncio.all_tasks() == before


async def test_an_abandoned_outbox_sends_no_more(make):
    outbox, peer, _ = make()
    await blocked(outbox, peer)
    outbox.put(announcement("a"))
    outbox.abandon()
    await outbox.flushed()
    peer.reads.set()
    await let_tasks_run()
    assert peer.events == []
    assert outbox.is_empty


@pytest.mark.parametrize("limit", ["OUTBOX_FRAMES", "OUTBOX_BYTES"])
async def test_what_is_being_sent_counts_until_it_is_gone(make, monkeypatch, limit):
    monkeypatch.setattr(conf, limit, 10 if limit == "OUTBOX_FRAMES" else len(text("first")) + 9 * len(text("x")))
    outbox, peer, overflows = make()
    for _ in range(3):
        await blocked(outbox, peer)
        outbox.put(announcement(*"x" * 9))
        assert overflows == []
        peer.reads.set()
        await let_tasks_run()
    await blocked(outbox, peer)
    outbox.put(announcement(*"x" * 10))
    assert overflows == [True]


@pytest.mark.parametrize("limit", ["OUTBOX_FRAMES", "OUTBOX_BYTES"])
async def test_over_its_bound_it_says_so_once_and_sends_nothing_of_what_waited(make, monkeypatch, limit):
    monkeypatch.setattr(conf, limit, 10 if limit == "OUTBOX_FRAMES" else 200)
    outbox, peer, overflows = make(batch=True)
    await blocked(outbox, peer)
    for number in range(100):
        outbox.put(announcement(f"event {number}"))
    peer.reads.set()
    await let_tasks_run()
    assert overflows == [True]
    assert peer.events == ["first"]
    assert outbox.is_empty


async def test_what_has_been_sent_does_not_count_against_the_bound(make, monkeypatch):
    monkeypatch.setattr(conf, "OUTBOX_FRAMES", 10)
    outbox, peer, overflows = make()
    for number in range(100):
        outbox.put(announcement(number))
        await let_tasks_run(3)
    assert peer.events == list(range(100))
    assert not overflows


async def test_abandoned_before_its_task_has_begun_it_is_flushed_all_the_same(make):
    outbox, peer, _ = make()
    outbox.put(announcement("a"))
    outbox.abandon()
    await asyncio.wait_for(outbox.flushed(), 5)
    await let_tasks_run()
    assert peer.events == []


async def test_who_is_gone_is_sent_nothing_more():
    tried = []

    async def gone(text: str) -> None:
        tried.append(text)
        raise ConnectionResetError

    outbox = Outbox(gone, lambda: None, batch=False)
    outbox.start()
    for type in "ab":
        outbox.put(announcement(type))
        await outbox.flushed()
    assert tried == [text("a")]


# --- A transport that can be written to at once


class Wire(Peer):
    """`write` takes bytes while `reads` is set."""

    def write(self, frames: bytes) -> bool:
        if self.reads.is_set():
            self.got += texts_of(frames)
        return self.reads.is_set()


def texts_of(frames: bytes) -> list[str]:
    """What a client reads."""
    client = ClientProtocol(parse_uri("ws://a/"), state=State.OPEN)
    client.receive_data(frames)
    return [event.data.decode() for event in client.events_received()]


def wired(*, batch: bool = False) -> tuple[Outbox, Wire]:
    wire = Wire()
    return Outbox(wire.take, lambda: None, batch=batch, write=wire.write), wire


@pytest.mark.parametrize("length", [0, 1, 125, 126, 65_535, 65_536])
def test_frames_of_any_length_are_read_as_they_were_written(length):
    texts = ["x" * length, "上海", ""]
    assert texts_of(to_wire_frames(texts)) == texts


async def test_what_can_be_written_at_once_needs_no_turn_and_no_task():
    outbox, wire = wired(batch=True)
    outbox.start()
    before = asyncio.all_tasks()
    outbox.put(announcement("a", "b"))
    outbox.put(announcement("c"))
    assert wire.events == ["a", "b", "c"]
    assert len(wire.got) == 2
    assert asyncio.all_tasks() == before


async def test_the_answers_of_one_turn_go_together():
    outbox, wire = wired(batch=True)
    outbox.start()
    for type in "abc":
        outbox.put(text(type))
    assert wire.events == []
    await outbox.flushed()
    assert wire.events == ["a", "b", "c"]
    assert len(wire.got) == 1


async def test_without_batches_each_frame_is_written_alone():
    outbox, wire = wired()
    outbox.start()
    outbox.put(announcement("a", "b"))
    assert wire.got == [text("a"), text("b")]


async def test_before_the_greeting_nothing_is_written():
    outbox, wire = wired()
    outbox.put(announcement("early"))
    outbox.put_first(text("welcome"))
    outbox.start()
    outbox.put(announcement("late"))
    await outbox.flushed()
    assert wire.events == ["welcome", "early", "late"]


async def test_nothing_overtakes_what_a_slow_peer_still_has_to_take():
    outbox, wire = wired()
    outbox.start()
    wire.reads.clear()
    outbox.put(announcement("a"))
    await let_tasks_run()
    wire.reads.set()
    outbox.put(announcement("b"))
    await outbox.flushed()
    outbox.put(announcement("c"))
    assert wire.events == ["a", "b", "c"]
