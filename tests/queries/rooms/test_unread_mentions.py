"""Unread mentions: by name from rows, and of everyone from the messages themselves. Every reader counts the same."""

import pytest

from chat.actions.messages import messages, read_all, read_marks
from chat.actions.messages.read_mark_sql import Target, positions
from chat.actions.rooms import memberships
from chat.models import Membership, Mention
from chat.queries.messages.catch_up import catch_up
from chat.queries.rooms import sidebar
from chat.queries.rooms.unread_mentions import unread_mentions

pytestmark = pytest.mark.django_db


def counts(room, *people):
    """The unread mentions of each person, as each way of reading them has it."""
    rows = {row.user_id: row for row in Membership.objects.filter(room=room)}
    shown = {row.user_id: unread_mentions([row]).get(row.pk, 0) for row in rows.values()}
    room.refresh_from_db()
    for entry, readers in sidebar.entries_of_room(room, lambda _: 0):
        assert {shown[user_id] for user_id in readers} == {entry.mentions}
    for user_id, entries in sidebar.entries_of_people(rows, lambda _: 0, [room.pk]).items():
        assert [entry.mentions for entry in entries] == [shown[user_id]]
    found = positions([Target(user_id, room.pk, 0, False) for user_id in rows])
    assert {position.user_id: position.mentions for position in found} == shown
    return [shown[person.pk] for person in people]


def test_a_message_to_everyone_counts_for_all_but_its_author_and_stores_no_row(ada, bob, cy, kitchen, say):
    say(ada, kitchen, "@everyone look")
    assert counts(kitchen, ada, bob, cy) == [0, 1, 1]
    assert not Mention.objects.exists()


def test_a_message_to_everyone_that_also_names_somebody_counts_once(ada, bob, cy, kitchen, say):
    message = say(ada, kitchen, "@everyone, and @bob first")
    assert message.extra["mentions"] == [bob.pk]
    say(ada, kitchen, "@bob")
    assert counts(kitchen, ada, bob, cy) == [0, 2, 1]


def test_everybody_writes_to_everyone(ada, bob, cy, kitchen, say):
    say(ada, kitchen, "@everyone")
    say(cy, kitchen, "@everyone")
    assert counts(kitchen, ada, bob, cy) == [1, 2, 0]


def test_reading_and_marking_as_unread_count_again(ada, bob, cy, kitchen, say):
    first, second = say(ada, kitchen, "@everyone"), say(ada, kitchen, "@everyone")
    assert read_marks.mark(by=bob, room_id=kitchen.pk, seq=first.seq).mentions == 1
    assert read_marks.mark(by=bob, room_id=kitchen.pk, seq=second.seq).mentions == 0
    assert read_marks.mark(by=bob, room_id=kitchen.pk, seq=0, unread=True).mentions == 2
    assert read_marks.mark(by=ada, room_id=kitchen.pk, seq=0, unread=True).mentions == 0
    assert counts(kitchen, ada, bob, cy) == [0, 2, 2]
    read_all.mark_all(by=bob)
    assert counts(kitchen, ada, bob, cy) == [0, 0, 2]


def test_who_joins_later_or_returns_has_read_it(ada, bob, cy, eve, kitchen, say):
    before = say(ada, kitchen, "@everyone")
    memberships.leave(by=bob, room_id=kitchen.pk)
    for person in (bob, eve):
        assert memberships.join(by=person, room_id=kitchen.pk).mentions == 0
    assert counts(kitchen, ada, bob, cy, eve) == [0, 0, 1, 0]
    say(ada, kitchen, "@everyone")
    assert counts(kitchen, ada, bob, cy, eve) == [0, 1, 2, 1]
    # As the message shows it, it calls everyone who has it unread.
    assert read_marks.mark(by=eve, room_id=kitchen.pk, seq=before.seq - 1, unread=True).mentions == 2


def test_an_edit_and_a_deletion_are_counted(ada, bob, cy, kitchen, say):
    edited, deleted = say(ada, kitchen, "@everyone"), say(ada, kitchen, "@everyone")
    messages.edit(by=ada, message_id=edited.pk, content="@bob")
    assert counts(kitchen, ada, bob, cy) == [0, 2, 1]
    messages.delete(by=ada, message_id=deleted.pk)
    assert counts(kitchen, ada, bob, cy) == [0, 1, 0]
    messages.edit(by=ada, message_id=edited.pk, content="@everyone")
    assert counts(kitchen, ada, bob, cy) == [0, 1, 1]
    assert not Mention.objects.exists()


def test_a_reply_to_everyone_counts_where_the_room_shows_it(ada, bob, cy, kitchen, say):
    root = say(ada, kitchen, "root")
    say(ada, kitchen, "@everyone", thread_id=root.pk, in_room=False)
    assert counts(kitchen, ada, bob, cy) == [0, 0, 0]
    say(ada, kitchen, "@everyone", thread_id=root.pk, in_room=True)
    assert counts(kitchen, ada, bob, cy) == [0, 1, 1]


def test_catching_up_shows_it_as_a_mention_even_in_a_silenced_room(ada, bob, kitchen, say):
    read_all.mark_all(by=bob)
    Membership.objects.filter(user=bob).update(notify="none")
    say(ada, kitchen, "chatter")
    assert catch_up(bob).rooms == []
    gone = say(ada, kitchen, "@everyone")
    messages.delete(by=ada, message_id=gone.pk)
    assert catch_up(bob).rooms == []
    say(ada, kitchen, "@everyone")
    [room] = catch_up(bob).rooms
    assert [item.reason for item in room.items] == ["unread", "mention"]
    say(bob, kitchen, "mine")
    read_marks.mark(by=ada, room_id=kitchen.pk, seq=0, unread=True)
    assert "mention" not in {item.reason for each in catch_up(ada).rooms for item in each.items}


def test_many_members_are_counted_in_one_query(ada, bob, cy, kitchen, say, django_assert_num_queries):
    say(ada, kitchen, "@everyone @bob")
    say(ada, kitchen, "@bob")
    rows = list(kitchen.memberships.select_related("user"))
    with django_assert_num_queries(1):
        found = unread_mentions(rows)
    assert {row.user.username: found.get(row.pk, 0) for row in rows} == {"ada": 0, "bob": 2, "cyrus": 1}
    with django_assert_num_queries(0):
        assert unread_mentions([]) == {}
