"""Of somebody who is erased nothing personal is left in any table, index or file."""

import uuid

import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.test import Client

from chat.actions.messages import drafts, messages, reactions
from chat.actions.moderation import actions, reports
from chat.actions.people import erasure, tokens, users
from chat.actions.rooms import memberships
from chat.errors import Conflict
from chat.models import ActionKind, Attachment, Message, MessageKind, Reaction, ReportReason, Stage, User
from tests.support.convergence import converging
from tests.support.factories import PASSWORD, create_user
from tests.support.sample_files import upload_sample

pytestmark = pytest.mark.django_db
CANARY = "zanzibarquux"


def say(by, room, content, **fields):
    sent = messages.send(by=by, room_id=room.pk, content=content, client_id=uuid.uuid4(), **fields)
    return Message.objects.get(pk=sent.message_id)


def places_of(word):
    """Return each table and column of the database in which a word is found."""
    found = []
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.concrete_fields:
            values = model._default_manager.values_list(field.attname, flat=True)
            if any(word in str(value).lower() for value in values):
                found.append(f"{model.__name__}.{field.name}")
    return found


@pytest.fixture
def zoe(ada, kitchen):
    """Somebody with the canary wherever a person can put a word."""
    zoe = create_user(CANARY, display_name=f"Zoe {CANARY}", email=f"{CANARY}@example.org")
    memberships.join(by=zoe, room_id=kitchen.pk)
    Client().post("/accounts/login/", {"login": CANARY, "password": PASSWORD}, headers={"User-Agent": CANARY})
    kind = ContentType.objects.get_for_model(User)
    LogEntry.objects.create(user=ada, content_type=kind, object_id=zoe.pk, object_repr=CANARY, action_flag=2)
    first = say(zoe, kitchen, f"about {CANARY}")
    messages.edit(by=zoe, message_id=first.pk, content=f"more about {CANARY}")
    say(zoe, kitchen, f"**{CANARY}**", attachment_ids=[upload_sample(zoe, b"x", f"{CANARY}.txt").pk])
    upload_sample(zoe, b"x", f"unsent {CANARY}.txt")
    tokens.issue(user=zoe, name=CANARY)
    reports.report(by=zoe, message_id=say(ada, kitchen, "rude").pk, reason=ReportReason.OTHER, note=CANARY)
    users.update_profile(by=zoe, keywords=CANARY)
    memberships.leave(by=zoe, room_id=kitchen.pk)
    memberships.join(by=zoe, room_id=kitchen.pk)
    drafts.save(by=zoe, room_id=kitchen.pk, content=CANARY)
    ada.is_staff = ada.is_superuser = True
    ada.save(update_fields=["is_staff", "is_superuser"])
    return User.objects.get(pk=zoe.pk)


def test_a_canary_is_found_nowhere_after_an_erasure_with_messages(ada, kitchen, zoe):
    assert {"User.username", "Message.content", "MessageEdit.content", "Draft.content"} <= set(places_of(CANARY))
    with converging(ada):
        erasure.erase(user_id=zoe.pk, keep_messages=False)
    # The row of a file goes when the file has gone.
    Attachment.objects.filter(stage=Stage.DISCARDED).delete()
    assert places_of(CANARY) == []
    assert not Session.objects.exists()
    call_command("verify_audit")


def test_messages_may_stay_under_another_name(ada, kitchen, zoe):
    erasure.erase(user_id=zoe.pk, keep_messages=True)
    kept = Message.objects.filter(author=zoe, kind=MessageKind.MESSAGE).values_list("content", flat=True)
    assert list(kept) == [f"more about {CANARY}", f"**{CANARY}**"]
    erased = User.objects.get(pk=zoe.pk)
    assert (erased.name, erased.username, erased.email) == ("Deleted user", f"deleted-{zoe.pk}", "")
    assert not erased.is_active
    assert not erased.has_usable_password()
    lines = Message.objects.filter(room=kitchen, kind=MessageKind.SYSTEM, author=zoe).values_list("content", flat=True)
    assert set(lines) == {"Deleted user joined"}


def test_messages_that_moderators_have_hidden_are_erased_as_well(ada, kitchen, zoe):
    actions.act(by=ada, kind=ActionKind.PURGE, user_id=zoe.pk, reason="Spam")
    erasure.erase(user_id=zoe.pk, keep_messages=False)
    assert not Message.objects.filter(author=zoe, kind=MessageKind.MESSAGE).exclude(content="").exists()


def test_reactions_go_with_the_messages(ada, kitchen, zoe):
    reactions.react(by=zoe, message_id=say(ada, kitchen, "tea?").pk, emoji="🫖", on=True)
    with converging(ada):
        erasure.erase(user_id=zoe.pk, keep_messages=False)
    assert not Reaction.objects.filter(user=zoe).exists()


def test_an_erasure_may_be_repeated(zoe):
    for _ in range(2):
        erasure.erase(user_id=zoe.pk, keep_messages=False)
    assert User.objects.get(pk=zoe.pk).username == f"deleted-{zoe.pk}"


def test_the_only_administrator_stays(ada, zoe):
    with pytest.raises(Conflict):
        erasure.erase(user_id=ada.pk, keep_messages=True)
    create_user("ruth", is_admin=True)
    erasure.erase(user_id=ada.pk, keep_messages=True)
    assert not User.objects.get(pk=ada.pk).is_superuser
