"""The frames and announcements that several actions share."""

import json

import pytest

from chat.actions import frames
from chat.actions.messages import reactions
from chat.actions.rooms import memberships
from chat.models import Message
from tests.support.factories import create_user

pytestmark = pytest.mark.django_db


def test_a_frame_of_a_message_carries_its_numbers(ada, bob, kitchen, say):
    message = say(ada, kitchen)
    new = frames.new_message(message)
    assert (new.rev, new.seq) == (message.rev, message.seq)
    assert json.loads(new.text)["type"] == "chat:message"
    reactions.react(by=bob, message_id=message.pk, emoji="👍", on=True)
    changed = frames.changed_message(Message.objects.with_details().get(pk=message.pk))
    assert (changed.rev, changed.seq) == (message.rev + 1, message.seq)
    assert json.loads(changed.text)["data"]["reactions"] == [{"emoji": "👍", "userIds": [bob.pk]}]


def test_the_frame_of_a_new_message_takes_no_query(ada, kitchen, say, django_assert_num_queries):
    message = Message.objects.select_related("author", "reply_to").get(pk=say(ada, kitchen).pk)
    with django_assert_num_queries(0):
        frames.new_message(message)


def test_no_changed_count_means_no_query_and_no_announcement(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert frames.mention_counts([], {}) == []


def test_an_updated_room_is_announced_to_each_member_with_their_own_entry(ada, bob, cy, kitchen):
    announcements = frames.room_updated(kitchen)
    roles = {
        announcement.user_id: json.loads(announcement.frames[0].text)["data"]["role"] for announcement in announcements
    }
    assert roles == {ada.pk: "owner", bob.pk: "member", cy.pk: "moderator"}


def test_members_with_equal_entries_share_the_frame_that_is_encoded(ada, bob, kitchen):
    for number in range(5):
        memberships.add(by=ada, room_id=kitchen.pk, user_id=create_user(f"guest{number}").pk)
    kitchen.refresh_from_db()
    announcements = frames.room_updated(kitchen)
    shared = {id(announcement.frames[0]) for announcement in announcements}
    # The owner's, the moderator's, and one that all members share.
    assert (len(announcements), len(shared)) == (8, 3)
