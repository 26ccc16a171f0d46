"""Announcements are published after the commit and never before."""

import pytest
from django.db import transaction

from chat.delivery import announce as module
from chat.delivery.announce import announce, announce_ephemeral, to_members_of, to_room, to_user
from chat.delivery.announcements import Control, Frame

ANNOUNCEMENT = to_room(7, Frame("{}"))


@pytest.fixture
def published(monkeypatch):
    announcements = []
    monkeypatch.setattr(module.hub, "publish", announcements.extend)
    return announcements


@pytest.mark.django_db(transaction=True)
def test_nothing_is_announced_before_the_commit(published):
    with transaction.atomic():
        announce(ANNOUNCEMENT)
        assert published == []
    assert published == [ANNOUNCEMENT]


@pytest.mark.django_db(transaction=True)
def test_nothing_is_announced_after_a_rollback(published):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        announce(ANNOUNCEMENT)
        raise ZeroDivisionError
    assert published == []


@pytest.mark.django_db(transaction=True)
def test_an_announcement_outside_a_transaction_is_published_at_once(published):
    announce(ANNOUNCEMENT)
    assert published == [ANNOUNCEMENT]


@pytest.mark.django_db(transaction=True)
def test_a_failed_publish_does_not_fail_the_action(monkeypatch, caplog):
    monkeypatch.setattr(module.hub, "publish", lambda announcements: 1 / 0)
    with transaction.atomic():
        announce(ANNOUNCEMENT)
    assert "ZeroDivisionError" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_an_ephemeral_announcement_does_not_wait_for_the_commit(published):
    with transaction.atomic():
        announce_ephemeral(ANNOUNCEMENT)
        assert published == [ANNOUNCEMENT]


def test_announcements_are_addressed_to_their_audience():
    control = Control("leave", 3, 7)
    assert to_room(7, skip_user=3).audience == "room.7"
    assert to_user(3, control=control, skip_connection="c").audience == "user.3"
    shared = to_members_of([7, 8, 7])
    assert (shared.audience, shared.rooms) == ("everyone", {7, 8})
