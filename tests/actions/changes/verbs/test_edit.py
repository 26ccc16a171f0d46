"""Edits that share a batch."""

import pytest

from chat.actions.changes.committer import commit
from chat.actions.changes.verbs.edit import Edit
from chat.models import MessageEdit
from tests.support.convergence import converging

pytestmark = pytest.mark.django_db


def test_edits_of_one_message_are_stored_in_their_order(ada, bob, cy, kitchen, say):
    message = say(ada, kitchen, "one")
    with converging(ada, bob, cy) as heard:
        commit([Edit(ada.pk, message.pk, text) for text in ("two", "two", "@bob three", "@cyrus four")])
    assert [event["content"] for event in heard.events(bob, "chat:changed")] == ["two", "@bob three", "@cyrus four"]
    assert list(MessageEdit.objects.values_list("content", flat=True)) == ["one", "two", "@bob three"]
    message.refresh_from_db()
    assert [row.membership.user for row in message.mention_rows.all()] == [cy]


def test_an_edit_with_a_rev_is_refused_after_another_change_of_the_batch(ada, kitchen, say):
    message = say(ada, kitchen, "one")
    first, second = commit([Edit(ada.pk, message.pk, text, message.rev) for text in ("two", "three")])
    assert first.rev == message.rev + 1
    assert second.code == "conflict"


def test_an_edit_mentions_everyone_only_with_the_authors_rights(ada, bob, cy, kitchen, say):
    by_member, by_owner = say(bob, kitchen), say(ada, kitchen)
    with converging(ada, bob, cy):
        commit([Edit(bob.pk, by_member.pk, "@everyone one"), Edit(ada.pk, by_owner.pk, "@everyone two")])
    by_member.refresh_from_db()
    by_owner.refresh_from_db()
    assert (by_member.extra.get("everyone"), by_owner.extra.get("everyone")) == (None, True)
