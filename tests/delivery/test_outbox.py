"""What waits for one peer."""

import asyncio
import json

import pytest

from chat import conf
from chat.delivery.outbox import Outbox
from chat.delivery.parcels import Frame, Parcel
from tests.support.turns import turns


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


def parcel(*types: object) -> Parcel:
    return Parcel("room.1", tuple(Frame(text(type)) for type in types))


@pytest.fixture
async def make():
    """An outbox that is being run, with its peer and how often it overflowed."""
    tasks = []

    def make(*, batch: bool = False) -> tuple[Outbox, Peer, list[bool]]:
        peer, overflows = Peer(), []
        outbox = Outbox(peer.take, lambda: overflows.append(True), batch=batch)
        tasks.append(asyncio.get_running_loop().create_task(outbox.run()))
        return outbox, peer, overflows

    yield make
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def blocked(outbox: Outbox, peer: Peer) -> None:
    """Let the peer stop in the middle of a first frame."""
    peer.reads.clear()
    outbox.put(text("first"))
    await turns()


async def test_a_lone_frame_goes_at_once_and_alone(make):
    outbox, peer, _ = make(batch=True)
    outbox.put(parcel("a"))
    await turns()
    assert peer.got == [text("a")]


async def test_what_arrives_during_a_flush_goes_together_in_the_next(make):
    outbox, peer, _ = make(batch=True)
    await blocked(outbox, peer)
    outbox.put(parcel("a", "b"))
    outbox.put(text("c"))
    peer.reads.set()
    await turns()
    assert peer.events == ["first", "a", "b", "c"]
    assert len(peer.got) == 2


async def test_a_client_that_did_not_ask_for_batches_gets_every_frame_alone_and_in_order(make):
    outbox, peer, _ = make()
    await blocked(outbox, peer)
    outbox.put(parcel("a", "b"))
    outbox.put(text("c"))
    peer.reads.set()
    await turns()
    assert peer.got == [text("first"), text("a"), text("b"), text("c")]


async def test_no_batch_is_longer_than_the_protocol_allows(make):
    outbox, peer, _ = make(batch=True)
    await blocked(outbox, peer)
    outbox.put(parcel(*range(70)))
    outbox.put(parcel(*range(70, 250)))
    peer.reads.set()
    await turns()
    assert peer.events == ["first", *range(250)]
    assert [len(json.loads(each).get("data", [])) for each in peer.got] == [0, 100, 100, 50]


async def test_the_greeting_goes_before_what_came_while_it_was_made():
    peer = Peer()
    outbox = Outbox(peer.take, lambda: None, batch=False)
    outbox.put(parcel("early"))
    outbox.put_first(text("welcome"))
    outbox.finish()
    await outbox.run()
    assert peer.events == ["welcome", "early"]


async def test_a_finished_outbox_sends_what_waits_and_takes_no_more():
    peer = Peer()
    outbox = Outbox(peer.take, lambda: None, batch=False)
    outbox.put(parcel("a"))
    outbox.finish()
    outbox.put(parcel("late"))
    await outbox.run()
    assert peer.events == ["a"]
    assert outbox.is_empty


async def test_who_has_much_to_read_gets_no_further_answer_before_it_has_read(make):
    outbox, peer, _ = make()
    await asyncio.wait_for(outbox.room(), 5)
    await blocked(outbox, peer)
    outbox.put("x" * (conf.OUTBOX_BYTES // 2))
    waiting = asyncio.create_task(outbox.room())
    await turns()
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
    sender, waiting = asyncio.create_task(outbox.run()), asyncio.create_task(outbox.room())
    await turns()
    assert not waiting.done()
    lost.set() if end == "breaks" else outbox.finish()
    await waiting
    lost.set()
    with pytest.raises(ConnectionError):
        await sender


async def test_finishing_wakes_a_sender_that_has_nothing_to_do():
    outbox = Outbox(Peer().take, lambda: None, batch=False)
    sender = asyncio.get_running_loop().create_task(outbox.run())
    await turns()
    outbox.finish()
    await turns()
    assert sender.done()


@pytest.mark.parametrize("limit", ["OUTBOX_FRAMES", "OUTBOX_BYTES"])
async def test_what_is_being_sent_counts_until_it_is_gone(make, monkeypatch, limit):
    monkeypatch.setattr(conf, limit, 10 if limit == "OUTBOX_FRAMES" else len(text("first")) + 9 * len(text("x")))
    outbox, peer, overflows = make()
    for _ in range(3):
        await blocked(outbox, peer)
        outbox.put(parcel(*"x" * 9))
        assert overflows == []
        peer.reads.set()
        await turns()
    await blocked(outbox, peer)
    outbox.put(parcel(*"x" * 10))
    assert overflows == [True]


@pytest.mark.parametrize("limit", ["OUTBOX_FRAMES", "OUTBOX_BYTES"])
async def test_over_its_bound_it_says_so_once_and_sends_nothing_of_what_waited(make, monkeypatch, limit):
    monkeypatch.setattr(conf, limit, 10 if limit == "OUTBOX_FRAMES" else 200)
    outbox, peer, overflows = make(batch=True)
    await blocked(outbox, peer)
    for number in range(100):
        outbox.put(parcel(f"event {number}"))
    peer.reads.set()
    await turns()
    assert overflows == [True]
    assert peer.events == ["first"]
    assert outbox.is_empty


async def test_what_has_been_sent_does_not_count_against_the_bound(make, monkeypatch):
    monkeypatch.setattr(conf, "OUTBOX_FRAMES", 10)
    outbox, peer, overflows = make()
    for number in range(100):
        outbox.put(parcel(number))
        await turns(3)
    assert peer.events == list(range(100))
    assert not overflows


async def test_the_sender_ends_with_what_the_transport_raises():
    async def gone(text: str) -> None:
        raise ConnectionResetError

    outbox = Outbox(gone, lambda: None, batch=False)
    outbox.put(parcel("a"))
    with pytest.raises(ConnectionResetError):
        await outbox.run()
