"""A live connection as the hub sees it."""

import pytest

from chat import conf
from chat.delivery.announce import to_user
from chat.delivery.announcements import Frame
from chat.delivery.hub import hub
from chat.realtime import connection as module
from tests.support.waiting import let_tasks_run

HELLO = '{"type":"hello"}'


async def test_what_comes_before_it_is_open_waits_behind_the_greeting(connected):
    connection, peer = connected()
    connection.put(HELLO)
    await let_tasks_run()
    assert peer.types == []
    connection.open('{"type":"welcome"}')
    await let_tasks_run()
    assert peer.types == ["welcome", "hello"]


@pytest.mark.parametrize(("code", "last"), [(4401, "unauthenticated"), (4403, "banned"), (1012, None), (1000, None)])
async def test_it_ends_in_order_what_waits_then_why_then_the_close(connected, code, last):
    connection, peer = connected()
    connection.open()
    connection.put(HELLO)
    connection.end(code)
    connection.put(HELLO)
    assert await peer.closed() == code
    assert peer.types == (["hello", "error"] if last else ["hello"])
    if last:
        assert (peer.events[-1]["data"]["code"], peer.events[-1]["data"]["fatal"]) == (last, True)


async def test_from_its_end_on_the_hub_does_not_know_it(connected):
    connection, peer = connected()
    connection.user_id = 1
    await hub.attach(connection, [7])
    connection.open()
    connection.end(4401)
    assert connection.ended
    assert (hub.users, hub.topics) == ({}, {})
    hub.receive(to_user(1, Frame(HELLO)))
    await peer.closed()
    assert "hello" not in peer.types


async def test_ending_twice_ends_once_with_the_first_code(connected):
    connection, peer = connected()
    connection.end(4403)
    connection.end(4401)
    assert await peer.closed() == 4403
    assert peer.types == ["error"]


async def test_one_that_was_never_opened_can_end_too(connected):
    connection, peer = connected()
    connection.put(HELLO)
    connection.end(4401)
    assert await peer.closed() == 4401
    assert peer.types == ["hello", "error"]


async def test_a_peer_that_does_not_take_its_events_is_closed_with_1013(connected, monkeypatch):
    monkeypatch.setattr(conf, "OUTBOX_FRAMES", 10)
    connection, peer = connected()
    connection.user_id = 1
    await hub.attach(connection, [7])
    connection.open()
    peer.reads.clear()
    for _ in range(50):
        hub.receive(to_user(1, Frame(HELLO)))
        await let_tasks_run(2)
    assert connection.ended
    assert hub.users == {}
    peer.reads.set()
    assert await peer.closed() == 1013
    assert len(peer.types) <= 1


async def test_a_peer_that_reads_again_after_any_time_finds_the_close(connected, monkeypatch):
    monkeypatch.setattr(module, "FLUSH_TIMEOUT", 0)
    connection, peer = connected()
    connection.open()
    peer.reads.clear()
    connection.put(HELLO)
    await let_tasks_run()
    connection.end(4401)
    await let_tasks_run(200)
    assert peer.code is None
    peer.reads.set()
    assert await peer.closed() == 4401


async def test_a_peer_that_is_gone_leaves_nothing_running(connected):
    connection, peer = connected()
    connection.open()
    peer.reads.clear()
    connection.put(HELLO)
    await let_tasks_run()
    connection.end(4401)
    connection.gone()
    await let_tasks_run()
    await connection._outbox.flushed()
    assert connection._ending.done()
    assert peer.code is None


async def test_a_peer_that_fails_while_it_is_sent_to_disturbs_nobody(connected, caplog):
    async def fail(*args: object) -> None:
        raise ConnectionResetError

    connection, _ = connected()
    connection._outbox._send = connection._close = fail
    connection.open(HELLO)
    await let_tasks_run()
    connection.end(4401)
    await let_tasks_run()
    assert connection._ending.done()
    assert [record for record in caplog.records if record.levelname in {"WARNING", "ERROR"}] == []


async def test_to_resume_is_to_ask_the_driver_for_a_new_greeting(connected):
    connection, _ = connected()
    asked = []
    connection.resumed = lambda: asked.append(True)
    connection.resume()
    assert asked == [True]


async def test_every_connection_has_an_id_of_its_own(connected):
    assert len({connected()[0].id for _ in range(10)}) == 10


async def test_it_says_why_it_ends_in_the_language_of_who_listens(connected):
    connection, peer = connected()
    connection.language = "zh-hans"
    connection.open()
    connection.end(4403)
    await peer.closed()
    assert peer.events[-1]["data"]["message"] == "账号已停用。"
