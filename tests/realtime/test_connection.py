"""A connection keeps its frames in order, and ends with what is waiting, the reason, and the close."""

import pytest

from chat import conf
from chat.delivery.announce import to_user
from chat.delivery.announcements import Frame
from chat.delivery.hub import hub
from chat.realtime import connection as module
from tests.support.waiting import let_tasks_run

HELLO = '{"type":"hello"}'


async def test_frames_enqueued_before_open_are_sent_after_the_welcome(connected):
    connection, peer = connected()
    connection.enqueue(HELLO)
    await let_tasks_run()
    assert peer.types == []
    connection.open('{"type":"welcome"}')
    await let_tasks_run()
    assert peer.types == ["welcome", "hello"]


@pytest.mark.parametrize(("code", "last"), [(4401, "unauthenticated"), (4403, "banned"), (1012, None), (1000, None)])
async def test_ending_sends_waiting_frames_then_the_reason_then_the_close(connected, code, last):
    connection, peer = connected()
    connection.open()
    connection.enqueue(HELLO)
    connection.end(code)
    connection.enqueue(HELLO)
    assert await peer.closed() == code
    assert peer.types == (["hello", "error"] if last else ["hello"])
    if last:
        assert (peer.events[-1]["data"]["code"], peer.events[-1]["data"]["fatal"]) == (last, True)


async def test_an_ending_connection_is_detached_from_the_hub(connected):
    connection, peer = connected()
    connection.user_id = 1
    await hub.attach(connection, [7])
    connection.open()
    connection.end(4401)
    assert connection.ended
    assert (hub.users, hub.topics) == ({}, {})
    hub.deliver(to_user(1, Frame(HELLO)))
    await peer.closed()
    assert "hello" not in peer.types


async def test_the_first_close_code_counts(connected):
    connection, peer = connected()
    connection.end(4403)
    connection.end(4401)
    assert await peer.closed() == 4403
    assert peer.types == ["error"]


async def test_a_connection_that_was_never_opened_can_end(connected):
    connection, peer = connected()
    connection.enqueue(HELLO)
    connection.end(4401)
    assert await peer.closed() == 4401
    assert peer.types == ["hello", "error"]


async def test_a_peer_that_does_not_read_is_closed_with_1013(connected, monkeypatch):
    monkeypatch.setattr(conf, "OUTBOX_FRAMES", 10)
    connection, peer = connected()
    connection.user_id = 1
    await hub.attach(connection, [7])
    connection.open()
    peer.reads.clear()
    for _ in range(50):
        hub.deliver(to_user(1, Frame(HELLO)))
        await let_tasks_run(2)
    assert connection.ended
    assert hub.users == {}
    peer.reads.set()
    assert await peer.closed() == 1013
    assert len(peer.types) <= 1


async def test_a_peer_that_reads_again_much_later_gets_the_close(connected, monkeypatch):
    monkeypatch.setattr(module, "FLUSH_TIMEOUT", 0)
    connection, peer = connected()
    connection.open()
    peer.reads.clear()
    connection.enqueue(HELLO)
    await let_tasks_run()
    connection.end(4401)
    await let_tasks_run(200)
    assert peer.code is None
    peer.reads.set()
    assert await peer.closed() == 4401


async def test_a_disconnected_peer_leaves_no_task_running(connected):
    connection, peer = connected()
    connection.open()
    peer.reads.clear()
    connection.enqueue(HELLO)
    await let_tasks_run()
    connection.end(4401)
    connection.peer_disconnected()
    await let_tasks_run()
    await connection._outbox.wait_until_flushed()
    assert connection._ending.done()
    assert peer.code is None


async def test_a_send_that_fails_is_not_logged_as_an_error(connected, caplog):
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


async def test_resume_asks_the_driver_for_a_new_welcome(connected):
    connection, _ = connected()
    asked = []
    connection.on_refresh = lambda: asked.append(True)
    connection.refresh()
    assert asked == [True]


async def test_connection_ids_are_unique(connected):
    assert len({connected()[0].id for _ in range(10)}) == 10


async def test_the_reason_is_in_the_language_of_the_user(connected):
    connection, peer = connected()
    connection.language = "zh-hans"
    connection.open()
    connection.end(4403)
    await peer.closed()
    assert peer.events[-1]["data"]["message"] == "账号已停用。"
