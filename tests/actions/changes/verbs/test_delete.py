"""Deletions that share a batch with other changes."""

import pytest

from chat.actions.changes.committer import commit
from chat.actions.changes.verbs.delete import Delete
from chat.actions.changes.verbs.edit import Edit
from chat.models import AuditEntry, MessageEdit
from tests.support.convergence import converging
from tests.support.factories import create_user

pytestmark = pytest.mark.django_db


def test_a_message_edited_and_deleted_in_one_batch_keeps_no_text(ada, bob, cy, kitchen, say):
    message = say(ada, kitchen, "@bob secret")
    with converging(ada, bob, cy):
        commit([Edit(ada.pk, message.pk, "@cyrus secret"), Delete(ada.pk, message.pk)])
    message.refresh_from_db()
    assert (message.content, message.html, message.extra) == ("", "", {})
    assert not MessageEdit.objects.exists()
    assert not message.mention_rows.exists()


def test_deleted_replies_of_several_threads_are_counted_again(ada, bob, cy, kitchen, say):
    roots = [say(ada, kitchen, "root") for _ in range(2)]
    replies = [say(bob, kitchen, "reply", thread_id=root.pk) for root in roots for _ in range(3)]
    with converging(ada, bob, cy) as heard:
        commit([Delete(bob.pk, reply.pk) for reply in replies[1:]])
    threads = {event["id"]: event["thread"]["count"] for event in heard.events(cy, "chat:changed") if event["thread"]}
    assert threads == {roots[0].pk: 1, roots[1].pk: 0}


def test_staff_delete_without_a_membership(ada, bob, cy, pantry, say):
    message, warden = say(ada, pantry), create_user("warden")
    with converging(ada, bob, cy, deaf=[warden]):
        outcomes = commit([Delete(warden.pk, message.pk), Delete(warden.pk, message.pk, as_staff=True)])
    assert outcomes[0].code == "not_found"
    assert outcomes[1].rev == message.rev + 1


def test_deletions_of_messages_of_others_are_in_the_audit_log(ada, bob, cy, kitchen, say):
    own, one, two = say(bob, kitchen), say(bob, kitchen), say(ada, kitchen)
    commit([Delete(bob.pk, own.pk), Delete(cy.pk, one.pk), Delete(cy.pk, two.pk), Delete(bob.pk, two.pk)])
    entries = AuditEntry.objects.filter(event="message.delete").order_by("number")
    assert list(entries.values_list("actor_id", "person_id", "room_id", "message_id")) == [
        (cy.pk, bob.pk, kitchen.pk, one.pk),
        (cy.pk, ada.pk, kitchen.pk, two.pk),
    ]
