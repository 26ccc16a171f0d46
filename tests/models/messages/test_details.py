"""The prepared query of messages loads what `with_details` loads."""

import uuid

import pytest

from chat.actions.changes.committer import commit
from chat.actions.messages import messages, pins, polls, reactions
from chat.models import Message
from chat.models.messages.details import messages_with_details
from chat.protocol.messages.payload import message_payload

pytestmark = pytest.mark.django_db


@pytest.fixture
def talk(ada, bob, kitchen, say):
    first = say(ada, kitchen, "first @bob")
    answer = say(bob, kitchen, "second", reply_to=first.pk)
    say(bob, kitchen, "reply", thread_id=first.pk)
    for by, emoji in ((bob, "👍"), (ada, "🎉"), (ada, "👍")):
        reactions.react(by=by, message_id=first.pk, emoji=emoji, on=True)
    messages.edit(by=ada, message_id=first.pk, content="edited")
    pins.pin(by=ada, message_id=answer.pk, on=True)
    for closed in (False, True):
        [sent] = commit(
            [polls.draft(by=ada, room_id=kitchen.pk, question="Tea?", options=["yes", "no"], client_id=uuid.uuid4())]
        )
        polls.vote(by=bob, message_id=sent.message_id, options=[1])
        polls.vote(by=ada, message_id=sent.message_id, options=[1])
        polls.close(by=ada, message_id=sent.message_id, closed=closed)
    messages.delete(by=bob, message_id=say(bob, kitchen, "gone", reply_to=first.pk).pk)
    return list(Message.objects.filter(room=kitchen).with_details().order_by("pk"))


def test_everything_that_a_message_shows_is_loaded_in_one_query(ada, bob, talk, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = sorted(messages_with_details([row.pk for row in talk]), key=lambda row: row.pk)
        shown = [message_payload(row).to_dict() for row in found]
    assert shown == [message_payload(row).to_dict() for row in talk]
    voters = [each["poll"]["options"][1]["userIds"] for each in shown if "poll" in each]
    assert voters == [[bob.pk, ada.pk]] * 2


def test_messages_that_are_gone_are_left_out(talk):
    assert [row.pk for row in messages_with_details([talk[0].pk, 2**40])] == [talk[0].pk]
    assert messages_with_details([2**40]) == []
