"""A process that is asked to stop answers what has begun, then closes each socket, then lets the server stop."""

import asyncio
import os
import signal

import pytest

from chat import conf
from chat.actions.link_previews.worker import Previewer
from chat.delivery import link
from chat.delivery.hub import Hub
from chat.realtime import shutdown
from chat.realtime.servers.plain import PlainServer
from chat.realtime.sockets import Sockets
from tests.delivery.conftest import FakeSubscriber
from tests.support.waiting import let_tasks_run, wait_until


@pytest.fixture
def stopped_hub(monkeypatch):
    """A hub that is not running, with a channel layer of its own."""
    monkeypatch.setattr(link, "get_channel_layer", link.InMemoryChannelLayer)
    return Hub()


@pytest.fixture
async def hub(stopped_hub):
    stopped_hub.start(lambda: None)
    yield stopped_hub
    await stopped_hub.stop()


@pytest.fixture(autouse=True)
def sockets(monkeypatch):
    """The sockets of this test alone. A shutdown does not linger."""
    own = Sockets()
    monkeypatch.setattr(shutdown, "sockets", own)
    monkeypatch.setattr(conf, "SHUTDOWN_LINGER", 0)
    return own


@pytest.fixture
def stopped():
    """The signals that the server's own SIGTERM handler got, in a list."""
    runs = []
    before = signal.signal(signal.SIGTERM, lambda number, frame: runs.append(number))
    interrupt = signal.getsignal(signal.SIGINT)
    yield runs
    signal.signal(signal.SIGTERM, before)
    signal.signal(signal.SIGINT, interrupt)


def ask_to_stop() -> None:
    os.kill(os.getpid(), signal.SIGTERM)


def retry_times(subscribers) -> list[int]:
    return sorted(
        event["data"]["retryAfterMs"]
        for subscriber in subscribers
        for event in subscriber.pop_events("server-shutdown")
    )


async def test_each_client_is_closed_with_1012_and_its_own_time_to_reconnect(hub):
    subscribers = [FakeSubscriber(hub, user) for user in (1, 1, 2, 3)]
    for subscriber in subscribers:
        await hub.attach(subscriber, [7])
    shutdown.close_connections(hub)
    spread = 4 * 1_000 // conf.SHUTDOWN_RETURNS
    assert retry_times(subscribers) == [spread * part // 4 for part in (1, 2, 3, 4)]
    assert {subscriber.code for subscriber in subscribers} == {1012}


async def test_reconnects_are_spread_by_the_number_of_clients_up_to_a_limit(hub, monkeypatch):
    monkeypatch.setattr(conf, "SHUTDOWN_SPREAD_MS", 40)
    monkeypatch.setattr(conf, "SHUTDOWN_RETURNS", 100)
    for count, last in ((2, 20), (4, 40), (8, 40)):
        subscribers = [FakeSubscriber(hub, user) for user in range(count)]
        for subscriber in subscribers:
            await hub.attach(subscriber, [7])
        shutdown.close_connections(hub)
        assert retry_times(subscribers)[-1] == last
        for subscriber in subscribers:
            hub.detach(subscriber)


async def test_a_signal_notifies_every_client_once_and_then_stops_the_server(hub, stopped):
    subscriber = FakeSubscriber(hub, 1)
    await hub.attach(subscriber, [7])
    for _ in range(3):
        shutdown.install_signal_handlers(hub)
    ask_to_stop()
    await wait_until(lambda: stopped)
    assert stopped == [signal.SIGTERM]
    assert len(subscriber.pop_events("server-shutdown")) == 1


async def test_commands_that_have_begun_are_answered_before_anything_closes(hub, stopped, sockets):
    subscriber, answer = FakeSubscriber(hub, 1), asyncio.Event()
    await hub.attach(subscriber, [7])
    shutdown.install_signal_handlers(hub)

    async def busy(scope, receive, send):
        await answer.wait()

    socket = asyncio.create_task(sockets.serve(busy, {}, asyncio.Queue().get, None))
    await let_tasks_run()
    ask_to_stop()
    await wait_until(lambda: sockets.is_closing)
    await let_tasks_run()
    assert (subscriber.code, stopped) == (None, [])
    answer.set()
    await wait_until(lambda: stopped)
    assert subscriber.code == 1012
    await socket


async def test_a_socket_that_takes_too_long_does_not_hold_up_the_shutdown(hub, stopped, sockets, monkeypatch):
    monkeypatch.setattr(conf, "SHUTDOWN_ANSWERS", 0)
    monkeypatch.setattr(conf, "SHUTDOWN_CLOSES", 0)

    async def stuck(scope, receive, send):
        await asyncio.Event().wait()

    socket = asyncio.create_task(sockets.serve(stuck, {}, asyncio.Queue().get, None))
    await let_tasks_run()
    shutdown.install_signal_handlers(hub)
    ask_to_stop()
    await wait_until(lambda: stopped)
    socket.cancel()


async def test_a_second_signal_stops_the_server_immediately(hub, stopped, sockets):
    async def stuck(scope, receive, send):
        await asyncio.Event().wait()

    socket = asyncio.create_task(sockets.serve(stuck, {}, asyncio.Queue().get, None))
    await let_tasks_run()
    shutdown.install_signal_handlers(hub)
    ask_to_stop()
    await wait_until(lambda: sockets.is_closing)
    assert stopped == []
    ask_to_stop()
    assert stopped == [signal.SIGTERM]
    socket.cancel()
    await wait_until(lambda: len(stopped) == 2)


async def test_the_server_stops_listening_before_anything_else(hub, monkeypatch, sockets):
    class Listening(PlainServer):
        def stop_listening(self, signal_handler) -> None:
            calls.append((signal_handler, sockets.is_closing))

    calls = []
    monkeypatch.setattr(shutdown.servers, "current", Listening)
    await shutdown.drain(hub, "the handler of the server")
    assert calls == [("the handler of the server", False)]


async def test_a_shutdown_stops_fetching_link_previews(hub, monkeypatch):
    own = Previewer()
    monkeypatch.setattr(shutdown, "previewer", own)
    running = asyncio.create_task(own.run(hub))
    await let_tasks_run()
    await shutdown.drain(hub, None)
    await asyncio.wait([running])
    assert running.cancelled()


async def test_a_process_that_served_nobody_stops_immediately(stopped_hub, stopped):
    shutdown.install_signal_handlers(stopped_hub)
    ask_to_stop()
    assert stopped == [signal.SIGTERM]


def test_an_ignored_signal_stays_ignored(stopped_hub, stopped):
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    shutdown.install_signal_handlers(stopped_hub)
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_IGN
