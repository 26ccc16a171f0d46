"""Nobody watches a person with whom they share no room any more."""

import asyncio

import pytest
from django.db import OperationalError

from chat.actions.rooms import memberships, rooms
from chat.delivery.announce import to_room
from chat.delivery.announcements import Frame
from chat.delivery.healing import watches as module
from chat.delivery.healing.watches import check_watches, heal_watches
from chat.errors import Unavailable
from chat.executors import read, write
from tests.delivery.healing.conftest import listen
from tests.support.factories import create_room
from tests.support.waiting import let_tasks_run, wait_until

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("alone", "announcements_lost"),
]


@pytest.fixture
async def watching(hub, cast):
    """Ada and Bob, who watch each other and themselves."""
    ada, bob, _ = cast
    ada_sees, bob_sees = await listen(hub, ada), await listen(hub, bob)
    for subscriber in (ada_sees, bob_sees):
        hub.watch(subscriber, [ada.pk, bob.pk])
    return ada_sees, bob_sees


def offline(user) -> list[dict[str, object]]:
    return [{"type": "presence", "data": {"userId": user.pk, "status": "offline", "lastSeenAt": None}}]


@pytest.mark.parametrize("of", ["the one who left", "the one who stays"])
async def test_both_sides_of_a_watch_end_with_the_last_shared_room(hub, cast, watching, of):
    ada, bob, room = cast
    ada_sees, bob_sees = watching
    await write(memberships.leave, by=bob, room_id=room.pk)
    left = {bob.pk if of == "the one who left" else ada.pk}
    await check_watches(hub, left)
    assert (ada_sees.pop_events(), bob_sees.pop_events(), left) == (offline(bob), offline(ada), set())
    assert set(hub.watches.watchers(bob.pk)) == {bob_sees}
    assert set(hub.watches.watchers(ada.pk)) == {ada_sees}


async def test_another_shared_room_keeps_the_watch(hub, cast, watching):
    ada, bob, room = cast
    await write(create_room, ada, bob, name="Den")
    await write(memberships.leave, by=bob, room_id=room.pk)
    await check_watches(hub, {bob.pk})
    assert [subscriber.pop_events() for subscriber in watching] == [[], []]
    assert set(hub.watches.watchers(bob.pk)) == set(watching)


async def test_peers_of_direct_rooms_stay(hub, cast, watching):
    ada, bob, room = cast
    await write(rooms.open_direct, by=ada, user_ids=[bob.pk])
    hub.watches.set_peers(watching[0], [bob.pk])
    hub.watch(watching[0], [])
    await write(memberships.leave, by=bob, room_id=room.pk)
    await check_watches(hub, {bob.pk})
    assert watching[0] in hub.watches.watchers(bob.pk)


async def test_people_are_checked_again_after_the_database_did_not_answer(hub, cast, watching, monkeypatch):
    _, bob, room = cast
    await write(memberships.leave, by=bob, room_id=room.pk)

    def fail(*people):
        raise OperationalError("gone")

    left = {bob.pk}
    with monkeypatch.context() as patch:
        patch.setattr(module, "pairs_in_a_room", fail)
        with pytest.raises(Unavailable):
            await check_watches(hub, left)
    assert left == {bob.pk}
    await check_watches(hub, left)
    assert len(watching[0].pop_events()) == 1


async def test_a_connection_that_ends_during_the_check_is_skipped(hub, cast, watching):
    _, bob, room = cast
    await write(memberships.leave, by=bob, room_id=room.pk)
    checking = asyncio.ensure_future(check_watches(hub, {bob.pk}))
    await asyncio.sleep(0)
    hub.detach(watching[0])
    await checking
    assert watching[0].pop_events() == []
    assert len(watching[1].pop_events()) == 1


async def test_who_shares_a_room_with_whom_is_one_query(cast, django_assert_num_queries):
    ada, bob, _ = cast

    def ask():
        with django_assert_num_queries(1):
            return module.pairs_in_a_room([ada.pk], [bob.pk, ada.pk, 999_999])

    assert await read(ask) == {(ada.pk, bob.pk), (ada.pk, ada.pk)}


@pytest.mark.parametrize("heard", ["by the control", "in the room"])
async def test_the_worker_checks_whoever_leaves(hub, cast, watching, heard):
    _, bob, room = cast
    worker = asyncio.ensure_future(heal_watches(hub))
    await let_tasks_run()
    await write(memberships.leave, by=bob, room_id=room.pk)
    if heard == "by the control":
        hub.leave_room(bob.pk, room.pk)
    else:
        hub.deliver(to_room(room.pk, Frame("{}", left=bob.pk)))
    await wait_until(lambda: watching[0] not in hub.watches.watchers(bob.pk))
    worker.cancel()
