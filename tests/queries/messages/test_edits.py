"""The history of a message's text."""

import pytest
from django.utils import timezone

from chat import conf
from chat.actions.messages import messages
from chat.actions.rooms import memberships
from chat.errors import NotFound
from chat.models import Message, MessageEdit
from chat.queries.messages import edits

pytestmark = pytest.mark.django_db


def said(user, message):
    return [(each.content, each.by.username) for each in edits.history(user.pk, message.pk).versions]


def test_a_message_that_was_not_edited_has_one_version(ada, bob, kitchen, say):
    message = say(ada, kitchen, "first")
    [only] = edits.history(bob.pk, message.pk).versions
    assert (only.content, only.at, only.by.id) == ("first", message.created_at, ada.pk)


def test_every_version_has_its_author_and_time(ada, bob, cy, kitchen, say):
    message = say(ada, kitchen, "first")
    messages.edit(by=ada, message_id=message.pk, content="second")
    # As moderators did with earlier versions of the site.
    by_cy = MessageEdit(message=message, content="second", editor=cy, edited_at=timezone.now())
    by_cy.save()
    Message.objects.filter(pk=message.pk).update(content="third", edited_at=by_cy.edited_at)
    assert said(bob, message) == [("first", "ada"), ("second", "ada"), ("third", "cyrus")]
    times = [each.at for each in edits.history(bob.pk, message.pk).versions]
    message.refresh_from_db()
    assert (times[0], times[-1], sorted(times)) == (message.created_at, message.edited_at, times)


def test_only_the_latest_versions_are_kept(ada, kitchen, say, monkeypatch):
    monkeypatch.setattr(conf, "EDITS_KEPT", 2)
    message = say(ada, kitchen, "0")
    for text in "1234":
        messages.edit(by=ada, message_id=message.pk, content=text)
    assert [text for text, _ in said(ada, message)] == ["2", "3", "4"]


def test_a_deleted_message_has_no_history(ada, kitchen, say):
    message = say(ada, kitchen, "a slip")
    messages.edit(by=ada, message_id=message.pk, content="a secret")
    messages.delete(by=ada, message_id=message.pk)
    assert not MessageEdit.objects.exists()
    with pytest.raises(NotFound):
        edits.history(ada.pk, message.pk)


def test_the_history_of_a_hidden_message_is_hidden(ada, bob, eve, pantry, say):
    message = say(ada, pantry)
    memberships.leave(by=bob, room_id=pantry.pk)
    for stranger in (eve, bob):
        with pytest.raises(NotFound):
            edits.history(stranger.pk, message.pk)


def test_the_same_text_again_is_no_edit(ada, kitchen, say):
    message = say(ada, kitchen, "same")
    messages.edit(by=ada, message_id=message.pk, content="same")
    assert said(ada, message) == [("same", "ada")]


def test_a_history_takes_a_fixed_number_of_queries(ada, kitchen, say, django_assert_num_queries):
    message = say(ada, kitchen, "0")
    for text in "1234":
        messages.edit(by=ada, message_id=message.pk, content=text)
    with django_assert_num_queries(3):
        edits.history(ada.pk, message.pk)
