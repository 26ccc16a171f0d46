"""The queue of frames for one peer."""

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
    """A peer that reads while `reads` is set."""

    def __init__(self) -> None:
        self.got: list[str] = []
        self.reads = asyncio.Event()
        self.reads.set()

    async def take(self, text: str) -> None:
        await self.reads.wait()
        self.got.append(text)

    @property
    def events(self) -> list[str]:
        """The types of the events that it read, batches unpacked."""
        frames = [json.loads(text) for text in self.got]
        return [each["type"] for frame in frames for each in (frame["data"] if frame["type"] == "batch" else [frame])]


def text(type: object) -> str:
    return json.dumps({"type": type})


def announcement(*types: object) -> Announcement:
    return Announcement("room.1", tuple(Frame(text(type)) for type in types))


@pytest.fixture
async def make():
    """Make a started outbox, with its peer and a list that grows with every overflow."""
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


async def block(outbox: Outbox, peer: Peer) -> None:
    """Make the peer stop reading in the middle of a first frame."""
    peer.reads.clear()
    outbox.enqueue(text("first"))
    await let_tasks_run()


async def test_a_lone_frame_is_sent_at_once_and_alone(make):
    outbox, peer, _ = make(batch=True)
    outbox.enqueue(announcement("a"))
    await let_tasks_run()
    assert peer.got == [text("a")]


async def test_frames_that_arrive_during_a_flush_are_sent_together(make):
    outbox, peer, _ = make(batch=True)
    await block(outbox, peer)
    outbox.enqueue(announcement("a", "b"))
    outbox.enqueue(text("c"))
    peer.reads.set()
    await let_tasks_run()
    assert peer.events == ["first", "a", "b", "c"]
    assert len(peer.got) == 2


async def test_a_client_without_batches_gets_single_frames_in_order(make):
    outbox, peer, _ = make()
    await block(outbox, peer)
    outbox.enqueue(announcement("a", "b"))
    outbox.enqueue(text("c"))
    peer.reads.set()
    await let_tasks_run()
    assert peer.got == [text("first"), text("a"), text("b"), text("c")]


async def test_a_batch_is_not_longer_than_the_protocol_allows(make):
    outbox, peer, _ = make(batch=True)
    await block(outbox, peer)
    outbox.enqueue(announcement(*range(70)))
    outbox.enqueue(announcement(*range(70, 250)))
    peer.reads.set()
    await let_tasks_run()
    assert peer.events == ["first", *range(250)]
    assert [len(json.loads(each).get("data", [])) for each in peer.got] == [0, 100, 100, 50]


async def test_the_welcome_is_sent_before_events_that_arrived_earlier():
    peer = Peer()
    outbox = Outbox(peer.take, lambda: None, batch=False)
    outbox.enqueue(announcement("early"))
    outbox.enqueue_first(text("welcome"))
    await let_tasks_run()
    assert peer.events == []
    outbox.start()
    await outbox.wait_until_flushed()
    assert peer.events == ["welcome", "early"]


async def test_a_finished_outbox_sends_waiting_frames_and_takes_no_more():
    peer = Peer()
    outbox = Outbox(peer.take, lambda: None, batch=False)
    outbox.enqueue(announcement("a"))
    outbox.finish()
    outbox.enqueue(announcement("late"))
    outbox.start()
    await outbox.wait_until_flushed()
    assert peer.events == ["a"]
    assert outbox.is_empty


