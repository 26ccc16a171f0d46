"""Hiding and showing messages, several in one batch."""

import pytest
from django.utils import timezone

from chat.actions.changes.committer import commit
from chat.actions.changes.verbs.hide import Hide, Show
from chat.models import HiddenMessage, ModerationAction
from tests.support.convergence import converging

pytestmark = pytest.mark.django_db


@pytest.fixture
def action(bob):
    return ModerationAction.objects.create(kind="purge", person=bob, reason="Spam", created_at=timezone.now())


def test_messages_of_several_rooms_are_hidden_and_shown_in_one_batch(ada, bob, cy, kitchen, pantry, say, action):
    found = [say(bob, room, "@everyone" if by is ada else "hi") for by, room in ((bob, kitchen), (ada, pantry))]
    with converging(ada, bob, cy) as heard:
        commit([Hide(0, message.pk, action.pk) for message in found])
    assert [data["content"] for data in heard.events(cy, "chat:changed")] == ["", ""]
    assert HiddenMessage.objects.count() == 2
    with converging(ada, bob, cy) as heard:
        commit([Show(0, message.pk, ()) for message in found])
    assert [data["content"] for data in heard.events(cy, "chat:changed")] == ["hi", "@everyone"]
    assert HiddenMessage.objects.count() == 0


def test_hiding_again_changes_nothing(ada, bob, kitchen, say, action):
    message = say(bob, kitchen)
    commit([Hide(0, message.pk, action.pk)])
    with converging(deaf=[ada, bob]):
        commit([Hide(0, message.pk, action.pk)])
