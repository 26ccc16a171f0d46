"""Sync returns every changed message once, in its present state."""

import uuid

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chat import conf
from chat.actions.changes.committer import commit
from chat.actions.changes.verbs.send import Send
from chat.actions.messages import messages, reactions
from chat.actions.rooms import memberships
from chat.errors import NotFound
from chat.models import Message, Room
from chat.protocol.messages.encoded import cache
from chat.queries.messages import history, sync
from tests.support.factories import create_room

pytestmark = pytest.mark.django_db


@pytest.fixture
def busy(ada, bob):
    """A room with many changes, out of order."""
    room = create_room(ada, bob, name="Arena", is_unlimited=True)
    sent = commit([Send(ada.pk, room.pk, f"{number}", uuid.uuid4()) for number in range(8)])
    ids = [each.message_id for each in sent]
    messages.edit(by=ada, message_id=ids[6], content="edited")
    reactions.react(by=bob, message_id=ids[1], emoji="👍", on=True)
    messages.delete(by=ada, message_id=ids[4])
    messages.edit(by=ada, message_id=ids[1], content="edited too")
    reactions.react(by=bob, message_id=ids[1], emoji="👍", on=False)
    messages.edit(by=ada, message_id=ids[6], content="edited again")
    room.refresh_from_db()
    return room


@given(start=st.integers(0, 17), limit=st.integers(1, 12))
@settings(
    max_examples=100, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_pages_yield_every_changed_message_once_and_end_at_the_last_rev(ada, busy, start, limit):
    rev, met, more = min(start, busy.last_rev), [], True
    since = rev
    while more:
        answer = sync.changes(ada.pk, busy.pk, rev, limit)
        assert not answer.reset
        assert len(answer.messages) <= limit
        assert answer.rev > rev or not answer.more
        met += answer.messages
        rev, more = answer.rev, answer.more
    assert rev == busy.last_rev
    changed = Message.objects.filter(room=busy, rev__gt=since).order_by("rev")
    assert [(each.id, each.rev) for each in met] == [(row.pk, row.rev) for row in changed]


def test_a_changed_message_has_the_payload_of_the_history(ada, busy):
    entries = {each.id: each for each in sync.changes(ada.pk, busy.pk, 0).messages}
    assert entries == {each.id: each for each in history.page(ada.pk, busy.pk).messages}


def test_many_changes_of_one_message_are_one_entry(ada, kitchen, say):
    message = say(ada, kitchen, "before")
    messages.edit(by=ada, message_id=message.pk, content="after")
    for number in range(40):
        reactions.react(by=ada, message_id=message.pk, emoji=f":{number}:", on=True)
    [entry] = sync.changes(ada.pk, kitchen.pk, message.rev).messages
    entry = entry.payload
    assert (entry.content, len(entry.reactions), entry.rev) == ("after", 40, message.rev + 41)


def test_a_deleted_text_is_not_returned_even_in_a_quote(ada, bob, kitchen, say):
    message = say(ada, kitchen, "my secret")
    say(bob, kitchen, "what?", reply_to=message.pk)
    messages.edit(by=ada, message_id=message.pk, content="my other secret")
    messages.delete(by=ada, message_id=message.pk)
    answer = sync.changes(ada.pk, kitchen.pk, 0).to_json()
    assert "what?" in answer
    assert "secret" not in answer


def test_a_client_that_is_up_to_date_gets_nothing(ada, busy, django_assert_num_queries):
    with django_assert_num_queries(1):
        answer = sync.changes(ada.pk, busy.pk, busy.last_rev)
    assert (answer.messages, answer.rev, answer.more, answer.reset) == ([], busy.last_rev, False, False)


@pytest.mark.parametrize("ahead", [1, 2**63 - 1])
def test_a_client_ahead_of_the_room_gets_a_reset(ada, busy, ahead):
    answer = sync.changes(ada.pk, busy.pk, min(busy.last_rev + ahead, 2**63 - 1))
    assert (answer.reset, answer.more, answer.rev) == (True, False, busy.last_rev)
    assert answer.messages == history.page(ada.pk, busy.pk).messages


def test_a_client_too_far_behind_gets_a_reset(ada, busy, monkeypatch):
    monkeypatch.setattr(conf, "SYNC_RESET_AFTER", 3)
    monkeypatch.setattr(conf, "PAGE_LENGTH", 4)
    assert not sync.changes(ada.pk, busy.pk, busy.last_rev - 3).reset
    answer = sync.changes(ada.pk, busy.pk, busy.last_rev - 4)
    assert (answer.reset, answer.more, answer.rev) == (True, False, busy.last_rev)
    assert [each.seq for each in answer.messages] == list(range(busy.last_seq - 3, busy.last_seq + 1))


def test_a_client_without_a_rev_gets_the_newest_page(ada, busy):
    answer = sync.newest(ada.pk, busy.pk)
    assert (answer.reset, answer.rev, len(answer.messages)) == (True, busy.last_rev, busy.last_seq)


def test_a_message_stored_during_the_query_is_included(ada, kitchen, say, monkeypatch):
    """The room is read first. The rev must not skip a message that is stored before the messages are read."""
    rev = Room.objects.get(pk=kitchen.pk).last_rev
    real = sync.room_for

    def room_then_a_message(user_id, room_id):
        room = real(user_id, room_id)
        monkeypatch.setattr(sync, "room_for", real)
        say(ada, kitchen, "meanwhile")
        return room

    say(ada, kitchen, "first")
    monkeypatch.setattr(sync, "room_for", room_then_a_message)
    answer = sync.changes(ada.pk, kitchen.pk, rev)
    assert [each.payload.content for each in answer.messages] == ["first", "meanwhile"]
    assert answer.rev == rev + 2


def test_a_former_member_of_a_private_room_gets_nothing(bob, eve, pantry):
    memberships.leave(by=bob, room_id=pantry.pk)
    for user in (bob, eve):
        with pytest.raises(NotFound):
            sync.changes(user.pk, pantry.pk, 0)
        with pytest.raises(NotFound):
            sync.newest(user.pk, pantry.pk)


def test_the_number_of_queries_does_not_depend_on_the_changes(ada, busy, django_assert_num_queries):
    for start in (busy.last_rev - 1, 0):
        cache.clear()
        with django_assert_num_queries(3):
            sync.changes(ada.pk, busy.pk, start)
