"""Previews are stored and removed in batches with other changes."""

import pytest

from chat.actions.changes.change import SITE
from chat.actions.changes.committer import commit
from chat.actions.changes.verbs.delete import Delete
from chat.actions.changes.verbs.edit import Edit
from chat.actions.changes.verbs.previews import RemovePreviews, StorePreviews
from chat.actions.changes.verbs.react import React
from chat.errors import ChatError
from chat.models import Message
from tests.support.convergence import converging

pytestmark = pytest.mark.django_db
A, B = "https://a.example/", "https://b.example/"


def store(message, *urls):
    found = [{"url": url, "title": "A page", "description": "", "site_name": ""} for url in urls]
    return StorePreviews(SITE, message.pk, tuple(found))


def shown(event):
    return [preview["url"] for preview in event["previews"]]


def test_previews_fit_the_text_that_the_drafts_before_left(ada, bob, kitchen, say):
    message = say(ada, kitchen, A)
    with converging(ada, bob) as heard:
        outcomes = commit(
            [
                store(message, A, B),
                Edit(ada.pk, message.pk, B),
                store(message, A, B),
                RemovePreviews(ada.pk, message.pk),
                store(message, B),
                Delete(ada.pk, message.pk),
                store(message, B),
            ]
        )
    assert list(map(shown, heard.events(bob))) == [[A], [], [B], [], []]
    revs = [outcome.rev - message.rev for outcome in outcomes]
    assert revs == [1, 2, 3, 4, 4, 5, 5]
    assert Message.objects.get(pk=message.pk).extra == {}


def test_previews_of_a_missing_message_are_refused_alone(ada, bob, kitchen, say):
    message = say(ada, kitchen, A)
    with converging(ada, bob):
        gone, stored, reacted = commit(
            [store(Message(pk=2**62), A), store(message, A), React(bob.pk, message.pk, "👍", True)]
        )
    assert isinstance(gone, ChatError) and gone.code == "not_found"
    assert reacted.rev == stored.rev + 1


def test_a_removal_that_shows_nothing_new_is_stored_without_a_rev(ada, bob, kitchen, say):
    message = say(ada, kitchen, A)
    with converging(deaf=[ada, bob]):
        [removed] = commit([RemovePreviews(ada.pk, message.pk)])
    kitchen.refresh_from_db()
    assert removed.rev == message.rev == kitchen.last_rev
    assert Message.objects.get(pk=message.pk).extra == {"no_previews": True}
