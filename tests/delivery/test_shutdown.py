"""Saying that the server stops."""

import os
import signal

import pytest

from chat import conf
from chat.delivery import shutdown
from tests.delivery.conftest import Ear
from tests.support.turns import turns


async def test_everyone_gets_a_slot_of_their_own_to_come_back_in(hub):
    ears = [Ear(hub, user) for user in (1, 1, 2, 3)]
    for ear in ears:
        await hub.attach(ear, [7])
    shutdown.tell(hub)
    slots = sorted(event["data"]["retryAfterMs"] for ear in ears for event in ear.take("server-shutdown"))
    assert slots == [conf.SHUTDOWN_SPREAD_MS * part // 4 for part in (1, 2, 3, 4)]


@pytest.fixture
def stopped():
    """A server's own handler of SIGTERM, and how often it ran."""
    runs = []
    before = signal.signal(signal.SIGTERM, lambda number, frame: runs.append(number))
    interrupt = signal.getsignal(signal.SIGINT)
    yield runs
    signal.signal(signal.SIGTERM, before)
    signal.signal(signal.SIGINT, interrupt)


async def test_asked_to_stop_it_tells_everyone_once_and_lets_the_server_stop(processes, stopped):
    hub, _ = processes
    ear = Ear(hub, 1)
    await hub.attach(ear, [7])
    for _ in range(3):
        shutdown.watch(hub)
    os.kill(os.getpid(), signal.SIGTERM)
    await turns()
    assert stopped == [signal.SIGTERM]
    assert len(ear.take("server-shutdown")) == 1


async def test_before_anyone_was_served_there_is_nobody_to_tell(hub, stopped):
    shutdown.watch(hub)
    os.kill(os.getpid(), signal.SIGTERM)
    await turns()
    assert stopped == [signal.SIGTERM]


def test_where_nobody_minds_a_signal_it_keeps_its_effect(hub, stopped):
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    shutdown.watch(hub)
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_IGN
