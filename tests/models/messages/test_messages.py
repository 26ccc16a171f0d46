"""Messages: the constraints of the table, and how messages are read."""

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


def test_a_seq_is_unique_in_a_room(store):
    store(seq=50, rev=60)
    refused(store, seq=50, rev=61)


def test_a_rev_is_unique_in_a_room(store):
    store(seq=50, rev=60)
    refused(store, seq=51, rev=60)


def test_rooms_number_their_messages_independently(store, pantry):
    store(seq=50, rev=60)
    store(seq=50, rev=60, room=pantry)


def test_a_client_id_is_unique_for_an_author_across_rooms(store, bob, pantry):
    key = uuid.uuid4()
    store(client_id=key)
    refused(store, seq=50, rev=50, client_id=key, room=pantry)
    store(seq=50, rev=50, client_id=key, author=bob)


def test_several_system_lines_have_no_client_id(store):
    store(seq=50, rev=50)
    store(seq=51, rev=51)


def test_a_rev_is_never_smaller_than_the_seq(store):
    refused(store, seq=50, rev=49)


def test_a_message_mentions_a_member_once(store, ada, kitchen):
    message, membership = store(), kitchen.memberships.get(user=ada)
    Mention.objects.create(membership=membership, message=message, seq=message.seq)
    with pytest.raises(IntegrityError), transaction.atomic():
        Mention.objects.create(membership=membership, message=message, seq=message.seq)


def test_an_author_cannot_be_deleted_and_a_deleted_quote_keeps_its_replies(store, ada):
    original = store(seq=50, rev=50)
    reply = store(seq=51, rev=51, reply_to=original)
    with pytest.raises(ProtectedError):
        ada.delete()
    original.delete()
    reply.refresh_from_db()
    assert reply.reply_to is None


def test_pages_start_next_to_a_message_and_lead_away_from_it(kitchen, say, ada):
    last = say(ada, kitchen).seq
    messages = Message.objects.filter(room=kitchen)
    assert [message.seq for message in messages.before(last)] == list(range(last - 1, 0, -1))
    assert [message.seq for message in messages.after(1)] == list(range(2, last + 1))


def test_changes_are_ordered_by_rev(kitchen, say, ada):
    first, second = say(ada, kitchen), say(ada, kitchen)
    reactions.react(by=ada, message_id=first.pk, emoji="👍", on=True)
    changed = Message.objects.filter(room=kitchen).changed_since(first.rev)
    assert [message.pk for message in changed] == [second.pk, first.pk]


def test_the_details_of_many_messages_take_two_queries(kitchen, say, ada, bob, django_assert_num_queries):
    original = say(ada, kitchen)
    for _ in range(5):
        reactions.react(by=ada, message_id=say(bob, kitchen, reply_to=original.pk).pk, emoji="👍", on=True)
    with django_assert_num_queries(2):
        for message in Message.objects.filter(room=kitchen).with_details():
            str(message.author), list(message.reactions.all()), message.reply_to and message.reply_to.author.username


def test_the_text_of_a_message_row_is_its_place(store, kitchen):
    assert str(store(seq=50, rev=50)) == f"{kitchen.pk}#50"