async def test_space_is_awaited_until_the_peer_has_read(make):
    outbox, peer, _ = make()
    await asyncio.wait_for(outbox.wait_for_space(), 5)
    await block(outbox, peer)
    outbox.enqueue("x" * (conf.OUTBOX_BYTES // 2))
    waiting = asyncio.create_task(outbox.wait_for_space())
    await let_tasks_run()
    assert not waiting.done()
    peer.reads.set()
    await waiting


@pytest.mark.parametrize("end", ["finishes", "breaks"])
async def test_waiting_for_space_ends_with_the_outbox(end):
    lost = asyncio.Event()

    async def take(text: str) -> None:
        await lost.wait()
        raise ConnectionError

    outbox = Outbox(take, lambda: None, batch=False)
    outbox.enqueue("x" * (conf.OUTBOX_BYTES // 2))
    outbox.start()
    waiting = asyncio.create_task(outbox.wait_for_space())
    await let_tasks_run()
    assert not waiting.done()
    lost.set() if end == "breaks" else outbox.finish()
    await waiting
    lost.set()
    await outbox.wait_until_flushed()


async def test_an_idle_outbox_has_no_task(make):
    before = asyncio.all_tasks()
    outbox, peer, _ = make()
    assert asyncio.all_tasks() == before
    outbox.enqueue(announcement("a"))
    await outbox.wait_until_flushed()
    assert peer.events == ["a"]
    assert asyncio.all_tasks() == before


async def test_an_abandoned_outbox_sends_nothing(make):
    outbox, peer, _ = make()
    await block(outbox, peer)
    outbox.enqueue(announcement("a"))
    outbox.abandon()
    await outbox.wait_until_flushed()
    peer.reads.set()
    await let_tasks_run()
    assert peer.events == []
    assert outbox.is_empty


@pytest.mark.parametrize("limit", ["OUTBOX_FRAMES", "OUTBOX_BYTES"])
async def test_frames_count_until_they_are_sent(make, monkeypatch, limit):
    monkeypatch.setattr(conf, limit, 10 if limit == "OUTBOX_FRAMES" else len(text("first")) + 9 * len(text("x")))
    outbox, peer, overflows = make()
    for _ in range(3):
        await block(outbox, peer)
        outbox.enqueue(announcement(*"x" * 9))
        assert overflows == []
        peer.reads.set()
        await let_tasks_run()
    await block(outbox, peer)
    outbox.enqueue(announcement(*"x" * 10))
    assert overflows == [True]


@pytest.mark.parametrize("limit", ["OUTBOX_FRAMES", "OUTBOX_BYTES"])
async def test_an_overflow_is_reported_once_and_drops_the_waiting_frames(make, monkeypatch, limit):
    monkeypatch.setattr(conf, limit, 10 if limit == "OUTBOX_FRAMES" else 200)
    outbox, peer, overflows = make(batch=True)
    await block(outbox, peer)
    for number in range(100):
        outbox.enqueue(announcement(f"event {number}"))
    peer.reads.set()
    await let_tasks_run()
    assert overflows == [True]
    assert peer.events == ["first"]
    assert outbox.is_empty


async def test_sent_frames_do_not_count_against_the_bound(make, monkeypatch):
    monkeypatch.setattr(conf, "OUTBOX_FRAMES", 10)
    outbox, peer, overflows = make()
    for number in range(100):
        outbox.enqueue(announcement(number))
        await let_tasks_run(3)
    assert peer.events == list(range(100))
    assert not overflows


async def test_an_outbox_abandoned_before_its_first_step_counts_as_flushed(make):
    outbox, peer, _ = make()
    outbox.enqueue(announcement("a"))
    outbox.abandon()
    await asyncio.wait_for(outbox.wait_until_flushed(), 5)
    await let_tasks_run()
    assert peer.events == []


async def test_nothing_is_sent_after_the_peer_has_gone():
    tried = []

    async def gone(text: str) -> None:
        tried.append(text)
        raise ConnectionResetError

    outbox = Outbox(gone, lambda: None, batch=False)
    outbox.start()
    for type in "ab":
        outbox.enqueue(announcement(type))
        await outbox.wait_until_flushed()
    assert tried == [text("a")]


# --- A transport with `write`


class Wire(Peer):
    """A peer whose transport has `write`."""

    def write(self, frames: bytes) -> bool:
        if self.reads.is_set():
            self.got += texts_of(frames)
        return self.reads.is_set()


def texts_of(frames: bytes) -> list[str]:
    """Decode frames as a client does."""
    client = ClientProtocol(parse_uri("ws://a/"), state=State.OPEN)
    client.receive_data(frames)
    return [event.data.decode() for event in client.events_received()]


def wired(*, batch: bool = False) -> tuple[Outbox, Wire]:
    wire = Wire()
    return Outbox(wire.take, lambda: None, batch=batch, write=wire.write), wire


@pytest.mark.parametrize("length", [0, 1, 125, 126, 65_535, 65_536])
def test_frames_of_any_length_are_decoded_by_a_client(length):
    texts = ["x" * length, "上海", ""]
    assert texts_of(to_wire_frames(texts)) == texts


async def test_an_announcement_is_written_at_once_without_a_task():
    outbox, wire = wired(batch=True)
    outbox.start()
    before = asyncio.all_tasks()
    outbox.enqueue(announcement("a", "b"))
    outbox.enqueue(announcement("c"))
    assert wire.events == ["a", "b", "c"]
    assert len(wire.got) == 2
    assert asyncio.all_tasks() == before


async def test_answers_of_one_turn_of_the_loop_are_sent_together():
    outbox, wire = wired(batch=True)
    outbox.start()
    for type in "abc":
        outbox.enqueue(text(type))
    assert wire.events == []
    await outbox.wait_until_flushed()
    assert wire.events == ["a", "b", "c"]
    assert len(wire.got) == 1


async def test_frames_are_written_one_by_one_without_batches():
    outbox, wire = wired()
    outbox.start()
    outbox.enqueue(announcement("a", "b"))
    assert wire.got == [text("a"), text("b")]


async def test_nothing_is_written_before_the_welcome():
    outbox, wire = wired()
    outbox.enqueue(announcement("early"))
    outbox.enqueue_first(text("welcome"))
    outbox.start()
    outbox.enqueue(announcement("late"))
    await outbox.wait_until_flushed()
    assert wire.events == ["welcome", "early", "late"]


async def test_an_announcement_does_not_overtake_waiting_frames():
    outbox, wire = wired()
    outbox.start()
    wire.reads.clear()
    outbox.enqueue(announcement("a"))
    await let_tasks_run()
    wire.reads.set()
    outbox.enqueue(announcement("b"))
    await outbox.wait_until_flushed()
    outbox.enqueue(announcement("c"))
    assert wire.events == ["a", "b", "c"]
