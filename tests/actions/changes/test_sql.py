"""The hand-written statements of a batch store what the ORM would."""

import sqlite3
import uuid

import pytest
from django.db import connection, models
from django.utils import timezone

from chat.actions.changes import sql
from chat.actions.changes.sql import (
    insert_rows,
    update_fields,
)
from chat.models import Mention, Message, Room
from tests.support.factories import create_room, create_user

pytestmark = pytest.mark.django_db


def fields_of(row) -> dict[str, object]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def new_messages(room, author, count):
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
def test_the_orm_reads_every_field_as_it_was_inserted(count):
    ada = create_user("ada")
    messages = new_messages(create_room(ada), ada, count)
    insert_rows(messages)
    stored = Message.objects.in_bulk([message.pk for message in messages])
    assert len(stored) == count
    for message in messages:
        assert fields_of(stored[message.pk]) == fields_of(message)


def test_mentions_of_more_members_than_sqlite_has_values_are_stored(ada, kitchen, say):
    message, member = say(ada, kitchen), kitchen.memberships.get(user=ada)
    if connection.vendor == "sqlite":
        # The limit of SQLite as its makers build it.
        connection.connection.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, 32_766)
    mentions = [Mention(membership=member, message=message, seq=seq) for seq in range(11_000)]
    insert_rows(mentions, ([kitchen], ("topic",)))
    stored = dict(Mention.objects.values_list("pk", "seq"))
    assert stored == {mention.pk: mention.seq for mention in mentions}


def test_a_reply_keeps_the_message_that_it_answers():
    ada = create_user("ada")
    first, second = new_messages(create_room(ada), ada, 2)
    insert_rows([first])
    second.reply_to = first
    insert_rows([second])
    assert Message.objects.get(pk=second.pk).reply_to == first


@pytest.mark.parametrize("count", [1, 3])
def test_only_the_named_fields_are_updated(count):
    ada = create_user("ada")
    rooms = [create_room(ada, name=f"Room {number}") for number in range(count)]
    for room in rooms:
        room.last_rev, room.topic = 77, "not named"
    update_fields(rooms, ("last_rev",))
    stored = Room.objects.filter(pk__in=[room.pk for room in rooms]).values_list("last_rev", "topic")
    assert list(stored) == [(77, "")] * count


@pytest.mark.parametrize("count", [1, 3])
def test_updates_are_stored_along_with_the_messages(count):
    ada = create_user("ada")
    room = create_room(ada)
    membership = room.memberships.get(user=ada)
    room.last_seq, room.last_rev, membership.read_seq = 7, 9, 5
    messages = new_messages(room, ada, count)
    insert_rows(messages, ([room], ("last_seq", "last_rev")), ([membership], ("read_seq",)))
    assert Message.objects.filter(pk__in=[message.pk for message in messages]).count() == count
    stored = Room.objects.get(pk=room.pk)
    assert (stored.last_seq, stored.last_rev) == (7, 9)
    assert room.memberships.get(user=ada).read_seq == 5


@pytest.mark.parametrize("field", [models.DurationField(), models.DecimalField(max_digits=5, decimal_places=2)])
def test_a_field_of_an_unknown_type_goes_through_the_orm_and_not_through_json(field):
    field.set_attributes_from_name("unknown")
    assert not sql._is_plain(field)
    with pytest.raises(TypeError, match=field.get_internal_type()):
        sql._given_rows((field,))


def test_a_foreign_key_is_as_plain_as_the_key_that_it_holds():
    assert sql._is_plain(Message._meta.get_field("author"))
    assert not sql._is_plain(Message._meta.get_field("client_id"))
