"""The permission to change a message."""

import pytest
from django.db import transaction

from chat.actions.messages import messages
from chat.actions.messages.locking import get_undeleted, lock_for_change
from chat.actions.rooms import rooms
from chat.errors import Archived, Forbidden, NotAMember, NotFound
from chat.models import Message, MessageKind


@pytest.fixture(autouse=True)
def transact(db):
    with transaction.atomic():
        yield


def test_the_author_and_moderators_may_change_a_message(ada, bob, cy, kitchen, say):
    message = say(bob, kitchen)
    for by in (ada, bob, cy):
        found, membership = lock_for_change(by, message.pk)
        assert (found, membership.user_id, membership.room) == (message, by.pk, kitchen)


def test_nobody_else_may_change_a_message(ada, bob, eve, kitchen, pantry, say):
    with pytest.raises(Forbidden):
        lock_for_change(bob, say(ada, kitchen).pk)
    with pytest.raises(NotAMember):
        lock_for_change(eve, say(ada, kitchen).pk)
    with pytest.raises(NotFound):
        lock_for_change(eve, say(ada, pantry).pk)


def test_nobody_changes_a_system_line(ada, kitchen):
    rooms.update(by=ada, room_id=kitchen.pk, topic="Tea")
    line = Message.objects.filter(kind=MessageKind.SYSTEM).latest("pk")
    with pytest.raises(Forbidden):
        lock_for_change(ada, line.pk)


def test_deleted_messages_and_archived_rooms_cannot_be_changed(ada, bob, kitchen, say):
    gone, said = say(bob, kitchen), say(bob, kitchen)
    messages.delete(by=bob, message_id=gone.pk)
    for find in (lambda: lock_for_change(bob, gone.pk), lambda: get_undeleted(gone.pk)):
        with pytest.raises(NotFound):
            find()
    rooms.archive(by=ada, room_id=kitchen.pk)
    with pytest.raises(Archived):
        lock_for_change(bob, said.pk)
