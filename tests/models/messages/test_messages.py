"""Messages: what the database itself refuses, and how they are read."""

import uuid

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from chat.actions.messages import reactions
from chat.models import Mention, Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def store(ada, kitchen):
    def create(**fields):
        number = kitchen.last_seq + 100
        values = {"room": kitchen, "author": ada, "seq": number, "rev": number, "created_at": timezone.now()}
        return Message.objects.create(**values | fields)

    return create


def refused(create, **fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        create(**fields)


def test_a_place_of_a_room_is_taken_once(store):
    store(seq=50, rev=60)
    refused(store, seq=50, rev=61)


def test_a_change_of_a_room_has_one_message(store):
    store(seq=50, rev=60)
    refused(store, seq=51, rev=60)


def test_other_rooms_have_the_same_numbers(store, pantry):
    store(seq=50, rev=60)
    store(seq=50, rev=60, room=pantry)


def test_an_author_uses_a_client_id_once_whatever_the_room(store, bob, pantry):
    key = uuid.uuid4()
    store(client_id=key)
    refused(store, seq=50, rev=50, client_id=key, room=pantry)
    store(seq=50, rev=50, client_id=key, author=bob)


def test_lines_without_a_client_id_do_not_meet(store):
    store(seq=50, rev=50)
    store(seq=51, rev=51)


def test_no_change_comes_before_the_message_itself(store):
    refused(store, seq=50, rev=49)


def test_a_member_is_mentioned_by_a_message_once(store, ada, kitchen):
    message, membership = store(), kitchen.memberships.get(user=ada)
    Mention.objects.create(membership=membership, message=message, seq=message.seq)
    with pytest.raises(IntegrityError), transaction.atomic():
        Mention.objects.create(membership=membership, message=message, seq=message.seq)


def test_who_has_written_is_not_deleted_and_a_quoted_message_leaves_its_replies(store, ada):
    original = store(seq=50, rev=50)
    reply = store(seq=51, rev=51, reply_to=original)
    with pytest.raises(ProtectedError):
        ada.delete()
    original.delete()
    reply.refresh_from_db()
    assert reply.reply_to is None


def test_pages_run_away_from_their_place(kitchen, say, ada):
    last = say(ada, kitchen).seq
    messages = Message.objects.filter(room=kitchen)
    assert [each.seq for each in messages.before(last)] == list(range(last - 1, 0, -1))
    assert [each.seq for each in messages.after(1)] == list(range(2, last + 1))


def test_changes_come_by_rising_rev(kitchen, say, ada):
    first, second = say(ada, kitchen), say(ada, kitchen)
    reactions.react(by=ada, message_id=first.pk, emoji="👍", on=True)
    changed = Message.objects.filter(room=kitchen).changed_since(first.rev)
    assert [each.pk for each in changed] == [second.pk, first.pk]


def test_the_details_of_many_messages_take_two_queries(kitchen, say, ada, bob, django_assert_num_queries):
    original = say(ada, kitchen)
    for _ in range(5):
        reactions.react(by=ada, message_id=say(bob, kitchen, reply_to=original.pk).pk, emoji="👍", on=True)
    with django_assert_num_queries(2):
        for message in Message.objects.filter(room=kitchen).with_details():
            str(message.author), list(message.reactions.all()), message.reply_to and message.reply_to.author.username


def test_a_message_is_called_by_its_place(store, kitchen):
    assert str(store(seq=50, rev=50)) == f"{kitchen.pk}#50"
