"""Old messages go, as if their authors had deleted them."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from chat import conf
from chat.actions.messages import messages, pins, retention
from chat.models import Attachment, Message, Stage
from tests.support.convergence import converging
from tests.support.sample_files import upload_sample

pytestmark = pytest.mark.django_db


def say(by, room, content, **fields):
    sent = messages.send(by=by, room_id=room.pk, content=content, client_id=uuid.uuid4(), **fields)
    return Message.objects.get(pk=sent.message_id)


def test_only_what_is_old_goes_and_pinned_messages_stay(ada, bob, kitchen):
    old, pinned, new = (say(ada, kitchen, text) for text in ("old", "pinned", "new"))
    pins.pin(by=ada, message_id=pinned.pk, on=True)
    Message.objects.exclude(pk=new.pk).update(created_at=timezone.now() - timedelta(days=10))
    with converging(ada, bob):
        assert list(retention.apply(timezone.now() - timedelta(days=5))) == [1]
    texts = dict(Message.objects.filter(pk__in=[old.pk, pinned.pk, new.pk]).values_list("pk", "content"))
    assert texts == {old.pk: "", pinned.pk: "pinned", new.pk: "new"}


def test_files_go_with_their_messages(ada, kitchen):
    file = upload_sample(ada, b"x", "plan.txt")
    say(ada, kitchen, "", attachment_ids=[file.pk])
    list(retention.apply(timezone.now() + timedelta(seconds=1)))
    assert Attachment.objects.get(pk=file.pk).stage == Stage.DISCARDED


def test_it_works_in_batches(ada, kitchen, monkeypatch):
    monkeypatch.setattr(conf, "PURGE_BATCH", 2)
    for number in range(5):
        say(ada, kitchen, str(number))
    assert list(retention.apply(timezone.now() + timedelta(seconds=1))) == [2, 2, 1]
