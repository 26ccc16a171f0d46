"""Old messages go, as if their authors had deleted them."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from chat import conf
from chat.actions.messages import messages, pins, retention, saved
from chat.models import Attachment, Message, Room, Stage
from tests.support.convergence import converging
from tests.support.sample_files import upload_sample

pytestmark = pytest.mark.django_db


def say(by, room, content, **fields):
    sent = messages.send(by=by, room_id=room.pk, content=content, client_id=uuid.uuid4(), **fields)
    return Message.objects.get(pk=sent.message_id)


def test_only_what_is_old_goes_and_pinned_messages_stay(ada, bob, kitchen, settings):
    settings.RETENTION_DAYS = 5
    old, pinned, new = (say(ada, kitchen, text) for text in ("old", "pinned", "new"))
    pins.pin(by=ada, message_id=pinned.pk, on=True)
    Message.objects.exclude(pk=new.pk).update(created_at=timezone.now() - timedelta(days=10))
    with converging(ada, bob):
        assert list(retention.apply(timezone.now())) == [1]
    texts = dict(Message.objects.filter(pk__in=[old.pk, pinned.pk, new.pk]).values_list("pk", "content"))
    assert texts == {old.pk: "", pinned.pk: "pinned", new.pk: "new"}


def test_files_go_with_their_messages(ada, kitchen, settings):
    settings.RETENTION_DAYS = 5
    file = upload_sample(ada, b"x", "plan.txt")
    say(ada, kitchen, "", attachment_ids=[file.pk])
    list(retention.apply(timezone.now() + timedelta(days=6)))
    assert Attachment.objects.get(pk=file.pk).stage == Stage.DISCARDED


def test_it_works_in_batches(ada, kitchen, monkeypatch, settings):
    settings.RETENTION_DAYS = 5
    monkeypatch.setattr(conf, "PURGE_BATCH", 2)
    for number in range(5):
        say(ada, kitchen, str(number))
    assert list(retention.apply(timezone.now() + timedelta(days=6))) == [2, 2, 1]


def test_a_message_that_somebody_saved_goes(ada, bob, kitchen, settings):
    settings.RETENTION_DAYS = 5
    message = say(ada, kitchen, "dear")
    saved.save(by=bob, message_id=message.pk, on=True)
    assert list(retention.apply(timezone.now() + timedelta(days=6))) == [1]


@pytest.mark.parametrize(
    ("site", "longer", "room", "kept"),
    [
        (0, False, 0, 0),
        (0, False, 7, 7),
        (30, False, 0, 30),
        (30, False, 7, 7),
        (30, False, 90, 30),
        (30, True, 90, 90),
        (30, True, 0, 30),
    ],
)
def test_a_room_keeps_messages_as_long_as_it_says_and_never_longer_than_the_site_allows(
    settings, site, longer, room, kept
):
    settings.RETENTION_DAYS, settings.RETENTION_LONGER = site, longer
    assert retention.days_kept(room) == kept


def test_each_room_has_its_own_age_and_is_counted_by_itself(ada, kitchen, pantry, settings):
    settings.RETENTION_DAYS = 30
    Room.objects.filter(pk=pantry.pk).update(retention_days=7)
    for room in (kitchen, pantry):
        say(ada, room, "hello")
    found = [
        [(room.pk, count) for room, count in retention.count_by_room(timezone.now() + timedelta(days=days))]
        for days in (6, 8, 31)
    ]
    assert found == [[], [(pantry.pk, 1)], [(kitchen.pk, 1), (pantry.pk, 1)]]
