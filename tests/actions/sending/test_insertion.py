"""The quick INSERT stores what the ORM would."""

import uuid

import pytest
from django.utils import timezone

from chat.actions.sending.insertion import insert, store
from chat.models import Message, Room
from tests.support.factories import create_room, create_user

pytestmark = pytest.mark.django_db


def drafts(room, author, count):
    now = timezone.now()
    return [
        Message(
            room=room,
            seq=100 + number,
            rev=100 + number,
            author=author,
            client_id=uuid.uuid4(),
            content=f"%s “{number}” 上海 '; --",
            html="<p>%</p>",
            extra={"mentions": [author.pk], "everyone": True} if number else {},
            created_at=now,
        )
        for number in range(count)
    ]


@pytest.mark.parametrize("count", [1, 3, 500])
def test_every_field_is_stored_as_the_orm_reads_it(count):
    ada = create_user("ada")
    room = create_room(ada)
    messages = drafts(room, ada, count)
    insert(messages)
    stored = Message.objects.in_bulk([message.pk for message in messages])
    assert len(stored) == count
    for message in messages:
        fields = [field.attname for field in Message._meta.local_concrete_fields]
        assert {name: getattr(stored[message.pk], name) for name in fields} == {
            name: getattr(message, name) for name in fields
        }


def test_a_reply_keeps_what_it_answers():
    ada = create_user("ada")
    room = create_room(ada)
    first, second = drafts(room, ada, 2)
    insert([first])
    second.reply_to = first
    insert([second])
    assert Message.objects.get(pk=second.pk).reply_to == first


@pytest.mark.parametrize("count", [1, 3])
def test_the_named_fields_of_every_row_are_stored_and_no_others(count):
    ada = create_user("ada")
    rooms = [create_room(ada, name=f"Room {number}") for number in range(count)]
    for room in rooms:
        room.last_rev, room.topic = 77, "not named"
    store(rooms, ("last_rev",))
    stored = Room.objects.filter(pk__in=[room.pk for room in rooms]).values_list("last_rev", "topic")
    assert list(stored) == [(77, "")] * count


@pytest.mark.parametrize("count", [1, 3])
def test_changes_that_go_along_are_stored_with_the_messages(count):
    ada = create_user("ada")
    room = create_room(ada)
    membership = room.memberships.get(user=ada)
    room.last_seq, room.last_rev, membership.read_seq = 7, 9, 5
    messages = drafts(room, ada, count)
    insert(messages, ([room], ("last_seq", "last_rev")), ([membership], ("read_seq",)))
    assert Message.objects.filter(pk__in=[message.pk for message in messages]).count() == count
    stored = Room.objects.get(pk=room.pk)
    assert (stored.last_seq, stored.last_rev) == (7, 9)
    assert room.memberships.get(user=ada).read_seq == 5
