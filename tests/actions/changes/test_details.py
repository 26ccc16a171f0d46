"""Messages read by hand-written statements show what the ORM would."""

import uuid

import pytest

from chat.actions.changes.committer import commit
from chat.actions.changes.details import count_pins, read_messages
from chat.actions.changes.rows import RowsOfMessages
from chat.actions.messages import pins, polls, reactions
from chat.models import Message
from chat.protocol.messages.payload import message_payload

pytestmark = pytest.mark.django_db


def test_messages_show_the_same_as_those_of_the_orm(ada, bob, kitchen, say, django_assert_num_queries):
    first = say(ada, kitchen, "@bob first")
    say(bob, kitchen, "answer", reply_to=first.pk)
    reactions.react(by=bob, message_id=first.pk, emoji="👍", on=True)
    draft = polls.draft(by=ada, room_id=kitchen.pk, question="Tea?", options=["yes", "no"], client_id=uuid.uuid4())
    polls.vote(by=bob, message_id=commit([draft])[0].message_id, options=[1])
    expected = {message.pk: message_payload(message) for message in Message.objects.with_details()}
    with django_assert_num_queries(3):
        messages = read_messages(expected.keys(), expected.keys(), RowsOfMessages())
        shown = {pk: message_payload(message) for pk, message in messages.items()}
    assert shown == expected


def test_messages_that_quote_each_other_share_their_instances(ada, kitchen, say):
    first = say(ada, kitchen)
    answer = say(ada, kitchen, reply_to=first.pk)
    messages = read_messages([first.pk, answer.pk], [], RowsOfMessages())
    assert messages[answer.pk].reply_to is messages[first.pk]


def test_pins_are_counted_by_room(ada, kitchen, pantry, say):
    for room, number in ((kitchen, 2), (pantry, 1)):
        for _ in range(number):
            pins.pin(by=ada, message_id=say(ada, room).pk, on=True)
    assert count_pins([kitchen.pk, pantry.pk]) == {kitchen.pk: 2, pantry.pk: 1}
    assert count_pins([]) == {}
