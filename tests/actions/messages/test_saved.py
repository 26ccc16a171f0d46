"""Saving messages."""

import pytest

from chat import conf
from chat.actions.messages import messages, saved
from chat.errors import Conflict, NotFound
from chat.models import SavedMessage
from tests.support.convergence import converging

pytestmark = pytest.mark.django_db


def test_a_saved_message_is_announced_to_its_owner_alone(ada, bob, kitchen, say):
    message = say(ada, kitchen)
    with converging(bob, deaf=[ada]) as heard:
        saved.save(by=bob, message_id=message.pk, on=True)
    assert heard.events(bob, "saved") == [{"messageId": message.pk, "on": True}]
    with converging(bob, deaf=[ada]) as heard:
        saved.save(by=bob, message_id=message.pk, on=False)
    assert heard.events(bob, "saved") == [{"messageId": message.pk, "on": False}]


@pytest.mark.parametrize("on", [True, False])
def test_the_same_again_changes_nothing(bob, kitchen, say, on):
    message = say(bob, kitchen)
    saved.save(by=bob, message_id=message.pk, on=True)
    saved.save(by=bob, message_id=message.pk, on=on)
    with converging(deaf=[bob]):
        saved.save(by=bob, message_id=message.pk, on=on)
    assert SavedMessage.objects.count() == on


def test_a_hidden_or_deleted_message_cannot_be_saved(ada, eve, pantry, say):
    message = say(ada, pantry)
    with pytest.raises(NotFound):
        saved.save(by=eve, message_id=message.pk, on=True)
    messages.delete(by=ada, message_id=message.pk)
    with pytest.raises(NotFound):
        saved.save(by=ada, message_id=message.pk, on=True)


def test_the_number_of_saved_messages_is_limited(bob, kitchen, say, monkeypatch):
    monkeypatch.setattr(conf, "SAVED_PER_USER", 1)
    one, two = say(bob, kitchen), say(bob, kitchen)
    saved.save(by=bob, message_id=one.pk, on=True)
    saved.save(by=bob, message_id=one.pk, on=True)
    with pytest.raises(Conflict):
        saved.save(by=bob, message_id=two.pk, on=True)
