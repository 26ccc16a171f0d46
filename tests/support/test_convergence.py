"""The convergence check itself: it must fail when delivery is broken."""

import pytest
from django.db import transaction

from chat.actions.messages import messages
from chat.delivery.announce import announce, to_room, to_user
from chat.delivery.announcements import Control, Frame
from chat.delivery.hub import hub
from chat.errors import NotFound
from chat.models import Room
from tests.support.client_state import ClientState
from tests.support.convergence import Tab, converging, load
from tests.support.fixtures import *  # noqa: F403

pytestmark = pytest.mark.django_db


def test_the_check_fails_for_a_change_that_nobody_receives(ada, bob, kitchen):
    with pytest.raises(AssertionError), converging(ada, bob):
        Room.objects.filter(pk=kitchen.pk).update(topic="silence")


def test_the_check_fails_for_a_change_with_wrong_contents(ada, bob, kitchen, say):
    message = say(ada, kitchen, "right")
    with pytest.raises(AssertionError), converging(bob):
        messages.edit(by=ada, message_id=message.pk, content="wrong")
        message.room.messages.filter(pk=message.pk).update(content="right after all")


def test_the_check_fails_for_a_change_without_a_new_rev(ada, bob, kitchen, say):
    message = say(ada, kitchen, "before")
    with pytest.raises(AssertionError), converging(bob):
        message.room.messages.filter(pk=message.pk).update(content="after")


def test_the_check_fails_if_an_outsider_receives_something(ada, eve, kitchen, say):
    with pytest.raises(AssertionError, match="eve must receive nothing"), converging(ada, deaf=[eve]):
        say(ada, kitchen)
        announce(to_user(eve.pk, Frame('{"type":"gossip","data":{}}')))


def test_a_transaction_that_is_rolled_back_announces_nothing(ada, bob, kitchen):
    with converging(deaf=[ada, bob]), pytest.raises(NotFound), transaction.atomic():
        announce(to_room(kitchen.pk, Frame('{"type":"gossip","data":{}}')))
        raise NotFound()


def test_the_check_restores_the_hub(ada, kitchen, say):
    publish = hub.publish
    with converging(ada):
        say(ada, kitchen)
    assert hub.publish == publish


def test_a_tab_receives_a_room_from_its_join_to_its_leave(ada, eve, kitchen):
    tab = Tab(eve)
    said = Frame('{"type":"unheard-of","data":{}}')
    tab.deliver(to_room(kitchen.pk, said))
    tab.deliver(to_user(eve.pk, control=Control("join", eve.pk, kitchen.pk)))
    tab.deliver(to_room(kitchen.pk, said))
    tab.deliver(to_room(kitchen.pk, said, skip_user=eve.pk))
    tab.deliver(to_user(ada.pk, control=Control("leave", ada.pk, kitchen.pk)))
    tab.deliver(to_room(kitchen.pk, said))
    tab.deliver(to_user(eve.pk, control=Control("leave", eve.pk, kitchen.pk)))
    tab.deliver(to_room(kitchen.pk, said))
    assert len(tab.heard) == 2


def envelope(message):
    return {"type": "chat:message", "data": load(message.author).timelines[message.room_id].messages[message.pk]}


def test_the_reference_client_applies_the_next_change_ignores_known_ones_and_detects_gaps(ada, bob, kitchen, say):
    state: ClientState = load(bob)
    first, second, third = (envelope(say(ada, kitchen, text)) for text in ("one", "two", "three"))
    state.apply(first)
    known = state.timelines[kitchen.pk].rev
    state.apply(first)
    assert (state.timelines[kitchen.pk].rev, state.gaps) == (known, set())
    state.apply(third)
    assert (state.timelines[kitchen.pk].rev, state.gaps) == (known, {kitchen.pk})
    state.apply(second)
    assert state.timelines[kitchen.pk].rev == known + 1


def test_the_reference_client_ignores_unknown_events(bob, kitchen):
    state = load(bob)
    state.apply({"type": "room:on-fire", "data": {"roomId": kitchen.pk}})
    assert state.rooms == load(bob).rooms


def test_an_older_read_mark_does_not_take_back_that_an_own_message_moved_it(ada, kitchen, say):
    state = load(ada)
    say(ada, kitchen)
    entry = state.rooms[kitchen.pk]
    older = {"roomId": kitchen.pk, "readSeq": entry["readSeq"], "unread": entry["unread"], "mentions": 0}
    for seq in (entry["seq"] + 1, entry["seq"] + 2):
        state._count(entry, {"kind": "message", "inRoom": True, "seq": seq, "createdAt": "", "author": {"id": ada.pk}})
    state.read(older)
    assert (entry["readSeq"], entry["unread"]) == (entry["seq"], 0)
    state.read(older | {"unread": entry["seq"] - older["readSeq"]})
    assert entry["readSeq"] == older["readSeq"]
