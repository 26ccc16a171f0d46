"""Changes that are refused say why, and the others of their batch are stored."""

import pytest

from chat.actions.changes import batch
from chat.actions.changes.committer import commit
from chat.actions.changes.reading import lock_rooms
from chat.actions.changes.verbs.delete import Delete
from chat.actions.changes.verbs.edit import Edit
from chat.actions.changes.verbs.pin import Pin
from chat.actions.changes.verbs.previews import RemovePreviews
from chat.actions.changes.verbs.react import React
from chat.actions.changes.verbs.vote import ClosePoll, Vote
from chat.actions.rooms import memberships, rooms
from chat.errors import ChatError
from chat.models import Message
from tests.support.convergence import converging
from tests.support.factories import create_room

pytestmark = pytest.mark.django_db
VERBS = {
    "edit": lambda by, pk: Edit(by.pk, pk, "new"),
    "delete": lambda by, pk: Delete(by.pk, pk),
    "react": lambda by, pk: React(by.pk, pk, "👍", True),
    "pin": lambda by, pk: Pin(by.pk, pk, True),
    "vote": lambda by, pk: Vote(by.pk, pk, frozenset({0})),
    "close": lambda by, pk: ClosePoll(by.pk, pk, True),
    "remove previews": lambda by, pk: RemovePreviews(by.pk, pk),
}


def codes(outcomes):
    return [outcome.code if isinstance(outcome, ChatError) else "" for outcome in outcomes]


@pytest.mark.parametrize("verb", VERBS.values(), ids=VERBS)
def test_each_refused_change_of_a_batch_is_refused_alone(ada, bob, cy, eve, kitchen, pantry, say, verb):
    archived = create_room(ada, name="Attic")
    old, open_message, secret = say(ada, archived), say(ada, kitchen), say(ada, pantry)
    rooms.archive(by=ada, room_id=archived.pk)
    memberships.leave(by=bob, room_id=pantry.pk)
    with converging(ada, bob, cy, deaf=[eve]) as heard:
        outcomes = commit(
            [
                React(ada.pk, open_message.pk, "🎉", True),
                verb(eve, open_message.pk),
                verb(eve, secret.pk),
                verb(bob, secret.pk),
                verb(ada, old.pk),
                verb(ada, 2**63 - 1),
                React(bob.pk, open_message.pk, "🎉", True),
            ]
        )
    assert codes(outcomes) == ["", "not_a_member", "not_found", "not_found", "archived", "not_found", ""]
    assert [event["rev"] for event in heard.events(cy)] == [outcomes[0].rev, outcomes[-1].rev]
    assert outcomes[-1].rev == outcomes[0].rev + 1


def test_only_rooms_that_the_users_may_see_are_locked(ada, eve, kitchen, pantry, say, monkeypatch):
    secret, open_message, locked = say(ada, pantry), say(ada, kitchen), []
    monkeypatch.setattr(batch, "lock_rooms", lambda ids: locked.append(ids) or lock_rooms(ids))
    assert codes(commit([Edit(eve.pk, secret.pk, "new")])) == ["not_found"]
    assert locked == []
    assert codes(commit([Edit(eve.pk, pk, "new") for pk in (secret.pk, open_message.pk)])) == [
        "not_found",
        "not_a_member",
    ]
    assert locked == [{kitchen.pk}]


def test_members_change_only_their_own_messages_and_moderators_delete_all_but_system_lines(ada, bob, cy, kitchen, say):
    message = say(ada, kitchen)
    rooms.update(by=ada, room_id=kitchen.pk, topic="Tea")
    line = Message.objects.filter(kind="system").latest("pk").pk
    with converging(ada, bob, cy):
        outcomes = commit(
            [
                Edit(bob.pk, message.pk, "mine"),
                Delete(bob.pk, message.pk),
                Edit(cy.pk, line, "new"),
                Pin(cy.pk, line, True),
                Edit(cy.pk, message.pk, "moderated"),
                Delete(cy.pk, message.pk),
            ]
        )
    assert codes(outcomes) == ["forbidden", "forbidden", "forbidden", "not_found", "forbidden", ""]
