"""Between the signal to stop and the server's own end."""

import asyncio
import os
import signal

import pytest

from chat import conf
from chat.actions.link_previews.worker import Previewer
from chat.delivery import link
from chat.delivery.hub import Hub
from chat.realtime import shutdown
from chat.realtime.sockets import Sockets
from tests.delivery.conftest import Ear
from tests.support.waiting import let_tasks_run, wait_until


@pytest.fixture
def resting(monkeypatch):
    """A hub that has not begun, and shares no layer."""
    monkeypatch.setattr(link, "get_channel_layer", link.InMemoryChannelLayer)
    return Hub()


@pytest.fixture
async def hub(resting):
    resting.start(lambda: None)
    yield resting
    await resting.stop()


@pytest.fixture(autouse=True)
def sockets(monkeypatch):
    """Of no other test; nobody lingers."""
    own = Sockets()
    monkeypatch.setattr(shutdown, "sockets", own)
    monkeypatch.setattr(conf, "SHUTDOWN_LINGER", 0)
    return own


@pytest.fixture
def stopped():
    """A server's own handler of SIGTERM, and how often it ran."""
    runs = []
    before = signal.signal(signal.SIGTERM, lambda number, frame: runs.append(number))
    interrupt = signal.getsignal(signal.SIGINT)
    yield runs
    signal.signal(signal.SIGTERM, before)
    signal.signal(signal.SIGINT, interrupt)


def ask_to_stop() -> None:
    os.kill(os.getpid(), signal.SIGTERM)


def slots_of(ears) -> list[int]:
    return sorted(event["data"]["retryAfterMs"] for ear in ears for event in ear.take("server-shutdown"))


async def test_everyone_gets_a_slot_of_their_own_to_come_back_in_and_is_closed_with_1012(hub):
    ears = [Ear(hub, user) for user in (1, 1, 2, 3)]
    for ear in ears:
        await hub.attach(ear, [7])
    shutdown.dismiss(hub)
    spread = 4 * 1_000 // conf.SHUTDOWN_RETURNS
    assert slots_of(ears) == [spread * part // 4 for part in (1, 2, 3, 4)]
    assert {ear.code for ear in ears} == {1012}


async def test_the_more_there_are_the_longer_they_take_but_nobody_waits_longer_than_the_spread(hub, monkeypatch):
    monkeypatch.setattr(conf, "SHUTDOWN_SPREAD_MS", 40)
    monkeypatch.setattr(conf, "SHUTDOWN_RETURNS", 100)
    for count, last in ((2, 20), (4, 40), (8, 40)):
        ears = [Ear(hub, user) for user in range(count)]
        for ear in ears:
            await hub.attach(ear, [7])
        shutdown.dismiss(hub)
        assert slots_of(ears)[-1] == last
        for ear in ears:
            hub.detach(ear)


async def test_asked_to_stop_it_tells_everyone_once_and_lets_the_server_stop(hub, stopped):
    ear = Ear(hub, 1)
    await hub.attach(ear, [7])
    for _ in range(3):
        shutdown.watch(hub)
    ask_to_stop()
    await wait_until(lambda: stopped)
    assert stopped == [signal.SIGTERM]
    assert len(ear.take("server-shutdown")) == 1


async def test_nobody_is_closed_and_the_server_does_not_stop_before_what_has_begun_is_answered(hub, stopped, sockets):
    ear, answer = Ear(hub, 1), asyncio.Event()
    await hub.attach(ear, [7])
    shutdown.watch(hub)

    async def busy(scope, receive, send):
        await answer.wait()

    socket = asyncio.create_task(sockets.serve(busy, {}, asyncio.Queue().get, None))
    await let_tasks_run()
    ask_to_stop()
    await wait_until(lambda: sockets.is_closing)
    await let_tasks_run()
    assert (ear.code, stopped) == (None, [])
    answer.set()
    await wait_until(lambda: stopped)
    assert ear.code == 1012
    await socket


async def test_who_takes_too_long_is_not_waited_for(hub, stopped, sockets, monkeypatch):
    monkeypatch.setattr(conf, "SHUTDOWN_ANSWERS", 0)
    monkeypatch.setattr(conf, "SHUTDOWN_CLOSES", 0)

    async def stuck(scope, receive, send):
        await asyncio.Event().wait()

    socket = asyncio.create_task(sockets.serve(stuck, {}, asyncio.Queue().get, None))
    await let_tasks_run()
    shutdown.watch(hub)
    ask_to_stop()
    await wait_until(lambda: stopped)
    socket.cancel()


async def test_who_asks_twice_does_not_wait(hub, stopped, sockets):
    async def stuck(scope, receive, send):
        await asyncio.Event().wait()

    socket = asyncio.create_task(sockets.serve(stuck, {}, asyncio.Queue().get, None))
    await let_tasks_run()
    shutdown.watch(hub)
    ask_to_stop()
    await wait_until(lambda: sockets.is_closing)
    assert stopped == []
    ask_to_stop()
    assert stopped == [signal.SIGTERM]
    socket.cancel()
    await wait_until(lambda: len(stopped) == 2)


async def test_the_server_listens_no_more_from_the_first_moment_on(hub):
    class Listener:
        closed = False

        def close(self):
            self.closed = True

    class Server:
        servers = (Listener(), Listener())

    await shutdown.drain(hub, Server())
    assert all(listener.closed for listener in Server.servers)


async def test_no_link_is_looked_behind_any_more(hub, monkeypatch):
    own = Previewer()
    monkeypatch.setattr(shutdown, "previewer", own)
    running = asyncio.create_task(own.run(hub))
    await let_tasks_run()
    await shutdown.drain(hub, None)
    await asyncio.wait([running])
    assert running.cancelled()


async def test_before_anyone_was_served_there_is_nobody_to_tell(resting, stopped):
    shutdown.watch(resting)
    ask_to_stop()
    assert stopped == [signal.SIGTERM]


def test_where_nobody_minds_a_signal_it_keeps_its_effect(resting, stopped):
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    shutdown.watch(resting)
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_IGN
